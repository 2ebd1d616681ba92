"""The exceptions of the FEEL room.

Evaluation itself never raises for a wrong value: FEEL answers null with a warning. Only text that cannot
be read and work that costs too much leave this room as an exception.

    FeelError
    ├── FeelSyntaxError      the text is no FEEL; says where and why
    └── FeelBudgetExceeded   the evaluation needed more steps, memory or depth than allowed
"""

from __future__ import annotations


class FeelError(Exception):
    """Whatever this room raises."""


class FeelSyntaxError(FeelError):
    """Text that does not parse. `code` and `params` let others say it in another language."""

    def __init__(self, code: str, message: str, text: str, position: int, **params: str) -> None:
        self.code = code
        self.message = message
        self.position = position
        self.line = text.count("\n", 0, position) + 1
        self.column = position - (text.rfind("\n", 0, position) + 1) + 1
        self.params: dict[str, str] = params
        super().__init__(f"{message} (line {self.line}, column {self.column})")


class FeelBudgetExceeded(FeelError):  # noqa: N818 - says what happened
    """The evaluation was stopped: too many steps, too much data, or too deep a recursion."""
