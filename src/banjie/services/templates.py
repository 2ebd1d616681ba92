"""The gallery of ready-made apps: what each does here, trying one, adopting one. For administrators."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import ProcessDefinition, ServiceTask, UserTask
from banjie.services import app_install, app_roles, app_sample, app_trial, audit
from banjie.services.app_bundle import Bundle, Piece, compare, gather
from banjie.services.app_parts import connections_of, without_connections
from banjie.services.app_roles import RoleNeed
from banjie.services.app_source import TEMPLATES, App, BadAppError, ready_made
from banjie.services.problems import ConflictError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import connections

Json = dict[str, Any]
State = Literal["available", "trial", "installed"]


class Card(msgspec.Struct, frozen=True):
    """An app in the gallery. `fields` of the request's form; `steps`: people's; `followups`: what lands."""

    app: App
    process: ProcessDefinition
    fields: int
    steps: int
    followups: tuple[ServiceTask, ...]
    state: State


class Detail(msgspec.Struct, frozen=True):
    """All of it: what would be made or reused, who is asked, which connections it goes through."""

    card: Card
    bundle: Bundle
    pieces: tuple[Piece, ...]
    roles: tuple[RoleNeed, ...]
    connections: tuple[tuple[str, bool], ...]
    values: Json
    display: Json


class Adopted(msgspec.Struct, frozen=True):
    """What adopting or trying did; `data`: what the first request may begin with."""

    code: str
    process: str
    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]
    data: Json


def listed(runtime: Runtime, viewer: Viewer) -> list[Card]:
    """Every ready-made app with a process, by category."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        bundles = [gather(ready_made(path.parent.name)) for path in sorted(TEMPLATES.glob("*/app.yaml"))]
        cards = [_card(runtime, connection, bundle) for bundle in bundles if bundle.source.processes]
    return sorted(cards, key=lambda card: (card.app.category, card.app.code))


def detail(runtime: Runtime, viewer: Viewer, code: str) -> Detail:
    """One app. Raises NotFoundError."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        bundle = _bundle(code)
        directory = runtime.directory.get(connection)
        values, display = app_sample.picture(
            bundle, directory, _user(runtime, connection, viewer), _now(runtime), viewer.locale
        )
        return Detail(
            card=_card(runtime, connection, bundle),
            bundle=bundle,
            pieces=compare(runtime, connection, bundle),
            roles=app_roles.needed(bundle, directory, viewer.username),
            connections=tuple(
                (name, name not in _not_ready(connection, bundle))
                for name in connections_of(bundle.processes.values())
            ),
            values=values,
            display=display,
        )


def adopt(
    runtime: Runtime, viewer: Viewer, code: str, chosen: dict[str, tuple[str, ...]], *, leave_out: bool = True
) -> Adopted:
    """Bring an app into the company, without sample records. A trial of it becomes the real thing.

    `leave_out`: steps through connections that are not set up are left out, to be added later; else they are
    there and wait as incidents. Raises NotFoundError, ConflictError, CollisionError, InvalidError.
    """
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        bundle = _bundle(code)
        needs = app_roles.needed(bundle, runtime.directory.get(connection), viewer.username)
        trial = app_trial.of(connection, code)
        if trial is None and _state(runtime, connection, bundle) == "installed":
            raise ConflictError("template_installed", name=bundle.source.app.name)
        if trial is not None and not app_trial.used(runtime, connection, trial):
            app_trial.remove(runtime, connection, trial)
            trial = None
        app_roles.appoint(runtime, connection, needs, chosen)
        left_out: list[str] = []
        if trial is not None:
            app_trial.open_to_all(runtime, connection, trial, viewer.username)
            pieces = compare(runtime, connection, bundle)
        else:
            missing = _not_ready(connection, bundle) if leave_out else set()
            done = app_install.install(
                runtime,
                connection,
                bundle,
                viewer.username,
                data=False,
                change=lambda given: _without(given, missing, left_out),
            )
            pieces = done.pieces
        _note(runtime, connection, viewer, bundle, "adopted")
    runtime.signals.flush()
    return Adopted(code, _process(bundle).code, pieces, tuple(left_out), {})


def try_(runtime: Runtime, viewer: Viewer, code: str) -> Adopted:
    """Bring an app in for the reader alone, with sample records; again: only what the form begins with.

    Raises NotFoundError, ConflictError for one that is installed, CollisionError.
    """
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        bundle = _bundle(code)
        left_out: list[str] = []
        state = _state(runtime, connection, bundle)
        if state == "available":
            needs = app_roles.needed(bundle, runtime.directory.get(connection), viewer.username)
            alone: dict[str, tuple[str, ...]] = {
                need.code: (viewer.username,) for need in needs if not need.holders
            }
            missing = _not_ready(connection, bundle)

            def change(given: ProcessDefinition) -> ProcessDefinition:
                return app_trial.for_one(_without(given, missing, left_out), viewer.username)

            roles = app_roles.appoint(runtime, connection, needs, alone)
            done = app_install.install(runtime, connection, bundle, viewer.username, data=True, change=change)
            app_trial.keep(connection, code, done, roles, viewer.username)
            _note(runtime, connection, viewer, bundle, "tried")
        pieces = compare(runtime, connection, bundle)
        user = _user(runtime, connection, viewer)
        data = app_sample.draft(runtime, connection, bundle.source.sample, user)
    return Adopted(code, _process(bundle).code, pieces, tuple(left_out), data)


def end_trial(runtime: Runtime, viewer: Viewer, code: str) -> None:
    """Take a trial away again. Raises NotFoundError, ConflictError once something was started or entered."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        trial = app_trial.of(connection, code)
        if trial is None:
            raise NotFoundError("template_not_found", what=code)
        if app_trial.used(runtime, connection, trial):
            raise ConflictError("template_used", name=_bundle(code).source.app.name)
        app_trial.remove(runtime, connection, trial)
        _note(runtime, connection, viewer, _bundle(code), "trial_ended")


def _note(runtime: Runtime, connection: Connection, viewer: Viewer, bundle: Bundle, what: str) -> None:
    app = bundle.source.app
    audit.note(runtime, connection, viewer, f"app.{what}", "app", app.code, app.name)


def _bundle(code: str) -> Bundle:
    try:
        bundle = gather(ready_made(code))
    except BadAppError:
        raise NotFoundError("template_not_found", what=code) from None
    if not bundle.source.processes:
        raise NotFoundError("template_not_found", what=code)
    return bundle


def _process(bundle: Bundle) -> ProcessDefinition:
    return next(iter(bundle.source.processes.values()))


def _card(runtime: Runtime, connection: Connection, bundle: Bundle) -> Card:
    process = _process(bundle)
    return Card(
        app=bundle.source.app,
        process=process,
        fields=len(bundle.forms[process.form].fields),
        steps=sum(isinstance(node, UserTask) for node in process.nodes),
        followups=tuple(
            node
            for node in process.nodes
            if isinstance(node, ServiceTask) and not node.connector.endswith("_lookup")
        ),
        state=_state(runtime, connection, bundle),
    )


def _state(runtime: Runtime, connection: Connection, bundle: Bundle) -> State:
    if app_trial.of(connection, bundle.source.app.code) is not None:
        return "trial"
    process = _process(bundle)
    running = runtime.definitions.processes(connection).get(process.code)
    return "installed" if running is not None and running.definition.form == process.form else "available"


def _not_ready(connection: Connection, bundle: Bundle) -> set[str]:
    """Connections that the app's steps use and that are not set up."""
    return {
        name
        for name in connections_of(bundle.processes.values())
        if (row := connections.get(connection, name)) is None or not row.url
    }


def _without(given: ProcessDefinition, missing: set[str], left_out: list[str]) -> ProcessDefinition:
    changed, names = without_connections(given, missing)
    left_out.extend(names)
    return changed


def _user(runtime: Runtime, connection: Connection, viewer: Viewer) -> Json:
    person = runtime.directory.get(connection).person(viewer.username)
    return {
        "username": viewer.username,
        "name": person.name if person else viewer.username,
        "department": person.department if person else None,
    }


def _now(runtime: Runtime) -> Any:
    return runtime.clock().astimezone(runtime.zone)
