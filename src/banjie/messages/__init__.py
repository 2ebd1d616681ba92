"""The message catalogue: every word a user reads, Chinese first, English second.

Flat keys in `<locale>/<room>.json`; `{name}` is filled from parameters. A key that is missing in a locale
falls back to Chinese, one that is missing everywhere shows as itself (a test fails for it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LOCALES = ("zh-CN", "en")
DEFAULT = "zh-CN"


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """All messages of a locale."""
    found: dict[str, str] = {}
    for entry in (files("banjie.messages") / locale).iterdir():
        if entry.name.endswith(".json"):
            found.update(json.loads(entry.read_text(encoding="utf-8")))
    return found


def words(locale: str, key: str, params: Mapping[str, Any] | None = None) -> str:
    """The message `key` in `locale`, filled with `params`; unknown parameters are blank."""
    template = catalogue(locale if locale in LOCALES else DEFAULT).get(key) or catalogue(DEFAULT).get(
        key, key
    )
    return template.format_map(_Blank(params or {})) if "{" in template else template


def has(key: str) -> bool:
    return key in catalogue(DEFAULT)


def choose(accept_language: str | None, preferred: str | None = None) -> str:
    """The locale for a reader: the first of `Accept-Language` that we have, else the preferred, else Chinese."""
    for part in (accept_language or "")[:200].split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return preferred if preferred in LOCALES else DEFAULT
