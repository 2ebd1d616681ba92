"""One line of `banjie feel --batch`: a request as a dict, its answer as a dict.

The command itself reads and writes; this module neither prints nor raises. See the outside contract for the
keys. `error` appears only for text that does not parse, everything else is a value with warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from banjie.feel.ast import TypeName
from banjie.feel.convert import to_feel
from banjie.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from banjie.feel.expression import Result, compile_expression, compile_unary_tests
from banjie.feel.json_value import json_value
from banjie.feel.kinds import coerce
from banjie.feel.limits import DEFAULT_BUDGET
from banjie.feel.parser_types import read_type
from banjie.feel.scope import Warning_
from banjie.feel.typed_json import read_typed, write_typed
from banjie.feel.values import kind_of

_MAX_NAMES = 2_000


def evaluate_line(
    request: Mapping[str, object], *, now: datetime | None = None, budget: int = DEFAULT_BUDGET
) -> dict[str, object]:
    """The answer to one request: `{"value": …}`, with `"warnings"` where there are any, or `{"error": …}`.

    Keys of the request: `expr`, `context`, `mode` (`expression` or `unary`), `input` (for unary), `typed`,
    `typeRef`. Never raises for any JSON object.
    """
    text = request.get("expr")
    if not isinstance(text, str):
        return {"error": {"code": "no_expression", "message": '"expr" is missing', "position": 0}}
    typed = request.get("typed") is True
    try:
        result = _evaluate(request, text, typed, now, budget)
        result = _coerced(result, request.get("typeRef"))
        value: object = write_typed(result.value) if typed else json_value(result.value, numbers="number")
    except FeelSyntaxError as error:
        place = {"position": error.position, "line": error.line, "column": error.column}
        return {"error": {"code": error.code, "message": error.message, **place}}
    except FeelBudgetExceeded as error:
        result = Result(None, (Warning_("budget_exceeded", str(error)),))
        value = write_typed(None) if typed else None
    answer: dict[str, object] = {"value": value}
    if result.warnings:
        answer["warnings"] = [{"code": one.code, "message": one.message} for one in result.warnings]
    return answer


def _evaluate(
    request: Mapping[str, object], text: str, typed: bool, now: datetime | None, budget: int
) -> Result:
    given = request.get("context")
    context = given if isinstance(given, Mapping) else {}
    if typed:
        context = {key: read_typed(value) for key, value in context.items()}
    names = frozenset(multi_word_names(context))
    if request.get("mode") == "unary":
        value = request.get("input")
        tests = compile_unary_tests(text, names)
        return Result(*tests.test(read_typed(value) if typed else value, context, now=now, budget=budget))
    return compile_expression(text, names).run(context, now=now, budget=budget)


def multi_word_names(value: object, depth: int = 0) -> Iterator[str]:
    """The keys, at any level of a context, that only somebody who knows them can find in a text."""
    if depth > 20:
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not key.isidentifier():
                yield key
            yield from multi_word_names(item, depth + 1)
    elif isinstance(value, list):
        for item in value[:_MAX_NAMES]:
            yield from multi_word_names(item, depth + 1)


def _coerced(result: Result, type_ref: object) -> Result:
    wanted = read_type(type_ref) if isinstance(type_ref, str) else None
    if wanted is None or wanted == TypeName("Any"):
        return result
    value = to_feel(result.value)
    fits, found = coerce(value, wanted)
    if fits:
        return Result(found, result.warnings)
    warning = Warning_("wrong_type", f"a {kind_of(value)} is no {type_ref}")
    return Result(None, (*result.warnings, warning))
