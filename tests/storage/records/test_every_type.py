"""The conformance suite: every field type stores and reads back each example, on both databases."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from banjie.forms.field_type import Words
from banjie.forms.form import Field, Form
from banjie.forms.registry import TYPES, bind
from banjie.storage.database import Database
from banjie.storage.records.read import get
from banjie.storage.records.write import insert

from .conftest import Publisher
from .every_type import EXAMPLES, field

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CASES = [(kind, raw, value) for kind, (_, examples) in EXAMPLES.items() for raw, value in examples]
words: Words = str


def test_every_type_has_examples() -> None:
    assert set(EXAMPLES) == set(TYPES)


@pytest.mark.parametrize(("kind", "raw", "value"), CASES)
def test_normalise_gives_the_value_and_keeps_it(kind: str, raw: Any, value: Any) -> None:
    bound = bind(field(kind))
    assert bound.normalise(raw) == value
    assert bound.normalise(value) == value
    travelled = msgspec.json.decode(msgspec.json.encode(bound.to_json(bound.normalise(raw))))
    if kind != "subtable":
        assert bound.normalise(travelled) == value
    assert isinstance(bound.format(value, words), str)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_nothing_entered_is_nothing(kind: str) -> None:
    bound = bind(field(kind))
    assert bound.normalise(None) is None
    assert bound.normalise("") is None
    assert bound.normalise([]) is None


def test_each_value_comes_back_from_the_database(publish_form: Publisher, empty_database: Database) -> None:
    target = publish_form(Form("target", "目标", (Field("name", "名称", "text"),), kind="ledger"))
    fields = tuple(field(kind) for kind in EXAMPLES)
    tables = publish_form(Form("every", "全部", fields))
    bound = {one.code: bind(one) for one in fields}
    with empty_database.write() as connection:
        insert(connection, target, {"name": "甲"}, created_by="admin", at=NOW)
        for kind, raw, value in CASES:
            key = insert(connection, tables, {kind: bound[kind].normalise(raw)}, created_by="admin", at=NOW)
            record = get(connection, tables, key)
            assert record is not None
            stored = record.values[kind]
            if kind == "subtable":
                assert [{"qty": row["qty"]} for row in stored] == value
            else:
                assert stored == value
                assert type(stored) is type(bound[kind].normalise(raw))
                assert bound[kind].to_json(stored) == bound[kind].to_json(value)


def test_the_ledger_reads_with_any_tool(publish_form: Publisher, empty_database: Database) -> None:
    target = publish_form(Form("target", "目标", (Field("name", "名称", "text"),), kind="ledger"))
    fields = tuple(field(kind) for kind in EXAMPLES)
    tables = publish_form(Form("every", "采购申请", fields))
    with empty_database.write() as connection:
        insert(connection, target, {"name": "甲"}, created_by="admin", at=NOW, title="华新建材")
        values = {
            kind: bind(field(kind)).normalise(examples[0][0]) for kind, (_, examples) in EXAMPLES.items()
        }
        insert(connection, tables, {**values, "money": values["money"]}, created_by="admin", at=NOW)
        insert(connection, tables, values, created_by="admin", at=NOW, case_status="draft")
    if empty_database.dialect == "sqlite":
        plain = sqlite3.connect(str(empty_database.engine.url.database))
        plain.row_factory = sqlite3.Row
        rows = [dict(row) for row in plain.execute('SELECT * FROM "ledger_采购申请"')]
        children = [dict(row) for row in plain.execute('SELECT * FROM "ledger_采购申请_栏subtable"')]
        plain.close()
        assert rows[0]["栏money"] == 5000.0
        assert isinstance(rows[0]["栏money"], float)
        assert rows[0]["栏money_精确值"] == "5000.00"
        assert rows[0]["栏number_精确值"] == "0.100000"
    else:
        with empty_database.read() as connection:
            found = connection.execute(sa.text('SELECT * FROM ledger."采购申请"')).mappings()
            rows = [dict(row) for row in found]
            found = connection.execute(sa.text('SELECT * FROM ledger."采购申请_栏subtable"')).mappings()
            children = [dict(row) for row in found]
        assert rows[0]["栏money"] == 5000
    assert len(rows) == 1, "a draft must not appear"
    assert rows[0]["栏link"] == "华新建材"
    assert rows[0]["栏link_ID"] == 1
    assert rows[0]["栏serial"] == rows[0]["编号"] == "CG2026-0001"
    assert len(children) == 1
    assert children[0]["数量"] == 1
