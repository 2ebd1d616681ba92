"""A case's or ledger's values between the form (pure) and its table: load, evaluate, store, show.

The one place where forms and record tables meet. Linked records are fetched once per call, by form, never
one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam

from banjie.feel import FeelError, compile_expression
from banjie.forms import state as form_state
from banjie.forms.compiled import compile_form
from banjie.forms.feel_values import Links, linked_ids
from banjie.forms.feel_values import feel_context as feel_values
from banjie.forms.field_error import Access
from banjie.forms.field_error import FieldError as FormError
from banjie.forms.fields import serial
from banjie.forms.form import Form
from banjie.forms.wire import values_from_json, values_to_json
from banjie.messages import words
from banjie.org.directory import Directory
from banjie.services.problems import FieldError
from banjie.services.runtime import Runtime
from banjie.storage import counters, files
from banjie.storage.definitions import FormVersion, UnknownDefinitionError
from banjie.storage.records import read, write
from banjie.storage.records.record import Record
from banjie.storage.records.tables import RecordTables, build

Json = dict[str, Any]
SUMMARY_FIELDS = 3
MAX_TITLE = 200
_SUMMARY_TYPES = {
    "text", "number", "money", "date", "datetime", "boolean", "select", "person", "department", "formula", "link",
}  # fmt: skip


def tables_of(runtime: Runtime, connection: Connection, version: FormVersion) -> RecordTables:
    """The tables of a published form version; built once."""
    key = (version.id, version.version)
    found = runtime.record_tables.get(key)
    if found is None:
        found = build(version.id, version.version, version.form, runtime.definitions.form_ids(connection))
        runtime.record_tables[key] = found
    return found


def load(runtime: Runtime, connection: Connection, version: FormVersion, record_id: int) -> Record:
    """A record with its rows. Raises LookupError where it is gone."""
    found = read.get(connection, tables_of(runtime, connection, version), record_id)
    if found is None:
        raise LookupError(f"record {record_id}")
    return found


def links_for(
    runtime: Runtime, connection: Connection, form: Form, values: Mapping[str, Any], *more: Mapping[str, Any]
) -> Links:
    """The linked records that these values mention, one query per linked form."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for given in (values, *more):
        for code, identifier in linked_ids(form, given):
            wanted[code].add(identifier)
    found: dict[tuple[str, int], Json] = {}
    for code, ids in wanted.items():
        try:
            linked = runtime.definitions.form(connection, code)
        except UnknownDefinitionError:
            continue
        for record in read.get_many(
            connection, tables_of(runtime, connection, linked), ids, children=False
        ).values():
            found[code, record.id] = {**record.values, "id": record.id, "title": record.title}
    return found


def feel_context(
    runtime: Runtime, connection: Connection, version: FormVersion, values: Mapping[str, Any]
) -> dict[str, object]:
    """The values as expressions see them, linked records resolved."""
    return feel_values(version.form, values, links_for(runtime, connection, version.form, values))


def evaluate(
    runtime: Runtime,
    connection: Connection,
    version: FormVersion,
    data: Json,
    *,
    now: datetime,
    mode: form_state.Mode,
    access: Mapping[str, Access] | None,
    previous: Mapping[str, Any] | None,
    user: Mapping[str, Any],
    changed: str | None = None,
) -> form_state.FormState:
    """The whole form state for raw values; linked records are looked up here."""
    links = links_for(runtime, connection, version.form, data, previous or {})
    return form_state.evaluate(
        version.form,
        data,
        now=now.astimezone(runtime.zone),  # `today()` is the company's day
        mode=mode,
        access=access,
        links=links,
        previous=previous,
        changed=changed,
        user=user,
    )


def insert(
    runtime: Runtime,
    connection: Connection,
    version: FormVersion,
    values: Json,
    *,
    by: str,
    now: datetime,
    instance: str | None = None,
    title: str = "",
) -> int:
    """Store a new record (a case's as a draft, a ledger's at once); returns its id."""
    record_id = write.insert(
        connection,
        tables_of(runtime, connection, version),
        values,
        created_by=by,
        at=now,
        case_status="draft" if instance else "record",
        instance_id=instance,
        title=title or title_of(version.form, values),
    )
    if instance:
        files.bind(connection, file_ids(version.form, values), instance)
    return record_id


def update(
    runtime: Runtime,
    connection: Connection,
    version: FormVersion,
    record_id: int | None,
    values: Json,
    *,
    now: datetime,
    instance: str | None = None,
    revision: int | None = None,
) -> int:
    """Store a record's values; returns the new revision. Raises RevisionConflictError."""
    assert record_id is not None
    done = write.update(
        connection,
        tables_of(runtime, connection, version),
        record_id,
        values,
        at=now,
        revision=revision,
        title=title_of(version.form, values),
    )
    if instance:
        files.bind(connection, file_ids(version.form, values), instance)
    return done


def set_status(
    connection: Connection, runtime: Runtime, version: FormVersion, record_id: int, status: str
) -> None:
    """Keep the record's word for where its case stands."""
    tables = tables_of(runtime, connection, version)
    statement = tables.statements.get("set_status")
    if statement is None:
        main = tables.main.table
        statement = (
            main.update().where(main.c.id == bindparam("id_")).values(case_status=bindparam("status_"))
        )
        tables.statements["set_status"] = statement
    connection.execute(statement, {"id_": record_id, "status_": status})


def title_of(form: Form, values: Mapping[str, Any]) -> str:
    """A record's short text: the form's title expression, evaluated over the values alone."""
    if not form.title:
        return ""
    try:
        made = compile_expression(form.title).evaluate(feel_values(form, values))
    except FeelError:
        return ""
    return "" if made is None else str(made)[:MAX_TITLE]


def file_ids(form: Form, values: Mapping[str, Any]) -> list[str]:
    """Ids of the files in a record's image and attachment fields, subtables included."""
    compiled = compile_form(form)
    found: list[str] = []
    scopes = [(compiled.fields, [values])]
    scopes += [(inner, values.get(code) or []) for code, inner in compiled.columns.items()]
    for fields, rows in scopes:
        for code, bound in fields.items():
            if bound.type.code in ("image", "attachment"):
                for row in rows:
                    found.extend(row.get(code) or ())
    return found


def with_serials(
    runtime: Runtime, connection: Connection, version: FormVersion, values: Json, now: datetime
) -> Json:
    """The values with numbers in empty serial fields; the same object where there is nothing to number."""
    return all_with_serials(runtime, connection, version, [values], now)[0]


def all_with_serials(
    runtime: Runtime, connection: Connection, version: FormVersion, records: Sequence[Json], now: datetime
) -> list[Json]:
    """The same for many records, numbered in their order: one statement per serial field."""
    found = list(records)
    day = now.astimezone(runtime.zone).date()
    for code, bound in compile_form(version.form).fields.items():
        if bound.type.code != "serial":
            continue
        assert isinstance(bound.settings, serial.SerialSettings)
        empty = [at for at, values in enumerate(found) if not values.get(code)]
        if not empty:
            continue
        scope = f"{version.id}:{bound.field.id}:{serial.scope(bound.settings, day)}"
        for at, number in zip(empty, counters.next_values(connection, scope, len(empty)), strict=True):
            found[at] = {**found[at], code: serial.render(bound.settings, day, number)}
    return found


def number_of(form: Form, values: Mapping[str, Any]) -> str:
    """The first serial field's value."""
    for code, bound in compile_form(form).fields.items():
        if bound.type.code == "serial" and values.get(code):
            return str(values[code])
    return ""


def to_json(version: FormVersion, values: Mapping[str, Any]) -> Json:
    """Values as they travel."""
    return values_to_json(version.form, values)


def from_json(version: FormVersion, values: Mapping[str, Any]) -> Json:
    return values_from_json(version.form, values)


def field_errors(errors: Iterable[FormError]) -> tuple[FieldError, ...]:
    """The form's errors as the services' own."""
    return tuple(FieldError(item.field, item.code, item.params, item.message) for item in errors)


def field_problem(field: str, code: str, **params: Any) -> FieldError:
    return FieldError(field, code, params)


def shown(
    runtime: Runtime,
    connection: Connection,
    version: FormVersion,
    values: Mapping[str, Any],
    access: Mapping[str, str],
    locale: str,
    directory: Directory,
) -> tuple[Json, Json]:
    """Values as JSON without hidden fields, and display texts by path for people, links, files and choices."""
    visible = {code: value for code, value in values.items() if access.get(code) != "hidden"}
    links = links_for(runtime, connection, version.form, visible)
    known = files.get_many(connection, file_ids(version.form, visible))
    names = Names(directory, links, {key: row.name for key, row in known.items()}, locale)
    travelling = to_json(version, visible)
    travelling = {code: value for code, value in travelling.items() if access.get(code) != "hidden"}
    return travelling, display_of(version.form, visible, names)


class Names:
    """How raw values read: people by name, departments by path, links by title, files by name."""

    def __init__(
        self, directory: Directory, links: Links, file_names: Mapping[str, str], locale: str
    ) -> None:
        self.directory = directory
        self.links = links
        self.file_names = file_names
        self.locale = locale

    def text(self, bound: Any, value: Any) -> str:
        """One value's text."""
        kind = bound.type.code
        items = value if isinstance(value, (list, tuple)) else [value]
        if kind == "person":
            return "、".join(self.directory.name_of(str(item)) for item in items)
        if kind == "department":
            return "、".join(
                found.name if (found := self.directory.department(str(item))) else str(item) for item in items
            )
        if kind == "link":
            linked = self.links.get((bound.settings.form, value))
            return str(linked.get("title") or value) if linked else str(value)
        if kind in ("image", "attachment"):
            return "、".join(self.file_names.get(str(item), str(item)) for item in items)
        return str(bound.format(value, lambda key: words(self.locale, key)))


def display_of(form: Form, values: Mapping[str, Any], names: Names) -> Json:
    """Display texts: `{"supplier": "…", "items[0].product": "…"}`; empty values are left out."""
    compiled = compile_form(form)
    found: Json = {}
    for code, bound in compiled.fields.items():
        value = values.get(code)
        if value is None:
            continue
        if code in compiled.columns:
            for index, row in enumerate(value):
                for inner, column in compiled.columns[code].items():
                    if row.get(inner) is not None:
                        found[f"{code}[{index}].{inner}"] = names.text(column, row[inner])
        else:
            found[code] = names.text(bound, value)
    return found


def summaries(
    runtime: Runtime,
    connection: Connection,
    rows: Sequence[Row[Any]],
    hidden: Mapping[str, frozenset[str]],
    locale: str,
) -> dict[str, list[list[str]]]:
    """For each case of a page of tasks its first telling fields as label and text; one query per form.

    `hidden`: per case the field codes that the reader's step hides.
    """
    by_form: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for row in rows:
        if row.record_id is not None:
            by_form[row.form_id, row.form_version][row.record_id] = row.instance
    directory = runtime.directory.get(connection)
    found: dict[str, list[list[str]]] = {}
    for key, instances in by_form.items():
        version = runtime.definitions.form_version(connection, *key)
        records = read.get_many(
            connection, tables_of(runtime, connection, version), instances, children=False
        )
        links = links_for(
            runtime, connection, version.form, {}, *(record.values for record in records.values())
        )
        names = Names(directory, links, {}, locale)
        for record in records.values():
            case = instances[record.id]
            shown = {code: value for code, value in record.values.items() if code not in hidden[case]}
            found[case] = _summary(version.form, shown, names)
    return found


def _summary(form: Form, values: Mapping[str, Any], names: Names) -> list[list[str]]:
    fields = compile_form(form).fields
    wanted = [code for code in (form.columns or tuple(fields)) if code in fields]
    found: list[list[str]] = []
    for code in wanted:
        bound, value = fields[code], values.get(code)
        if value is not None and bound.type.code in _SUMMARY_TYPES and code != "title":
            found.append([bound.field.label, names.text(bound, value)])
        if len(found) == SUMMARY_FIELDS:
            break
    return found


def codes(form: Form) -> list[str]:
    """Codes of the fields that have a value of their own (subtables are not among them)."""
    compiled = compile_form(form)
    return [code for code in compiled.fields if code not in compiled.columns]


def file_names(connection: Connection, form: Form, records: Iterable[Record]) -> dict[str, str]:
    """Names of the files that these records mention; one query."""
    wanted = [key for record in records for key in file_ids(form, record.values)]
    return {key: row.name for key, row in files.get_many(connection, wanted).items()}
