"""Dashboards: what charts answer, whose they are, and that they show nothing that the ledger would not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from tests.systems.world import Clock, World

from banjie.services import dashboards, ledger, ledger_charts, organise, publish_form
from banjie.services.dashboards import MOST, Card, Change, Dashboard
from banjie.services.ledger_charts import Question
from banjie.services.organise import PersonChange
from banjie.services.problems import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)

FORM: dict[str, Any] = {
    "code": "spending",
    "name": "费用",
    "kind": "ledger",
    "title": "name",
    "fields": [
        {"code": "name", "label": "名称", "type": "text"},
        {
            "code": "kind",
            "label": "类别",
            "type": "select",
            "settings": {"options": [{"value": "t", "label": "差旅"}, {"value": "o", "label": "办公"}]},
        },
        {"code": "owner", "label": "经办人", "type": "person"},
        {"code": "team", "label": "成员", "type": "person", "settings": {"multiple": True}},
        {"code": "cost", "label": "金额", "type": "money"},
        {"code": "day", "label": "日期", "type": "date"},
        {"code": "goods", "label": "货品", "type": "link", "settings": {"form": "goods"}},
        {
            "code": "lines",
            "label": "明细",
            "type": "subtable",
            "fields": [
                {"code": "what", "label": "品名", "type": "text"},
                {"code": "price", "label": "价", "type": "money"},
            ],
        },
    ],
}
RECORDS: list[dict[str, Any]] = [
    {"name": "一", "kind": "t", "owner": "wangli", "cost": "100.10", "day": "2026-01-31"},
    {"name": "二", "kind": "t", "owner": "zhaomin", "cost": "0.20", "day": "2026-02-01"},
    {"name": "三", "kind": "o", "owner": "wangli", "cost": "50", "day": "2026-02-28"},
    {"name": "四", "owner": "sunqian", "day": "2026-11-27"},
]
LINES = [{"what": "纸", "price": "3.30"}, {"what": "笔", "price": "1.10"}, {"what": "纸", "price": "0.70"}]


@pytest.fixture
def spending(world: World) -> World:
    admin = world.viewer("admin")
    publish_form.save_draft(world.runtime, admin, "spending", FORM, 0)
    publish_form.publish_draft(world.runtime, admin, "spending")
    pen = ledger.create(world.runtime, admin, "goods", {"name": "钢笔", "price": "9"}).record.id
    for place, values in enumerate(RECORDS):
        given = {**values, "goods": pen if place < 2 else None, "lines": LINES if place == 0 else []}
        ledger.create(world.runtime, admin, "spending", given)
    return world


def ask(world: World, text: str = "", by_whom: str = "admin", **question: Any) -> ledger_charts.Chart:
    return ledger_charts.chart(world.runtime, world.viewer(by_whom), "spending", Question(**question), text)


def drawn(chart: ledger_charts.Chart) -> list[tuple[Any, ...]]:
    return [
        (point.label or point.key, *((point.split_label or point.split,) if point.split else ()), point.value)
        for point in chart.points
    ]


def card(**given: Any) -> Card:
    return Card(**{"id": "a", "form": "spending", "kind": "bar", "by": "kind", **given})


def add(world: World, name: str = "费用看板", by: str = "admin", *cards: Card, **given: Any) -> Dashboard:
    return dashboards.create(world.runtime, world.viewer(by), name, list(cards), **given)


def test_amounts_are_exact_and_read_as_people_read_them(spending: World) -> None:
    found = ask(spending, function="sum", field="cost", by="kind")
    assert drawn(found) == [("差旅", "100.30"), ("办公", "50.00"), (None, None)]
    assert (found.total, found.count, found.left) == ("150.30", 4, 0)


def test_by_person_by_their_department_and_by_linked_record(spending: World) -> None:
    people = ask(spending, by="owner")
    assert {(point.label, point.value) for point in people.points} == {("王丽", 2), ("赵敏", 1), ("孙倩", 1)}
    departments = ask(spending, by="owner:department", function="sum", field="cost")
    assert drawn(departments) == [("采购部", "150.30"), ("财务部", None)]
    assert drawn(ask(spending, by="goods"))[0][1] == 2
    assert "钢笔" in [point.label for point in ask(spending, by="goods").points]


def test_months_in_their_order_split_by_a_second_key(spending: World) -> None:
    found = ask(spending, function="sum", field="cost", by="day:month", split="kind")
    assert drawn(found) == [
        ("2026-01", "差旅", "100.10"),
        ("2026-02", "差旅", "0.20"),
        ("2026-02", "办公", "50.00"),
        ("2026-11", None),
    ]


def test_a_record_made_after_midnight_belongs_to_the_companys_day(spending: World) -> None:
    later = replace(spending.runtime, clock=Clock(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)))
    ledger.create(later, spending.viewer("admin"), "spending", {"name": "新年"})
    years = ask(spending, 'name = "新年"', by="created_at:year")
    assert drawn(years) == [("2027", 1)]


def test_rows_of_a_table_are_asked_as_rows(spending: World) -> None:
    found = ask(spending, function="sum", field="lines.price", by="lines.what")
    assert drawn(found) == [("纸", "4.00"), ("笔", "1.10")]
    assert ask(spending, function="avg", field="lines.price", by="lines.what").points[0].value == "2.000000"
    with pytest.raises(BadRequestError) as error:  # each record's cost would be counted once per row
        ask(spending, function="sum", field="cost", by="lines.what")
    assert error.value.params["field"] == "cost"


def test_a_figure_alone_and_filtered(spending: World) -> None:
    assert ask(spending, function="max", field="cost").total == "100.10"
    assert ask(spending, function="count", field="cost").total == 3
    narrowed = ask(spending, 'kind = "t"')
    assert (narrowed.total, narrowed.count) == (2, 2)
    nothing = ask(spending, 'name = "没有"', function="sum", field="cost", by="kind")
    assert (nothing.points, nothing.total) == ([], None)


@pytest.mark.parametrize(
    "question",
    [
        {"by": "gone"},
        {"by": "team"},
        {"by": "kind:month"},
        {"by": "kind:department"},
        {"split": "kind"},
        {"by": "kind", "split": "kind"},
        {"function": "sum"},
        {"function": "sum", "field": "kind"},
        {"by": "lines"},
    ],
)
def test_what_makes_no_sense_is_said(spending: World, question: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError) as error:
        ask(spending, **question)
    assert error.value.code == "bad_chart"


def test_a_chart_shows_only_what_the_ledger_would(spending: World) -> None:
    with pytest.raises(ForbiddenError):
        ask(spending, by_whom="wangli")
    made = add(spending, "大家的", "admin", card(), shared=True)
    assert [one.id for one in dashboards.listed(spending.runtime, spending.viewer("wangli"))] == [made.id]
    with pytest.raises(InvalidError) as error:
        add(spending, "我的", "wangli", card())
    assert [one.field for one in error.value.errors] == ["cards[0].form"]


def test_a_dashboard_comes_back_as_it_was_saved(spending: World) -> None:
    cards = [
        card(),
        card(id="b", kind="number", by="", function="sum", field="cost", time="day", width=3, title="总额"),
        card(id="c", kind="line", by="day:week", split="kind", filter='{"j":"and","r":[]}', top=5),
        card(id="d", kind="pie", by="owner:department"),
        card(id="e", kind="table", by="lines.what", function="avg", field="lines.price"),
    ]
    made = add(spending, " 费用 ", "admin", *cards)
    assert dashboards.get(spending.runtime, spending.viewer("admin"), made.id) == made
    assert (made.name, made.cards, made.shared, made.can_edit) == ("费用", cards, False, True)


BAD: dict[str, dict[str, Any]] = {
    "cards[0].form": {"form": "gone"},
    "cards[0].by": {"by": ""},
    "cards[0].by ": {"kind": "number"},
    "cards[0].by  ": {"kind": "line"},
    "cards[0].by   ": {"by": "gone"},
    "cards[0].kind": {"kind": "pie", "function": "avg", "field": "cost"},
    "cards[0].split": {"split": "team"},
    "cards[0].field": {"function": "sum", "field": "name"},
    "cards[0].time": {"time": "kind"},
}


@pytest.mark.parametrize("field", BAD)
def test_a_card_that_cannot_be_answered_is_refused_at_its_place(spending: World, field: str) -> None:
    with pytest.raises(InvalidError) as error:
        add(spending, "看板", "admin", card(**BAD[field]))
    assert [one.field for one in error.value.errors] == [field.strip()]
    assert dashboards.listed(spending.runtime, spending.viewer("admin")) == []


def test_a_card_whose_field_is_gone_stays_until_it_is_changed(spending: World) -> None:
    admin = spending.viewer("admin")
    made = add(spending, "看板", "admin", card(), card(id="b", by="owner"))
    fields = [field for field in FORM["fields"] if field["code"] != "kind"]
    publish_form.save_draft(spending.runtime, admin, "spending", {**FORM, "fields": fields}, 1)
    publish_form.publish_draft(spending.runtime, admin, "spending")
    with pytest.raises(BadRequestError):
        ask(spending, by="kind")
    moved = dashboards.change(spending.runtime, admin, made.id, Change(cards=made.cards[::-1]), made.revision)
    assert [one.by for one in moved.cards] == ["owner", "kind"]
    widened = msgspec.structs.replace(made.cards[0], width=12)
    with pytest.raises(InvalidError):
        dashboards.change(spending.runtime, admin, made.id, Change(cards=[widened]), None)


def test_whose_they_are(spending: World) -> None:
    runtime, admin = spending.runtime, spending.viewer("admin")
    organise.add_person(
        runtime, admin, "deputy", PersonChange(name="副手", department="purchasing", roles=("admin",))
    )
    mine = add(spending, "我的")
    for_finance = add(spending, "财务的", shared=True, roles=("finance_director",))
    with pytest.raises(NotFoundError):
        dashboards.get(runtime, spending.viewer("deputy"), mine.id)
    seen = {
        user: [one.name for one in dashboards.listed(runtime, spending.viewer(user))]
        for user in ("admin", "deputy", "wangli")
    }
    assert seen == {"admin": ["财务的", "我的"], "deputy": ["财务的"], "wangli": []}
    with pytest.raises(NotFoundError):
        dashboards.get(runtime, spending.viewer("wangli"), for_finance.id)
    with pytest.raises(ForbiddenError):
        add(spending, "大家的", "wangli", shared=True)
    everybodys = add(spending, "大家的", shared=True)
    with pytest.raises(ForbiddenError):
        dashboards.change(runtime, spending.viewer("wangli"), everybodys.id, Change(name="改"), None)
    with pytest.raises(ForbiddenError):
        dashboards.remove(runtime, spending.viewer("wangli"), everybodys.id)


def test_who_was_slower_is_told_and_there_is_an_end(spending: World) -> None:
    runtime, admin = spending.runtime, spending.viewer("admin")
    made = add(spending, "看板")
    dashboards.change(runtime, admin, made.id, Change(name="新名字"), made.revision)
    with pytest.raises(ConflictError) as error:
        dashboards.change(runtime, admin, made.id, Change(name="旧"), made.revision)
    assert error.value.code == "dashboard_changed"
    for number in range(MOST - 1):
        add(spending, f"第{number}")
    with pytest.raises(ConflictError) as full:
        add(spending, "多的")
    assert full.value.code == "too_many_dashboards"
    dashboards.remove(runtime, admin, made.id)
    with pytest.raises(NotFoundError):
        dashboards.get(runtime, admin, made.id)
    for name, roles in ((" ", ()), ("x" * 41, ()), ("看板", ("manager",)), ("看板", ("nobody",))):
        with pytest.raises(InvalidError):
            add(spending, name, roles=roles)
