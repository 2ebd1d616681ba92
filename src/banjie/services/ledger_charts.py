"""What a chart asks of a ledger: a measure by one or two keys, for those who may see the ledger whole.

A key is a field (`kind`, `items.product`), a date's or moment's bucket (`created_at:month`) or the department of
a person (`created_by:department`). One statement answers a chart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from banjie.forms.compiled import compile_form
from banjie.forms.form import Form
from banjie.forms.registry import BoundField
from banjie.org.directory import Directory
from banjie.services import form_data, ledger, ledger_reports
from banjie.services.chart_folding import REST, Cell, Folded, fold, value_of
from banjie.services.problems import BadRequestError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion
from banjie.storage.records.aggregate import (
    BadAggregateError,
    Function,
    Group,
    Measure,
    aggregate,
    check,
)
from banjie.storage.records.buckets import BUCKETS
from banjie.storage.records.tables import RecordTables

MAX_CELLS = 5000
MAX_TOP = 50
_DEPARTMENT = "department"


class Question(msgspec.Struct, frozen=True):
    """`function` over `field` (a count without one counts records), by `by` and within it by `split`."""

    function: Function = "count"
    field: str = ""
    by: str = ""
    split: str = ""
    top: int = 10


class Point(msgspec.Struct, frozen=True):
    """A bar, a slice, a place on a line. `rest`: what is not among the largest; labels as people read them."""

    key: Any
    label: str
    split: Any
    split_label: str
    value: Any
    count: int
    rest: bool
    split_rest: bool


class Chart(msgspec.Struct, frozen=True):
    """`left`: how many keys are in the rest, or of time before the first."""

    points: list[Point]
    total: Any
    count: int
    left: int


def chart(
    runtime: Runtime, viewer: Viewer, code: str, question: Question, text: str = "", search: str = ""
) -> Chart:
    """Raises ForbiddenError, BadRequestError (`bad_chart` with the field, `bad_filter`, `too_many_groups`)."""
    keys = [key for key in (question.by, question.split) if key]
    with runtime.database.read() as connection, ledger.translated(viewer):
        version = ledger_reports.opened(runtime, connection, viewer, code)
        tables = form_data.tables_of(runtime, connection, version)
        selected = ledger.selection(runtime, connection, viewer, tables, text, search)
        by, measures = _asked(tables, question)
        try:
            groups = aggregate(connection, tables, selected, by=by, measures=measures, limit=MAX_CELLS + 1)
        except BadAggregateError as error:
            raise BadRequestError("bad_chart", field=error.field) from None
        if len(groups) > MAX_CELLS:
            raise BadRequestError("too_many_groups", max=MAX_CELLS)
        directory = runtime.directory.get(connection)
        folded = fold(
            _cells(groups, by, keys, measures, directory),
            question.function,
            measured=bool(question.field),
            top=min(max(question.top, 1), MAX_TOP),
            in_order=question.by.partition(":")[2] in BUCKETS,
        )
        labels = [
            _labels(runtime, connection, viewer, version, key, folded, place)
            for place, key in enumerate(keys)
        ]
    return _chart(question, folded, labels)


def verify(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, version: FormVersion, question: Question
) -> str:
    """What the form cannot answer of it, "" when it can."""
    tables = form_data.tables_of(runtime, connection, version)
    try:
        by, measures = _asked(tables, question)
        check(tables, ledger.selection(runtime, connection, viewer, tables, ""), by, measures)
    except BadAggregateError as error:
        return error.field
    except BadRequestError as error:
        return str(error.params["field"])
    return ""


def _asked(tables: RecordTables, question: Question) -> tuple[list[str], list[Measure]]:
    """The keys as the database groups by them, and what is measured."""
    form = tables.form
    by = []
    for key in (question.by, question.split):
        path, _, part = key.partition(":")
        if part == _DEPARTMENT:
            if not _is_person(form, path):
                raise BadRequestError("bad_chart", field=key)
            by.append(path)
        elif key:
            by.append(key)
    if question.split and (not question.by or question.by == question.split):
        raise BadRequestError("bad_chart", field=question.split)
    if not question.field:
        if question.function != "count":
            raise BadRequestError("bad_chart", field=question.function)
        return by, []
    # A record's own amount, asked for by its rows, would be counted once for each of them.
    rows = {path.partition(".")[0] for path in by} & set(tables.children)
    if rows and question.field.partition(".")[0] not in rows:
        raise BadRequestError("bad_chart", field=question.field)
    first: Function = "sum" if question.function == "avg" else question.function
    measures = [Measure(first, question.field)]
    return by, [*measures, Measure("count", question.field)] if question.function == "avg" else measures


def _is_person(form: Form, path: str) -> bool:
    bound = _bound(form, path)
    return path == "created_by" if bound is None else bound.type.code == "person"


def _bound(form: Form, path: str) -> BoundField | None:
    compiled = compile_form(form)
    first, _, rest = path.partition(".")
    if rest:
        return compiled.columns.get(first, {}).get(rest)
    return compiled.fields.get(first)


def _cells(
    groups: Sequence[Group],
    by: Sequence[str],
    keys: Sequence[str],
    measures: Sequence[Measure],
    directory: Directory,
) -> list[Cell]:
    def read(place: int) -> Callable[[Group], Any]:
        if place >= len(by):
            return lambda _group: None
        path = by[place]
        if keys[place].partition(":")[2] != _DEPARTMENT:
            return lambda group: group.keys[path]

        def department(group: Group) -> Any:
            person = directory.person(group.keys[path])
            return person.department if person else None

        return department

    key, split = read(0), read(1)
    names = [f"{one.function}({one.field})" for one in measures]
    found = []
    for group in groups:
        values = [group.values[name] for name in names]
        counted = measures[-1].function == "count" if measures else False
        number = int(values[-1]) if counted else 0
        amount = values[0] if measures and measures[0].function != "count" else None
        found.append(Cell(key(group), split(group), group.count, amount, number))
    return found


def _labels(
    runtime: Runtime,
    connection: sa.Connection,
    viewer: Viewer,
    version: FormVersion,
    key: str,
    folded: Folded,
    place: int,
) -> dict[Any, str]:
    """A key's values as people read them."""
    path, _, part = key.partition(":")
    values = {cell.key if place == 0 else cell.split for cell in folded.cells} - {None, REST}
    directory = runtime.directory.get(connection)
    if part == _DEPARTMENT:
        return {
            value: found.name if (found := directory.department(value)) else str(value) for value in values
        }
    bound = None if part else _bound(version.form, path)
    if bound is None:
        return {
            value: directory.name_of(value) if path == "created_by" and not part else str(value)
            for value in values
        }
    first, _, rest = path.partition(".")
    rows = [{first: [{rest: value} for value in values]}] if rest else [{first: value} for value in values]
    links = form_data.links_for(runtime, connection, version.form, {}, *rows)
    names = form_data.Names(directory, links, {}, viewer.locale)
    return {value: names.text(bound, value) for value in values}


def _chart(question: Question, folded: Folded, labels: list[dict[Any, str]]) -> Chart:
    def label(place: int, value: Any) -> str:
        return labels[place].get(value, "") if place < len(labels) else ""

    def value(cell: Cell) -> Any:
        return wire(value_of(question.function, cell, measured=bool(question.field)))

    points = [
        Point(
            key=None if cell.key is REST else wire(cell.key),
            label=label(0, cell.key),
            split=None if cell.split is REST else wire(cell.split),
            split_label=label(1, cell.split),
            value=value(cell),
            count=cell.count,
            rest=cell.key is REST,
            split_rest=cell.split is REST,
        )
        for cell in folded.cells
    ]
    return Chart(points, value(folded.whole), folded.whole.count, folded.left)


def wire(value: Any) -> Any:
    """Keys and values as JSON: numbers of records and ids as they are, decimals and dates as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
