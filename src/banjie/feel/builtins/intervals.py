"""Relations between points and ranges (DMN 1.5, 10.3.4.6, table 79), and `range` itself."""

from __future__ import annotations

from collections.abc import Callable

from banjie.feel.arithmetic import negate
from banjie.feel.ast import FunctionCall, Literal, Name, Node, RangeLiteral, Unary
from banjie.feel.comparison import compare, in_range
from banjie.feel.convert import to_feel
from banjie.feel.errors import FeelSyntaxError
from banjie.feel.parser import parse_expression
from banjie.feel.registry import BUILTINS, builtin
from banjie.feel.scope import Run
from banjie.feel.values import Range, kind_of

_POINT = "number/string/date/time/date and time/days and time duration/years and months duration"
_MAKERS = frozenset({"date", "time", "date and time", "duration"})


class _NotComparableError(Exception):
    """Two ends have no order; the relation is null."""


def _order(one: object, two: object) -> int:
    found = compare(one, two)
    if found is None:
        raise _NotComparableError
    return found


def _relation(name: str, *forms: str) -> Callable[[Callable[..., bool]], Callable[..., object]]:
    """Registers a relation; ends without an order make it null."""

    def register(holds: Callable[..., bool]) -> Callable[..., object]:
        def body(run: Run, one: object, two: object) -> object:
            try:
                return holds(one, two)
            except _NotComparableError:
                return run.warn("not_comparable", f"{name}: these do not compare")

        return builtin(name, *forms)(body)

    return register


_BOTH = (f"point1: {_POINT}, point2: {_POINT}", f"point: {_POINT}, range: range", f"range: range, point: {_POINT}",
         "range1: range, range2: range")  # fmt: skip


@_relation("before", *_BOTH)
def before(one: object, two: object) -> bool:
    if isinstance(one, Range) and isinstance(two, Range):
        order = _order(one.high, two.low)
        return order < 0 or (order == 0 and not (one.high_included and two.low_included))
    if isinstance(one, Range):
        order = _order(one.high, two)
        return order < 0 or (order == 0 and not one.high_included)
    if isinstance(two, Range):
        order = _order(one, two.low)
        return order < 0 or (order == 0 and not two.low_included)
    return _order(one, two) < 0


@_relation("after", *_BOTH)
def after(one: object, two: object) -> bool:
    if isinstance(one, Range) and isinstance(two, Range):
        order = _order(one.low, two.high)
        return order > 0 or (order == 0 and not (one.low_included and two.high_included))
    if isinstance(one, Range):
        order = _order(one.low, two)
        return order > 0 or (order == 0 and not one.low_included)
    if isinstance(two, Range):
        order = _order(one, two.high)
        return order > 0 or (order == 0 and not two.high_included)
    return _order(one, two) > 0


_RANGES = "range1: range, range2: range"


@_relation("meets", _RANGES)
def meets(one: Range, two: Range) -> bool:
    return one.high_included and two.low_included and _order(one.high, two.low) == 0


@_relation("met by", _RANGES)
def met_by(one: Range, two: Range) -> bool:
    return one.low_included and two.high_included and _order(one.low, two.high) == 0


def _starts_before(one: Range, two: Range) -> bool:
    order = _order(one.low, two.low)
    return order < 0 or (order == 0 and one.low_included and not two.low_included)


def _ends_after(one: Range, two: Range) -> bool:
    order = _order(one.high, two.high)
    return order > 0 or (order == 0 and one.high_included and not two.high_included)


def _share(one: Range, two: Range) -> bool:
    """Whether the end of the one reaches the start of the other."""
    order = _order(one.high, two.low)
    return order > 0 or (order == 0 and one.high_included and two.low_included)


@_relation("overlaps", _RANGES)
def overlaps(one: Range, two: Range) -> bool:
    return _share(one, two) and _share(two, one)


@_relation("overlaps before", _RANGES)
def overlaps_before(one: Range, two: Range) -> bool:
    return _starts_before(one, two) and _share(one, two) and not _ends_after(one, two)


@_relation("overlaps after", _RANGES)
def overlaps_after(one: Range, two: Range) -> bool:
    return _starts_before(two, one) and _share(two, one) and not _ends_after(two, one)


def _starts_alike(one: Range, two: Range) -> bool:
    return _order(one.low, two.low) == 0 and one.low_included == two.low_included


def _ends_alike(one: Range, two: Range) -> bool:
    return _order(one.high, two.high) == 0 and one.high_included == two.high_included


_POINT_RANGE = f"point: {_POINT}, range: range"
_RANGE_POINT = f"range: range, point: {_POINT}"


@_relation("finishes", _POINT_RANGE, _RANGES)
def finishes(one: object, two: Range) -> bool:
    if isinstance(one, Range):
        return _ends_alike(one, two) and not _starts_before(one, two)
    return two.high_included and _order(one, two.high) == 0


@_relation("finished by", _RANGE_POINT, _RANGES)
def finished_by(one: Range, two: object) -> bool:
    if isinstance(two, Range):
        return _ends_alike(one, two) and not _starts_before(two, one)
    return one.high_included and _order(one.high, two) == 0


@_relation("starts", _POINT_RANGE, _RANGES)
def starts(one: object, two: Range) -> bool:
    if isinstance(one, Range):
        return _starts_alike(one, two) and not _ends_after(one, two)
    return two.low_included and _order(one, two.low) == 0


@_relation("started by", _RANGE_POINT, _RANGES)
def started_by(one: Range, two: object) -> bool:
    if isinstance(two, Range):
        return _starts_alike(one, two) and not _ends_after(two, one)
    return one.low_included and _order(one.low, two) == 0


@_relation("coincides", f"point1: {_POINT}, point2: {_POINT}", _RANGES)
def coincides(one: object, two: object) -> bool:
    if isinstance(one, Range) and isinstance(two, Range):
        return _starts_alike(one, two) and _ends_alike(one, two)
    return _order(one, two) == 0


def _covers(outer: Range, inner: Range) -> bool:
    return not _starts_before(inner, outer) and not _ends_after(inner, outer)


@builtin("includes", _RANGE_POINT, _RANGES)
def includes(run: Run, outer: Range, inner: object) -> object:
    return _included(run, outer, inner)


@builtin("during", _POINT_RANGE, _RANGES)
def during(run: Run, inner: object, outer: Range) -> object:
    return _included(run, outer, inner)


def _included(run: Run, outer: Range, inner: object) -> object:
    try:
        found = _covers(outer, inner) if isinstance(inner, Range) else in_range(run, inner, outer)
    except _NotComparableError:
        found = None
    return run.warn("not_comparable", "these do not compare") if found is None else found


@builtin("range", "from: string")
def range_(run: Run, text: str) -> object:
    """A range from its text; its ends are literals, or calls such as `date("…")` with literal arguments."""
    try:
        node = parse_expression(text.strip())
    except FeelSyntaxError as error:
        return run.warn("bad_range", error.message)
    if not isinstance(node, RangeLiteral) or node.op is not None or node.low is None or node.high is None:
        return run.warn("bad_range", "this is no range")
    low, high = _end(run, node.low), _end(run, node.high)
    order = compare(low, high)
    if order is None or order > 0 or kind_of(low) != kind_of(high):
        return run.warn("bad_range", "these ends make no range")
    return Range(low, high, node.low_included, node.high_included)


def _end(run: Run, node: Node) -> object:
    if isinstance(node, Literal):
        return to_feel(node.value)
    if isinstance(node, Unary) and isinstance(node.operand, Literal):
        return negate(to_feel(node.operand.value))
    if isinstance(node, FunctionCall) and isinstance(node.function, Name) and node.function.name in _MAKERS:
        arguments = [one.value for one in node.arguments if isinstance(one, Literal)]
        if len(arguments) == len(node.arguments) and not node.names:
            return BUILTINS[node.function.name].call(run, [to_feel(one) for one in arguments])
    return None
