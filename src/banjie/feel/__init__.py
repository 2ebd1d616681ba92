"""FEEL, the expression language of DMN 1.5: grammar, types, compiler, built-ins, decision tables.

A pure room: no clock, no input or output. Text goes in, compiled expressions come out; evaluating one turns a
mapping of plain Python values into a value, in bounded time and memory.
"""

from __future__ import annotations

from banjie.feel.durations import YearsMonthsDuration
from banjie.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError
from banjie.feel.expression import Expression, Result, UnaryTests, compile_expression, compile_unary_tests
from banjie.feel.json_value import json_value
from banjie.feel.scope import Warning_
from banjie.feel.unparse import unparse
from banjie.feel.values import Range

__all__ = [
    "Expression",
    "FeelBudgetExceeded",
    "FeelError",
    "FeelSyntaxError",
    "Range",
    "Result",
    "UnaryTests",
    "Warning_",
    "YearsMonthsDuration",
    "compile_expression",
    "compile_unary_tests",
    "json_value",
    "unparse",
]
