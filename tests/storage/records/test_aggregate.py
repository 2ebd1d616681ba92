"""Summaries agree with the same reckoning in Python, exactly, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

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


TIMES = Form("moments", "时刻", (Field("at", "时刻", "datetime"), Field("day", "日期", "date")))
# Around midnights, ends of months and years, and the nights in which clocks are changed.
MOMENTS = [
    datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC) + timedelta(hours=17 * step, minutes=step)
    for step in range(200)
] + [
    datetime(2026, month, day, hour, 30, tzinfo=UTC)
    for month, day in ((3, 29), (10, 25), (11, 1), (3, 8))
    for hour in range(24)
]


@pytest.fixture(scope="module")
def orders(shared_database: Database) -> tuple[Database, RecordTables, RecordTables, RecordTables]:
    publish = Publisher(shared_database)
    suppliers, tables, moments = publish(SUPPLIERS), publish(ORDERS), publish(TIMES)
    with shared_database.write() as connection:
        for name in ("华新", "建材"):
            insert(connection, suppliers, {"name": name}, created_by="a", at=NOW)
        for row in ROWS:
            insert(connection, tables, row, created_by="a", at=NOW)
        insert(connection, tables, {"amount": Decimal(999)}, created_by="a", at=NOW, case_status="draft")
        for moment in MOMENTS:
            insert(connection, moments, {"at": moment, "day": moment.date()}, created_by="a", at=NOW)
    return shared_database, tables, suppliers, moments


def run(orders: Any, **options: Any) -> list[Any]:
    database, tables, suppliers, _ = orders
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


def test_the_largest_groups_come_first_and_only_as_many_as_asked(orders: Any) -> None:
    found = run(orders, by=["count"], measures=[Measure("sum", "amount")], largest=True, limit=3)
    assert [one.keys["count"] for one in found] == [9, 8, 7]
    by_size = run(orders, by=["kind"], largest=True)
    assert [one.count for one in by_size] == [4, 3, 3]
    assert by_size[0].keys["kind"] is None


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"])
@pytest.mark.parametrize("bucket", ["day", "week", "month", "quarter", "year"])
def test_moments_fall_into_the_days_of_the_companys_zone(orders: Any, zone: str, bucket: str) -> None:
    database, _, _, tables = orders
    local = ZoneInfo(zone)
    expected = Counter(bucket_in_python(moment.astimezone(local).date(), bucket) for moment in MOMENTS)
    with database.read() as connection:
        found = aggregate(connection, tables, Selection(NOW.astimezone(local)), by=[f"at:{bucket}"])
        days = aggregate(connection, tables, Selection(NOW.astimezone(local)), by=[f"day:{bucket}"])
    assert [(one.keys[f"at:{bucket}"], one.count) for one in found] == sorted(expected.items())
    utc = Counter(bucket_in_python(moment.date(), bucket) for moment in MOMENTS)
    assert [(one.keys[f"day:{bucket}"], one.count) for one in days] == sorted(utc.items())


def bucket_in_python(day: date, bucket: str) -> str:
    match bucket:
        case "week":
            return (day - timedelta(days=day.weekday())).isoformat()
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case _:
            return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[bucket]]


def test_rows_of_a_subtable(orders: Any) -> None:
    found = run(orders, by=["items.what"], measures=[Measure("sum", "items.qty")])
    assert [(one.keys["items.what"], one.values["sum(items.qty)"]) for one in found] == [
        ("0", Decimal("0.6")),
        ("1", Decimal("0.3")),
    ]


@pytest.mark.parametrize("bad", ["nothing", "tags", "items", "amount:month", "day:hour", "items.nothing"])
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
