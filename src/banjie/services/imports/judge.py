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
    keys = _keys(runtime, connection, version, plan, reader, head.rows, texts)
    tables = form_data.tables_of(runtime, connection, version)
    for start in range(0, len(head.rows), CHUNK):
        part = [
            _Read(head.rows[at], keys[at], plan.key, *reader.read(_without(texts[at], plan.key)))
            for at in range(start, min(start + CHUNK, len(head.rows)))
        ]
        stored = read.get_many(
            connection, tables, (one.key.record for one in part if one.key.record is not None)
        )
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
            before = stored.get(one.key.record) if one.key.record is not None else None
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


class _Key:
    """By what a row's record is found: the value, the record that has it, what is wrong with it."""

    def __init__(self) -> None:
        self.value: Any = None
        self.record: int | None = None
        self.errors: list[FormError] = []


class _Read:
    """A row on its way: raw values of the cells that say something, what could not be read, whom it changes."""

    def __init__(self, row: Row, key: _Key, by: str, values: Json, errors: list[FormError]) -> None:
        self.row = row
        self.key = key
        # An empty cell says nothing: a new record takes its default, a known one keeps what it has.
        self.given = {code: value for code, value in values.items() if value is not None}
        if key.record is None and key.value is not None:
            self.given[by] = key.value
        self.errors = [*key.errors, *errors]


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
        one.key.value,
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


def _without(texts: Mapping[str, str], key: str) -> Mapping[str, str]:
    """The key finds a record; what a computed one says is not written."""
    return {code: text for code, text in texts.items() if code != key} if key else texts


def _keys(
    runtime: Runtime,
    connection: sa.Connection,
    version: FormVersion,
    plan: Plan,
    reader: CellReader,
    rows: Sequence[Row],
    texts: Sequence[Mapping[str, str]],
) -> list[_Key]:
    """Of every row; the records are looked up all at once."""
    found = [_Key() for _ in rows]
    if not plan.key:
        return found
    bound = compile_form(version.form).fields[plan.key]
    seen: dict[Any, int] = {}
    for key, row, said in zip(found, rows, texts, strict=True):
        _read_key(key, bound, reader, row.number, said[plan.key], seen)
    tables = form_data.tables_of(runtime, connection, version)
    known = bulk.ids_by(connection, tables, plan.key, (key.value for key in found if key.value is not None))
    for key, said in zip(found, texts, strict=True):
        ids = known.get(key.value, [])
        if len(ids) > 1:
            key.errors.append(_wrong(bound, "import.key_many", said[plan.key], count=len(ids)))
        elif ids:
            key.record = ids[0]
        elif key.value is not None and (bound.type.computed or bound.field.readonly):
            key.errors.append(_wrong(bound, "import.key_unknown", said[plan.key]))
    return found


def _read_key(
    key: _Key, bound: BoundField, reader: CellReader, number: int, text: str, seen: dict[Any, int]
) -> None:
    code = bound.field.code
    if not text:
        if not bound.type.computed:  # a number that the server gives may be missing: the record is new
            key.errors.append(_wrong(bound, "import.key_empty", text))
        return
    try:
        if bound.type.computed:
            value = bound.normalise(text)
        else:
            values, errors = reader.read({code: text})
            key.errors.extend(errors)
            value = bound.normalise(values.get(code))
    except Invalid as error:
        key.errors.append(FormError(code, error.code, {"label": bound.field.label, **error.params}))
        return
    if value is None:
        return
    first = seen.setdefault(value, number)
    if first == number:
        key.value = value
    else:
        key.errors.append(_wrong(bound, "import.key_twice", text, row=first))


def _wrong(bound: BoundField, code: str, text: str, **params: Any) -> FormError:
    return FormError(bound.field.code, code, {"label": bound.field.label, "text": text[:40], **params})
