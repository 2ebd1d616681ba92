"""Publishing only ever adds: rows live through every change, views follow the words, nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from banjie.forms.changes import assign_ids
from banjie.forms.form import Field, Form
from banjie.storage.database import Database
from banjie.storage.records.publish import PublishBusyError, plan, publish
from banjie.storage.records.read import get
from banjie.storage.records.tables import RecordTables
from banjie.storage.records.views import unique_name
from banjie.storage.records.write import insert, update

from .conftest import Publisher

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def add(database: Database, tables: RecordTables, **values: Any) -> int:
    with database.write() as connection:
        return insert(connection, tables, values, created_by="admin", at=NOW)


def values(database: Database, tables: RecordTables, key: int) -> dict[str, Any]:
    with database.read() as connection:
        record = get(connection, tables, key)
    assert record is not None
    return record.values


def views(database: Database) -> set[str]:
    with database.read() as connection:
        if database.dialect == "sqlite":
            return set(connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'view'")))
        return set(connection.scalars(sa.text("SELECT viewname FROM pg_views WHERE schemaname = 'ledger'")))


def prefixed(database: Database, *names: str) -> set[str]:
    return {("ledger_" if database.dialect == "sqlite" else "") + name for name in names}


def test_rows_live_through_added_renamed_archived_and_returned_fields(
    publish_form: Publisher, empty_database: Database
) -> None:
    first = publish_form(Form("f", "表", (Field("a", "甲", "text"), Field("b", "乙", "money"))))
    key = add(empty_database, first, a="x", b=Decimal("1.50"))
    renamed = Field("aa", "甲甲", "text", id=1)
    second = publish_form(
        Form(
            "f",
            "新表",
            (
                renamed,
                Field("c", "丙", "date"),
                Field("rows", "行", "subtable", fields=(Field("q", "数", "number"),)),
            ),
        )
    )
    assert values(empty_database, second, key) == {"aa": "x", "c": None, "rows": []}
    assert "b" in values(empty_database, first, key), "the old version's column stays"
    with empty_database.write() as connection:
        update(connection, second, key, {"c": date(2026, 1, 1), "rows": [{"q": Decimal(2)}]}, at=NOW)
    assert values(empty_database, first, key)["b"] == Decimal("1.50")
    assert views(empty_database) == prefixed(empty_database, "新表", "新表_行")
    back = Form("f", "新表", (renamed, Field("b", "乙", "money", id=2)))
    third = publish_form(assign_ids(back, publish_form.published["f"], [first.form]))
    assert values(empty_database, third, key) == {"aa": "x", "b": Decimal("1.50")}


def test_publishing_the_same_again_adds_nothing(publish_form: Publisher, empty_database: Database) -> None:
    form = Form(
        "f",
        "表",
        (
            Field("l", "链", "link", settings={"form": "f"}),
            Field("s", "明细", "subtable", fields=(Field("x", "数", "number"),)),
        ),
    )
    tables = publish_form(form)
    with empty_database.read() as connection:
        assert plan(connection, tables) == []


@pytest.mark.parametrize(
    ("before", "after", "stored", "carried"),
    [
        (Field("a", "甲", "number"), Field("a", "甲", "text"), Decimal("1.500000"), "1.5"),
        (Field("a", "甲", "text"), Field("a", "甲", "money"), "12.3", Decimal("12.30")),
        (Field("a", "甲", "text"), Field("a", "甲", "money"), "水泥", None),
        (Field("a", "甲", "number", settings={"scale": 0}), Field("a", "甲", "number"), 7, Decimal(7)),
        (
            Field("a", "甲", "money"),
            Field("a", "甲", "money", settings={"scale": 4}),
            Decimal("0.01"),
            Decimal("0.0100"),
        ),
        (
            Field("a", "甲", "date"),
            Field("a", "甲", "datetime"),
            date(2026, 1, 2),
            datetime(2026, 1, 2, tzinfo=UTC),
        ),
        (Field("a", "甲", "boolean"), Field("a", "甲", "text"), True, "true"),
        (Field("a", "甲", "text"), Field("a", "甲", "multiselect", settings={"other": True}), "x", ["x"]),
        (Field("a", "甲", "text"), Field("a", "甲", "longtext"), "same column", "same column"),
    ],
)
def test_a_change_of_type_carries_values_over_and_keeps_the_old_column(
    publish_form: Publisher, empty_database: Database, before: Field, after: Field, stored: Any, carried: Any
) -> None:
    first = publish_form(Form("f", "表", (before,)))
    key = add(empty_database, first, a=stored)
    second = publish_form(Form("f", "表", (after,)))
    assert values(empty_database, second, key) == {"a": carried}
    assert values(empty_database, first, key) == {"a": stored}
    third = publish_form(Form("f", "表", (after, Field("z", "新", "text"))))
    assert values(empty_database, third, key) == {"a": carried, "z": None}


def test_a_change_of_type_inside_a_subtable(publish_form: Publisher, empty_database: Database) -> None:
    def form(kind: str) -> Form:
        return Form("f", "表", (Field("s", "明细", "subtable", fields=(Field("x", "数", kind),)),))

    first = publish_form(form("text"))
    key = add(empty_database, first, s=[{"x": "5"}, {"x": "?"}])
    second = publish_form(form("number"))
    assert [row["x"] for row in values(empty_database, second, key)["s"]] == [5, None]


def test_forms_may_link_to_each_other_in_any_order(publish_form: Publisher, empty_database: Database) -> None:
    publish_form.reserve("b")
    first = publish_form(
        Form(
            "a",
            "甲",
            (
                Field("to", "乙", "link", settings={"form": "b"}),
                Field("lost", "丙", "link", settings={"form": "nowhere"}),
            ),
        )
    )
    second = publish_form(
        Form("b", "乙", (Field("to", "甲", "link", settings={"form": "a"}), Field("name", "名", "text")))
    )
    key = add(empty_database, second, name="x")
    add(empty_database, first, to=key, lost=99)
    with pytest.raises(sa.exc.IntegrityError):
        add(empty_database, first, to=key + 1)


def test_view_names_are_anybodys_words(publish_form: Publisher, empty_database: Database) -> None:
    nasty = "100%/* form 2 */:x\"'; DROP TABLE form_1; --(字)"
    long = "很长的名字" * 10
    fields = (
        Field("a", nasty, "text"),
        Field("b", nasty, "money"),
        Field("c", "编号", "text"),
        Field("d", long, "text"),
        Field("e", long + "二", "date"),
    )
    tables = publish_form(Form("a", nasty, fields))
    publish_form(Form("b", nasty, fields))
    publish_form(Form("c", long, fields))
    add(empty_database, tables, a="x", b=Decimal("-0.05"))
    found = views(empty_database)
    assert len(found) == 3
    assert all(len(name.encode()) <= 63 for name in found)
    target = next(iter(prefixed(empty_database, nasty.replace("/*", "/ *"))))
    quoted = '"' + target.replace('"', '""') + '"'
    with empty_database.read() as connection:
        source = quoted if empty_database.dialect == "sqlite" else "ledger." + quoted.replace("%", "%%")
        row = connection.exec_driver_sql(f"SELECT * FROM {source}").mappings().one()
    nasty = nasty.replace("/*", "/ *")
    assert row[nasty] == "x"
    assert float(row[f"{nasty}_2"]) == -0.05
    if empty_database.dialect == "sqlite":
        assert "-0.05" in row.values()
    publish_form(Form("a", "好名字", fields))
    assert next(iter(prefixed(empty_database, "好名字"))) in views(empty_database)
    assert len(views(empty_database)) == 3


def test_a_name_is_cut_at_a_character_and_made_different() -> None:
    assert unique_name("采" * 30, "_7", ()) == "采" * 21
    assert unique_name("采" * 30, "_7", ("采" * 21,)) == "采" * 20 + "_7"
    assert unique_name("A", "_7", ("a", "a_7")) == "A_7_2"


def test_everything_or_nothing(publish_form: Publisher, empty_database: Database) -> None:
    publish_form(Form("f", "表", (Field("a", "甲", "text"),)))
    wider = assign_ids(
        Form("f", "表", (Field("a", "甲", "text"), Field("b", "乙", "text"))), publish_form.published["f"]
    )

    def fail() -> None:
        with empty_database.write() as connection:
            publish(connection, 1, 9, wider, publish_form.ids, publish_form.published["f"])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with empty_database.read() as connection:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("form_1")}
    assert "f_2" not in columns


def test_publishing_gives_way_instead_of_blocking_everybody(
    publish_form: Publisher, empty_database: Database
) -> None:
    if empty_database.dialect == "sqlite":
        return  # one writer at a time: nobody can hold the table
    tables = publish_form(Form("f", "表", (Field("a", "甲", "text"),)))
    with empty_database.read() as reading:
        reading.execute(sa.select(tables.main.table)).all()
        with pytest.raises(PublishBusyError):
            publish_form(Form("f", "表", (Field("a", "甲", "text"), Field("b", "乙", "text"))))
