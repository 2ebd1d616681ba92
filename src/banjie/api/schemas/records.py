"""Ledger records, summaries and files, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.shape import Body, Input, Values
from banjie.services.ledger_views import ViewSettings

ViewName = Annotated[str, msgspec.Meta(max_length=80)]
RoleCodes = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=100)]
CellText = Annotated[str, msgspec.Meta(max_length=20_000)]


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


class RecordChange(Input):
    """`values` are raw, `texts` as a spreadsheet writes them. Without `record` a new one; `remove` deletes it."""

    record: int | None = None
    revision: int | None = None
    values: Values = {}
    texts: dict[str, CellText] = {}
    remove: bool = False


class RecordChanges(Input):
    """`check` writes nothing and answers what would come of it."""

    changes: list[RecordChange]
    check: bool = False


class RecordOutcome(Body):
    """`record`: as it is now, or with `check` would be (`id` 0: not stored yet). `current`: as somebody else
    left it meanwhile, so that nothing was written; `gone`: it does not exist
    any more. `removed`: it was deleted."""

    record: Record | None
    errors: list[FieldProblem]
    current: Record | None
    gone: bool
    removed: bool


class RecordOutcomes(Body):
    """One for each change, in their order; `written` of them were."""

    items: list[RecordOutcome]
    written: int


class LedgerView(Body):
    """A way to look at a ledger. `roles`: for whom it opens first; `shared`: everybody's, else the reader's own."""

    id: int
    name: str
    shared: bool
    roles: list[str]
    settings: ViewSettings
    revision: int
    can_edit: bool


class LedgerViews(Body):
    items: list[LedgerView]
    first: int | None


class LedgerViewInput(Input):
    name: ViewName
    settings: ViewSettings = msgspec.field(default_factory=ViewSettings)
    shared: bool = False
    roles: RoleCodes = []


class LedgerViewChange(Input):
    """What is to be different; `position` is its place among its like, from 0."""

    name: ViewName | None = None
    shared: bool | None = None
    roles: RoleCodes | None = None
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None
    settings: ViewSettings | None = None


class AggregateRow(Body):
    keys: dict[str, Any]
    display: dict[str, str]
    count: int
    values: dict[str, Any]


class AggregateResult(Body):
    rows: list[AggregateRow]
    totals: dict[str, Any]
    count: int


class ExportInput(Input):
    """What of a ledger is exported. `fields`: the columns in their order, the system's among them; none: all."""

    format: Literal["xlsx", "csv"] = "xlsx"
    filter: str = ""
    sort: str = "-id"
    q: str = ""
    fields: Annotated[list[str], msgspec.Meta(max_length=500)] = []


class Export(Body):
    """An export: `address` is where its file is to be had. Without `id` nothing was queued."""

    id: str | None
    state: Literal["working", "done", "failed"]
    rows: int | None
    address: str | None
    error: str


class FileInfo(Body):
    id: str
    name: str
    media_type: str
    size: int
