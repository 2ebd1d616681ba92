"""Functions with regular expressions: matches, replace, split (DMN 1.5, 10.3.4.3; XPath 2.0 patterns).

They run on RE2, in time linear in the text, whatever the pattern. What RE2 cannot do gives null.
"""

from __future__ import annotations

from functools import lru_cache

import re2

from banjie.feel.limits import MAX_STRING
from banjie.feel.patterns import BadPattern, translate
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.values import FeelList


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> object:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        return re2.compile(translate(pattern, flags), options)
    except (re2.error, BadPattern):
        return None


def _find(run: Run, pattern: str, flags: str | None) -> object:
    found = _compiled(pattern, flags or "")
    return run.warn("bad_pattern", "this pattern cannot be used") if found is None else found


@builtin("matches", "input: string, pattern: string, flags: string/null?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    run.spend(len(text) // 100)
    compiled = _find(run, pattern, flags)
    return None if compiled is None else compiled.search(text) is not None  # type: ignore[attr-defined]


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string/null?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    compiled = _find(run, pattern, flags)
    if compiled is None:
        return None
    parts: list[str] = []
    size = end = 0
    for match in compiled.finditer(text):  # type: ignore[attr-defined]
        run.spend()
        new = _expanded(replacement, match)
        size += len(new)
        if size > MAX_STRING:
            return run.warn("too_long", "the text grows too long")
        parts += (text[end : match.start()], new)
        end = match.end()
    return "".join(parts) + text[end:]


def _expanded(replacement: str, match: object) -> str:
    """`$1` is a group, `\\$` a dollar; a number too high for the pattern takes fewer digits."""
    groups = (match.group(0), *(group or "" for group in match.groups()))  # type: ignore[attr-defined]
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
    compiled = _find(run, delimiter, None)
    if compiled is None:
        return None
    parts = FeelList()
    end = 0
    for match in compiled.finditer(text):  # type: ignore[attr-defined]
        if match.end() == match.start():
            continue
        run.spend()
        parts.append(text[end : match.start()])
        end = match.end()
    parts.append(text[end:])
    return parts
