"""Writing: revisions guard against lost changes, rows keep their identity, links protect what they point at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from banjie.forms.form import Field, Form
from banjie.storage.database import Database
from banjie.storage.records.read import get, get_by_instance, get_many
from banjie.storage.records.record import RecordInUseError, RecordNotFoundError, RevisionConflictError
from banjie.storage.records.tables import RecordTables
from banjie.storage.records.write import delete, insert, update

from .conftest import Publisher

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FORM = Form(
    "orders",
    "订单",
    (
        Field("number", "单号", "serial"),
        Field("title", "标题", "text"),
        Field("up", "上级", "link", settings={"form": "orders"}),
        Field(
            "items",
            "明细",
            "subtable",
            fields=(Field("what", "品名", "text"), Field("qty", "数量", "number")),
        ),
    ),
)


@pytest.fixture
def orders(publish_form: Publisher) -> RecordTables:
    return publish_form(FORM)


def add(database: Database, tables: RecordTables, **values: Any) -> int:
    with database.write() as connection:
        return insert(
            connection,
            tables,
            values,
            created_by="wangli",
            at=NOW,
            title="标题",
            instance_id=values.pop("instance", None),
        )


def test_a_record_has_its_system_columns(empty_database: Database, orders: RecordTables) -> None:
    with empty_database.write() as connection:
        values = {"number": "CG-1", "title": "own"}
        key = insert(
            connection,
            orders,
            values,
            created_by="wangli",
            at=NOW,
            title="short",
            instance_id="i1",
            case_status="draft",
        )
        found = get_by_instance(connection, orders, "i1")
        assert get_by_instance(connection, orders, "i2") is None
    assert found is not None
    assert (found.id, found.number, found.title, found.revision, found.case_status) == (
        key,
        "CG-1",
        "short",
        1,
        "draft",
    )
    assert found.values == {"number": "CG-1", "title": "own", "up": None, "items": []}
    assert (found.created_by, found.created_at, found.updated_at) == ("wangli", NOW, NOW)


def test_only_what_is_given_changes_and_the_revision_grows(
    empty_database: Database, orders: RecordTables
) -> None:
    key = add(empty_database, orders, title="a", items=[{"what": "x", "qty": Decimal(1)}])
    later = NOW + timedelta(hours=1)
    with empty_database.write() as connection:
        assert (
            update(connection, orders, key, {"title": "b"}, at=later, revision=1, case_status="approved") == 2
        )
        record = get(connection, orders, key)
    assert record is not None
    assert record.values["title"] == "b"
    assert len(record.values["items"]) == 1
    assert (record.updated_at, record.case_status, record.title) == (later, "approved", "标题")


def test_the_second_of_two_writers_is_told(empty_database: Database, orders: RecordTables) -> None:
    key = add(empty_database, orders, title="a")
    with empty_database.write() as connection:
        update(connection, orders, key, {"title": "b"}, at=NOW, revision=1)
        with pytest.raises(RevisionConflictError) as caught:
            update(connection, orders, key, {"title": "c"}, at=NOW, revision=1)
        assert caught.value.current == 2
        with pytest.raises(RevisionConflictError):
            delete(connection, orders, key, revision=1)
        with pytest.raises(RecordNotFoundError):
            update(connection, orders, key + 1, {}, at=NOW)


def test_rows_are_changed_in_place_added_removed_and_moved(
    empty_database: Database, orders: RecordTables
) -> None:
    key = add(empty_database, orders, items=[{"what": name, "qty": Decimal(1)} for name in "abc"])
    with empty_database.write() as connection:
        record = get(connection, orders, key)
        assert record is not None
        a, b, c = record.values["items"]
        update(connection, orders, key, {"items": [c, {"what": "d"}, {**a, "qty": Decimal(9)}]}, at=NOW)
        after = get(connection, orders, key)
    assert after is not None
    rows = after.values["items"]
    assert [(row["what"], row["qty"]) for row in rows] == [("c", 1), ("d", None), ("a", 9)]
    assert [rows[0]["id"], rows[2]["id"]] == [c["id"], a["id"]]
    assert b["id"] not in {row["id"] for row in rows}


def test_a_row_of_another_record_is_not_taken_over(empty_database: Database, orders: RecordTables) -> None:
    first = add(empty_database, orders, items=[{"what": "mine"}])
    second = add(empty_database, orders)
    with empty_database.write() as connection:
        record = get(connection, orders, first)
        assert record is not None
        update(connection, orders, second, {"items": record.values["items"]}, at=NOW)
        kept = get(connection, orders, first)
    assert kept is not None
    assert len(kept.values["items"]) == 1


def test_what_others_link_to_cannot_be_deleted(empty_database: Database, orders: RecordTables) -> None:
    parent = add(empty_database, orders, items=[{"what": "x"}])
    child = add(empty_database, orders, up=parent)
    with empty_database.write() as connection:
        with pytest.raises(RecordInUseError):
            delete(connection, orders, parent)
        delete(connection, orders, child)
        delete(connection, orders, parent)
        assert get(connection, orders, parent) is None
        rows = orders.children["items"].table
        assert connection.scalar(sa.select(sa.func.count()).select_from(rows)) == 0


def test_an_id_is_never_given_twice(empty_database: Database, orders: RecordTables) -> None:
    key = add(empty_database, orders)
    with empty_database.write() as connection:
        delete(connection, orders, key)
    assert add(empty_database, orders) > key


def test_many_records_cost_two_statements(empty_database: Database, orders: RecordTables) -> None:
    keys = [add(empty_database, orders, items=[{"what": "x"}]) for _ in range(30)]
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with empty_database.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        found = get_many(connection, orders, [*keys, 10_000])
    assert len(found) == 30
    assert all(len(record.values["items"]) == 1 for record in found.values())
    assert len([one for one in statements if one.startswith("SELECT")]) == 2
