"""What is told of an import: kept as its job's receipt, in the words of whoever asked."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong. `column`: the file's (`C`), empty where no column is to blame."""

    row: int
    column: str
    label: str
    message: str


class Preview(msgspec.Struct, frozen=True):
    """A row as its record would read. `cells` by field; what could not be read as the file says it."""

    row: int
    state: str
    cells: dict[str, str]
    faults: dict[str, str] = {}


class Told(msgspec.Struct, frozen=True):
    """How far, and what came of it: numbers of rows, the first faults, the first rows."""

    done: int = 0
    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    faulty: int = 0
    faults: tuple[Fault, ...] = ()
    rows: tuple[Preview, ...] = ()
    wrote: bool = False
    file: bool = False
