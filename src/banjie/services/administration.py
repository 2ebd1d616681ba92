"""Connections to the outside, and what the demo's receivers got. Administrators only."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from banjie.services.problems import NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.vault import vault_of
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import connections, settings
from banjie.storage.connections import ConnectionRow

_SECRETS = ("secret", "username", "password")


class Patch(msgspec.Struct, frozen=True):
    """What to change; None leaves as it is."""

    url: str | None = None
    secrets: dict[str, str] = {}
    allow_private: bool | None = None
    settings: dict[str, Any] | None = None


def listed(runtime: Runtime, viewer: Viewer) -> list[ConnectionRow]:
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        return connections.listed(connection)


def change(runtime: Runtime, viewer: Viewer, name: str, patch: Patch) -> ConnectionRow:
    """Set a connection up (made on first use). Given secrets replace the stored ones of the same name."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        found = connections.get(connection, name) or ConnectionRow(
            name[:64], {"mail": "email", "webhook": "webhook"}.get(name, "http"), "", False, None, {}
        )
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
    return changed


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
