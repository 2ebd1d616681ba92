"""The largest stay and the rest is folded into one: whatever is folded, nothing is lost and nothing doubled."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banjie.services.chart_folding import MAX_BUCKETS, MAX_SPLITS, REST, Cell, fold, value_of
from banjie.storage.records.aggregate import Function

AMOUNTS = st.none() | st.decimals(-1000, 1000, places=2)
RECORDS = st.lists(
    st.tuples(st.none() | st.sampled_from("abcdefghijklmnop"), st.none() | st.integers(0, 11), AMOUNTS),
    max_size=60,
)
FUNCTIONS: list[Function] = ["count", "sum", "avg", "min", "max"]


def cells(records: list[tuple[str | None, int | None, Decimal | None]]) -> list[Cell]:
    """A cell for each record, as if every group had one."""
    return [Cell(key, split, 1, amount, int(amount is not None)) for key, split, amount in records]


def worked_out(function: Function, amounts: list[Decimal | None]) -> Decimal | int | None:
    known = [amount for amount in amounts if amount is not None]
    if function == "count":
        return len(known)
    if not known:
        return None
    match function:
        case "sum":
            return sum(known, Decimal(0))
        case "avg":
            return round(sum(known, Decimal(0)) / len(known), 6)
        case "min":
            return min(known)
        case _:
            return max(known)


@given(RECORDS, st.sampled_from(FUNCTIONS), st.integers(1, 6))
def test_every_point_is_what_its_records_make(
    records: list[tuple[str | None, int | None, Decimal | None]], function: Function, top: int
) -> None:
    folded = fold(cells(records), function, measured=True, top=top, in_order=False)
    named_keys = {cell.key for cell in folded.cells if cell.key is not REST}
    named_splits = {cell.split for cell in folded.cells if cell.split is not REST}

    assert sum(cell.count for cell in folded.cells) == len(records) == folded.whole.count
    assert value_of(function, folded.whole, measured=True) == worked_out(function, [r[2] for r in records])
    assert len(named_keys) <= top + 1
    assert len(named_splits) <= MAX_SPLITS
    assert folded.left == len({record[0] for record in records} - named_keys)
    for cell in folded.cells:
        mine = [
            amount
            for key, split, amount in records
            if (key == cell.key if cell.key is not REST else key not in named_keys)
            and (split == cell.split if cell.split is not REST else split not in named_splits)
        ]
        assert cell.count == len(mine)
        assert value_of(function, cell, measured=True) == worked_out(function, mine)


@given(RECORDS, st.integers(1, 6))
def test_the_largest_come_first_and_the_rest_last(
    records: list[tuple[str | None, int | None, Decimal | None]], top: int
) -> None:
    folded = fold(
        cells([(key, None, amount) for key, _, amount in records]),
        "sum",
        measured=True,
        top=top,
        in_order=False,
    )
    values = [cell.amount for cell in folded.cells if cell.key is not REST]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert values[: len(known)] == known  # what has no amount comes behind what has one
    assert all(cell.key is not REST for cell in folded.cells[:-1])


def test_time_goes_on_in_its_order_and_the_latest_stay() -> None:
    days = [f"{2020 + day // 300}-{day % 300:03}" for day in range(400)]
    folded = fold(
        [Cell(None, None, 5), *(Cell(day, None, place) for place, day in reversed(list(enumerate(days))))],
        "count",
        measured=False,
        top=3,
        in_order=True,
    )
    assert [cell.key for cell in folded.cells] == [*days[-MAX_BUCKETS:], None]
    assert folded.left == 400 - MAX_BUCKETS
    assert folded.whole.count == sum(range(400)) + 5


@pytest.mark.parametrize(("groups", "shown", "left"), [(3, 3, 0), (4, 4, 0), (5, 3, 2)])
def test_a_rest_of_one_is_shown_itself(groups: int, shown: int, left: int) -> None:
    folded = fold(
        [Cell(str(place), None, 1) for place in range(groups)], "count", measured=False, top=3, in_order=False
    )
    assert len([cell for cell in folded.cells if cell.key is not REST]) == shown
    assert folded.left == left
