"""A sheet as companies have them, read as texts: Excel workbooks, and CSV in UTF-8 or GBK.

Every cell becomes the text that Excel would show without its format: dates in ISO, numbers without exponent and
without the noise of their binary form. Merged cells all say what the first one says. Row numbers are the file's.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import msgspec

from banjie.services.imports import guard
from banjie.services.problems import InvalidError

MOST_CELL = 32_767
_SNIFFED = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Row(msgspec.Struct, frozen=True):
    """A row with something in it. `number` counts from 1, as the spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """The rows of one sheet; all have `width` cells. `merged`: numbers of rows that a merged cell lies in."""

    names: tuple[str, ...]
    name: str
    width: int
    rows: tuple[Row, ...]
    merged: frozenset[int] = frozenset()


def read(name: str, content: bytes, wanted: str = "") -> Sheet:
    """The sheet called `wanted`, else the first one with something in it. Raises InvalidError in plain words."""
    try:
        found = _workbook(content, wanted) if content.startswith(b"PK") else _csv(name, content)
    except guard.TooLargeError:
        raise InvalidError(
            "sheet_too_large", rows=f"{guard.ROWS:,}", columns=guard.COLUMNS, cells=f"{guard.AREA:,}"
        ) from None
    except guard.NoWorkbookError:
        raise InvalidError("no_sheet") from None
    if not found.rows:
        raise InvalidError("empty_sheet")
    return found


def _workbook(content: bytes, wanted: str) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    guard.inspect(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names = [
                one.name
                for one in book.sheets_metadata
                if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
            ]
            found = None
            for name in [wanted] if wanted in names else names:
                found = _rows(book.get_sheet_by_name(name), names)
                if len(found.rows) > 1 or found.width > 1:
                    break
    except CalamineError as error:
        raise guard.NoWorkbookError from error
    if found is None:
        raise guard.NoWorkbookError
    return found


def _rows(sheet: object, names: list[str]) -> Sheet:
    from python_calamine import CalamineSheet

    assert isinstance(sheet, CalamineSheet)
    table = [[_text(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    merged: set[int] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(table) or left >= len(table[top]):
            continue
        said = table[top][left]
        for line in range(top, min(bottom + 1, len(table))):
            merged.add(line + 1)
            last = min(right + 1, len(table[line]))
            table[line][left:last] = [said] * (last - left)
    return _sheet(names, sheet.name, table, frozenset(merged))


def _csv(name: str, content: bytes) -> Sheet:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidError("old_workbook")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise guard.NoWorkbookError from None
    if "\x00" in text:
        raise guard.NoWorkbookError
    table: list[list[str]] = []
    area = 0
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            area += len(line)
            if len(table) >= guard.ROWS or len(line) > guard.COLUMNS or area > guard.AREA:
                raise guard.TooLargeError
            table.append([_unguarded(cell) for cell in line])
    except csv.Error:
        raise guard.NoWorkbookError from None
    return _sheet([], name, table)


def _delimiter(text: str) -> str:
    """What separates the cells of the first lines; commas where nothing does."""
    lines = text.splitlines()[:_SNIFFED]
    counts = {sign: sum(line.count(sign) for line in lines) for sign in (",", "\t", ";")}
    return max(counts, key=lambda sign: counts[sign])


def _unguarded(cell: str) -> str:
    """Without the apostrophe that keeps spreadsheets from running a text as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _sheet(
    names: list[str], name: str, table: list[list[str]], merged: frozenset[int] = frozenset()
) -> Sheet:
    """Without the empty rows; without what is beyond the last filled column."""
    kept = [(number, line) for number, line in enumerate(table, 1) if any(map(str.strip, line))]
    width = max((_filled(line) for _, line in kept), default=0)
    rows = tuple(
        Row(number, tuple(cell.strip()[:MOST_CELL] for cell in line[:width]) + ("",) * (width - len(line)))
        for number, line in kept
    )
    return Sheet(tuple(names), name, width, rows, merged)


def _filled(line: list[str]) -> int:
    return max(at for at, cell in enumerate(line, 1) if cell.strip())


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return ""


def number_text(value: float) -> str:
    """Digits as Excel has them, 15 at most, without exponent: 0.1 + 0.2 is 0.3."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = format(Decimal(format(value, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
