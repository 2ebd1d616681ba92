"""if, for, some and every as closures. Each round of a loop is paid for from the budget."""

from __future__ import annotations

from collections.abc import Iterator as Steps
from decimal import Decimal

from banjie.feel.ast import For, If, Quantified
from banjie.feel.ast import Iterator as IteratorNode
from banjie.feel.compile_operators import Closure, Compile
from banjie.feel.numbers import whole
from banjie.feel.references import mentions
from banjie.feel.scope import Scope
from banjie.feel.temporal import Date
from banjie.feel.values import FeelList, Range, kind_of

_Source = tuple[str, Closure, Closure | None]


def compile_if(node: If, compile_: Compile) -> Closure:
    """Anything but true takes the else branch."""
    condition, then, otherwise = compile_(node.condition), compile_(node.then), compile_(node.otherwise)
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


def _sources(iterators: tuple[IteratorNode, ...], compile_: Compile) -> tuple[_Source, ...]:
    return tuple(
        (one.name, compile_(one.source), None if one.end is None else compile_(one.end)) for one in iterators
    )


def compile_for(node: For, compile_: Compile) -> Closure:
    """The list of the body's values; null when something cannot be iterated."""
    sources, body = _sources(node.iterators, compile_), compile_(node.body)

    def loop(scope: Scope) -> object:
        results = FeelList()
        outer = Scope({"partial": results}, scope)
        for inner in _rounds(outer, sources, 0):
            if inner is None:
                return None
            # The body sees the results so far as a list of its own: later rounds must not change it.
            results = FeelList(_extended(scope, results, body(inner)))
            outer.variables = {"partial": results}
        return results

    def plain_loop(scope: Scope) -> object:
        results = FeelList()
        for inner in _rounds(scope, sources, 0):
            if inner is None:
                return None
            results.append(body(inner))
        return results

    return loop if mentions(node.body, "partial") else plain_loop


def _extended(scope: Scope, results: FeelList, value: object) -> list[object]:
    scope.run.spend(len(results) // 10)
    return [*results, value]


def compile_quantified(node: Quantified, compile_: Compile) -> Closure:
    """`some`: true when one round is true. `every`: false when one is false. Null where nulls decide."""
    sources, condition = _sources(node.iterators, compile_), compile_(node.condition)
    decisive = node.kind == "some"

    def decide(scope: Scope) -> object:
        unknown = False
        for inner in _rounds(scope, sources, 0):
            if inner is None:
                return None
            answer = condition(inner)
            if answer is decisive:
                return decisive
            if not isinstance(answer, bool):
                unknown = True
        return None if unknown else not decisive

    return decide


def _rounds(scope: Scope, sources: tuple[_Source, ...], index: int) -> Steps[Scope | None]:
    """A scope for each combination, the last iterator running quickest; None when one cannot run."""
    name, source, end = sources[index]
    values = _values(scope, source(scope), end)
    if values is None:
        yield None
        return
    for value in values:
        scope.run.spend()
        inner = Scope({name: value}, scope)
        if index + 1 == len(sources):
            yield inner
        else:
            yield from _rounds(inner, sources, index + 1)


def _values(scope: Scope, start: object, end: Closure | None) -> Steps[object] | FeelList | None:
    if end is not None:
        return _steps(scope, start, end(scope), (True, True))
    if isinstance(start, FeelList):
        return start
    if isinstance(start, Range):
        return _steps(scope, start.low, start.high, (start.low_included, start.high_included))
    if start is None:
        scope.run.warn("not_iterable", "null cannot be iterated")
        return None
    return FeelList([start])


def _steps(scope: Scope, start: object, end: object, ends: tuple[bool, bool]) -> Steps[object] | None:
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        first, last = whole(start), whole(end)
        if first is not None and last is not None:
            return (Decimal(number) for number in _numbers(first, last, ends))
    if isinstance(start, Date) and isinstance(end, Date):
        days = _numbers(start.epoch_days, end.epoch_days, ends)
        return (Date.from_epoch(day) for day in days)
    scope.run.warn("not_iterable", f"from {kind_of(start)} to {kind_of(end)} there are no steps")
    return None


def _numbers(first: int, last: int, ends: tuple[bool, bool]) -> range:
    step = 1 if first <= last else -1
    return range(first if ends[0] else first + step, last + step if ends[1] else last, step)
