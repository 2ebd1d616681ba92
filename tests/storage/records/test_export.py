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
from banjie.storage.records.export import Source, unknown_columns
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


def test_the_columns_are_those_that_were_chosen_in_their_order(
    publish_form: Publisher, empty_database: Database
) -> None:
    tables = publish_form(FORM)
    with empty_database.write() as connection:
        for _ in range(3):
            insert(connection, tables, ROW, created_by="wangli", at=NOW)
    with empty_database.read() as connection:
        file = io.StringIO()
        source = Source(
            connection,
            tables,
            Selection(NOW),
            partial(words, "zh-CN"),
            codes=["created_by", "day", "what", "updated_at"],
            people={"wangli": "王丽"}.__getitem__,
        )
        assert export_csv(source, file) == 3
    lines = list(csv.reader(io.StringIO(file.getvalue().removeprefix("\ufeff"))))
    assert lines[0] == ["创建人", "日期", "事由", "更新时间"]
    assert lines[1] == ["王丽", "2026-11-22", "'=1+1", "2026-11-22 02:30:00"]


def test_pages_follow_each_other_without_a_gap(publish_form: Publisher, empty_database: Database) -> None:
    tables = publish_form(FORM)
    with empty_database.write() as connection:
        for number in range(1101):
            insert(connection, tables, {"amount": Decimal(number)}, created_by="wangli", at=NOW)
    with empty_database.read() as connection:
        file = io.StringIO()
        source = Source(connection, tables, Selection(NOW), str, codes=["amount"], sort=("id",))
        assert export_csv(source, file) == 1101
    assert [Decimal(line) for line in file.getvalue().split()[1:]] == list(range(1101))


def test_what_is_no_column_is_named(publish_form: Publisher) -> None:
    tables = publish_form(FORM)
    assert unknown_columns(tables, ["what", "updated_at", "revision", "nothing"]) == ["revision", "nothing"]
