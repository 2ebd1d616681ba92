"""The compiled forms that other rooms hold: `Expression` and `UnaryTests`.

Both are immutable and may be shared between threads; all that changes during an evaluation lives in its
`Run`. A wrong value never raises here: the answer is null, and the result says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from banjie.feel.ast import Node, UnaryTestsNode
from banjie.feel.compile_operators import Closure
from banjie.feel.compile_tests import compile_tests
from banjie.feel.compiler import compile_node
from banjie.feel.convert import to_feel, to_python
from banjie.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from banjie.feel.limits import DEFAULT_BUDGET, MAX_NESTING
from banjie.feel.parser import parse_expression, parse_unary_tests
from banjie.feel.references import Used, find_used
from banjie.feel.scope import Run, Scope, Warning_

_T = TypeVar("_T")
_PLAIN = frozenset({bool, Decimal, str, type(None)})


@dataclass(frozen=True, slots=True)
class Result:
    """A value with the reasons for the nulls met on the way."""

    value: object
    warnings: tuple[Warning_, ...]


class _Compiled:
    """What expressions and unary tests have in common."""

    __slots__ = ("_closure", "_used", "ast", "text")

    def __init__(self, text: str, ast: Node, closure: Closure, used: Used) -> None:
        self.text = text
        self.ast = ast
        self._closure = closure
        self._used = used

    @property
    def references(self) -> frozenset[str]:
        """The variables that the text uses and does not define itself."""
        return self._used.names

    @property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """The dotted paths that start at those variables, each in full length."""
        return self._used.paths

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class Expression(_Compiled):
    """A compiled FEEL expression; see `compile_expression`."""

    __slots__ = ()

    def evaluate(
        self, context: Mapping[str, object], *, now: datetime | None = None, budget: int = DEFAULT_BUDGET
    ) -> object:
        """The value as plain Python. Raises FeelBudgetExceeded, and nothing else.

        `now` is what `now()` and `today()` read; without it they are null.
        """
        value = guarded(Run(context, now, budget), self._closure)
        return value if type(value) in _PLAIN else to_python(value)

    def run(
        self, context: Mapping[str, object], *, now: datetime | None = None, budget: int = DEFAULT_BUDGET
    ) -> Result:
        """As `evaluate`, with the warnings."""
        run = Run(context, now, budget)
        value = guarded(run, self._closure)
        return Result(to_python(value), () if run.warnings is None else tuple(run.warnings))

    def is_true(
        self, context: Mapping[str, object], *, now: datetime | None = None, budget: int = DEFAULT_BUDGET
    ) -> bool:
        """Whether the value is true: null and anything else count as false."""
        return guarded(Run(context, now, budget), self._closure) is True


class UnaryTests(_Compiled):
    """Compiled unary tests, the content of a decision table's cell; see `compile_unary_tests`."""

    __slots__ = ()

    def matches(
        self,
        value: object,
        context: Mapping[str, object],
        *,
        now: datetime | None = None,
        budget: int = DEFAULT_BUDGET,
    ) -> bool | None:
        """Whether the value passes; None where that has no answer. Raises FeelBudgetExceeded only."""
        return self.test(value, context, now=now, budget=budget)[0]

    def test(
        self,
        value: object,
        context: Mapping[str, object],
        *,
        now: datetime | None = None,
        budget: int = DEFAULT_BUDGET,
    ) -> tuple[bool | None, tuple[Warning_, ...]]:
        """As `matches`, with the warnings."""
        run = Run(context, now, budget)
        answer = guarded(Scope({"?": to_feel(value)}, run), self._closure)
        return (answer if isinstance(answer, bool) else None), tuple(run.warnings or ())


def guarded(scope: Scope, closure: Closure) -> object:
    """Runs a closure so that no exception of Python's leaves it but FeelBudgetExceeded."""
    try:
        return closure(scope)
    except RecursionError:
        raise FeelBudgetExceeded("the evaluation is nested too deeply") from None
    except (ArithmeticError, ValueError) as error:
        # A number outside of what the standard knows, such as a NaN handed in.
        scope.run.warn("no_result", str(error) or type(error).__name__)
        return None


def compile_expression(text: str, names: Collection[str] = ()) -> Expression:
    """Compiles an expression (DMN 1.5, 10.3); results are cached.

    `names` are the variables it may use; only those with spaces or signs in them need to be given.
    Raises FeelSyntaxError.
    """
    return _cached_expression(text, frozenset(names))


def compile_unary_tests(text: str, names: Collection[str] = ()) -> UnaryTests:
    """Compiles unary tests such as `< 5, [10..20]`, `not("a")` or `-` (DMN 1.5, 10.3.1.2, rule 15).

    Raises FeelSyntaxError.
    """
    return _cached_tests(text, frozenset(names))


@lru_cache(maxsize=4096)
def _cached_expression(text: str, names: frozenset[str]) -> Expression:
    def build() -> Expression:
        node = parse_expression(text, names)
        return Expression(text, node, compile_node(node), find_used(node, names))

    return _shallow(text, build)


@lru_cache(maxsize=4096)
def _cached_tests(text: str, names: frozenset[str]) -> UnaryTests:
    def build() -> UnaryTests:
        node: UnaryTestsNode = parse_unary_tests(text, names)
        return UnaryTests(text, node, compile_tests(node), find_used(node, names))

    return _shallow(text, build)


def _shallow(text: str, build: Callable[[], _T]) -> _T:
    try:
        return build()
    except RecursionError:
        limit = str(MAX_NESTING)
        raise FeelSyntaxError("too_deep", "nested too deeply", text, 0, limit=limit) from None
