"""What became of a case's values on the way: each change with old and new as people read them.

A draft that is still being filled in has no history; what an applicant alters between a return (or a
withdrawal) and sending again has. Values hidden from the reader never come in here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

import msgspec

from banjie.engine import events as e
from banjie.forms.compiled import CompiledForm, compile_form
from banjie.forms.wire import trusted
from banjie.messages import words
from banjie.services import form_data
from banjie.services.case_work import CaseWork
from banjie.storage import files
from banjie.storage.event_log import Recorded

Json = dict[str, Any]


class Changed(msgspec.Struct, frozen=True):
    """One value, old and new. `path` tells a subtable's cell or row from its field; `seq` is the event told of."""

    seq: int
    at: datetime
    by: str
    field: str
    path: str
    label: str
    before: Any
    after: Any
    before_text: str
    after_text: str


class _Step(msgspec.Struct, frozen=True):
    """The values before and after one event, only those fields that differ and may be seen."""

    seq: int
    at: datetime
    by: str
    before: Json
    after: Json


def changes_of(
    work: CaseWork,
    log: Sequence[Recorded],
    sealed: Mapping[str, Any],
    rights: Sequence[Mapping[str, str]],
    locale: str,
) -> tuple[Changed, ...]:
    """All changes in the order of events. A field hidden in any of `rights` is left out."""
    hidden = {code for access in rights for code, right in access.items() if right == "hidden"}
    steps = [step for step in _steps(log, sealed, hidden) if step.after]
    if not steps:
        return ()
    words_of = _Words(work, steps, locale, hidden)
    return tuple(change for step in steps for change in words_of.told(step))


def merged(changes: Sequence[Changed]) -> tuple[Changed, ...]:
    """Several changes of one value as one, from the first old to the last new; none where it is back again."""
    found: dict[str, Changed] = {}
    for change in changes:
        first = found.get(change.path)
        if first is not None:
            change = msgspec.structs.replace(change, before=first.before, before_text=first.before_text)
        found[change.path] = change
    return tuple(change for change in found.values() if change.before != change.after)


def _steps(log: Sequence[Recorded], sealed: Mapping[str, Any], hidden: set[str]) -> Iterator[_Step]:
    known: Json = {}
    sent: Json | None = None
    for item in log:
        event = item.event
        if isinstance(event, (e.Started, e.DataChanged)):
            value = sealed.get(event.data.id)
            after = dict(value.get("after") or {}) if isinstance(value, dict) else {}
            if isinstance(event, e.DataChanged) and event.task:
                before = {**known, **dict((value or {}).get("before") or {})}
                yield _step(item, event.by, before, after, hidden)
                sent = None if sent is None else {**sent, **after}
            known |= after
        elif isinstance(event, e.Submitted):
            if sent is not None:
                yield _step(item, event.by, sent, known, hidden)
            sent = dict(known)


def _step(item: Recorded, by: str, before: Json, after: Json, hidden: set[str]) -> _Step:
    differ = [code for code in after if code not in hidden and after[code] != before.get(code)]
    return _Step(
        item.seq,
        item.at,
        by,
        {code: before.get(code) for code in differ},
        {code: after[code] for code in differ},
    )


class _Words:
    """Fields' labels and values' texts; names of people, records and files are looked up once for all steps."""

    def __init__(self, work: CaseWork, steps: Sequence[_Step], locale: str, hidden: set[str]) -> None:
        form = work.version.form.form
        self._locale, self._hidden = locale, hidden
        self._compiled: CompiledForm = compile_form(form)
        read = [
            form_data.from_json(work.version.form, values)
            for step in steps
            for values in (step.before, step.after)
        ]
        links = form_data.links_for(work.runtime, work.connection, form, {}, *read)
        wanted = [key for values in read for key in form_data.file_ids(form, values)]
        known = files.get_many(work.connection, wanted)
        self._names = form_data.Names(
            work.directory, links, {key: row.name for key, row in known.items()}, locale
        )

    def told(self, step: _Step) -> Iterator[Changed]:
        for code, after in step.after.items():
            before = step.before.get(code)
            bound = self._compiled.fields.get(code)
            if bound is None or bound.type.code == "serial":  # a number is given, not changed
                continue
            if code in self._compiled.columns:
                yield from self._rows(step, code, before or [], after or [])
            else:
                yield Changed(
                    step.seq, step.at, step.by, code, code, bound.field.label,
                    before, after, self._text(bound, before), self._text(bound, after),
                )  # fmt: skip

    def _rows(self, step: _Step, code: str, before: list[Json], after: list[Json]) -> Iterator[Changed]:
        """Rows that came, went, or differ in cells; rows that only moved up or down are not changes."""
        matcher = SequenceMatcher(None, [*map(_key, before)], [*map(_key, after)], autojunk=False)
        for kind, start, end, other, last in matcher.get_opcodes():
            if kind == "equal":
                continue
            pairs = min(end - start, last - other)
            for offset in range(pairs):
                yield from self._cells(
                    step, code, other + offset, before[start + offset], after[other + offset]
                )
            for index in range(start + pairs, end):
                yield self._row(step, code, index, before[index], None)
            for index in range(other + pairs, last):
                yield self._row(step, code, index, None, after[index])

    def _cells(self, step: _Step, code: str, index: int, before: Json, after: Json) -> Iterator[Changed]:
        for inner, column in self._compiled.columns[code].items():
            old, new = before.get(inner), after.get(inner)
            if old == new or f"{code}.{inner}" in self._hidden:
                continue
            label = words(
                self._locale, "case.change_cell", {**self._place(code, index), "column": column.field.label}
            )
            yield Changed(
                step.seq, step.at, step.by, code, f"{code}[{index}].{inner}", label,
                old, new, self._text(column, old), self._text(column, new),
            )  # fmt: skip

    def _row(self, step: _Step, code: str, index: int, before: Json | None, after: Json | None) -> Changed:
        label = words(self._locale, "case.change_row", self._place(code, index))
        kind = "-" if after is None else "+"
        return Changed(
            step.seq, step.at, step.by, code, f"{code}[{index}]{kind}", label,
            self._seen(code, before), self._seen(code, after), self._line(code, before), self._line(code, after),
        )  # fmt: skip

    def _place(self, code: str, index: int) -> dict[str, Any]:
        return {"table": self._compiled.fields[code].field.label, "row": index + 1}

    def _seen(self, code: str, row: Json | None) -> Json | None:
        if row is None:
            return None
        return {key: row[key] for key in row if key != "id" and f"{code}.{key}" not in self._hidden}

    def _line(self, code: str, row: Json | None) -> str:
        columns = self._compiled.columns[code]
        texts = (
            self._text(columns[inner], value)
            for inner, value in (self._seen(code, row) or {}).items()
            if inner in columns
        )
        return " · ".join(text for text in texts if text)

    def _text(self, bound: Any, raw: Any) -> str:
        value = trusted(bound, raw)
        return "" if value is None or value == [] else self._names.text(bound, value)


def _key(row: Json) -> bytes:
    """A row by its content: stored rows have ids, those just sent need not."""
    return msgspec.json.encode({key: row[key] for key in row if key != "id"}, order="sorted")
