"""Every row of a file as the record it would be, judged as a write would judge it; five hundred at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from banjie.forms import state as form_state
from banjie.forms.compiled import compile_form
from banjie.forms.field_error import FieldError as FormError
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BoundField
from banjie.services import form_data
from banjie.services.cell_values import CellReader
from banjie.services.imports import heads
from banjie.services.imports.heads import Head
from banjie.services.imports.plan import Plan
from banjie.services.imports.sheet import Row
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion
from banjie.storage.records import bulk, read
from banjie.storage.records.record import Record

CHUNK = 500
_SERIAL = re.compile(r"([2-9]\d{4})(\.\d{1,12})?")
_FIRST_DAY = date(1899, 12, 30)

State = Literal["new", "changed", "same", "faulty"]
Json = dict[str, Any]


class Judged(msgspec.Struct, frozen=True):
    """A row and what would become of it. `stored`: the record that it changes, with the revision it was read at."""

    row: Row
    state: State
    values: Json
    key: Any = None
    stored: int | None = None
    revision: int = 0
    errors: tuple[FormError, ...] = ()


def judge(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    plan: Plan,
    head: Head,
    step: Callable[[int], None] = lambda _done: None,
) -> Iterator[Judged]:
    """The rows in their order; `step` is told how many are done, and may stop it by raising."""
    columns = {column.index: column.field for column in plan.columns}
    fields = compile_form(version.form).fields
    texts = [_texts(row, columns, fields) for row in head.rows]
    reader = CellReader(runtime, connection, viewer, version, texts)
    seen: dict[Any, int] = {}
    for start in range(0, len(head.rows), CHUNK):
        part = [
            _Read(row, said, *reader.read({code: text for code, text in said.items() if code != plan.key}))
            for row, said in zip(head.rows[start : start + CHUNK], texts[start : start + CHUNK], strict=True)
        ]
        stored = _stored(runtime, connection, version, plan, reader, part, seen)
        links = form_data.links_for(
            runtime,
            connection,
            version.form,
            {},
            *(one.given for one in part),
            *(record.values for record in stored.values()),
        )
        now = runtime.clock().astimezone(runtime.zone)
        for one in part:
            before = stored.get(one.record) if one.record is not None else None
            state = form_state.evaluate(
                version.form,
                one.given,
                now=now,
                mode="submit",
                links=links,
                previous=before.values if before else None,
                user={"username": viewer.username},
            )
            yield _judged(one, state, before)
        step(min(start + CHUNK, len(head.rows)))


class _Read:
    """A row on its way: raw values of the cells that say something, what could not be read, whom it changes."""

    def __init__(self, row: Row, texts: Mapping[str, str], values: Json, errors: list[FormError]) -> None:
        self.row = row
        self.texts = texts
        # An empty cell says nothing: a new record takes its default, a known one keeps what it has.
        self.given = {code: value for code, value in values.items() if value is not None}
        self.errors = errors
        self.key: Any = None
        self.record: int | None = None


def _judged(one: _Read, state: form_state.FormState, before: Record | None) -> Judged:
    unread = {error.field for error in one.errors}
    errors = (*one.errors, *(error for error in state.errors if error.field not in unread))
    kind: State = "new"
    if errors:
        kind = "faulty"
    elif before is not None:
        same = all(before.values.get(code) == value for code, value in state.values.items())
        kind = "same" if same else "changed"
    return Judged(
        one.row,
        kind,
        state.values,
        one.key,
        before.id if before else None,
        before.revision if before else 0,
        errors,
    )


def _texts(row: Row, columns: Mapping[int, str], fields: Mapping[str, BoundField]) -> dict[str, str]:
    said = heads.texts(row, columns)
    for code, text in said.items():
        if fields[code].type.code in ("date", "datetime"):
            said[code] = _day(text)
    return said


def _day(text: str) -> str:
    """A date that lost its format and became the number behind it, as a date again."""
    found = _SERIAL.fullmatch(text)
    if not found:
        return text
    seconds = round(float(found[2] or 0) * 86_400)
    day = (_FIRST_DAY + timedelta(days=int(found[1]))).isoformat()
    return f"{day} {timedelta(seconds=seconds)}" if seconds else day


def _stored(
    runtime: Runtime,
    connection: sa.Connection,
    version: FormVersion,
    plan: Plan,
    reader: CellReader,
    part: Sequence[_Read],
    seen: dict[Any, int],
) -> dict[int, Record]:
    """The records that these rows change, found by the key; what is wrong with a key is noted at its row."""
    if not plan.key:
        return {}
    bound = compile_form(version.form).fields[plan.key]
    for one in part:
        _read_key(one, bound, reader, seen)
    tables = form_data.tables_of(runtime, connection, version)
    known = bulk.ids_by(connection, tables, plan.key, (one.key for one in part if one.key is not None))
    for one in part:
        ids = known.get(one.key, [])
        if len(ids) > 1:
            _wrong(one, bound, "import.key_many", count=len(ids))
        elif ids:
            one.record = ids[0]
        elif one.key is not None and (bound.type.computed or bound.field.readonly):
            _wrong(one, bound, "import.key_unknown")
        elif one.key is not None:
            one.given[plan.key] = one.key
    return read.get_many(connection, tables, (one.record for one in part if one.record is not None))


def _read_key(one: _Read, bound: BoundField, reader: CellReader, seen: dict[Any, int]) -> None:
    code = bound.field.code
    text = one.texts[code]
    if not text:
        if not bound.type.computed:  # a number that the server gives may be missing: the record is new
            _wrong(one, bound, "import.key_empty")
        return
    try:
        if bound.type.computed:
            one.key = bound.normalise(text)
        else:
            values, errors = reader.read({code: text})
            one.errors.extend(errors)
            one.key = bound.normalise(values.get(code))
    except Invalid as error:
        one.errors.append(FormError(code, error.code, {"label": bound.field.label, **error.params}))
        return
    if one.key is None:
        return
    first = seen.setdefault(one.key, one.row.number)
    if first != one.row.number:
        _wrong(one, bound, "import.key_twice", row=first)
        one.key = None


def _wrong(one: _Read, bound: BoundField, code: str, **params: Any) -> None:
    text = one.texts[bound.field.code][:40]
    one.errors.append(FormError(bound.field.code, code, {"label": bound.field.label, "text": text, **params}))
