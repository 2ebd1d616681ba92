"""Keyset paging: under any sort order every row appears exactly once, empty values included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banjie.forms.form import Field, Form
from banjie.storage.database import Database
from banjie.storage.keyset import BadSortError
from banjie.storage.records.cursors import BadCursorError
from banjie.storage.records.pages import Selection, anchors, page
from banjie.storage.records.tables import RecordTables
from banjie.storage.records.write import insert

from .conftest import Publisher

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FORM = Form(
    "sorted",
    "排序",
    (
        Field("a", "甲", "text"),
        Field("b", "乙", "money"),
        Field("c", "丙", "boolean"),
        Field("d", "丁", "date"),
        Field("e", "戊", "datetime"),
        Field("f", "己", "multiselect", settings={"other": True}),
        Field("parent", "上级", "link", settings={"form": "sorted"}),
    ),
)
CODES = ["a", "b", "c", "d", "e", "id", "created_at", "number", "parent", "parent.a"]
ROWS = [
    {
        "a": [None, "甲", "b", "B", "乙"][index % 5],
        "b": [None, Decimal("1.5"), Decimal(-3)][index % 3],
        "c": [True, None, False, False][index % 4],
        "d": [date(2026, 1, 1 + index % 2), None][index % 7 == 0],
        "e": None if index % 6 == 0 else NOW + timedelta(microseconds=index % 3),
        "parent": None if index < 5 else 1 + index % 4,
    }
    for index in range(40)
]
ORDERS = st.lists(
    st.tuples(st.sampled_from(["", "-"]), st.sampled_from(CODES)), max_size=4, unique_by=lambda one: one[1]
).map(lambda order: [sign + code for sign, code in order])


class Ledger:
    """A database and the tables of the form in it."""

    def __init__(self, database: Database, tables: RecordTables) -> None:
        self.database = database
        self.tables = tables
        self.everything = Selection(NOW, linked={"sorted": tables}.get)

    def __repr__(self) -> str:
        return f"<ledger on {self.database.dialect}>"


@pytest.fixture(scope="module")
def ledger(shared_database: Database) -> Ledger:
    tables = Publisher(shared_database)(FORM)
    with shared_database.write() as connection:
        for index, row in enumerate(ROWS):
            at = NOW + timedelta(seconds=index // 4)
            insert(
                connection,
                tables,
                row,
                created_by="admin",
                at=at,
                case_status="draft" if index == 39 else "record",
            )
    return Ledger(shared_database, tables)


@given(sort=ORDERS, limit=st.integers(1, 13))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_is_lost_or_doubled(ledger: Ledger, sort: list[str], limit: int) -> None:
    database, tables = ledger.database, ledger.tables
    seen: list[int] = []
    cursor: str | None = None
    with database.read() as connection:
        whole = [
            record.id for record in page(connection, tables, ledger.everything, limit=100, sort=sort).items
        ]
        while True:
            found = page(connection, tables, ledger.everything, limit=limit, sort=sort, cursor=cursor)
            seen += [record.id for record in found.items]
            cursor = found.next_cursor
            if cursor is None:
                break
    assert seen == whole
    assert sorted(whole) == list(range(1, 40))


def test_the_order_is_the_one_asked_for_with_empty_values_last(ledger: Ledger) -> None:
    database, tables = ledger.database, ledger.tables
    with database.read() as connection:
        for sort, reverse in (("a", False), ("-a", True)):
            values = [
                one.values["a"]
                for one in page(connection, tables, ledger.everything, limit=100, sort=(sort,)).items
            ]
            present = [value for value in values if value is not None]
            assert present == sorted(present, reverse=reverse)
            assert values[len(present) :] == [None] * (len(values) - len(present))


def test_a_total_is_exact_and_leaves_drafts_out(ledger: Ledger) -> None:
    database, tables = ledger.database, ledger.tables
    with database.read() as connection:
        assert page(connection, tables, ledger.everything, limit=5).total == 39
        assert page(connection, tables, Selection(NOW, drafts=True), limit=5, total=True).total == 40


def test_what_cannot_be_sorted_or_continued_is_refused(ledger: Ledger) -> None:
    database, tables = ledger.database, ledger.tables
    with database.read() as connection:
        for bad in ("nothing", "f", "-", "parent.nothing", "a.b"):
            with pytest.raises(BadSortError):
                page(connection, tables, ledger.everything, sort=(bad,))
        good = page(connection, tables, ledger.everything, limit=1, sort=("b",)).next_cursor
        bad_cursors: list[Any] = ["x", "é", "bm9wZQ", good, "A" * 5000]
        for cursor in bad_cursors:
            with pytest.raises(BadCursorError):
                page(connection, tables, ledger.everything, sort=("a",), cursor=cursor)


@given(sort=ORDERS, every=st.integers(1, 12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anchors_are_where_the_pages_begin(ledger: Ledger, sort: list[str], every: int) -> None:
    with ledger.database.read() as connection:
        whole = page(connection, ledger.tables, ledger.everything, limit=100, sort=sort).items
        found = anchors(connection, ledger.tables, ledger.everything, every=every, sort=sort)
        assert (found.count, found.every) == (len(whole), every)
        assert len(found.cursors) == (len(whole) - 1) // every
        for place, cursor in enumerate(found.cursors, 1):
            part = page(connection, ledger.tables, ledger.everything, limit=every, cursor=cursor, sort=sort)
            assert part.items == whole[place * every : (place + 1) * every]


def test_a_very_long_list_has_anchors_further_apart(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banjie.storage.records.pages.MAX_ANCHORS", 5)
    with ledger.database.read() as connection:
        found = anchors(connection, ledger.tables, ledger.everything, every=3)
    assert found.every == 9
    assert len(found.cursors) == 4
