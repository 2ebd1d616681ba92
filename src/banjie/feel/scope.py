"""What an evaluation carries along: variables in nested scopes, the budget, the clock reading, the warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from banjie.feel.convert import to_feel
from banjie.feel.errors import FeelBudgetExceeded
from banjie.feel.limits import MAX_WARNINGS

MISSING = object()


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - `Warning` is Python's own
    """Why a value became null: a machine code and an English sentence."""

    code: str
    message: str


class Scope:
    """Variables, and the scope around them. The outermost one is a `Run`."""

    __slots__ = ("parent", "run", "variables")

    def __init__(self, variables: Mapping[str, object], parent: Scope) -> None:
        self.variables = variables
        self.parent: Scope | None = parent
        self.run: Run = parent.run

    def find(self, name: str) -> object:
        """The value of a name in the nearest scope that has it, or `MISSING`."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return to_feel(scope.variables[name])
            scope = scope.parent
        return MISSING


class Run(Scope):
    """One evaluation: the outermost scope with everything that is counted."""

    __slots__ = ("budget", "depth", "now", "warnings")

    def __init__(self, variables: Mapping[str, object], now: datetime | None, budget: int) -> None:
        self.variables = variables
        self.parent = None
        self.run = self
        self.now = now
        self.budget = budget
        self.depth = 0
        self.warnings: list[Warning_] | None = None

    def spend(self, steps: int = 1) -> None:
        """Pays for work about to be done. Raises FeelBudgetExceeded."""
        self.budget -= steps
        if self.budget < 0:
            raise FeelBudgetExceeded("the evaluation takes too many steps")

    def warn(self, code: str, message: str) -> object:
        """Notes why null is the answer, and returns that null."""
        if self.warnings is None:
            self.warnings = []
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Warning_(code, message))
        return None
