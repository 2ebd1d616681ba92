"""Functions that make one value of many; each takes a list or the values themselves (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal

from banjie.feel.arithmetic import add
from banjie.feel.comparison import compare
from banjie.feel.numbers import CONTEXT, finite
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.values import FeelList


def _numbers(run: Run, items: FeelList) -> list[Decimal]:
    """The items if all are numbers, else an empty list and a warning."""
    run.spend(len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    if not items or len(numbers) < len(items):
        run.warn("wrong_arguments", "numbers are needed, at least one")
        return []
    return numbers


def _total(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = CONTEXT.add(total, number)
    return total


@builtin("count", "list: list")
def count(_: Run, items: FeelList) -> object:
    return Decimal(len(items))


@builtin("min", "*list: values")
def minimum(run: Run, items: FeelList) -> object:
    return _extreme(run, items, -1)


@builtin("max", "*list: values")
def maximum(run: Run, items: FeelList) -> object:
    return _extreme(run, items, 1)


def _extreme(run: Run, items: FeelList, sign: int) -> object:
    run.spend(len(items))
    best: object = None
    for index, item in enumerate(items):
        order = compare(item, item if index == 0 else best)
        if order is None:
            return run.warn("not_comparable", "these values have no order")
        if index == 0 or order == sign:
            best = item
    return best


@builtin("sum", "*list: values")
def total(run: Run, items: FeelList) -> object:
    if items and not isinstance(items[0], Decimal):
        return _sum_of_durations(run, items)
    numbers = _numbers(run, items)
    return finite(_total(numbers)) if numbers else None


def _sum_of_durations(run: Run, items: FeelList) -> object:
    run.spend(len(items))
    found = items[0]
    if isinstance(found, str):
        return run.warn("wrong_arguments", "texts have no sum")
    for item in items[1:]:
        found = add(found, item)
    if found is None or compare(found, items[0]) is None:
        return run.warn("wrong_arguments", "these values have no sum")
    return found if len(items) > 1 or compare(found, found) is not None else None


@builtin("mean", "*list: values")
def mean(run: Run, items: FeelList) -> object:
    numbers = _numbers(run, items)
    return finite(CONTEXT.divide(_total(numbers), Decimal(len(numbers)))) if numbers else None


@builtin("median", "*list: values")
def median(run: Run, items: FeelList) -> object:
    numbers = sorted(_numbers(run, items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return finite(CONTEXT.divide(CONTEXT.add(numbers[middle - 1], numbers[middle]), Decimal(2)))


@builtin("stddev", "*list: values")
def standard_deviation(run: Run, items: FeelList) -> object:
    numbers = _numbers(run, items)
    if len(numbers) < 2:
        return run.warn("wrong_arguments", "a deviation needs two numbers") if numbers else None
    average = CONTEXT.divide(_total(numbers), Decimal(len(numbers)))
    squares = [CONTEXT.power(CONTEXT.subtract(number, average), Decimal(2)) for number in numbers]
    return finite(CONTEXT.sqrt(CONTEXT.divide(_total(squares), Decimal(len(numbers) - 1))))


@builtin("mode", "*list: values")
def mode(run: Run, items: FeelList) -> object:
    if not items:
        return FeelList()
    numbers = _numbers(run, items)
    if not numbers:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return FeelList(sorted(number for number, times in counts.items() if times == most))


@builtin("product", "*list: values")
def product(run: Run, items: FeelList) -> object:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    found = Decimal(1)
    for number in numbers:
        found = CONTEXT.multiply(found, number)
    return finite(found)


@builtin("all", "*list: values")
def every(run: Run, items: FeelList) -> object:
    return _junction(run, items, decisive=False)


@builtin("any", "*list: values")
def some(run: Run, items: FeelList) -> object:
    return _junction(run, items, decisive=True)


def _junction(run: Run, items: FeelList, *, decisive: bool) -> object:
    run.spend(len(items))
    if any(item is decisive for item in items):
        return decisive
    if all(isinstance(item, bool) for item in items):
        return not decisive
    return run.warn("wrong_arguments", "some values are neither true nor false")
