"""C10 跨部门工单: handling (not only approving) by several departments, with hand-over and deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.scenarios.office import Case, Office
from tests.scenarios.papers import paper


def finished(office: Office, case: Case) -> list[tuple[str, str]]:
    mine = case.now()["record_id"]
    return [(row["department"], row["done"]) for row in office.rows("work_log") if row["work_order"] == mine]


@pytest.mark.parametrize("field", ["title", "description", "department"])
def test_it_cannot_be_sent_without_what_it_needs(office: Office, field: str) -> None:
    assert office.refused("wangli", "work_order", paper(office, "work_order", **{field: ...})) == {field}


def test_three_departments_hand_it_on_and_the_applicant_confirms(office: Office) -> None:
    case = office.send("wangli", "work_order", paper(office, "work_order"))
    assert case.open() == {"first": "chenkefu"}

    case.complete(
        "chenkefu",
        first_done="已上门查看，确认色差",
        second_department="operations",
        second_handover="请安排换货 120 片",
    )
    assert case.open() == {"second": "liuyun"}
    assert case.now("liuyun")["data"]["second_handover"] == "请安排换货 120 片"

    case.complete(
        "liuyun", second_done="已换货", third_department="finance", third_handover="请向厂家索赔 4320 元"
    )
    assert case.open() == {"third": "sunqian"}

    case.complete("sunqian", third_done="已发索赔函")
    assert (case.open(), case.now()["outcome"]) == ({"confirm": "wangli"}, None)

    case.complete("wangli", satisfaction="good")
    closed = case.closed()

    assert closed["outcome"] == "approved"
    assert finished(office, case) == [
        ("service", "已上门查看，确认色差"),
        ("operations", "已换货"),
        ("finance", "已发索赔函"),
    ]
    told = {job["node"]: job["receipt"] for job in closed["jobs"]}["notify_departments"]["people"]
    assert told == ["chenkefu", "liuyun", "sunqian"]


def test_one_department_can_be_enough(office: Office) -> None:
    case = office.send("wangli", "work_order", paper(office, "work_order"))

    case.complete("chenkefu", first_done="电话里已解释清楚")
    case.complete("wangli", satisfaction="fair")
    case.closed()

    assert finished(office, case) == [("service", "电话里已解释清楚")]


def test_a_named_person_gets_it_beside_the_head_and_one_of_them_does_it(office: Office) -> None:
    case = office.send("chenkefu", "work_order", paper(office, "work_order", department="hr"))
    case.complete(
        "hrlin",
        first_done="已联系采购",
        second_department="purchasing",
        second_person="wangli",
        second_handover="请补发合格证",
    )
    assert case.open() == {"second": "wangli,zhaomin"}

    case.complete("wangli", second_done="已补发")

    assert case.open() == {"confirm": "chenkefu"}


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, {"first_done"}),
        ({"first_done": "看过了", "second_department": "finance"}, {"second_handover"}),
        (
            {"first_done": "看过了", "second_department": "service", "second_handover": "再看"},
            {"second_department"},
        ),
    ],
)
def test_nobody_hands_over_without_saying_what_was_done(
    office: Office, data: dict[str, str], fields: set[str]
) -> None:
    case = office.send("wangli", "work_order", paper(office, "work_order"))

    answer = case.try_("chenkefu", "complete", data=data)

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == fields


@pytest.mark.parametrize(("urgency", "time"), [("urgent", timedelta(hours=4)), ("normal", timedelta(days=2))])
def test_each_department_has_its_own_deadline(office: Office, urgency: str, time: timedelta) -> None:
    case = office.send("wangli", "work_order", paper(office, "work_order", urgency=urgency))
    case.complete("chenkefu", first_done="已查看", second_department="operations", second_handover="请换货")

    for task in case.now()["tasks"]:
        lasting = datetime.fromisoformat(task["due_at"]) - datetime.fromisoformat(task["created_at"])
        assert abs(lasting - time) < timedelta(seconds=5), task["node"]


def test_what_is_not_this_departments_goes_back_to_who_sent_it(office: Office) -> None:
    case = office.send("wangli", "work_order", paper(office, "work_order"))
    case.complete("chenkefu", first_done="已查看", second_department="legal", second_handover="请处理")

    case.do("zhoufa", "return", to="first")

    assert case.open() == {"first": "chenkefu"}
    case.complete("chenkefu", first_done="已查看", second_department="operations", second_handover="请换货")
    assert case.open() == {"second": "liuyun"}


def test_an_unhappy_applicant_says_why(office: Office) -> None:
    case = office.send("wangli", "work_order", paper(office, "work_order"))
    case.complete("chenkefu", first_done="已回电")

    answer = case.try_("wangli", "complete", data={"satisfaction": "poor"})

    assert {error["field"] for error in answer.json()["errors"]} == {"feedback"}
