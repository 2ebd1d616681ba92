"""Functions with regular expressions: matches, replace, split (DMN 1.5, 10.3.4.3; XPath 2.0 patterns).

They run on RE2, in time linear in the text, whatever the pattern. What RE2 cannot do gives null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import re2  # type: ignore[import-untyped]

from banjie.feel.limits import MAX_STRING
from banjie.feel.patterns import BadPattern, translate
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.values import FeelList

_REPLACEMENT = re.compile(r"(?:[^\\$]|\\[\\$]|\$[0-9])*", re.DOTALL)


class _Match(Protocol):
    def group(self, index: int) -> str | None: ...
    def groups(self) -> tuple[str | None, ...]: ...
    def start(self) -> int: ...
    def end(self) -> int: ...


class _Pattern(Protocol):
    def search(self, text: str) -> _Match | None: ...
    def finditer(self, text: str) -> Iterator[_Match]: ...


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> _Pattern | None:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        compiled: _Pattern = re2.compile(translate(pattern, flags), options)
    except (re2.error, BadPattern):
        return None
    return compiled


def _find(run: Run, pattern: str, flags: str | None, *, empty: bool = True) -> _Pattern | None:
    """The compiled pattern; with `empty` false it must not match the empty text."""
    found = _compiled(pattern, flags or "")
    if found is None or (not empty and found.search("") is not None):
        run.warn("bad_pattern", "this pattern cannot be used")
        return None
    return found


@builtin("matches", "input: string, pattern: string, flags: string/null?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    run.spend(len(text) // 100)
    compiled = _find(run, pattern, flags)
    return None if compiled is None else compiled.search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string/null?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    compiled = _find(run, pattern, flags, empty=False)
    if compiled is None:
        return None
    if not _REPLACEMENT.fullmatch(replacement):
        return run.warn("bad_pattern", "in a replacement, $ takes a digit, and \\ takes $ or \\")
    parts: list[str] = []
    size = end = 0
    for match in compiled.finditer(text):
        run.spend()
        new = _expanded(replacement, match)
        size += len(new)
        if size > MAX_STRING:
            return run.warn("too_long", "the text grows too long")
        parts += (text[end : match.start()], new)
        end = match.end()
    return "".join(parts) + text[end:]


def _expanded(replacement: str, match: _Match) -> str:
    """`$1` is a group, `\\$` a dollar; a number too high for the pattern takes fewer digits."""
    groups = (match.group(0) or "", *(group or "" for group in match.groups()))
    out: list[str] = []
    position = 0
    while position < len(replacement):
        character = replacement[position]
        position += 1
        if character == "\\" and position < len(replacement):
            out.append(replacement[position])
            position += 1
        elif character == "$" and replacement[position : position + 1].isdecimal():
            number = int(replacement[position])
            position += 1
            while replacement[position : position + 1].isdecimal():
                longer = number * 10 + int(replacement[position])
                if longer >= len(groups):
                    break
                number = longer
                position += 1
            out.append(groups[number] if number < len(groups) else "")
        else:
            out.append(character)
    return "".join(out)


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> object:
    compiled = _find(run, delimiter, None, empty=False)
    if compiled is None:
        return None
    parts = FeelList()
    end = 0
    for match in compiled.finditer(text):
        run.spend()
        parts.append(text[end : match.start()])
        end = match.end()
    parts.append(text[end:])
    return parts
