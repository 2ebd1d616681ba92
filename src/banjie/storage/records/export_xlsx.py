"""A ledger as an XLSX file: real dates and numbers, a header that stays, constant memory."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from banjie.storage.records.export import Heading, Shown, Source

CELL = 32_767
"""Characters that a cell can hold."""

ROWS = 1_048_575
"""Records that a sheet can hold below its headings; the format ends there."""

_DIGITS = 15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "use_zip64": True,  # only where a sheet takes more than 4 GB before it is compressed
}


def export_xlsx(source: Source, file: IO[bytes], scratch: Path | None = None) -> int:
    """Writes the records; returns how many. A number of more than 15 digits is written as text, exactly.

    `scratch` is where the sheet grows before it is packed; what stopped half-way leaves its part there.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # here: it would cost each start a twentieth

    headings = source.headings()
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": scratch and str(scratch)})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet(_sheet_name(source.tables.form.name))
    _write_head(sheet, headings, book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1}))
    try:
        count = _write_rows(sheet, headings, source, formats)
    except BaseException:
        sheet.row_data_fh.close()  # half a workbook need not be packed
        raise
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    book.close()
    return count


def _write_rows(sheet: Any, headings: list[Heading], source: Source, formats: dict[str, Any]) -> int:
    count = 0
    for number, record, shown in source.rows():
        count = number
        for column, heading in enumerate(headings):
            value = heading.of(record)
            if value is not None:
                _write(sheet, (number, column), heading, value, shown, source, formats.get(heading.kind))
    return count


def _write_head(sheet: Any, headings: list[Heading], style: Any) -> None:
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, 20 if heading.kind == "text" else 14)
        sheet.write_string(0, column, heading.label, style)


def _write(
    sheet: Any,
    place: tuple[int, int],
    heading: Heading,
    value: Any,
    shown: Shown,
    source: Source,
    style: Any,
) -> None:
    if heading.kind in ("number", "money"):
        if len(Decimal(value).normalize().as_tuple().digits) <= _DIGITS:
            sheet.write_number(*place, float(value), style)
        else:
            sheet.write_string(*place, str(value))
    elif isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(*place, value.astimezone(source.zone).replace(tzinfo=None), style)
    elif heading.kind == "date" and value.year >= 1900:  # the format's calendar begins there
        sheet.write_datetime(*place, value, style)
    else:
        sheet.write_string(*place, source.text(heading, value, shown)[:CELL])


def _sheet_name(name: str) -> str:
    return "".join("_" if character in "[]:*?/\\'" else character for character in name)[:31] or "1"
