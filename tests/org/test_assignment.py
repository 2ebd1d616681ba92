"""Resolving an assignment: leavers, substitutes, exclusions, each person once, and the ways out."""

from __future__ import annotations

from typing import Any

from tests.org.company import away, company, request

from banjie.messages import words
from banjie.org.assignment import Resolved, resolve
from banjie.org.directory import Directory
from banjie.org.reasons import explain


def asked(
    directory: Directory, *policies: dict[str, Any], applicant: str = "wangli", **rest: Any
) -> Resolved:
    return resolve({"policies": list(policies), **rest}, directory, request(applicant))


def users(resolved: Resolved) -> list[str]:
    return [found.user for found in resolved.found]


def user(*names: str) -> dict[str, Any]:
    return {"kind": "user", "users": list(names)}


def test_policies_answer_in_order_and_each_person_comes_once_with_the_first_reason() -> None:
    resolved = asked(
        company(), {"kind": "department_head"}, {"kind": "role", "role": "legal"}, user("zhaomin")
    )
    assert users(resolved) == ["zhaomin", "zhoufa"]
    assert resolved.found[0].reason.rule == "department_head"


def test_the_head_who_applies_is_shown_and_the_leader_stands_ready() -> None:
    resolved = asked(company(), {"kind": "department_head"}, applicant="zhaomin")
    assert users(resolved) == ["zhaomin"]
    assert resolved.applicant_leader is not None
    assert resolved.applicant_leader.user == "laozhang"


def test_the_topmost_has_no_leader_and_administrators_are_there() -> None:
    resolved = asked(company(), {"kind": "department_head"}, applicant="laozhang")
    assert resolved.applicant_leader is None
    assert [found.user for found in resolved.administrators] == ["admin"]


def test_substitutes_of_substitutes_are_followed_and_a_circle_ends() -> None:
    directory = company(away("zhaomin", "sunqian"), away("sunqian", "zhoufa"), away("zhoufa", "zhaomin"))
    (found,) = asked(directory, {"kind": "department_head"}).found
    assert (found.user, found.acts_for) == ("zhoufa", "zhaomin")


def test_a_substitution_is_said_in_words_with_what_led_to_it() -> None:
    (found,) = asked(company(away("zhaomin", "sunqian")), {"kind": "department_head"}).found
    said = explain(found.reason.rule, found.reason.params, lambda key, params: words("zh-CN", key, params))
    assert said == "建材批发 / 采购部的负责人；赵敏已委托孙倩代理"


def test_a_leaver_is_replaced_by_the_leader_and_an_unknown_name_by_nobody() -> None:
    resolved = asked(company(), user("gone", "nobody"))
    assert users(resolved) == ["sunqian"]
    assert resolved.found[0].reason.rule == "leaver_leader"
    assert resolved.found[0].acts_for == "gone"


def test_a_role_of_leavers_only_is_answered_by_their_leader() -> None:
    assert users(asked(company(), {"kind": "role", "role": "accountant"})) == ["sunqian"]


def test_exclusions_count_after_substitution_and_reach_the_deputy() -> None:
    directory = company(away("zhaomin", "sunqian"))
    assert users(asked(directory, user("zhaomin", "zhoufa"), exclude=[user("sunqian")])) == ["zhoufa"]
    assert users(asked(directory, user("zhaomin", "zhoufa"), exclude=[user("zhaomin")])) == ["zhoufa"]


def test_fallback_users_pass_the_same_steps() -> None:
    resolved = asked(company(away("zhoufa", "sunqian")), user("nobody"), fallback_users=["zhoufa", "gone"])
    assert users(resolved) == []
    assert [found.user for found in resolved.fallback] == ["sunqian"]


def test_exclusions_never_take_the_last_administrator() -> None:
    resolved = asked(company(), {"kind": "applicant"}, applicant="admin", exclude=[{"kind": "applicant"}])
    assert users(resolved) == []
    assert [found.user for found in resolved.administrators] == ["admin"]
