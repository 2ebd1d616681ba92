"""What spreadsheets write into their cells, read back as raw values: what people type and what Excel shows.

Each gives something that the type's `normalise` takes, or raises `Invalid`. Nothing is guessed: `1,5` is no
number here, `3/4` no date of some year.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from banjie.forms.invalid import Invalid

MAX_CELL = 100_000
_SIGNS = re.compile(r"^(?:CN¥|HK\$|JP¥|RMB|CNY|USD|EUR|GBP|HKD|JPY|[¥$€£])\s*|\s*元$")
_NUMERAL = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,28})(?:\.\d{0,28})?|[+-]?\.\d{1,28}")
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)\s*(\d{1,2})(?:-|/|\.|月)\s*(\d{1,2})日?")
_CLOCK = re.compile(r"\s*[T ]?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?")
_YES = frozenset(("是", "对", "有", "真", "√", "✓", "true", "yes", "y", "1"))
_NO = frozenset(("否", "不", "无", "假", "×", "✗", "false", "no", "n", "0"))


def same(_settings: object, text: str) -> object:
    """The text itself."""
    return text


def none(_settings: object, text: str) -> object:
    """Of a type whose values no text can give: files, rows, what is computed."""
    raise Invalid("form.not_by_text", text=text[:40])


def flat(text: str) -> str:
    """Full-width letters as usual ones, every kind of space as one."""
    return " ".join(unicodedata.normalize("NFKC", text[:MAX_CELL]).split())


def numeral(text: str, *, unit: str = "", percent: bool = False) -> str:
    """Plain digits: `¥1,234.50`, `(12)`, `１２`, with `unit` behind or `percent` as hundredths."""
    plain = flat(text)
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1].strip() if negative else plain
    minus = plain[:1] if plain[:1] in ("-", "+") else ""
    plain = minus + _SIGNS.sub("", plain[len(minus) :].strip()).strip()
    if unit and plain.casefold().endswith(flat(unit).casefold()):
        plain = plain[: -len(flat(unit))].strip()
    hundredths = percent and plain.endswith("%")
    plain = plain[:-1].strip() if hundredths else plain
    if not _NUMERAL.fullmatch(plain):
        raise Invalid("form.not_number")
    digits = plain.replace(",", "")
    if hundredths:
        digits = format(Decimal(digits).scaleb(-2), "f")
    return f"-{digits}" if negative and not minus else digits


def day(text: str) -> str:
    """An ISO date from `2026-11-3`, `2026/11/03`, `2026.11.3`, `2026年11月3日`."""
    found = _DAY.fullmatch(flat(text))
    if not found:
        raise Invalid("form.not_date")
    year, month, date = found.groups()
    return f"{year}-{month:0>2}-{date:0>2}"


def moment(text: str, offset: int) -> str:
    """RFC 3339 from a day and a clock at `offset` minutes from UTC; a text that names its zone keeps it."""
    plain = flat(text)
    found = _DAY.match(plain)
    clock = _CLOCK.fullmatch(plain, found.end()) if found else None
    if not found:
        raise Invalid("form.not_datetime")
    if clock is None and found.end() < len(plain):
        return plain
    year, month, date = map(int, found.groups())
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        when = datetime(year, month, date, hour, minute, second, tzinfo=timezone(timedelta(minutes=offset)))
        return when.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise Invalid("form.not_datetime") from None


def truth(text: str) -> bool:
    """Yes or no, in the words and marks that tables use."""
    plain = flat(text).casefold()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise Invalid("form.not_boolean")


def several(text: str) -> list[str]:
    """The parts of a list in one cell: `木方、胶合板`, commas, semicolons and lines too."""
    return [part for raw in re.split(r"[、,，;；\n]", text[:MAX_CELL]) if (part := raw.strip())]
