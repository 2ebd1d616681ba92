"""Apps up and down as zips of their readable files. For administrators; no secret travels."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from banjie.services import app_folder, app_install, app_roles, audit
from banjie.services.app_bundle import Bundle, Piece, compare, gather, refuse_collisions
from banjie.services.app_parts import connections_of
from banjie.services.app_roles import RoleNeed
from banjie.services.app_source import App, BadAppError, from_zip
from banjie.services.problems import FieldError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import connections
from banjie.storage.definitions import UnknownDefinitionError


class Report(msgspec.Struct, frozen=True):
    """What an app makes here, or would; `errors` say why it cannot be taken."""

    app: App
    pieces: tuple[Piece, ...]
    roles: tuple[RoleNeed, ...]
    connections: tuple[tuple[str, bool], ...]
    errors: tuple[FieldError, ...]
    done: bool


def export(runtime: Runtime, viewer: Viewer, code: str) -> tuple[str, bytes]:
    """An app, process or form with what it needs, as a zip; with its name. Raises NotFoundError."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        try:
            files = app_folder.collect(runtime, connection, code)
        except (UnknownDefinitionError, ValueError):
            raise NotFoundError("template_not_found", what=code) from None
        name = str(files.app["name"])
        audit.note(runtime, connection, viewer, "app.exported", "app", code, name)
    return name, app_folder.packed(files)


def bring_in(runtime: Runtime, viewer: Viewer, content: bytes, *, dry: bool) -> Report:
    """Publish what the zip holds and this company does not have yet; `dry`: only say what would come of it.

    Roles that nobody holds go to the suggested people. Raises InvalidError for a file that is no app, and where
    it is not dry CollisionError and InvalidError with the findings.
    """
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
    try:
        bundle = gather(from_zip(content))
    except BadAppError as error:
        raise InvalidError("app_unreadable", detail=str(error)) from None
    with runtime.database.read() as connection:
        report = _report(runtime, connection, viewer, bundle)
    if dry:
        return report
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        needs = app_roles.needed(bundle, runtime.directory.get(connection), viewer.username)
        app_install.install(runtime, connection, bundle, viewer.username, data=False)
        app_folder.put_connections(connection, bundle.source.connections)
        app_roles.appoint(runtime, connection, needs, {})
        app = bundle.source.app
        made = ", ".join(piece.code for piece in report.pieces if piece.state == "new")
        audit.note(runtime, connection, viewer, "app.imported", "app", app.code, app.name, made=made)
    return msgspec.structs.replace(report, errors=(), done=True)


def _report(runtime: Runtime, connection: Connection, viewer: Viewer, bundle: Bundle) -> Report:
    pieces = compare(runtime, connection, bundle)
    present = {code: version.form for code, version in runtime.definitions.forms(connection).items()}
    errors: tuple[FieldError, ...] = ()
    try:
        refuse_collisions(pieces)
        app_install.refuse_wrong(bundle, pieces, present)
    except InvalidError as error:
        errors = error.errors
    return Report(
        app=bundle.source.app,
        pieces=pieces,
        roles=app_roles.needed(bundle, runtime.directory.get(connection), viewer.username),
        connections=tuple(
            (name, _ready(connection, name)) for name in connections_of(bundle.processes.values())
        ),
        errors=errors,
        done=False,
    )


def _ready(connection: Connection, name: str) -> bool:
    row = connections.get(connection, name)
    return row is not None and bool(row.url)
