"""Bringing a bundle into a company: forms, processes and sample records, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from banjie.engine.definition import ProcessDefinition
from banjie.forms.check import check
from banjie.forms.form import Form
from banjie.services import form_data, publish_form, publish_process
from banjie.services.app_bundle import Bundle, Piece, compare, refuse_collisions
from banjie.services.problems import FieldError, InvalidError
from banjie.services.runtime import Runtime
from banjie.storage import definitions

Json = dict[str, Any]
Change = Callable[[ProcessDefinition], ProcessDefinition]


class Installed(msgspec.Struct, frozen=True):
    """What was made and what was there; how many sample records each new form got."""

    pieces: tuple[Piece, ...]
    records: dict[str, int]

    def made(self, kind: str) -> list[str]:
        return [piece.code for piece in self.pieces if piece.kind == kind and piece.state == "new"]


def install(
    runtime: Runtime,
    connection: Connection,
    bundle: Bundle,
    by: str,
    *,
    data: bool,
    change: Change = lambda definition: definition,
) -> Installed:
    """Publish what is not there yet; `change` may alter a process on the way.

    All forms first get their row, so that they may link to each other. Raises CollisionError, InvalidError with
    the findings.
    """
    pieces = compare(runtime, connection, bundle)
    refuse_collisions(pieces)
    present = {code: version.form for code, version in runtime.definitions.forms(connection).items()}
    refuse_wrong(bundle, pieces, present)
    new = [bundle.forms[one.code] for one in pieces if one.kind == "form" and one.state == "new"]
    _publish_forms(runtime, connection, new, by)
    for piece in pieces:
        if piece.kind == "process" and piece.state == "new":
            _publish_process(runtime, connection, change(bundle.processes[piece.code]), by)
    records: dict[str, int] = {}
    if data:
        keys: dict[str, int] = {}
        fresh = {form.code for form in new}
        for form in new:
            if rows := bundle.data.get(form.code):
                records[form.code] = _load(runtime, connection, form.code, rows, by, keys, fresh)
    return Installed(pieces, records)


def refuse_wrong(bundle: Bundle, pieces: tuple[Piece, ...], present: Mapping[str, Form]) -> None:
    """Raises InvalidError with everything wrong in what would be made. Before anything is written: what is read
    back inside a transaction that fails would stay in the caches.
    """
    new = {one.code for one in pieces if one.state == "new" and one.kind == "form"}
    known = {**bundle.forms, **present}
    errors: list[FieldError] = []
    for code in sorted(new):
        wrong = tuple(item for item in check(bundle.forms[code], known) if item.severity == "error")
        errors += publish_form.problems_of(wrong)
    for piece in pieces:
        if piece.kind == "process" and piece.state == "new":
            definition = bundle.processes[piece.code]
            found = publish_process.check_with_form(definition, known.get(definition.form))
            errors += [
                FieldError(f"{definition.code} {one.node}", f"finding.{one.code}", one.params)
                for one in found
                if one.severity == "error"
            ]
    if errors:
        raise InvalidError("definition_invalid", tuple(errors), count=len(errors))


def _publish_forms(runtime: Runtime, connection: Connection, new: list[Form], by: str) -> None:
    ids = {form.code: definitions.create_form(connection, form.code, form.name, form.kind) for form in new}
    for form in new:
        publish_form.publish_form(runtime, connection, ids[form.code], form, by)


def _publish_process(
    runtime: Runtime, connection: Connection, definition: ProcessDefinition, by: str
) -> None:
    process_id = definitions.create_process(connection, definition.code, definition.name)
    publish_process.publish_definition(runtime, connection, process_id, definition, by)


def _load(
    runtime: Runtime,
    connection: Connection,
    code: str,
    rows: list[Json],
    by: str,
    keys: dict[str, int],
    fresh: set[str],
) -> int:
    """Sample records; `{key: name, values: {…}}`. Returns how many.

    `@form/name` in a value means the id of the record with that key, or else with that title. A row that means
    a record which the company's own ledger does not have is left out.
    """
    version = runtime.definitions.form(connection, code)
    now = runtime.clock()
    count = 0

    def find(reference: str) -> int:
        return keys.get(reference) or titled(runtime, connection, reference)

    for row in rows:
        try:
            values = {field: resolve(value, find) for field, value in row["values"].items()}
        except LookupError as error:
            if str(error.args[0]).partition("/")[0] in fresh:
                raise ValueError(f"no sample record {error.args[0]}") from None
            continue
        state = form_data.evaluate(
            runtime, connection, version, values, now=now, mode="draft", access=None, previous=None, user={}
        )
        if state.errors:
            raise ValueError(f"{code} {row.get('key')}: {state.errors}")
        stored = form_data.with_serials(runtime, connection, version, state.values, now)
        identifier = form_data.insert(runtime, connection, version, stored, by=by, now=now)
        count += 1
        if "key" in row:
            keys[f"@{code}/{row['key']}"] = identifier
    return count


def resolve(value: Any, find: Callable[[str], int]) -> Any:
    """A sample's value with each `@form/name` as an id."""
    if isinstance(value, str) and value.startswith("@"):
        return find(value)
    if isinstance(value, list):
        return [resolve(item, find) for item in value]
    if isinstance(value, dict):
        return {key: resolve(item, find) for key, item in value.items()}
    return value


def titled(runtime: Runtime, connection: Connection, reference: str) -> int:
    """The record that `@form/title` means. Raises LookupError where there is none."""
    code, _, title = reference.removeprefix("@").partition("/")
    version = runtime.definitions.form(connection, code)
    main = form_data.tables_of(runtime, connection, version).main.table
    found = connection.execute(select(main.c.id).where(main.c.title == title)).scalars().first()
    if found is None:
        raise LookupError(f"{code}/{title}")
    return int(found)
