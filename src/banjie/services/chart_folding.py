"""Groups of a summary become the points of a chart: the largest stay, the rest is folded into one, exactly.

Pure. A cell keeps what its measure is worked out from (an average: sum and number), so that any two cells can
be folded into one without loss.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from banjie.storage.records.aggregate import Function

MAX_SPLITS = 7
"""Colours that one can tell apart; what is beyond is folded."""
MAX_BUCKETS = 366
_MEAN_PLACES = 6


@dataclass(frozen=True, slots=True)
class Rest:
    """The key of what was folded together, told apart from the key None (no value)."""


REST = Rest()
Key = Any
"""A group's key: a code, a name, a bucket, None where the field is empty, or REST."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group by one or two keys: `count` records, and of the measured field `number` values making `amount`."""

    key: Key
    split: Key
    count: int
    amount: Any = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Folded:
    """The points in order, everything as one cell, and how many keys were folded into the rest."""

    cells: list[Cell]
    whole: Cell
    left: int


def merge(function: Function, one: Cell, other: Cell) -> Cell:
    """Both cells' records as one; the keys are the first's."""
    amount = one.amount if other.amount is None else other.amount
    if one.amount is not None and other.amount is not None:
        match function:
            case "min":
                amount = min(one.amount, other.amount)
            case "max":
                amount = max(one.amount, other.amount)
            case _:
                amount = one.amount + other.amount
    return Cell(one.key, one.split, one.count + other.count, amount, one.number + other.number)


def value_of(function: Function, cell: Cell, *, measured: bool) -> Any:
    """The measure's value; `measured` says whether a field is asked for (a count without one counts records)."""
    match function:
        case "count":
            return cell.number if measured else cell.count
        case "avg":
            if cell.amount is None or not cell.number:
                return None
            return round(Decimal(cell.amount) / cell.number, _MEAN_PLACES)
        case _:
            return cell.amount


def fold(cells: Iterable[Cell], function: Function, *, measured: bool, top: int, in_order: bool) -> Folded:
    """The chart's points.

    `in_order` keys (buckets of time) stay in their order, the latest `MAX_BUCKETS` of them; others come by size,
    `top` of them, then what they leave. Splits beyond `MAX_SPLITS` are folded in each key.
    """
    found = _united(cells, function, lambda cell: (cell.key, cell.split))
    whole = Cell(None, None, 0)
    for cell in found:
        whole = merge(function, whole, cell)

    def size(cell: Cell) -> tuple[bool, Any, int]:
        value = value_of(function, cell, measured=measured)
        return value is not None, value if value is not None else 0, cell.count

    by_key = _united(found, function, lambda cell: (cell.key, None))
    ranked = sorted(by_key, key=size, reverse=True)
    if in_order:
        known = sorted(cell.key for cell in by_key if cell.key is not None)
        empty = [cell.key for cell in by_key if cell.key is None]
        keys: list[Key] = [*known[-MAX_BUCKETS:], *empty]
        left = len(known) - len(known[-MAX_BUCKETS:])
    else:
        # A rest of one would take as much room as the one it hides.
        keys = [cell.key for cell in (ranked if len(ranked) <= top + 1 else ranked[:top])]
        left = len(ranked) - len(keys)
    by_split = sorted(_united(found, function, lambda cell: (None, cell.split)), key=size, reverse=True)
    splits = [
        cell.split for cell in (by_split if len(by_split) <= MAX_SPLITS else by_split[: MAX_SPLITS - 1])
    ]
    kept, shown = set(keys), set(splits)
    placed = _united(
        (cell for cell in found if cell.key in kept or not in_order),
        function,
        lambda cell: (cell.key if cell.key in kept else REST, cell.split if cell.split in shown else REST),
    )
    places = {key: place for place, key in enumerate([*keys, REST])}
    columns = {key: place for place, key in enumerate([*splits, REST])}
    placed.sort(key=lambda cell: (places[cell.key], columns[cell.split]))
    return Folded(placed, whole, left)


def _united(
    cells: Iterable[Cell], function: Function, keys_of: Callable[[Cell], tuple[Hashable, Hashable]]
) -> list[Cell]:
    found: dict[tuple[Hashable, Hashable], Cell] = {}
    for cell in cells:
        keys = keys_of(cell)
        moved = Cell(*keys, cell.count, cell.amount, cell.number)
        found[keys] = merge(function, found[keys], moved) if keys in found else moved
    return list(found.values())
