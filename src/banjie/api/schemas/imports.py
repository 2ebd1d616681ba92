"""Files brought in, on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from banjie.api.schemas.shape import Body, Input

FileId = Annotated[str, msgspec.Meta(max_length=64)]
Code = Annotated[str, msgspec.Meta(max_length=128)]


class ImportLookInput(Input):
    """An uploaded file. `sheet`: another than the first with something in it; `head`: the head's row, 0: found."""

    file: FileId
    sheet: Annotated[str, msgspec.Meta(max_length=64)] = ""
    head: Annotated[int, msgspec.Meta(ge=0)] = 0


class ImportFound(Body):
    """A column of the file and the field that it is called like. `closed`: why that one takes nothing from a
    file, though records may be found by it."""

    index: int
    letter: str
    label: str
    samples: list[str]
    field: str | None
    closed: str


class ImportChoice(Body):
    """A field that columns may mean; `key`: records can be found by it. `closed`: why no file fills it."""

    code: str
    label: str
    type: str
    required: bool
    key: bool
    closed: str


class ImportLook(Body):
    """A file as it was understood: `rows` below the head in row `head`."""

    name: str
    sheets: list[str]
    sheet: str
    head: int
    rows: int
    columns: list[ImportFound]
    fields: list[ImportChoice]


class ImportColumn(Input):
    index: Annotated[int, msgspec.Meta(ge=0)]
    field: Code


class ImportInput(Input):
    """What goes where. `key`: records whose field says the same are changed, others are new; empty: all are new.
    `skip`: what stands goes in without the faulty rows; else nothing does. `check`: nothing is written."""

    file: FileId
    columns: Annotated[list[ImportColumn], msgspec.Meta(max_length=500)]
    sheet: Annotated[str, msgspec.Meta(max_length=64)] = ""
    head: Annotated[int, msgspec.Meta(ge=0)] = 0
    key: Code = ""
    skip: bool = False
    check: bool = False


class ImportFault(Body):
    """`column` is the file's (`C`), empty where no column is to blame."""

    row: int
    column: str
    label: str
    message: str


class ImportRow(Body):
    """A row as its record would read: texts by field, what is wrong by field."""

    row: int
    state: Literal["new", "changed", "same", "faulty"]
    cells: dict[str, str]
    faults: dict[str, str]


class Import(Body):
    """An import: `done` of `total` rows looked through, how many of which kind, the first 500 faults, the first
    20 rows. `address`: the faulty rows as a file. `wrote`: what stands is in the ledger."""

    id: str
    state: Literal["working", "done", "failed"]
    check: bool
    done: int
    total: int
    new: int
    changed: int
    same: int
    faulty: int
    faults: list[ImportFault]
    rows: list[ImportRow]
    wrote: bool
    address: str | None
    error: str
