"""Fills a connector's settings from a case: FEEL in every leaf, templates with `{FEEL}` in paths.

The result is plain JSON: what will be sent, kept with the job so that every retry sends the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from banjie.feel import FeelError, compile_expression, json_value

Context = Mapping[str, object]


class MappingError(Exception):
    """An expression of a connector's settings fails; `where` names it, `detail` says how."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(f"{where}: {detail}")
        self.where = where
        self.detail = detail


def evaluate(expression: str, context: Context, now: datetime, where: str = "") -> object:
    """A FEEL expression over the case. Raises MappingError for one that does not parse or runs too long."""
    try:
        return compile_expression(expression, tuple(name for name in context if " " in name)).evaluate(
            context, now=now
        )
    except FeelError as error:
        raise MappingError(where or expression, str(error)) from error


def plain(expression: str, context: Context, now: datetime, where: str = "") -> Any:
    """The same as JSON: decimals as text, moments as RFC 3339 (FEEL would write its zone by name)."""
    return json_value(_with_offsets(evaluate(expression, context, now, where)))


def _with_offsets(value: object) -> object:
    if isinstance(value, datetime):
        offset = value.utcoffset()
        return value if offset is None else value.replace(tzinfo=timezone(offset))
    if isinstance(value, Mapping):
        return {key: _with_offsets(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_offsets(item) for item in value]
    return value


def fill(template: str, context: Context, now: datetime, where: str = "") -> str:
    """`/suppliers/{supplier.code}/credit` with each `{FEEL}` replaced, percent-encoded as one path segment.

    Raises MappingError where a value is null or no scalar: a path with a hole would ask for another thing.
    """
    parts: list[str] = []
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        expression, closed, rest = rest.partition("}")
        if not closed:
            raise MappingError(where or template, "unclosed {")
        value = plain(expression, context, now, where)
        if value is None or isinstance(value, (dict, list)):
            raise MappingError(where or template, f"{{{expression}}} has no value")
        parts += (before, quote(str(value), safe=""))
    return "".join((*parts, rest))


def map_values(settings: Any, context: Context, now: datetime, where: str = "") -> Any:
    """Every string leaf is FEEL; dicts and lists keep their shape, other leaves stay as they are."""
    if isinstance(settings, str):
        return plain(settings, context, now, where)
    if isinstance(settings, Mapping):
        return {
            key: map_values(item, context, now, f"{where}.{key}" if where else key)
            for key, item in settings.items()
        }
    if isinstance(settings, (list, tuple)):
        return [map_values(item, context, now, f"{where}[{index}]") for index, item in enumerate(settings)]
    return settings
