"""Summaries agree with the same reckoning in Python, exactly, on both databases."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from banjie.feel import compile_expression
from banjie.forms.form import Field, Form
from banjie.storage.database import Database
from banjie.storage.records.aggregate import BadAggregateError, Measure, aggregate
from banjie.storage.records.pages import Selection
from banjie.storage.records.tables import RecordTables
from banjie.storage.records.write import insert

from .conftest import Publisher

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SUPPLIERS = Form("suppliers", "供应商", (Field("name", "名称", "text"),), kind="ledger")
ORDERS = Form(
    "orders",
    "订单",
    (
        Field("kind", "类型", "select", settings={"other": True}),
        Field("amount", "金额", "money"),
        Field("count", "件数", "number", settings={"scale": 0}),
        Field("day", "日期", "date"),
        Field("supplier", "供应商", "link", settings={"form": "suppliers"}),
        Field("tags", "标签", "multiselect", settings={"other": True}),
        Field(
            "items",
            "明细",
            "subtable",
            fields=(Field("qty", "数量", "number"), Field("what", "品名", "text")),
        ),
        Field("other", "其他", "subtable", fields=(Field("x", "数", "number"),)),
    ),
)
ROWS: list[dict[str, Any]] = [
    {
        "kind": [None, "甲", "乙"][index % 3],
        "amount": None if index == 4 else Decimal(index) / 100,
        "count": index,
        "day": date(2026, 1 + index % 2, 1 + index),
        "supplier": 1 + index % 2,
        "items": [{"qty": Decimal("0.1"), "what": f"{line}"} for line in range(index % 3)],
    }
    for index in range(10)
]


@pytest.fixture(scope="module")
def orders(shared_database: Database) -> tuple[Database, RecordTables, RecordTables]:
    publish = Publisher(shared_database)
    suppliers, tables = publish(SUPPLIERS), publish(ORDERS)
    with shared_database.write() as connection:
        for name in ("华新", "建材"):
            insert(connection, suppliers, {"name": name}, created_by="a", at=NOW)
        for row in ROWS:
            insert(connection, tables, row, created_by="a", at=NOW)
        insert(connection, tables, {"amount": Decimal(999)}, created_by="a", at=NOW, case_status="draft")
    return shared_database, tables, suppliers


def run(orders: Any, **options: Any) -> list[Any]:
    database, tables, suppliers = orders
    selection = Selection(NOW, options.pop("filter", None), linked={"suppliers": suppliers}.get)
    with database.read() as connection:
        return aggregate(connection, tables, selection, **options)


def test_sums_by_group_are_exact(orders: Any) -> None:
    found = run(
        orders,
        by=["kind"],
        measures=[Measure("sum", "amount"), Measure("avg", "amount"), Measure("count", "amount")],
    )
    expected: dict[Any, list[Decimal]] = defaultdict(list)
    for row in ROWS:
        expected[row["kind"]] += [row["amount"]] if row["amount"] is not None else []
    assert {one.keys["kind"]: one.values["sum(amount)"] for one in found} == {
        key: sum(amounts) for key, amounts in expected.items()
    }
    for one in found:
        amounts = expected[one.keys["kind"]]
        assert one.values["avg(amount)"] == round(sum(amounts) / Decimal(len(amounts)), 4)
        assert one.values["count(amount)"] == len(amounts)
    assert found[-1].keys["kind"] is None


def test_everything_without_a_group_and_drafts_left_out(orders: Any) -> None:
    (whole,) = run(
        orders,
        measures=[
            Measure("max", "amount"),
            Measure("min", "day"),
            Measure("sum", "count"),
            Measure("max", "kind"),
        ],
    )
    assert whole.count == 10
    assert whole.values == {
        "max(amount)": Decimal("0.09"),
        "min(day)": date(2026, 1, 1),
        "sum(count)": 45,
        "max(kind)": "甲",
    }


def test_by_month_by_linked_name_and_filtered(orders: Any) -> None:
    months = run(orders, by=["day:month", "supplier.name"], filter=compile_expression("count > 1").ast)
    assert [(one.keys["day:month"], one.keys["supplier.name"], one.count) for one in months] == [
        ("2026-01", "华新", 4),
        ("2026-02", "建材", 4),
    ]


def test_rows_of_a_subtable(orders: Any) -> None:
    found = run(orders, by=["items.what"], measures=[Measure("sum", "items.qty")])
    assert [(one.keys["items.what"], one.values["sum(items.qty)"]) for one in found] == [
        ("0", Decimal("0.6")),
        ("1", Decimal("0.3")),
    ]


@pytest.mark.parametrize("bad", ["nothing", "tags", "items", "amount:month", "day:week", "items.nothing"])
def test_a_senseless_key_is_refused(orders: Any, bad: str) -> None:
    with pytest.raises(BadAggregateError):
        run(orders, by=[bad])


@pytest.mark.parametrize(("function", "field"), [("sum", "kind"), ("avg", "day"), ("min", "supplier")])
def test_a_senseless_measure_is_refused(orders: Any, function: Any, field: str) -> None:
    with pytest.raises(BadAggregateError):
        run(orders, measures=[Measure(function, field)])


def test_two_subtables_at_once_are_refused(orders: Any) -> None:
    with pytest.raises(BadAggregateError):
        run(orders, by=["items.what"], measures=[Measure("sum", "other.x")])
