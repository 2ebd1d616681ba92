"""A moment: read with its zone, kept in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from banjie.forms.field_type import ORDER, Column, FieldType, Settings, Words
from banjie.forms.fields import cells
from banjie.forms.invalid import Invalid


class DateTimeSettings(Settings, frozen=True):
    """`offset` in minutes is the zone people read it in (480: China)."""

    offset: int = 480


def read_moment(raw: object) -> datetime:
    """An aware moment in UTC, to the microsecond, from RFC 3339 text. Raises `Invalid` without a zone."""
    moment = raw
    if isinstance(raw, str) and len(raw) <= 40:
        try:
            moment = datetime.fromisoformat(raw.strip())
        except ValueError:
            raise Invalid("form.not_datetime") from None
    if not isinstance(moment, datetime):
        raise Invalid("form.not_datetime")
    if moment.tzinfo is None:
        raise Invalid("form.no_zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid("form.not_datetime") from None


def _format(settings: DateTimeSettings, value: datetime, _words: Words) -> str:
    zone = timezone(timedelta(minutes=settings.offset))
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")


TYPE = FieldType(
    code="datetime",
    settings=DateTimeSettings,
    normalise=lambda _settings, raw: read_moment(raw),
    column=lambda _settings: Column("datetime"),
    format=_format,
    operators=ORDER,
    excel=lambda _settings: "datetime",
    to_json=lambda _settings, value: value.isoformat().replace("+00:00", "Z"),
    from_text=lambda settings, text: cells.moment(text, settings.offset),
    problems=lambda settings: () if -14 * 60 <= settings.offset <= 14 * 60 else ("form.check.offset",),
)
