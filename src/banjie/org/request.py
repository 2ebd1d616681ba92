"""What a question about people brings along, and what an answer looks like.

`Reason` and `Found` mirror the engine's `Reason` and `Candidate`: the rooms do not import each other, the
services carry one over into the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """Why somebody is asked. `rule` is a key of the message catalogue (`reason.<rule>`), `params` fill it.

    A parameter `because` is itself a reason `{"rule", "params"}`: the one that led to the person acted for.
    """

    rule: str
    params: dict[str, Any] = {}


class Found(msgspec.Struct, frozen=True):
    """One person and the reason. `acts_for`: whom they stand in for (代理, leavers), else empty."""

    user: str
    reason: Reason
    acts_for: str = ""


class Request(msgspec.Struct, frozen=True):
    """One question: for whose case, over which values, at which moment.

    `values` are the form's values: people as usernames, departments as codes, linked records as mappings
    where the caller has resolved them, subtables as lists of mappings. `choices`: per node whom the
    applicant chose. `history`: per node who handled it last. `node` is the node asking.
    """

    applicant: str
    now: datetime
    values: Mapping[str, Any] = {}
    choices: Mapping[str, tuple[str, ...]] = {}
    history: Mapping[str, tuple[str, ...]] = {}
    process: str = ""
    node: str = ""


def texts_at(values: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The texts under a dotted path, in order, without repeats; lists (subtables, several people) are spread.

    A code that itself contains a dot is found before the dots are read as steps. What is no text is left out.
    """
    found: dict[str, None] = {}
    _collect([values[path]] if path in values else _follow(values, path.split(".")), found)
    return tuple(found)


def _follow(value: Any, steps: list[str]) -> list[Any]:
    if not steps:
        return [value]
    if isinstance(value, Mapping):
        return _follow(value.get(steps[0]), steps[1:])
    if isinstance(value, list | tuple):
        return [found for item in value for found in _follow(item, steps)]
    return []


def _collect(values: list[Any] | tuple[Any, ...], found: dict[str, None]) -> None:
    for value in values:
        if isinstance(value, str) and value:
            found[value] = None
        elif isinstance(value, list | tuple):
            _collect(value, found)
