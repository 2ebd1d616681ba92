"""C2 设备报修: photo + fault description + budget estimate required; when the repair is confirmed, the
equipment's next maintenance date moves on.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.scenarios.office import Office
from tests.scenarios.papers import paper


def equipment(office: Office, code: str) -> dict[str, Any]:
    [found] = [row for row in office.rows("equipment") if row["code"] == code]
    return found


@pytest.mark.parametrize("field", ["equipment", "photos", "fault", "budget"])
def test_it_cannot_be_sent_without_photo_fault_and_budget(office: Office, field: str) -> None:
    assert office.refused("wangli", "repair", paper(office, "repair", **{field: ...})) == {field}


@pytest.mark.parametrize(
    ("budget", "asked"),
    [
        ("0.00", ["manager zhaomin"]),
        ("1999.99", ["manager zhaomin"]),
        ("2000.00", ["manager zhaomin", "finance sunqian"]),
    ],
)
def test_the_budget_decides_who_is_asked(office: Office, budget: str, asked: list[str]) -> None:
    case = office.send("wangli", "repair", paper(office, "repair", budget=budget))

    for step in asked:
        node, user = step.split()
        assert case.open() == {node: user}
        case.approve(user)

    assert case.open() == {"confirm": "wangli"}


def test_who_confirms_is_told_why_in_the_forms_words(office: Office) -> None:
    case = office.send("wangli", "repair", paper(office, "repair", budget="0.00"))
    case.approve("zhaomin")
    assert case.why_asked("confirm") == "表单字段“设备 › 保管人”中的人员"


@pytest.mark.parametrize(
    ("title", "code", "keeper", "done", "following"),
    [
        ("叉车 3 号", "E001", "wangli", "2026-11-20", "2027-02-20"),
        ("行车 5 吨", "E002", "zhaomin", "2026-08-31", "2027-02-28"),
        ("切割机", "E003", "liuyun", "2026-10-31", "2026-11-30"),
    ],
)
def test_confirmed_the_next_maintenance_moves_on_by_the_interval(
    office: Office, title: str, code: str, keeper: str, done: str, following: str
) -> None:
    before = equipment(office, code)
    case = office.send(
        "wangli", "repair", paper(office, "repair", equipment=office.record("equipment", title))
    )
    approver = next(iter(case.open().values()))
    case.approve(approver)
    assert (case.now()["outcome"], case.now()["closed"], case.open()) == (
        "approved",
        False,
        {"confirm": keeper},
    )
    assert equipment(office, code) == before

    case.complete(keeper, confirmed_on=done, actual_cost="560.00", result="更换油封，试机正常")
    case.closed()

    after = equipment(office, code)
    assert (after["last_maintenance"], after["next_maintenance"]) == (done, following)
    assert case.now("wangli")["data"]["result"] == "更换油封，试机正常"


def test_the_repair_is_not_confirmed_without_date_and_result(office: Office) -> None:
    case = office.send("wangli", "repair", paper(office, "repair"))
    case.approve("zhaomin")

    for data, fields in (
        ({}, {"confirmed_on", "result"}),
        ({"confirmed_on": "2026-11-01"}, {"result"}),
        ({"confirmed_on": "2999-01-01", "result": "已修"}, {"confirmed_on"}),
    ):
        answer = case.try_("wangli", "complete", data=data)
        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == fields
    assert case.open() == {"confirm": "wangli"}


def test_the_applicant_cannot_confirm_in_advance(office: Office) -> None:
    filled = paper(office, "repair", confirmed_on="2026-11-01", result="自己修好了")

    case = office.send("wangli", "repair", filled)

    assert (case.now()["data"]["confirmed_on"], case.now()["data"]["result"]) == (None, None)
