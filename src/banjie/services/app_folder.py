"""An app out of a company into a folder of readable files, in the format that `apps.install` reads.

What a process needs goes along: its form, the forms that those link to and that its steps read or write, and
the connections its steps use. No secret leaves: neither keys nor addresses that are keys themselves.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection

from banjie.engine.blocks import from_steps, to_steps
from banjie.engine.definition import ProcessDefinition
from banjie.forms.form import Form
from banjie.services import apps
from banjie.services.app_parts import connections_of, forms_of_steps, roles_asked, with_links
from banjie.services.problems import InvalidError
from banjie.services.readable_yaml import read_yaml, to_yaml
from banjie.services.runtime import Runtime
from banjie.storage import connections
from banjie.storage.connections import ConnectionRow
from banjie.storage.definitions import UnknownDefinitionError

Json = dict[str, Any]
_FORM_ORDER = ("code", "name", "kind", "title", "description", "icon", "columns", "sections")
_NUMBERS = ("id", "replaces", "next_field_id")
_SECRET_SETTINGS = frozenset({"secret", "username", "password", "headers"})


class AppFiles(msgspec.Struct, frozen=True):
    """What the folder holds: `app.yaml`, forms and processes by code, connections without secrets."""

    app: Json
    forms: dict[str, Json]
    processes: dict[str, Json]
    connections: tuple[Json, ...]


def collect(runtime: Runtime, connection: Connection, code: str) -> AppFiles:
    """The app, process or form with this code, as published. Raises UnknownDefinitionError."""
    published = runtime.definitions.processes(connection)
    forms = {name: version.form for name, version in runtime.definitions.forms(connection).items()}
    app = next((one for one in apps.available() if one.code == code), None)
    wanted = [name for name in (app.processes if app else (code,)) if name in published]
    if not wanted:
        wanted = [name for name, version in published.items() if version.definition.form == code]
    roots = [published[name].definition.form for name in wanted]
    roots += [name for name in (app.forms if app else (code,)) if name in forms]
    if not roots:
        raise UnknownDefinitionError("process", code)
    definitions = {name: published[name].definition for name in wanted}
    used = [form for one in definitions.values() for form in forms_of_steps(one)]
    ordered = with_links([*used, *roots], forms)
    roles = dict.fromkeys(role for one in definitions.values() for role in roles_asked(one))
    roles |= dict.fromkeys(role for name in ordered for role in roles_asked(forms[name]))
    directory = runtime.directory.get(connection)
    first = definitions[wanted[0]] if wanted else None
    head = {
        "code": code,
        "name": app.name if app else first.name if first else forms[code].name,
        "category": app.category if app else first.category if first else "",
        "description": app.description if app else first.description if first else "",
        "forms": ordered,
        "processes": wanted,
        "roles": {role: directory.role_name(role) for role in roles},
        "breaks": list(app.breaks) if app else [],
    }
    return AppFiles(
        app={key: value for key, value in head.items() if value or key in ("forms", "processes")},
        forms={name: form_document(forms[name]) for name in ordered},
        processes={name: process_document(one) for name, one in definitions.items()},
        connections=tuple(
            _without_secrets(row)
            for name in connections_of(definitions.values())
            if (row := connections.get(connection, name)) is not None
        ),
    )


def write(files: AppFiles, folder: Path) -> None:
    """Write the folder; an app exported there before is replaced. Raises FileExistsError for another folder."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "app.yaml").is_file():
        raise FileExistsError(str(folder))
    for name in ("forms", "processes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for old in (folder / name).glob("*.yaml"):
            old.unlink()
    for name in ("connections", "sample"):
        (folder / f"{name}.yaml").unlink(missing_ok=True)
    for path, text in texts(files).items():
        (folder / path).write_text(text, encoding="utf-8")


def texts(files: AppFiles) -> dict[str, str]:
    """The files by their path in the app's folder. Raises ValueError for a code that may not be a name."""
    found = {"app.yaml": to_yaml(files.app)}
    for name, documents in (("forms", files.forms), ("processes", files.processes)):
        for code, document in documents.items():
            found[f"{name}/{plain_code(code)}.yaml"] = to_yaml(document)
    if files.connections:
        found["connections.yaml"] = to_yaml(list(files.connections))
    return found


def packed(files: AppFiles) -> bytes:
    """The same as a zip, in a folder of the app's code. Raises ValueError."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in texts(files).items():
            archive.writestr(f"{plain_code(files.app['code'])}/{path}", text)
    return target.getvalue()


def add_connections(connection: Connection, folder: Path) -> list[str]:
    """As `put_connections`, from a folder's `connections.yaml`. Raises InvalidError."""
    path = folder / "connections.yaml"
    return put_connections(connection, read_yaml(path)) if path.is_file() else []


def put_connections(connection: Connection, documents: Any) -> list[str]:
    """Make the connections that are not there yet, without secrets and for public addresses only.

    Returns their names: an administrator completes them. Raises InvalidError.
    """
    try:
        rows = msgspec.convert(documents, list[_Connection])
    except msgspec.ValidationError as error:
        raise InvalidError("invalid_body", detail=str(error)) from None
    new = [row for row in rows if connections.get(connection, row.name) is None]
    for row in new:
        connections.put(connection, ConnectionRow(row.name, row.kind, row.url, False, None, row.settings))
    return [row.name for row in new]


def form_document(form: Form) -> Json:
    """A form as people write it: without the numbers that publishing gives."""
    given: Json = _unnumbered(msgspec.to_builtins(form))
    ordered = {key: given.pop(key) for key in _FORM_ORDER if key in given}
    return ordered | given


def process_document(definition: ProcessDefinition) -> Json:
    """A process as people write it: as steps where these say all of it, else as nodes and flows."""
    given: Json = msgspec.to_builtins(definition)
    nodes, flows = given.pop("nodes"), given.pop("flows")
    steps = to_steps(definition)
    if steps is not None and from_steps(steps) == (definition.nodes, definition.flows):
        return given | {"steps": msgspec.to_builtins(steps)}
    return given | {"nodes": nodes, "flows": flows}


def plain_code(code: str) -> str:
    """A code that may be a file's name. Raises ValueError."""
    if not code or code.startswith(".") or any(char in code for char in "/\\\0:"):
        raise ValueError(code)
    return code


class _Connection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    kind: str
    url: str = ""
    settings: Json = {}


def _unnumbered(value: Any) -> Any:
    """Without numbers, in the form itself and its fields; settings are left alone."""
    found = {key: item for key, item in value.items() if key not in _NUMBERS}
    if "fields" in found:
        found["fields"] = [_unnumbered(field) for field in found["fields"]]
    return found


def _without_secrets(row: ConnectionRow) -> Json:
    """A webhook's address often is its key; of others the host and path stay, without sign-in and query."""
    settings = {key: value for key, value in row.settings.items() if key not in _SECRET_SETTINGS}
    found: Json = {"name": row.name, "kind": row.kind}
    address = urlsplit(row.url)
    if row.kind != "webhook" and address.hostname:
        host = address.netloc.rpartition("@")[2]
        found["url"] = f"{address.scheme}://{host}{address.path}"
    return found | ({"settings": settings} if settings else {})
