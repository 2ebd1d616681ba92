"""XPath 2.0 regular expressions, as FEEL has them, rewritten for RE2.

Refuses what the standard refuses and RE2 would let pass. Class subtraction (`[A-Z-[OI]]`) is carried out on
the character ranges; back references are not possible in linear time and are refused.
"""

from __future__ import annotations

import re

_FLAGS = frozenset("smix")
_BLOCKS = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "Greek": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
}
_NAME_START = r"_:A-Za-z\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2ff}\x{370}-\x{1fff}\x{3001}-\x{d7ff}"
_CLASSES = {
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": rf"[{_NAME_START}\-.0-9\x{{b7}}]",
    "C": rf"[^{_NAME_START}\-.0-9\x{{b7}}]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
}
_LITERAL_ESCAPES = frozenset("nrt\\|.?*+(){}-[]^$")
_PROPERTY = re.compile(r"([pP])\{([^}]*)\}")


class BadPattern(Exception):  # noqa: N818 - it never leaves this room
    """The pattern is none."""


def translate(pattern: str, flags: str) -> str:
    """The pattern in RE2's syntax, flags included. Raises BadPattern."""
    if not set(flags) <= _FLAGS:
        raise BadPattern
    if "x" in flags:
        pattern = _without_space(pattern)
    translated = _Translation(pattern, dot_all="s" in flags).whole()
    inner = "".join(flag for flag in "im" if flag in flags)
    return f"(?{inner}){translated}" if inner else translated


def _without_space(pattern: str) -> str:
    """Flag x: white space does not count, except inside a character class."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for character in pattern:
        if not escaped and character in "[]":
            depth = max(0, depth + (1 if character == "[" else -1))
        if depth or character not in " \t\n\r":
            kept.append(character)
            escaped = character == "\\" and not escaped
    return "".join(kept)


class _Translation:
    def __init__(self, pattern: str, *, dot_all: bool) -> None:
        self._pattern = pattern
        self._position = 0
        self._dot = r"(?s:.)" if dot_all else r"[^\n\r]"

    def whole(self) -> str:
        out: list[str] = []
        while self._position < len(self._pattern):
            character = self._pattern[self._position]
            if character == "\\":
                out.append(self._escape(in_class=False))
            elif character == "[":
                out.append(self._class())
            else:
                self._position += 1
                rest = self._pattern[self._position : self._position + 2]
                if character == "(" and rest.startswith("?") and rest != "?:":
                    raise BadPattern
                out.append(self._dot if character == "." else character)
        return "".join(out)

    def _escape(self, *, in_class: bool) -> str:
        rest = self._pattern[self._position + 1 :]
        found = _PROPERTY.match(rest)
        if found is not None:
            self._position += 1 + found.end()
            return _property(found.group(1), found.group(2), in_class=in_class)
        character = rest[:1]
        self._position += 2
        if character in _CLASSES:
            text = _CLASSES[character]
            if in_class and text.startswith("["):
                if text.startswith("[^"):
                    raise BadPattern
                return text[1:-1]
            return text
        if not character or character not in _LITERAL_ESCAPES:
            raise BadPattern
        return "\\" + character

    def _class(self) -> str:
        """A character class; with a subtraction it becomes `both but not the other`, by ranges."""
        self._position += 1
        negated = self._take("^")
        parts: list[str] = []
        while True:
            if self._position >= len(self._pattern):
                raise BadPattern
            character = self._pattern[self._position]
            if character == "]":
                self._position += 1
                break
            if character == "-" and self._pattern.startswith("-[", self._position):
                self._position += 1
                return self._subtracted(negated, parts)
            if character == "[":
                raise BadPattern
            if character == "\\":
                parts.append(self._escape(in_class=True))
            else:
                self._position += 1
                parts.append(character)
        if not parts:
            raise BadPattern
        return f"[{'^' if negated else ''}{''.join(_guard(parts))}]"

    def _subtracted(self, negated: bool, parts: list[str]) -> str:
        start = self._position + 1
        inner = self._class()
        if not self._take("]"):
            raise BadPattern
        raw = self._pattern[start : self._position - 2]
        if raw.startswith("^") or "[" in raw or "\\" in raw or inner == "":
            raise BadPattern
        kept = _subtract(_ranges("".join(parts)), _ranges(raw))
        if negated:
            kept = _subtract([(0, 0x10FFFF)], kept)
        if not kept:
            raise BadPattern
        return "[" + "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in kept) + "]"

    def _take(self, character: str) -> bool:
        if self._pattern.startswith(character, self._position):
            self._position += 1
            return True
        return False


def _guard(parts: list[str]) -> list[str]:
    """RE2 would read `[:` as the start of a POSIX class, and a leading `^` as negation."""
    return ["\\^" if index == 0 and part == "^" else part for index, part in enumerate(parts)]


def _property(sign: str, name: str, *, in_class: bool) -> str:
    if not name.startswith("Is"):
        if not name.isalpha() or len(name) > 2:
            raise BadPattern
        return rf"\{sign}{{{name}}}"
    block = _BLOCKS.get(name[2:])
    if block is None or (in_class and sign == "P"):
        raise BadPattern
    span = rf"\x{{{block[0]:x}}}-\x{{{block[1]:x}}}"
    return span if in_class else f"[{'^' if sign == 'P' else ''}{span}]"


_Span = tuple[int, int]


def _ranges(text: str) -> list[_Span]:
    """The code points that the inside of a simple class names."""
    if "\\" in text:
        raise BadPattern
    found: list[_Span] = []
    position = 0
    while position < len(text):
        if text[position + 1 : position + 2] == "-" and position + 2 < len(text):
            low, high = ord(text[position]), ord(text[position + 2])
            if low > high:
                raise BadPattern
            found.append((low, high))
            position += 3
        else:
            found.append((ord(text[position]), ord(text[position])))
            position += 1
    return found


def _subtract(spans: list[_Span], minus: list[_Span]) -> list[_Span]:
    for low, high in minus:
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, low - 1)), (max(start, high + 1), end))
            if part[0] <= part[1]
        ]
    return spans
