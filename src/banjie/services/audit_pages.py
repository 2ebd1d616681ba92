"""The audit as administrators read it: who did what to which thing, in words, filtered, as a page or a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

import msgspec
from sqlalchemy import Connection

from banjie.messages import has
from banjie.org.directory import Directory
from banjie.services import audit
from banjie.services.problems import BadRequestError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import audit as entries
from banjie.storage.audit import Asked, Position
from banjie.storage.records.export_csv import harmless

MOST = 100_000
"""Entries of one file."""
_AT_ONCE: Final = 1_000
_COLUMNS: Final = (
    "at", "who", "user", "token", "address", "action", "kind", "object", "identifier", "detail",
)  # fmt: skip


class Wanted(msgspec.Struct, frozen=True):
    """Which entries; empty is all. Days are the company's, both included; `group` is one of `audit.GROUPS`."""

    person: str = ""
    group: str = ""
    kind: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None


class Told(msgspec.Struct, frozen=True):
    """A detail: what it is called, and what it says."""

    label: str
    value: str


class Changed(msgspec.Struct, frozen=True):
    """A field that changed; None where the values are not kept."""

    label: str
    before: str | None
    after: str | None


class Entry(msgspec.Struct, frozen=True):
    identifier: int
    at: datetime
    who: str
    who_name: str
    token: str
    address: str
    action: str
    label: str
    kind: str
    kind_label: str
    object: str
    name: str
    changes: tuple[Changed, ...]
    details: tuple[Told, ...]


class Page(msgspec.Struct, frozen=True):
    entries: list[Entry]
    following: Position


def page(runtime: Runtime, viewer: Viewer, wanted: Wanted, after: Position, limit: int) -> Page:
    """Entries, newest first. Raises ForbiddenError, BadRequestError."""
    asked = _asked(runtime, wanted)
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        rows = entries.page(connection, asked, after, limit + 1)
        reader = _Reader(runtime, viewer, runtime.directory.get(connection))
        shown = [reader.entry(row) for row in rows[:limit]]
    following = (rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    return Page(shown, following)


def write_csv(runtime: Runtime, viewer: Viewer, wanted: Wanted, file: IO[str]) -> int:
    """The entries as CSV that spreadsheets open; how many. That they were taken out is noted first.

    Raises ForbiddenError, BadRequestError, also where they are more than `MOST`.
    """
    asked = _asked(runtime, wanted)
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        count = entries.count(connection, asked, MOST + 1)
        if count > MOST:
            raise BadRequestError("export_too_long", rows=f"{count - 1:,}+", limit=f"{MOST:,}")
        audit.note(runtime, connection, viewer, "audit.exported", "audit", "", rows=count)
    with runtime.database.read() as connection:
        reader = _Reader(runtime, viewer, runtime.directory.get(connection))
        file.write("\ufeff")
        writer = csv.writer(file)
        writer.writerow([viewer.words(f"audit.column.{column}") for column in _COLUMNS])
        written = 0
        for row in _all(connection, asked):
            writer.writerow([harmless(cell) for cell in reader.line(reader.entry(row))])
            written += 1
    return written


def _all(connection: Connection, asked: Asked) -> Iterator[Any]:
    after: Position = None
    for _ in range(MOST // _AT_ONCE + 1):
        rows: Sequence[Any] = entries.page(connection, asked, after, _AT_ONCE)
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        after = (rows[-1].at, rows[-1].id)


def _asked(runtime: Runtime, wanted: Wanted) -> Asked:
    if wanted.group and wanted.group not in audit.GROUPS:
        raise BadRequestError("bad_audit_group", group=wanted.group[:40], known=", ".join(audit.GROUPS))
    try:
        return Asked(
            person=wanted.person,
            actions=audit.GROUPS[wanted.group] if wanted.group else (),
            kind=wanted.kind,
            object=wanted.object,
            since=_midnight(runtime, wanted.since) if wanted.since else None,
            until=_midnight(runtime, wanted.until + timedelta(days=1)) if wanted.until else None,
        )
    except OverflowError:
        raise BadRequestError("bad_day") from None


def _midnight(runtime: Runtime, day: date) -> datetime:
    return datetime.combine(day, time(), runtime.zone)


class _Reader:
    """Entries in the reader's language; names as the company knows them today."""

    def __init__(self, runtime: Runtime, viewer: Viewer, directory: Directory) -> None:
        self._zone = runtime.zone
        self._words = viewer.words
        self._directory = directory

    def entry(self, row: Any) -> Entry:
        detail = dict(row.detail)
        changes = detail.pop("changes", ())
        name = self._directory.name_of(row.object) if row.kind == "person" else row.name
        return Entry(
            identifier=row.id,
            at=row.at,
            who=row.who,
            who_name=self._who(row),
            token=row.token,
            address=row.address,
            action=row.action,
            label=self._words(f"audit.act.{row.action}"),
            kind=row.kind,
            kind_label=self._words(f"audit.kind.{row.kind}") if row.kind else "",
            object=row.object,
            name=name or ("" if row.kind else self._words("audit.unknown_user")),
            changes=tuple(Changed(self._field(field), before, after) for field, before, after in changes),
            details=tuple(
                Told(self._words(f"audit.detail.{key}"), text)
                for key, value in detail.items()
                if (text := self._value(key, value))
            ),
        )

    def line(self, entry: Entry) -> tuple[str, ...]:
        said = [f"{one.label}: {self._change(one)}" for one in entry.changes]
        said += [f"{one.label}: {one.value}" for one in entry.details]
        return (
            self._moment(entry.at),
            entry.who_name,
            entry.who,
            entry.token,
            entry.address,
            entry.label,
            entry.kind_label,
            entry.name,
            entry.object,
            "; ".join(said),
        )

    def _who(self, row: Any) -> str:
        if row.who:
            return self._directory.name_of(row.who)
        return self._words("audit.nobody" if row.address else "audit.machine")

    def _change(self, one: Changed) -> str:
        if one.before is None and one.after is None:
            return self._words("audit.untold")
        return f"{one.before or '—'} → {one.after or '—'}"

    def _field(self, field: str) -> str:
        if field.startswith("secret "):
            return self._words("audit.field.secret", name=field.removeprefix("secret "))
        return self._words(f"audit.field.{field}")

    def _value(self, key: str, value: str | int | bool) -> str:
        if isinstance(value, bool):
            return self._words("form.yes" if value else "form.no")
        if key == "size":
            return f"{int(value) / 1_048_576:,.1f} MB"
        if not isinstance(value, str):
            return f"{value:,}"
        if key in ("begins", "until") and value:
            return self._moment(datetime.fromisoformat(value))
        if key == "person":
            return self._directory.name_of(value)
        chosen = f"audit.{key}.{value}"
        return self._words(chosen) if has(chosen) else value

    def _moment(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")
