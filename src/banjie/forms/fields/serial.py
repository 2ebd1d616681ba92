"""A number given by the server, once, when a record is first sent: `CG{yyyy}{MM}-{seq:4}` → CG202611-0042."""

from __future__ import annotations

import re
from datetime import date

from banjie.forms.field_type import TEXT, FieldType, Settings, as_text, excel_text, text_column
from banjie.forms.fields.texts import read_text

_PART = re.compile(r"\{(yyyy|yy|MM|dd|seq(?::([1-9]))?)\}")


class SerialSettings(Settings, frozen=True):
    """`pattern` holds `{yyyy}` `{yy}` `{MM}` `{dd}` and one `{seq}` or `{seq:4}`; each period counts anew."""

    pattern: str = "{yyyy}{MM}{dd}-{seq:4}"


def scope(settings: SerialSettings, day: date) -> str:
    """What the counter belongs to: the pattern with the day's parts filled in."""
    return _fill(settings, day, None)


def render(settings: SerialSettings, day: date, sequence: int) -> str:
    """The finished number."""
    return _fill(settings, day, sequence)


def _fill(settings: SerialSettings, day: date, sequence: int | None) -> str:
    dates = {
        "yyyy": f"{day.year:04}",
        "yy": f"{day.year % 100:02}",
        "MM": f"{day.month:02}",
        "dd": f"{day.day:02}",
    }

    def part(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in dates:
            return dates[name]
        return match.group() if sequence is None else f"{sequence:0{match.group(2) or 1}}"

    return _PART.sub(part, settings.pattern)


def _problems(settings: SerialSettings) -> tuple[str, ...]:
    sequences = [match for match in _PART.finditer(settings.pattern) if match.group(1).startswith("seq")]
    rest = _PART.sub("", settings.pattern)
    fine = len(sequences) == 1 and "{" not in rest and "}" not in rest and len(settings.pattern) <= 50
    return () if fine else ("form.check.pattern",)


TYPE = FieldType(
    code="serial",
    settings=SerialSettings,
    normalise=lambda _settings, raw: read_text(raw, 64),
    column=text_column,
    format=as_text,
    operators=TEXT,
    excel=excel_text,
    problems=_problems,
    computed=True,
)
