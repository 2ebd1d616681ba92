"""Functions on texts, counted in characters, not in code units (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

from decimal import Decimal

from banjie.feel.limits import MAX_STRING
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.values import FeelList


@builtin("substring", "string: string, start position: number, length: number?")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> object:
    first = int(start)
    if first == 0 or abs(first) > len(text):
        return run.warn("no_such_position", "the start lies outside of the text")
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    if length < 1:
        return run.warn("no_such_position", "a length is at least 1")
    return text[begin : begin + int(min(length, Decimal(MAX_STRING)))]


@builtin("string length", "string: string")
def string_length(_: Run, text: str) -> object:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def upper_case(_: Run, text: str) -> object:
    return text.upper()


@builtin("lower case", "string: string")
def lower_case(_: Run, text: str) -> object:
    return text.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(_: Run, text: str, match: str) -> object:
    before, found, _rest = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(_: Run, text: str, match: str) -> object:
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string")
def contains(_: Run, text: str, match: str) -> object:
    return match in text


@builtin("starts with", "string: string, match: string")
def starts_with(_: Run, text: str, match: str) -> object:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(_: Run, text: str, match: str) -> object:
    return text.endswith(match)


@builtin("string join", "list: list, delimiter: string/null?")
def string_join(run: Run, items: FeelList, delimiter: str | None = None) -> object:
    texts = [item for item in items if isinstance(item, str)]
    if any(item is not None and not isinstance(item, str) for item in items):
        return run.warn("wrong_arguments", "string join takes texts only")
    run.spend(len(texts))
    if sum(map(len, texts)) + len(delimiter or "") * len(texts) > MAX_STRING:
        return run.warn("too_long", "the joined text is too long")
    return (delimiter or "").join(texts)
