"""Functions on lists; positions count from 1, or from the end when negative (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from banjie.feel.comparison import compare, same
from banjie.feel.errors import FeelBudgetExceeded
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.values import FeelList, Function


def _index(items: FeelList, position: Decimal) -> int | None:
    """The place in the Python list, or None outside of it."""
    number = int(position)
    if number == 0 or abs(number) > len(items):
        return None
    return number - 1 if number > 0 else len(items) + number


def _outside(run: Run) -> object:
    return run.warn("no_such_position", "the position lies outside of the list")


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, items: FeelList, element: object) -> object:
    run.spend(len(items))
    return any(same(run, item, element) for item in items)


@builtin("sublist", "list: list, start position: number, length: number?")
def sublist(run: Run, items: FeelList, start: Decimal, length: Decimal | None = None) -> object:
    begin = _index(items, start)
    if begin is None:
        return _outside(run)
    end = len(items) if length is None else begin + int(min(length, Decimal(len(items))))
    if length is not None and (length < 0 or begin + length > len(items)):
        return _outside(run)
    run.spend(max(end - begin, 0))
    return FeelList(items[begin:end])


@builtin("append", "list: list, *item: any")
def append(run: Run, items: FeelList, *more: object) -> object:
    run.spend(len(items))
    return FeelList([*items, *more])


@builtin("concatenate", "*list: list")
def concatenate(run: Run, *lists: FeelList) -> object:
    if not lists:
        return run.warn("wrong_arguments", "concatenate takes lists")
    run.spend(sum(map(len, lists)))
    return FeelList([item for items in lists for item in items])


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: FeelList, position: Decimal, item: object) -> object:
    index = _index(items, position)
    if index is None:
        return _outside(run)
    run.spend(len(items))
    return FeelList([*items[:index], item, *items[index:]])


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: FeelList, position: Decimal) -> object:
    index = _index(items, position)
    if index is None:
        return _outside(run)
    run.spend(len(items))
    return FeelList([*items[:index], *items[index + 1 :]])


@builtin(
    "list replace", "list: list, position: number, newItem: any", "list: list, match: function, newItem: any"
)
def list_replace(run: Run, items: FeelList, where: Decimal | Function, item: object) -> object:
    run.spend(len(items))
    if isinstance(where, Decimal):
        index = _index(items, where)
        return _outside(run) if index is None else FeelList([*items[:index], item, *items[index + 1 :]])
    if len(where.parameters) != 2:
        return run.warn("wrong_arguments", "the match function takes two arguments")
    answers = [where.call((old, item)) for old in items]
    if not all(isinstance(answer, bool) for answer in answers):
        return run.warn("wrong_arguments", "the match function answers true or false")
    return FeelList([item if answer else old for old, answer in zip(items, answers, strict=True)])


@builtin("reverse", "list: list")
def reverse(run: Run, items: FeelList) -> object:
    run.spend(len(items))
    return FeelList(items[::-1])


@builtin("index of", "list: list, match: any")
def index_of(run: Run, items: FeelList, match: object) -> object:
    run.spend(len(items))
    return FeelList([Decimal(place) for place, item in enumerate(items, 1) if same(run, item, match)])


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: FeelList) -> object:
    return _distinct(run, items)


@builtin("union", "*list: list")
def union(run: Run, *lists: FeelList) -> object:
    if not lists:
        return run.warn("wrong_arguments", "union takes lists")
    return _distinct(run, [item for items in lists for item in items])


def _distinct(run: Run, items: list[object]) -> FeelList:
    found = FeelList()
    simple: set[object] = set()
    for item in items:
        run.spend()
        if isinstance(item, str | Decimal) or item is None:
            # Numbers that are equal hash alike, so a set does what a comparison would, in one step.
            if item not in simple:
                simple.add(item)
                found.append(item)
            continue
        run.spend(len(found))
        if not any(same(run, item, other) for other in found):
            found.append(item)
    return found


@builtin("flatten", "list: list")
def flatten(run: Run, items: FeelList) -> object:
    found = FeelList()
    _flatten(run, items, found, 0)
    return found


def _flatten(run: Run, items: FeelList, found: FeelList, depth: int) -> None:
    if depth > 200:
        raise FeelBudgetExceeded("a list is nested too deeply")
    for item in items:
        run.spend()
        if isinstance(item, FeelList):
            _flatten(run, item, found, depth + 1)
        else:
            found.append(item)


@builtin("sort", "list: list, precedes: function/null?")
def sort(run: Run, items: FeelList, precedes: Function | None = None) -> object:
    if precedes is not None and len(precedes.parameters) != 2:
        return run.warn("wrong_arguments", "the order is a function of two arguments")
    run.spend(len(items))
    open_pairs = False

    def order(one: object, two: object) -> int:
        nonlocal open_pairs
        run.spend()
        if precedes is None:
            found = compare(one, two)
            open_pairs = open_pairs or found is None
            return found or 0
        if precedes.call((one, two)) is True:
            return -1
        return 1 if precedes.call((two, one)) is True else 0

    ordered = FeelList(sorted(items, key=cmp_to_key(order)))
    return run.warn("not_comparable", "these items have no order") if open_pairs else ordered
