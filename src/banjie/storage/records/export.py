"""What a ledger's file contains, whatever its format: headings, records page by page, texts for values.

What a reader sees instead of raw values (people's names, linked titles) the caller says; the columns are the
form's. No more than a page is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

import sqlalchemy as sa

from banjie.forms.field_type import ExcelKind, Words
from banjie.forms.registry import BoundField
from banjie.storage.records.pages import Selection, page
from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables

MAX_ROWS = 100_000
"""Records in one file; XLSX itself ends at 1 048 576 rows."""

_PAGE = 500
_SYSTEM: tuple[tuple[str, ExcelKind], ...] = (
    ("number", "text"), ("case_status", "text"), ("created_by", "text"), ("created_at", "datetime"),
)  # fmt: skip

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


@dataclass(frozen=True, slots=True)
class Source:
    """Which records and columns (`codes`; None: all of the form's) in which words and time zone."""

    connection: sa.Connection
    tables: RecordTables
    selection: Selection
    words: Words
    zone: tzinfo = UTC
    sort: Sequence[str] = ("-id",)
    codes: Sequence[str] | None = None
    display: Display | None = None
    max_rows: int = MAX_ROWS

    def headings(self) -> list[Heading]:
        """The form's columns in order, then those of the system that the form has no own field for."""
        fields = self.tables.main.columns
        codes = list(fields) if self.codes is None else [code for code in self.codes if code in fields]
        own = [_heading(fields[code].bound) for code in codes]
        labels = {heading.code for heading in own}
        system = [
            Heading(self.words(f"form.view.{code}"), kind, None, code)
            for code, kind in _SYSTEM
            if code not in labels
        ]
        return [*own, *system]

    def rows(self) -> Iterator[tuple[int, Record, Shown]]:
        """The records with their number from 1, each with how to show its values."""
        cursor: str | None = None
        number = 0
        while number < self.max_rows:
            limit = min(_PAGE, self.max_rows - number)
            found = page(
                self.connection, self.tables, self.selection, limit=limit, cursor=cursor, sort=self.sort
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
            return self.words(f"form.status.{value}") if heading.code == "case_status" else str(value)
        found = shown(heading.bound, value)
        return heading.bound.format(value, self.words) if found is None else found


def _heading(bound: BoundField) -> Heading:
    return Heading(bound.field.label, bound.type.excel(bound.settings), bound, bound.field.code)


def _own(_bound: BoundField, _value: Any) -> str | None:
    return None
