"""Ledger records, summaries and files, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from banjie.api.schemas.shape import Body, Input, Values


class Record(Body):
    """A row of a ledger. `display` gives people's names, linked titles and file names for raw values."""

    id: int
    number: str
    title: str
    revision: int
    case_status: str
    instance_id: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    values: Values
    display: dict[str, Any] = {}


class RecordPage(Body):
    items: list[Record]
    next_cursor: str | None
    total: int | None


class RecordAnchors(Body):
    """`cursors[n]` is the cursor of the records from number `(n + 1) * every` on, counted from 0."""

    count: int
    every: int
    cursors: list[str]


class RecordInput(Input):
    values: Values


class AggregateRow(Body):
    keys: dict[str, Any]
    display: dict[str, str]
    count: int
    values: dict[str, Any]


class AggregateResult(Body):
    rows: list[AggregateRow]
    totals: dict[str, Any]
    count: int


class FileInfo(Body):
    id: str
    name: str
    media_type: str
    size: int
