"""FEEL as forms use it: an expression that fails is null, for a form must stay usable while it is designed.

Publishing refuses expressions that do not parse (`check.py`), so at run time only the budget can end one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from banjie.feel import Expression, FeelError, FeelSyntaxError, compile_expression


def compiled(text: str) -> Expression | None:
    """The compiled expression; None for empty text and for text that is no FEEL."""
    if not text.strip():
        return None
    try:
        return compile_expression(text)
    except FeelSyntaxError:
        return None


def evaluate(text: str, context: Mapping[str, object], now: datetime) -> object:
    """The value of an expression; None where it has none, fails or costs too much."""
    expression = compiled(text)
    if expression is None:
        return None
    try:
        return expression.evaluate(context, now=now)
    except FeelError:
        return None


def paths(text: str) -> frozenset[tuple[str, ...]]:
    """The dotted paths that an expression reads."""
    expression = compiled(text)
    return frozenset() if expression is None else expression.paths
