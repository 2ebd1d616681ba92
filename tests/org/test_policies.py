"""Each policy kind on the demo company: whom it finds, and the reason it gives."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.org.company import company, request

from banjie.org.policies.registry import PolicyError, check, decode, evaluate

VALUES: dict[str, Any] = {
    "owner": "sunqian",
    "owners": ["zhoufa", "sunqian"],
    "department": "purchasing_one",
    "items": [{"person": "zhaomin"}, {"person": "wangli"}, {"person": "zhaomin"}, {"person": None}],
    "supplier": {"owner": "zhoufa"},
}

CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"kind": "user", "users": ["zhoufa", "sunqian"]}, [("zhoufa", "user"), ("sunqian", "user")]),
    ({"kind": "role", "role": "legal"}, [("zhoufa", "role")]),
    ({"kind": "role", "role": "unknown"}, []),
    ({"kind": "role_in_department", "role": "manager"}, [("zhaomin", "role_in_department")]),
    (
        {"kind": "role_in_department", "role": "manager", "of": {"field": "department"}},
        [("zhaomin", "role_in_department")],
    ),
    ({"kind": "department_head", "of": "applicant"}, [("zhaomin", "department_head")]),
    ({"kind": "department_head", "of": "applicant", "level": 1}, [("laozhang", "department_head")]),
    ({"kind": "department_head", "of": "applicant", "level": 9}, [("laozhang", "department_head")]),
    ({"kind": "department_head", "of": {"field": "department"}}, [("zhaomin", "department_head_above")]),
    ({"kind": "department_head", "of": {"field": "owner"}}, [("sunqian", "department_head")]),
    (
        {"kind": "department_members", "department": "purchasing"},
        [
            ("zhaomin", "department_members"),
            ("wangli", "department_members"),
            ("xiaowu", "department_members"),
        ],
    ),
    (
        {"kind": "department_members", "department": "hq", "below": False},
        [
            ("laozhang", "department_members"),
            ("zhoufa", "department_members"),
            ("admin", "department_members"),
        ],
    ),
    ({"kind": "direct_leader"}, [("zhaomin", "direct_leader")]),
    ({"kind": "direct_leader", "of": {"field": "owner"}}, [("laozhang", "direct_leader")]),
    ({"kind": "leader_level", "n": 2}, [("laozhang", "leader_level")]),
    ({"kind": "leader_level", "n": 1}, [("zhaomin", "direct_leader")]),
    ({"kind": "leader_chain"}, [("zhaomin", "leader_chain"), ("laozhang", "leader_chain")]),
    ({"kind": "leader_chain", "up_to": 1}, [("zhaomin", "leader_chain")]),
    ({"kind": "leader_chain", "to_role": "manager"}, [("zhaomin", "leader_chain")]),
    ({"kind": "applicant"}, [("wangli", "applicant")]),
    ({"kind": "applicant_choice"}, [("zhoufa", "applicant_choice"), ("sunqian", "applicant_choice")]),
    (
        {"kind": "applicant_choice", "range": [{"kind": "role", "role": "legal"}]},
        [("zhoufa", "applicant_choice")],
    ),
    ({"kind": "applicant_choice", "node": "other"}, []),
    ({"kind": "field", "field": "owner"}, [("sunqian", "field")]),
    ({"kind": "field", "field": "owners"}, [("zhoufa", "field"), ("sunqian", "field")]),
    ({"kind": "field", "field": "items.person"}, [("zhaomin", "field"), ("wangli", "field")]),
    ({"kind": "field", "field": "supplier.owner"}, [("zhoufa", "field")]),
    ({"kind": "field", "field": "missing.person"}, []),
    ({"kind": "department_field_head", "field": "department"}, [("zhaomin", "department_head_above")]),
    ({"kind": "handler_of", "node": "first"}, [("xiaowu", "handler_of")]),
    ({"kind": "leader_of_handler", "node": "first"}, [("zhaomin", "leader_of_handler")]),
    (
        {"kind": "expression", "feel": '[owner, "zhoufa", 3]'},
        [("sunqian", "expression"), ("zhoufa", "expression")],
    ),
    ({"kind": "expression", "feel": "applicant.username"}, [("wangli", "expression")]),
    ({"kind": "expression", "feel": "null"}, []),
]


@pytest.mark.parametrize(("policy", "expected"), CASES, ids=lambda value: str(value)[:60])
def test_a_policy_finds(policy: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    asked = msgspec.structs.replace(
        request(**VALUES), choices={"manager": ("zhoufa", "sunqian")}, history={"first": ("xiaowu",)}
    )
    found = evaluate(policy, company(), asked)
    assert [(one.user, one.reason.rule) for one in found] == expected


def test_the_reason_names_the_place_in_the_organisation() -> None:
    (found,) = evaluate({"kind": "department_head"}, company(), request())
    assert found.reason.params == {"department": "采购部", "path": "建材批发 / 采购部"}


@pytest.mark.parametrize(
    "policy",
    [
        {"kind": "nonsense"},
        {"kind": "role"},
        {"kind": "role", "role": "x", "extra": 1},
        {"kind": "leader_level", "n": 0},
        {"kind": "department_head", "of": "somebody"},
        {"kind": "applicant_choice", "range": [{"kind": "nonsense"}]},
        {},
    ],
)
def test_a_policy_that_cannot_be_read_is_refused(policy: dict[str, Any]) -> None:
    with pytest.raises(PolicyError):
        decode(policy)


def test_an_expression_that_is_no_feel_is_refused_at_publishing_and_finds_nobody_at_routing() -> None:
    policy = {"kind": "expression", "feel": "((("}
    with pytest.raises(PolicyError):
        check(policy)
    assert evaluate(policy, company(), request()) == ()
