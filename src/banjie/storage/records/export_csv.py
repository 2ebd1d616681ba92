"""A ledger as CSV: exact numbers, UTF-8 that spreadsheets recognise, no text they would run."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import IO

from banjie.storage.records.export import Heading, Shown, Source
from banjie.storage.records.record import Record

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_csv(source: Source, file: IO[str]) -> int:
    """Writes the records; returns how many. Text that looks like a formula gets an apostrophe in front."""
    headings = source.headings()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([harmless(heading.label) for heading in headings])
    count = 0
    for number, record, shown in source.rows():
        count = number
        writer.writerow([_cell(record, heading, shown, source) for heading in headings])
    return count


def _cell(record: Record, heading: Heading, shown: Shown, source: Source) -> str:
    value = heading.of(record)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(source.zone).strftime("%Y-%m-%d %H:%M:%S")
    if heading.kind in ("number", "money", "date") and heading.bound is not None:
        return str(heading.bound.to_json(value))
    return harmless(source.text(heading, value, shown))


def harmless(text: str) -> str:
    """Text that a spreadsheet does not run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
