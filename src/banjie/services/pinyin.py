"""Chinese found by the letters that people type: `fy`, `feiyong` and `fybx` all find 费用报销.

Every reading of a character counts, so that 单 and 曾 are found as surnames too. The dictionary is loaded by
the first search.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MOST_CHARACTERS = 60
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """A text as syllables, each with its possible readings in small letters; signs are left out."""
    from pypinyin import Style, pinyin

    found: list[tuple[str, ...]] = []
    for said in pinyin(text[:_MOST_CHARACTERS].lower(), style=Style.NORMAL, heteronym=True, v_to_u=False):
        others = tuple(one for one in said[1:] if one.isalnum())
        found.extend((word, *others) for word in _WORD.findall(said[0]))
    return tuple(found)


def rank(query: str, text: str) -> int | None:
    """How well a query fits: 0 begins with it, 1 contains it, 2 by pinyin from the start, 3 by pinyin inside."""
    wanted, whole = query.strip().lower(), text.lower()
    if not wanted:
        return None
    at = whole.find(wanted)
    if at >= 0:
        return 0 if at == 0 else 1
    letters = wanted.replace(" ", "").replace("'", "")
    if not (letters.isascii() and letters.isalnum()):
        return None
    syllables = readings(text)
    for start in range(len(syllables)):
        if _fits(letters, syllables, start):
            return 2 if start == 0 else 3
    return None


def _fits(letters: str, syllables: tuple[tuple[str, ...], ...], start: int) -> bool:
    """Whether the letters are eaten up by one syllable after another, each giving at least its first letter."""
    reached = {0}
    for readings_ in syllables[start:]:
        following: set[int] = set()
        for at in reached:
            for reading in readings_:
                for length in range(1, len(reading) + 1):
                    if not letters.startswith(reading[:length], at):
                        break
                    following.add(at + length)
        if len(letters) in following:
            return True
        if not following:
            return False
        reached = following
    return False


def code_of(name: str) -> str:
    """A name as a code that a person can read: 费用报销 → `fei_yong_bao_xiao`; empty where nothing is left."""
    from pypinyin import Style, pinyin

    said = [
        word
        for one in pinyin(name[:_MOST_CHARACTERS], style=Style.NORMAL)
        for word in _WORD.findall(one[0].lower())
    ]
    code = "_".join(said)[:40].strip("_")
    return f"f_{code}" if code[:1].isdigit() else code
