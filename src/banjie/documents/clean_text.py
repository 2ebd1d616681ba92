"""Text that a PDF/A can show: a glyph for every character, lines that can break, no hidden directions.

In PDF/A a missing glyph is an error, so one rare name would leave a case without its archive. What the fonts
lack becomes 〓, the printers' mark for it; the attached data keep the original.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MISSING = "〓"
_DROPPED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_LINES = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
_UNBROKEN = re.compile(r"[!-~]{24}(?=[!-~])")
_MAX_TEXT = 20_000


def clean(value: Any, glyphs: frozenset[int]) -> Any:
    """JSON of any depth with all its texts made showable; keys are the template's and stay."""
    if isinstance(value, str):
        return clean_text(value, glyphs)
    if isinstance(value, Mapping):
        return {key: clean(item, glyphs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item, glyphs) for item in value]
    return value


def clean_text(text: str, glyphs: frozenset[int]) -> str:
    """Showable, and at most 20 000 characters; long runs without a space get places to break."""
    if len(text) > _MAX_TEXT:
        text = text[:_MAX_TEXT] + "…"
    text = _LINES.sub("\n", _DROPPED.sub("", text)).replace("\t", "    ")
    if not all(map(glyphs.__contains__, map(ord, text))):
        missing = _MISSING if ord(_MISSING) in glyphs else "?"
        text = "".join(char if char == "\n" or ord(char) in glyphs else missing for char in text)
    return _UNBROKEN.sub("\\g<0>\u200b", text)
