"""Cells of a spreadsheet as raw values of a form's fields: names become people, departments and records.

A name that nobody has, or several have, is refused at its field; a user name, a code or a number always says
which one is meant. One query per linked form, however many cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from banjie.forms.compiled import compile_form
from banjie.forms.field_error import FieldError
from banjie.forms.fields import cells
from banjie.forms.fields.link import LinkSettings
from banjie.forms.invalid import Invalid
from banjie.forms.registry import BoundField
from banjie.org.directory import Directory
from banjie.services import form_data, form_pages
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion, UnknownDefinitionError

Texts = Mapping[str, str]
_CHUNK = 500


class CellReader:
    """Reads the texts of many records at once; `rows` are all that will be asked for."""

    def __init__(
        self,
        runtime: Runtime,
        connection: sa.Connection,
        viewer: Viewer,
        version: FormVersion,
        rows: Iterable[Texts],
    ) -> None:
        self._fields = compile_form(version.form).fields
        self._people, self._departments = _named(runtime.directory.get(connection))
        names = _linked_names(self._fields, rows)
        self._records = {
            form: _records(runtime, connection, viewer, form, sorted(names[form])) for form in names
        }

    def read(self, texts: Texts) -> tuple[dict[str, Any], list[FieldError]]:
        """The raw values, and what could not be read, at its field."""
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for code, text in texts.items():
            bound = self._fields.get(code)
            if bound is None:
                errors.append(FieldError(code, "form.unknown_field", {"field": code}))
                continue
            try:
                values[code] = self._value(bound, text)
            except Invalid as error:
                errors.append(FieldError(code, error.code, {"label": bound.field.label, **error.params}))
        return values, errors

    def _value(self, bound: BoundField, text: str) -> object:
        wanted = text.strip()
        if not wanted:
            return None
        if isinstance(bound.settings, LinkSettings):
            return _one(self._records.get(bound.settings.form, {}), wanted)
        known = {"person": self._people, "department": self._departments}.get(bound.type.code)
        if known is None:
            return bound.from_text(text)
        if getattr(bound.settings, "multiple", False):
            return [_one(known, part) for part in cells.several(text)]
        return _one(known, wanted)


def _one(known: Mapping[str, Sequence[object]], text: str) -> object:
    found = known.get(text) or known.get(cells.flat(text)) or ()
    if len(found) == 1:
        return found[0]
    if not found:
        raise Invalid("form.name_unknown", text=text[:40])
    raise Invalid("form.name_ambiguous", text=text[:40], count=len(found))


def _named(directory: Directory) -> tuple[dict[str, list[object]], dict[str, list[object]]]:
    """People in service by name and user name, departments by name, path and code."""
    people: dict[str, list[object]] = defaultdict(list)
    for person in directory.people.values():
        if directory.is_active(person.username):
            people[person.name].append(person.username)
    departments: dict[str, list[object]] = defaultdict(list)
    for department in directory.departments.values():
        departments[department.name].append(department.code)
    return (
        {**people, **{username: [username] for username in directory.people}},
        {
            **departments,
            **{directory.path(code): [code] for code in directory.departments},
            **{code: [code] for code in directory.departments},
        },
    )


def _linked_names(fields: Mapping[str, BoundField], rows: Iterable[Texts]) -> dict[str, set[str]]:
    """Per linked form, what its records are called in these rows."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for texts in rows:
        for code, text in texts.items():
            bound = fields.get(code)
            if bound is not None and isinstance(bound.settings, LinkSettings) and text.strip():
                wanted[bound.settings.form].update((text.strip(), cells.flat(text)))
    return wanted


def _records(
    runtime: Runtime, connection: sa.Connection, viewer: Viewer, form: str, names: Sequence[str]
) -> dict[str, list[object]]:
    """The form's records that are called so: by number, else by title; none where it may not be searched."""
    try:
        version = runtime.definitions.form(connection, form)
    except UnknownDefinitionError:
        return {}
    if version.form.kind != "ledger" and not form_pages.can_view(runtime, connection, viewer, version):
        return {}
    main = form_data.tables_of(runtime, connection, version).main.table
    titled: dict[str, list[object]] = defaultdict(list)
    numbered: dict[str, list[object]] = defaultdict(list)
    for start in range(0, len(names), _CHUNK):
        part = names[start : start + _CHUNK]
        query = sa.select(main.c.id, main.c.title, main.c.number).where(
            main.c.case_status != "draft", sa.or_(main.c.title.in_(part), main.c.number.in_(part))
        )
        for identifier, title, number in connection.execute(query):
            titled[title].append(identifier)
            if number:
                numbered[number].append(identifier)
    return {**titled, **numbered}
