"""What a name may look like, and how names with spaces are found in running text.

FEEL allows `Monthly Salary` and `a-b` as names, which only somebody who knows the names can read
(DMN 1.5, 10.3.1.2). `KnownNames` holds those that a plain word scan would not find, and matches the longest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Chinese names are names. Full-width punctuation inside the standard's ranges is left out on purpose:
# it is nearly always a slip of the input method, and `known` names may still contain it.
_START = (
    r"?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3005-\u3007\u3021-\u3029\u3031-\ud7ff\uf900-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
    r"\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00010000-\U000effff"
)
_PART = _START + r"0-9\u00b7\u0300-\u036f\u203f-\u2040"
WORD = re.compile(f"[{_START}][{_PART}]*")
_PART_CHARACTER = re.compile(f"[{_PART}]")
SPACE = re.compile(r"(?:[\s\u200b\ufeff]|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_KEY = re.compile(f"[{_START}][{_PART} \\t\\n\\r./'+*-]*")

KEYWORDS = frozenset(
    {"and", "or", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
     "instance", "function", "true", "false", "null"}
)  # fmt: skip


def normalise(name: str) -> str:
    """A name with its inner white space reduced to single spaces."""
    return " ".join(name.split())


def is_plain(name: str) -> bool:
    """Whether a word scan reads this name in one piece."""
    return WORD.fullmatch(name) is not None and name not in KEYWORDS


def scan_key(text: str, position: int) -> tuple[str, int] | None:
    """A name as it stands before a colon, with the position after it; None when there is none."""
    match = _KEY.match(text, position)
    return None if match is None else (normalise(match.group()), match.end())


class KnownNames:
    """The names that need knowing, indexed by their first character."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_start: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> bool:
        """Remembers a name; True when it was new and is not plain."""
        name = normalise(name)
        if not name or name in KEYWORDS or is_plain(name):
            return False
        bucket = self._by_start.setdefault(name[0], [])
        if any(known == name for known, _ in bucket):
            return False
        bucket.append((name, tuple(name.split(" "))))
        bucket.sort(key=lambda entry: -len(entry[0]))
        return True

    def match(self, text: str, position: int) -> tuple[str, int] | None:
        """The longest known name that starts here, with the position after it."""
        for name, words in self._by_start.get(text[position], ()):
            end = _match_words(text, position, words)
            if end is not None:
                return name, end
        return None


def _match_words(text: str, position: int, words: tuple[str, ...]) -> int | None:
    for index, word in enumerate(words):
        if index:
            start = position
            while position < len(text) and text[position].isspace():
                position += 1
            if position == start:
                return None
        if not text.startswith(word, position):
            return None
        position += len(word)
    # `foo bar` must not be found at the start of `foo barge`.
    if _PART_CHARACTER.match(text, position) and _PART_CHARACTER.match(text, position - 1):
        return None
    return position
