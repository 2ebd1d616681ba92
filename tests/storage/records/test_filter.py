"""The law of filters: SQL finds exactly the rows for which FEEL says true, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banjie.feel import compile_expression
from banjie.forms.feel_values import feel_context
from banjie.forms.form import Field, Form
from banjie.storage.database import Database
from banjie.storage.records.filter import NotExpressibleError, translate
from banjie.storage.records.operands import RecordOperands
from banjie.storage.records.read import get_many
from banjie.storage.records.tables import RecordTables
from banjie.storage.records.write import insert

from .conftest import Publisher

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
USER = {"user": {"username": "wangli"}}
SUPPLIERS = Form(
    "suppliers", "供应商", (Field("name", "名称", "text"), Field("rating", "评分", "number")), kind="ledger"
)
ORDERS = Form(
    "orders",
    "订单",
    (
        Field("标题", "标题", "text"),
        Field("amount", "金额", "money"),
        Field("paid", "已付", "number"),
        Field("count", "件数", "number", settings={"scale": 0}),
        Field("urgent", "加急", "boolean"),
        Field("day", "日期", "date"),
        Field("at", "时间", "datetime"),
        Field("tags", "标签", "multiselect", settings={"other": True}),
        Field("supplier", "供应商", "link", settings={"form": "suppliers"}),
        Field(
            "items",
            "明细",
            "subtable",
            fields=(Field("qty", "数量", "number"), Field("note", "备注", "text")),
        ),
    ),
)
TEXTS = [None, "水泥", "水泥 50kg", "Steel", "steel", "100%_'\"\\"]
NUMBERS = [None, Decimal(0), Decimal("1.5"), Decimal(-2), Decimal("5000.00"), Decimal(5000)]
LINKS = {
    ("suppliers", 1): {"name": "华新", "rating": Decimal(5)},
    ("suppliers", 2): {"name": None, "rating": Decimal("2.5")},
}


def rows() -> list[dict[str, Any]]:
    made = []
    for index in range(36):
        lines = [
            {"qty": NUMBERS[(index + line) % 6], "note": TEXTS[(index * line) % 6]}
            for line in range(index % 4)
        ]
        made.append(
            {
                "标题": TEXTS[index % 6],
                "amount": NUMBERS[index % 5],
                "paid": NUMBERS[(index // 2) % 6],
                "count": [None, 0, 3, -1][index % 4],
                "urgent": [None, True, False][index % 3],
                "day": None if index % 5 == 0 else date(2026, 11, 18 + index % 7),
                "at": None if index % 7 == 0 else NOW + timedelta(hours=index % 4 - 2),
                "tags": [None, ["a"], ["a", "b'"], ["水泥"]][index % 4],
                "supplier": [None, 1, 2][index % 3],
                "items": lines,
            }
        )
    return made


class Ledger:
    """The database with its rows, and the same rows as FEEL sees them."""

    def __init__(
        self,
        database: Database,
        orders: RecordTables,
        suppliers: RecordTables,
        contexts: list[dict[str, Any]],
    ) -> None:
        self.database = database
        self.orders = orders
        self.suppliers = suppliers
        self.contexts = contexts

    def __repr__(self) -> str:
        return f"<orders on {self.database.dialect}>"


@pytest.fixture(scope="module")
def ledger(shared_database: Database) -> Ledger:
    publish = Publisher(shared_database)
    suppliers, orders = publish(SUPPLIERS), publish(ORDERS)
    with shared_database.write() as connection:
        for values in LINKS.values():
            insert(connection, suppliers, values, created_by="admin", at=NOW)
        ids = [insert(connection, orders, row, created_by="wangli", at=NOW) for row in rows()]
    with shared_database.read() as connection:
        records = get_many(connection, orders, ids)
    contexts = [
        {
            **feel_context(ORDERS, record.values, LINKS),
            **USER,
            "id": record.id,
            "created_by": record.created_by,
        }
        for record in records.values()
    ]
    return Ledger(shared_database, orders, suppliers, contexts)


def find(ledger: Ledger, text: str) -> list[int]:
    operands = RecordOperands(ledger.orders, {"suppliers": ledger.suppliers}.get)
    dialect = ledger.database.dialect
    condition = translate(compile_expression(text).ast, operands, dialect, now=NOW, variables=USER)
    main = ledger.orders.main.table
    with ledger.database.read() as connection:
        return list(connection.scalars(sa.select(main.c.id).where(condition).order_by(main.c.id)))


def mean(ledger: Ledger, text: str) -> list[int]:
    expression = compile_expression(text)
    return [context["id"] for context in ledger.contexts if expression.is_true(context, now=NOW)]


quoted = st.sampled_from(['"水泥"', '"steel"', '"50"', '"100%_\'\\"\\\\"', '""', "null"])
numbers = st.sampled_from(
    ["0", "1.5", "-2", "5000", "0.001", "4999.999999999", "1e3", "10 ** 30", "-(10 ** 30)", "null", "2 + 3"]
)
order = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
numeric = st.sampled_from(["amount", "paid", "count", "supplier.rating", "id"])
texts = st.sampled_from(["标题", "supplier.name", "created_by"])
days = st.sampled_from(['date("2026-11-20")', "today()", 'today() - duration("P2D")', "null"])
moments = st.sampled_from(['date and time("2026-11-22T16:00:00+08:00")', "now()", "null"])
equality = st.sampled_from(["=", "!="])


def joined(*parts: Any) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(" ".join)


atoms = st.one_of(
    joined(numeric, order, numbers),
    joined(numbers, order, numeric),
    joined(numeric, order, numeric),
    joined(texts, order, quoted.filter(lambda text: text != "null")),
    joined(texts, equality, "null"),
    joined(texts, order, texts),
    joined("urgent", equality, st.sampled_from(["true", "false", "null"])),
    st.just("urgent"),
    joined("day", order, days),
    joined(days, order, "day"),
    joined("at", order, moments),
    joined("supplier.id", equality, st.sampled_from(["1", "2", "7", "null"])),
    joined(numeric, "between", numbers, "and", numbers),
    joined(numeric, "in [", numbers, "..", numbers, "]"),
    joined(numeric, "in (", st.sampled_from(["<", ">=", ">"]), numbers.filter(lambda text: text != "null"), ",", numbers, ")"),
    joined(texts, "in (", quoted, ",", quoted, ")"),
    joined(texts, "in [", quoted, ",", quoted, "]"),
    joined(st.sampled_from(["contains(", "starts with(", "ends with("]), texts, ",", quoted.filter(lambda text: text != "null"), ")"),
    joined("list contains(tags,", st.sampled_from(['"a"', '"b\'"', '"水泥"', '"z"']), ")"),
    joined(st.sampled_from(['"a"', '"b\'"', '"z"']), "in tags"),
    st.just("created_by = user.username"),
    joined(st.sampled_from(["some", "every"]), "r in items satisfies r.qty", order, numbers),
    joined(st.sampled_from(["some", "every"]), "r in items satisfies (r.qty > 0 and not(contains(r.note,", quoted.filter(lambda text: text != "null"), ")))"),
)  # fmt: skip
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        joined("(", inner, ")", st.sampled_from(["and", "or"]), "(", inner, ")"),
        joined("not(", inner, ")"),
    ),
    max_leaves=5,
)


@given(text=conditions)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_finds_what_feel_means(ledger: Ledger, text: str) -> None:
    assert find(ledger, text) == mean(ledger, text), text


@pytest.mark.parametrize(
    ("text", "position", "what"),
    [
        ("amount + 1 > 2", 7, "not_in_a_filter"),
        ("amount > 1 and nothing = 2", 15, "unknown_name"),
        ('amount > "a"', 7, "types_differ"),
        ("amount", 0, "not_a_condition"),
        ("urgent and 标题", 11, "not_a_condition"),
        ("sum(items.qty) > 3", 0, "not_in_a_filter"),
        ("items.qty > 3", 5, "unknown_name"),
        ("supplier.nothing = 3", 8, "unknown_name"),
        ('day > "2026-01-01"', 4, "types_differ"),
        ("tags = 标题", 5, "types_differ"),
        ("if urgent then urgent else urgent", 0, "not_in_a_filter"),
    ],
)
def test_what_sql_cannot_say_is_refused_with_its_place(
    ledger: Ledger, text: str, position: int, what: str
) -> None:
    with pytest.raises(NotExpressibleError) as caught:
        find(ledger, text)
    assert caught.value.what == f"form.filter.{what}"
    assert abs(caught.value.position - position) <= 4


def test_a_link_is_also_found_by_its_id(ledger: Ledger) -> None:
    assert find(ledger, "supplier = 2") == mean(ledger, "supplier.id = 2")
