"""What a ledger's file contains, whatever its format: headings, records page by page, texts for values.

What a reader sees instead of raw values (people's names, linked titles) the caller says; the columns are the
form's. No more than a page is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

import sqlalchemy as sa

from banjie.forms.field_type import ExcelKind, Words
from banjie.forms.registry import BoundField
from banjie.storage.records.pages import Selection, page
from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables

_PAGE = 500
_SYSTEM: dict[str, ExcelKind] = {
    "number": "text", "case_status": "text", "created_by": "text", "created_at": "datetime",
    "updated_at": "datetime",
}  # fmt: skip
_UNASKED = ("number", "case_status", "created_by", "created_at")
"""The system's columns of a file for which nobody chose the columns."""

Shown = Callable[[BoundField, Any], str | None]
Display = Callable[[Sequence[Record]], Shown]
"""Given a page of records, how to show a value; None from it means the field's own way."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: a field's, or (without `bound`) one of the system's."""

    label: str
    kind: ExcelKind
    bound: BoundField | None
    code: str

    def of(self, record: Record) -> Any:
        """The record's value in this column."""
        return getattr(record, self.code) if self.bound is None else record.values.get(self.code)


class StoppedError(Exception):
    """The process is about to end: the file is left unfinished."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which records and columns in which words and time zone.

    `codes` are the columns, the system's among them, in their order; None: all of the form's, then those of
    the system. `people` gives a name for who made a record. `stopping` is asked before each page.
    """

    connection: sa.Connection
    tables: RecordTables
    selection: Selection
    words: Words
    zone: tzinfo = UTC
    sort: Sequence[str] = ("-id",)
    codes: Sequence[str] | None = None
    display: Display | None = None
    people: Callable[[str], str] = str
    stopping: Callable[[], bool] = bool

    def headings(self) -> list[Heading]:
        """The columns of the file. A form's own field of such a code comes before the system's."""
        fields = self.tables.main.columns
        codes = self.codes
        if codes is None:
            codes = [*fields, *(code for code in _UNASKED if code not in fields)]
        return [
            _heading(fields[code].bound)
            if code in fields
            else Heading(self.words(f"form.view.{code}"), _SYSTEM[code], None, code)
            for code in codes
        ]

    def rows(self) -> Iterator[tuple[int, Record, Shown]]:
        """The records with their number from 1, each with how to show its values. Raises StoppedError."""
        cursor: str | None = None
        number = 0
        while True:
            if self.stopping():
                raise StoppedError
            found = page(
                self.connection, self.tables, self.selection, limit=_PAGE, cursor=cursor, sort=self.sort
            )
            shown = self.display(found.items) if self.display else _own
            for record in found.items:
                number += 1
                yield number, record, shown
            cursor = found.next_cursor
            if cursor is None:
                return

    def text(self, heading: Heading, value: Any, shown: Shown) -> str:
        """The text of a value."""
        if heading.bound is None:
            if heading.code == "case_status":
                return self.words(f"form.status.{value}")
            return self.people(value) if heading.code == "created_by" else str(value)
        found = shown(heading.bound, value)
        return heading.bound.format(value, self.words) if found is None else found


def unknown_columns(tables: RecordTables, codes: Iterable[str]) -> list[str]:
    """Those of the codes that no column of a file has. Subtables are none: a row of theirs is not a record."""
    return [code for code in codes if code not in tables.main.columns and code not in _SYSTEM]


def _heading(bound: BoundField) -> Heading:
    return Heading(bound.field.label, bound.type.excel(bound.settings), bound, bound.field.code)


def _own(_bound: BoundField, _value: Any) -> str | None:
    return None
