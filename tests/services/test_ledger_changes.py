"""Many changes to a ledger in one go: each for itself, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from tests.systems.world import World

from banjie.services import ledger, publish_form
from banjie.services.ledger_changes import MOST, Change, Outcome, change_many
from banjie.services.problems import BadRequestError, ForbiddenError

FIELDS: list[dict[str, Any]] = [
    {"code": "name", "label": "名称", "type": "text", "required": True},
    {"code": "price", "label": "单价", "type": "money", "check": "price >= 0", "check_message": "单价不能为负"},
    {"code": "qty", "label": "数量", "type": "number", "settings": {"scale": 0}},
    {"code": "worth", "label": "金额", "type": "formula", "settings": {"result": "money", "expression": "qty * price"}},
    {"code": "owner", "label": "负责人", "type": "person"},
    {"code": "team", "label": "小组", "type": "person", "settings": {"multiple": True}},
    {"code": "dept", "label": "部门", "type": "department"},
    {"code": "good", "label": "货品", "type": "link", "settings": {"form": "goods"}},
    {"code": "no", "label": "编号", "type": "serial", "settings": {"pattern": "W{seq:4}"}},
]  # fmt: skip


@pytest.fixture
def stock(world: World) -> World:
    definition = {"code": "stock", "name": "库存", "kind": "ledger", "title": "name", "fields": FIELDS}
    publish_form.save_draft(world.runtime, world.viewer("admin"), "stock", definition, 0)
    publish_form.publish_draft(world.runtime, world.viewer("admin"), "stock")
    return world


def change(world: World, *changes: Change, check: bool = False, by: str = "admin") -> list[Outcome]:
    return change_many(world.runtime, world.viewer(by), "stock", changes, check=check)


def made(world: World, **values: Any) -> ledger.Shown:
    return ledger.create(world.runtime, world.viewer("admin"), "stock", {"name": "水泥", **values})


def stored(world: World, identifier: int) -> ledger.Shown:
    return ledger.get(world.runtime, world.viewer("admin"), "stock", identifier)


def queries(world: World, act: Callable[[], object]) -> int:
    """How many statements reach the database meanwhile."""
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return count


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in outcome.errors]


def test_a_cell_as_typed_is_written_with_all_that_follows_from_it(stock: World) -> None:
    before = made(stock, qty=2, price="10").record

    (outcome,) = change(stock, Change(before.id, before.revision, texts={"price": "¥1,200.50"}))

    assert outcome.shown
    after = stored(stock, before.id)
    assert after.values["price"] == "1200.50"
    assert after.values["worth"] == "2401.00"
    assert after.values["name"] == "水泥"
    assert outcome.shown.record == after.record
    assert outcome.shown.display == after.display


def test_names_become_people_departments_and_records(stock: World) -> None:
    good = ledger.create(stock.runtime, stock.viewer("admin"), "goods", {"name": "木方"}).record
    directory = names(stock)
    texts = {"owner": "王丽", "team": "王丽、zhaomin", "dept": directory["purchasing"], "good": "木方"}

    (outcome,) = change(stock, Change(texts={"name": "新", **texts}))

    assert outcome.shown
    values = outcome.shown.values
    assert values["owner"] == "wangli"
    assert values["team"] == ["wangli", "zhaomin"]
    assert values["dept"] == "purchasing"
    assert values["good"] == good.id
    assert values["no"]


def names(world: World) -> dict[str, str]:
    with world.runtime.database.read() as connection:
        return {one.code: one.name for one in world.runtime.directory.get(connection).departments.values()}


def test_a_name_that_nobody_or_several_have_is_refused_at_its_field(stock: World) -> None:
    for _ in range(2):
        ledger.create(stock.runtime, stock.viewer("admin"), "goods", {"name": "同名"})
    texts = {"owner": "没有这人", "dept": "没有", "good": "同名", "worth": "3"}

    (outcome,) = change(stock, Change(texts={"name": "新", **texts}))

    assert outcome.shown is None
    assert codes(outcome) == [
        ("owner", "form.name_unknown"),
        ("dept", "form.name_unknown"),
        ("good", "form.name_ambiguous"),
        ("worth", "form.not_by_text"),
    ]


def test_a_number_is_no_id(stock: World) -> None:
    good = ledger.create(stock.runtime, stock.viewer("admin"), "goods", {"name": "砖"}).record
    (outcome,) = change(stock, Change(texts={"name": "新", "good": str(good.id)}))
    assert codes(outcome) == [("good", "form.name_unknown")]


def test_what_does_not_hold_stays_as_it_was_and_the_rest_is_written(stock: World) -> None:
    one, two = made(stock, price="1").record, made(stock, price="2").record

    bad, good, new = change(
        stock,
        Change(one.id, one.revision, texts={"price": "-5"}),
        Change(two.id, two.revision, texts={"price": "5"}),
        Change(texts={"price": "7"}),
    )

    assert [error.message for error in bad.errors] == ["单价不能为负"]
    assert good.shown
    assert codes(new) == [("name", "form.required")]
    assert stored(stock, one.id).record == one
    assert stored(stock, two.id).values["price"] == "5.00"
    assert len(ledger.listed(stock.runtime, stock.viewer("admin"), "stock", ledger.Query()).items) == 2


def test_check_answers_what_would_come_and_writes_nothing(stock: World) -> None:
    one = made(stock, qty=3, price="1").record

    old, new = change(
        stock,
        Change(one.id, one.revision, texts={"price": "2"}),
        Change(texts={"name": "新", "owner": "王丽"}),
        check=True,
    )

    assert old.shown
    assert (old.shown.values["worth"], old.shown.record.revision) == ("6.00", one.revision)
    assert new.shown
    assert (new.shown.record.id, new.shown.display["owner"]) == (0, "王丽")
    assert stored(stock, one.id).record == one
    assert len(ledger.listed(stock.runtime, stock.viewer("admin"), "stock", ledger.Query()).items) == 1


def test_what_somebody_else_changed_meanwhile_is_shown_instead(stock: World) -> None:
    one = made(stock, price="1").record
    change(stock, Change(one.id, one.revision, texts={"price": "2"}))

    (outcome,) = change(stock, Change(one.id, one.revision, texts={"price": "3"}))

    assert outcome.shown is None
    assert outcome.current
    assert outcome.current.values["price"] == "2.00"
    assert stored(stock, one.id).values["price"] == "2.00"


def test_records_are_removed_with_the_rest_unless_others_need_them(stock: World) -> None:
    admin = stock.viewer("admin")
    used = ledger.create(stock.runtime, admin, "goods", {"name": "用着"}).record
    free = ledger.create(stock.runtime, admin, "goods", {"name": "闲着"}).record
    made(stock, good=used.id)

    removed = [Change(one.id, one.revision, remove=True) for one in (used, free)]
    kept, gone = change_many(stock.runtime, admin, "goods", removed, check=False)

    assert codes(kept) == [("", "problem.linked")]
    assert gone.removed
    left = ledger.listed(stock.runtime, admin, "goods", ledger.Query()).items
    assert [item.record.title for item in left] == ["用着"]
    (again,) = change_many(stock.runtime, admin, "goods", removed[1:], check=False)
    assert again.gone


def test_who_may_not_edit_changes_nothing(stock: World) -> None:
    one = made(stock).record
    with pytest.raises(ForbiddenError):
        change(stock, Change(one.id, one.revision, texts={"name": "改"}), by="wangli")
    with pytest.raises(ForbiddenError):
        change(stock, Change(texts={"name": "改"}), by="wangli", check=True)


def test_a_call_is_bounded_and_names_each_record_once(stock: World) -> None:
    one = made(stock).record
    with pytest.raises(BadRequestError):
        change(stock, *(Change(texts={"name": str(n)}) for n in range(MOST + 1)))
    with pytest.raises(BadRequestError):
        change(stock, Change(one.id), Change(one.id))


def test_reading_costs_the_same_for_many_as_for_few(stock: World) -> None:
    rows = [made(stock).record for _ in range(12)]
    many = [Change(row.id, row.revision, texts={"owner": "王丽"}) for row in rows]
    change(stock, *many, check=True)  # what is read once for all

    few = queries(stock, lambda: change(stock, *many[:2], check=True))

    assert few
    assert queries(stock, lambda: change(stock, *many, check=True)) == few
