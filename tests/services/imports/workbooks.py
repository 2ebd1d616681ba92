"""Workbooks as people have them, made by the tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]


def workbook(*rows: Sequence[Any], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """An .xlsx of one sheet with these rows; `then` may do more to (book, sheet)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("表")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    if then:
        then(book, sheet)
    book.close()
    return file.getvalue()
