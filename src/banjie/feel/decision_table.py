"""Decision tables: inputs, rules and all eleven hit policies (DMN 1.5, 8.2).

A table is compiled once and evaluated often. Whatever goes wrong with a value makes a warning and null;
only text in a cell that is no FEEL raises, and it names the cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from banjie.feel.convert import to_feel, to_python
from banjie.feel.errors import FeelSyntaxError
from banjie.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from banjie.feel.hit_policy import HIT_POLICIES, Hit, settle
from banjie.feel.limits import DEFAULT_BUDGET
from banjie.feel.scope import Warning_


@dataclass(frozen=True, slots=True)
class Input:
    """A column to test. `allowed` are the unary tests of the values it may have, in order of priority."""

    expression: str
    label: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results. `priorities` lists its values, the most important first, for policies P and O."""

    name: str
    priorities: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: unary tests for each input, an expression for each output."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A whole table; `hit_policy` is one of U A P F R O C C+ C< C> C#."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: str = "U"


@dataclass(frozen=True, slots=True)
class TableResult:
    """The value, the positions of the rules that matched (from 0), and why something became null."""

    value: object
    matched: tuple[int, ...]
    warnings: tuple[Warning_, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """A table ready to be evaluated many times."""

    table: DecisionTable
    inputs: tuple[Expression, ...]
    allowed: tuple[UnaryTests | None, ...]
    tests: tuple[tuple[UnaryTests, ...], ...]
    results: tuple[tuple[Expression | None, ...], ...]
    defaults: tuple[Expression | None, ...]
    priorities: tuple[tuple[object, ...], ...]


class FeelTableError(FeelSyntaxError):
    """A cell of a decision table does not parse; `cell` says which, such as `rule 2, input 1`."""

    def __init__(self, error: FeelSyntaxError, text: str, cell: str) -> None:
        super().__init__(
            error.code, f"{cell}: {error.message}", text, error.position, **error.params, cell=cell
        )
        self.cell = cell


def compile_table(table: DecisionTable, names: Collection[str] = ()) -> CompiledTable:
    """Checks the shape and compiles every cell. Raises FeelTableError, or ValueError for a wrong shape."""
    return _compiled(table, frozenset(names))


@lru_cache(maxsize=256)
def _compiled(table: DecisionTable, names: frozenset[str]) -> CompiledTable:
    if table.hit_policy not in HIT_POLICIES:
        raise ValueError(f"unknown hit policy {table.hit_policy!r}")
    for position, rule in enumerate(table.rules, 1):
        if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            raise ValueError(f"rule {position} has another number of cells than the table has columns")
    return CompiledTable(
        table,
        tuple(_expression(one.expression, names, f"input {i}") for i, one in enumerate(table.inputs, 1)),
        tuple(
            _tests(one.allowed, names, f"allowed values of input {i}") if one.allowed.strip() else None
            for i, one in enumerate(table.inputs, 1)
        ),
        tuple(
            tuple(_tests(cell or "-", names, f"rule {r}, input {c}") for c, cell in enumerate(rule.inputs, 1))
            for r, rule in enumerate(table.rules, 1)
        ),
        tuple(
            tuple(_result(cell, names, f"rule {r}, output {c}") for c, cell in enumerate(rule.outputs, 1))
            for r, rule in enumerate(table.rules, 1)
        ),
        tuple(_result(one.default, names, f"default of {one.name}") for one in table.outputs),
        tuple(
            tuple(_expression(value, names, f"values of {one.name}").evaluate({}) for value in one.priorities)
            for one in table.outputs
        ),
    )


def _expression(text: str, names: frozenset[str], cell: str) -> Expression:
    try:
        return compile_expression(text, names)
    except FeelSyntaxError as error:
        raise FeelTableError(error, text, cell) from error


def _result(text: str, names: frozenset[str], cell: str) -> Expression | None:
    return _expression(text, names, cell) if text.strip() not in ("", "-") else None


def _tests(text: str, names: frozenset[str], cell: str) -> UnaryTests:
    try:
        return compile_unary_tests(text, names)
    except FeelSyntaxError as error:
        raise FeelTableError(error, text, cell) from error


def evaluate(
    table: DecisionTable,
    context: Mapping[str, object],
    *,
    names: Collection[str] = (),
    now: datetime | None = None,
    budget: int = DEFAULT_BUDGET,
) -> TableResult:
    """The table's answer for a context; one output gives its value, several a context of them.

    Raises FeelTableError for a cell that does not parse, FeelBudgetExceeded, and nothing else for a
    well-shaped table.
    """
    compiled = compile_table(table, names or [name for name in context if not name.isidentifier()])
    return _Evaluation(compiled, context, now, budget).result()


class _Evaluation:
    def __init__(
        self, compiled: CompiledTable, context: Mapping[str, object], now: datetime | None, budget: int
    ) -> None:
        self._compiled = compiled
        self._context = context
        self._now = now
        self._budget = budget
        self._warnings: list[Warning_] = []

    def result(self) -> TableResult:
        values = [self._value(one) for one in self._compiled.inputs]
        self._check(values)
        matched = tuple(self._matching(values))
        table = self._compiled.table
        if not matched and any(self._compiled.defaults):
            value: object = self._outputs(self._compiled.defaults)
            wrapped = [value] if table.hit_policy in ("R", "O", "C") else value
            return TableResult(wrapped, (), tuple(self._warnings))
        hits = [Hit(index, self._outputs(self._compiled.results[index])) for index in matched]
        value = settle(table.hit_policy, hits, self._priorities(), self._warnings)
        return TableResult(to_python(to_feel(value)), matched, tuple(self._warnings))

    def _value(self, expression: Expression | None) -> object:
        if expression is None:
            return None
        result = expression.run(self._context, now=self._now, budget=self._budget)
        self._warnings.extend(result.warnings)
        return result.value

    def _check(self, values: list[object]) -> None:
        for one, allowed, value in zip(
            self._compiled.table.inputs, self._compiled.allowed, values, strict=True
        ):
            if allowed is not None and allowed.matches(value, self._context, now=self._now) is False:
                self._warnings.append(
                    Warning_("not_allowed", f"{one.label or one.expression} has a value not allowed")
                )

    def _matching(self, values: list[object]) -> list[int]:
        matched: list[int] = []
        for index, tests in enumerate(self._compiled.tests):
            if all(self._passes(test, value) for test, value in zip(tests, values, strict=True)):
                matched.append(index)
                if self._compiled.table.hit_policy == "F":
                    break
        return matched

    def _passes(self, test: UnaryTests, value: object) -> bool:
        answer, warnings = test.test(value, self._context, now=self._now, budget=self._budget)
        self._warnings.extend(warnings)
        return answer is True

    def _outputs(self, cells: tuple[Expression | None, ...]) -> object:
        values = [self._value(cell) for cell in cells]
        if len(values) == 1:
            return values[0]
        names = (one.name for one in self._compiled.table.outputs)
        return dict(zip(names, values, strict=True))

    def _priorities(self) -> tuple[tuple[str, tuple[object, ...]], ...]:
        names = [one.name for one in self._compiled.table.outputs]
        return tuple(zip(names, self._compiled.priorities, strict=True))
