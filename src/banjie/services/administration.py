"""Connections to the outside, and what the demo's receivers got. Administrators only."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import ProcessDefinition, ServiceTask
from banjie.services import audit
from banjie.services.audit import Change
from banjie.services.ports import Probed, TrialMail
from banjie.services.problems import ConflictError, FieldError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.vault import open_connection, vault_of
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import connections, settings
from banjie.storage.connections import ConnectionRow
from banjie.storage.ids import new_id

_MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_KIND_OF = {"mail": "email", "webhook": "webhook"}


class Patch(msgspec.Struct, frozen=True):
    """What to change; None leaves as it is. `kind` (email, webhook, http) counts for a new one."""

    url: str | None = None
    secrets: dict[str, str] = {}
    allow_private: bool | None = None
    settings: dict[str, Any] | None = None
    kind: str | None = None


def listed(runtime: Runtime, viewer: Viewer) -> list[ConnectionRow]:
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        return connections.listed(connection)


def change(runtime: Runtime, viewer: Viewer, name: str, patch: Patch) -> ConnectionRow:
    """Set a connection up (made on first use). Given secrets replace the stored ones of the same name."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        known = connections.get(connection, name)
        found = known or _new(name, patch.kind)
        secret = found.secret
        if patch.secrets:
            vault = vault_of(runtime)
            secret = vault.seal({**vault.open(found.secret), **patch.secrets})
        changed = ConnectionRow(
            found.name,
            found.kind,
            found.url if patch.url is None else patch.url[:2000],
            found.allow_private if patch.allow_private is None else patch.allow_private,
            secret,
            found.settings if patch.settings is None else {**found.settings, **patch.settings},
        )
        connections.put(connection, changed)
        _note(runtime, connection, viewer, found, changed, known is None, tuple(patch.secrets))
    return changed


def _note(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    before: ConnectionRow,
    after: ConnectionRow,
    new: bool,
    secrets: tuple[str, ...],
) -> None:
    """Which parts are other; never their values: addresses and settings may hold secrets too."""
    names = [
        name for name in ("url", "allow_private", "settings") if getattr(before, name) != getattr(after, name)
    ]
    changes = tuple(Change(name) for name in names) + tuple(Change(f"secret {name[:64]}") for name in secrets)
    if new or changes:
        action = f"connection.{'added' if new else 'changed'}"
        audit.note(
            runtime,
            connection,
            viewer,
            action,
            "connection",
            after.name,
            connector=after.kind,
            changes=changes,
        )


def _new(name: str, kind: str | None) -> ConnectionRow:
    if not _NAME.fullmatch(name):
        raise InvalidError("invalid_form", (FieldError("name", "problem.bad_connection_name"),), count=1)
    return ConnectionRow(name, _KIND_OF.get(name, kind or "http"), "", False, None, {})


def try_connection(runtime: Runtime, viewer: Viewer, name: str, to: str = "") -> tuple[Probed, int]:
    """Try a connection as it is stored; `to`: also send a test mail there. Returns the end and milliseconds.

    Raises NotFoundError, InvalidError for no mail address.
    """
    if to and not _MAIL.fullmatch(to):
        raise InvalidError("invalid_form", (FieldError("to", "problem.bad_mail_address"),), count=1)
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        row = connections.get(connection, name)
    if row is None:
        raise NotFoundError("connection_not_found", what=name)
    if not row.url:
        return Probed(False, "unset"), 0
    mail = TrialMail(to, viewer.words("probe.subject"), viewer.words("probe.text")) if to else None
    began = time.monotonic()
    # Outside of any transaction: the other side may take its time.
    found = runtime.probe(row.kind, open_connection(runtime, row), f"test-{new_id()}", mail, runtime.clock())
    return found, round((time.monotonic() - began) * 1000)


def remove(runtime: Runtime, viewer: Viewer, name: str) -> None:
    """Forget a connection with its secrets. Raises NotFoundError, ConflictError while processes call it."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        if connections.get(connection, name) is None:
            raise NotFoundError("connection_not_found", what=name)
        published = runtime.definitions.processes(connection).values()
        users = sorted({one.definition.name for one in published if _uses(one.definition, name)})
        if users:
            raise ConflictError("connection_in_use", name=name, processes="、".join(users[:5]))
        connections.remove(connection, name)
        audit.note(runtime, connection, viewer, "connection.removed", "connection", name)


def _uses(definition: ProcessDefinition, name: str) -> bool:
    steps = [node for node in definition.nodes if isinstance(node, ServiceTask)]
    return any(connections.name_for(node.connector, node.config) == name for node in steps)


def received(runtime: Runtime, viewer: Viewer) -> list[dict[str, Any]]:
    """The demo's inbox, from its receivers' process. Raises NotFoundError where there is none."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        address = settings.get(connection, "demo_receivers")
    if not address:
        raise NotFoundError("demo_only")
    try:
        answer = httpx.get(f"{address['http']}/inbox", timeout=5.0)
        answer.raise_for_status()
    except httpx.HTTPError:
        raise NotFoundError("demo_only") from None
    found = answer.json()
    items = [
        {
            "kind": "mail",
            "at": mail["at"],
            "title": mail["subject"],
            "content": f"{', '.join(mail['recipients'])}\n\n{mail['text']}",
            "key": mail["message_id"],
        }
        for mail in found.get("mails", [])
    ] + [
        {
            "kind": "webhook",
            "at": delivery["at"],
            "title": delivery["type"],
            "content": msgspec.json.format(msgspec.json.encode(delivery["body"]), indent=2).decode(),
            "key": delivery["webhook_id"],
        }
        for delivery in found.get("deliveries", [])
    ]
    return sorted(items, key=lambda item: str(item["at"]), reverse=True)
