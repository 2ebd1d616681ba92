"""Apps as folders of readable files: install forms, processes and sample records from one, in order.

An app is `app.yaml` (code, name, category, lists of forms and processes, the apps it needs), `forms/<code>.yaml`,
`processes/<code>.yaml` and optional `data/<form>.yaml` (sample records; links by the other's `key` or title).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from banjie.forms.check import check
from banjie.services import form_data, publish_form, publish_process
from banjie.services.problems import FieldError, InvalidError
from banjie.services.readable_yaml import read_yaml
from banjie.services.runtime import Runtime
from banjie.storage import definitions

Json = dict[str, Any]
TEMPLATES = Path(__file__).parent.parent / "templates"


class App(msgspec.Struct, frozen=True):
    """What `app.yaml` says."""

    code: str
    name: str
    forms: tuple[str, ...]
    processes: tuple[str, ...]
    category: str = ""
    description: str = ""
    needs: tuple[str, ...] = ()


def available() -> list[App]:
    """The ready-made apps."""
    return [read_app(path.parent) for path in sorted(TEMPLATES.glob("*/app.yaml"))]


def read_app(folder: Path) -> App:
    return msgspec.convert(read_yaml(folder / "app.yaml"), App)


def install(runtime: Runtime, folder: Path, by: str, *, data: bool = True) -> App:
    """Publish an app's forms and processes that are not there yet, and its sample records.

    The apps beside it that it needs come first. All forms first get their row, so that they may link to each
    other. Raises InvalidError with the file's findings; an app is installed whole or not at all.
    """
    app = read_app(folder)
    for needed in app.needs:
        install(runtime, folder.parent / needed, by, data=data)
    forms = [publish_form.decode(read_yaml(folder / "forms" / f"{code}.yaml")) for code in app.forms]
    with runtime.database.write() as connection:
        new = [form for form in forms if definitions.form_head(connection, form.code) is None]
        ids = {
            form.code: definitions.create_form(connection, form.code, form.name, form.kind) for form in new
        }
        known = {code: version.form for code, version in runtime.definitions.forms(connection).items()}
        known |= {form.code: form for form in new}
        for form in new:
            errors = [item for item in check(form, known) if item.severity == "error"]
            if errors:
                raise InvalidError(
                    "definition_invalid", publish_form.problems_of(tuple(errors)), count=len(errors)
                )
            publish_form.publish_form(runtime, connection, ids[form.code], form, by)
        for code in app.processes:
            if definitions.process_head(connection, code) is not None:
                continue
            definition = publish_process.decode(read_yaml(folder / "processes" / f"{code}.yaml"))
            findings = publish_process.check_definition(runtime, connection, definition)
            wrong = [item for item in findings if item.severity == "error"]
            if wrong:
                problems = tuple(
                    FieldError(f"{code} {one.node}", f"finding.{one.code}", one.params) for one in wrong
                )
                raise InvalidError("definition_invalid", problems, count=len(wrong))
            process_id = definitions.create_process(connection, code, definition.name)
            publish_process.publish_definition(runtime, connection, process_id, definition, by)
        if data:
            keys: dict[str, int] = {}
            for form in new:
                path = folder / "data" / f"{form.code}.yaml"
                if path.exists():
                    _load(runtime, connection, form.code, read_yaml(path), by, keys)
    return app


def _load(
    runtime: Runtime, connection: Connection, code: str, rows: list[Json], by: str, keys: dict[str, int]
) -> None:
    """Sample records; `{key: name, values: {…}}`.

    `@form/name` in a value means the id of the record with that key, or else with that title.
    """
    version = runtime.definitions.form(connection, code)
    now = runtime.clock()

    def find(reference: str) -> int:
        return keys.get(reference) or _titled(runtime, connection, reference)

    for row in rows:
        values = {field: _resolve(value, find) for field, value in row["values"].items()}
        state = form_data.evaluate(
            runtime,
            connection,
            version,
            values,
            now=now,
            mode="draft",
            access=None,
            previous=None,
            user={},
        )
        if state.errors:
            raise ValueError(f"{code} {row.get('key')}: {state.errors}")
        stored = form_data.with_serials(runtime, connection, version, state.values, now)
        identifier = form_data.insert(runtime, connection, version, stored, by=by, now=now)
        if "key" in row:
            keys[f"@{code}/{row['key']}"] = identifier


def _resolve(value: Any, find: Callable[[str], int]) -> Any:
    if isinstance(value, str) and value.startswith("@"):
        return find(value)
    if isinstance(value, list):
        return [_resolve(item, find) for item in value]
    if isinstance(value, dict):
        return {key: _resolve(item, find) for key, item in value.items()}
    return value


def _titled(runtime: Runtime, connection: Connection, reference: str) -> int:
    """The record that `@form/title` means. Raises ValueError where there is none."""
    code, _, title = reference.removeprefix("@").partition("/")
    main = form_data.tables_of(runtime, connection, runtime.definitions.form(connection, code)).main.table
    found = connection.execute(select(main.c.id).where(main.c.title == title)).scalars().first()
    if found is None:
        raise ValueError(f"no sample record {reference}")
    return int(found)
