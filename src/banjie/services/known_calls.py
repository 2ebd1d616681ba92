"""Calls to another system that some process makes already: a new follow-up begins with one of them.

They are read off the published processes and the ready-made apps, so that whoever writes a rule sheet chooses
"同步 ERP 价格" instead of typing a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from banjie.engine.definition import ProcessDefinition
from banjie.services.app_parts import connection_of, services
from banjie.services.app_source import TEMPLATES, ready_made
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator


class KnownCall(msgspec.Struct, frozen=True):
    """A step of a process that calls the connection: its name, whose it is, its connector's settings."""

    name: str
    process: str
    connector: str
    config: dict[str, Any]


def of_connection(runtime: Runtime, viewer: Viewer, name: str) -> list[KnownCall]:
    """Calls over this connection that change something there, each kind (method and path) once."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        published = [one.definition for one in runtime.definitions.processes(connection).values()]
    found: dict[tuple[str, str], KnownCall] = {}
    for definition in (*published, *_ready_made()):
        for node in services(definition):
            if node.connector == "http" and connection_of(node) == name:
                kind = (str(node.config.get("method")), str(node.config.get("path")))
                found.setdefault(kind, KnownCall(node.name, definition.name, node.connector, node.config))
    return list(found.values())


def _ready_made() -> Iterator[ProcessDefinition]:
    for path in sorted(TEMPLATES.glob("*/app.yaml")):
        yield from ready_made(path.parent.name).processes.values()
