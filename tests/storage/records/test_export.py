"""Exports: typed cells, exact numbers, harmless text, bounded rows."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import python_calamine

from banjie.forms.form import Field, Form
from banjie.messages import words
from banjie.storage.database import Database
from banjie.storage.records.export import Source
from banjie.storage.records.export_csv import export_csv
from banjie.storage.records.export_xlsx import export_xlsx
from banjie.storage.records.pages import Selection
from banjie.storage.records.write import insert

from .conftest import Publisher

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
FORM = Form(
    "export",
    "费用/报销",
    (
        Field("what", "事由", "text"),
        Field("amount", "金额", "money"),
        Field("huge", "大数", "money"),
        Field("day", "日期", "date"),
        Field("paid", "已付", "boolean"),
        Field("person", "人员", "person"),
    ),
)
ROW = {
    "what": "=1+1",
    "amount": Decimal("1234.50"),
    "huge": Decimal("12345678901234567.89"),
    "day": date(2026, 11, 22),
    "paid": True,
    "person": "wangli",
}


def test_a_ledger_becomes_a_file(publish_form: Publisher, empty_database: Database) -> None:
    tables = publish_form(FORM)
    with empty_database.write() as connection:
        for _ in range(3):
            insert(connection, tables, ROW, created_by="wangli", at=NOW)
        insert(connection, tables, {}, created_by="wangli", at=NOW)
    with empty_database.read() as connection:
        source = Source(
            connection,
            tables,
            Selection(NOW),
            partial(words, "zh-CN"),
            zone=ZoneInfo("Asia/Shanghai"),
            sort=("id",),
            display=lambda _records: lambda bound, value: "王丽" if bound.type.code == "person" else None,
        )
        sheet_file, text_file = io.BytesIO(), io.StringIO()
        assert export_xlsx(source, sheet_file) == 4
        assert export_csv(source, text_file) == 4
    sheet_file.seek(0)
    rows = python_calamine.CalamineWorkbook.from_filelike(sheet_file).get_sheet_by_index(0).to_python()
    assert rows[0] == ["事由", "金额", "大数", "日期", "已付", "人员", "编号", "状态", "创建人", "创建时间"]
    assert rows[1][:7] == ["=1+1", 1234.5, "12345678901234567.89", date(2026, 11, 22), "是", "王丽", ""]
    assert rows[1][9] == datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001 - a cell has no zone
    lines = list(csv.reader(io.StringIO(text_file.getvalue().removeprefix("\ufeff"))))
    assert lines[1][:6] == ["'=1+1", "1234.50", "12345678901234567.89", "2026-11-22", "是", "王丽"]
    assert lines[4][:6] == [""] * 6


def test_rows_are_bounded_and_columns_chosen(publish_form: Publisher, empty_database: Database) -> None:
    tables = publish_form(FORM)
    with empty_database.write() as connection:
        for _ in range(3):
            insert(connection, tables, ROW, created_by="wangli", at=NOW)
    with empty_database.read() as connection:
        file = io.StringIO()
        source = Source(connection, tables, Selection(NOW), str, codes=["day", "what"], max_rows=2)
        assert export_csv(source, file) == 2
    assert file.getvalue().splitlines()[0].startswith("\ufeff日期,事由,")
