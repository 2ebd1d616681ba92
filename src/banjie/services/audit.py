"""The seam of the audit: a use case that changes the installation notes it in its own transaction.

Noted or not done: an entry is written with what it describes, so neither is there without the other. What it says
is bounded and holds no secrets: of contact data and connections only which fields changed, of filters nothing.
Decisions in cases are not repeated here; they are in each case's own log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from banjie.messages import DEFAULT
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import audit, tokens

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": (
        "sign_in.succeeded",
        "sign_in.failed",
        "sign_in.locked",
        "sign_in.address_locked",
        "password.changed",
        "password.reset",
        "token.created",
        "token.revoked",
    ),
    "organisation": (
        "company.founded",
        "person.added",
        "person.changed",
        "person.left",
        "person.returned",
        "person.handed_over",
        "people.imported",
        "department.added",
        "department.changed",
        "department.moved",
        "role.added",
        "role.changed",
        "calendar.changed",
        "calendar.days_changed",
        "substitution.added",
        "substitution.removed",
    ),
    "definitions": (
        "form.published",
        "process.published",
        "process.pilot_started",
        "process.pilot_promoted",
        "process.pilot_ended",
        "app.tried",
        "app.trial_ended",
        "app.adopted",
        "app.imported",
        "app.exported",
    ),
    "connections": ("connection.added", "connection.changed", "connection.removed"),
    "data": ("data.imported", "data.exported"),
    "operations": (
        "incident.retried",
        "incident.waived",
        "case.terminated",
        "case.reassigned",
        "backup.started",
        "backup.made",
        "backup.failed",
        "backup.scheduled",
        "audit.exported",
    ),
}
"""Every action there is, stable codes, by what an administrator looks for."""

_ACTIONS: Final = frozenset(action for actions in GROUPS.values() for action in actions)
MACHINE: Final = Viewer("", DEFAULT)
"""Nobody who signed in: a command at the machine, or the schedule."""
MOST = 50
MOST_TEXT = 200


class Change(msgspec.Struct, frozen=True):
    """A field that changed; None for both where the values are nobody's business."""

    field: str
    before: str | None = None
    after: str | None = None


def note(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    action: str,
    kind: str,
    identifier: str,
    name: str = "",
    *,
    changes: tuple[Change, ...] = (),
    **detail: str | int | bool,
) -> None:
    """Write down what is being done, in the caller's transaction."""
    if action not in _ACTIONS:
        raise ValueError(f"unknown action {action!r}")
    told: dict[str, Any] = {
        key: value[:MOST_TEXT] if isinstance(value, str) else value for key, value in detail.items()
    }
    if changes:
        told["changes"] = [[one.field, _cut(one.before), _cut(one.after)] for one in changes[:MOST]]
    audit.add(
        connection,
        {
            "at": runtime.clock(),
            "who": viewer.username,
            "token": _token(connection, viewer),
            "address": viewer.address[:64],
            "action": action,
            "kind": kind,
            "object": identifier[:128],
            "name": (name or identifier)[:200],
            "detail": told,
        },
    )


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """The fields of `after` that were something else."""
    return tuple(
        Change(field, before.get(field, ""), value)
        for field, value in after.items()
        if before.get(field, "") != value
    )


def _cut(text: str | None) -> str | None:
    return None if text is None else text[:MOST_TEXT]


def _token(connection: Connection, viewer: Viewer) -> str:
    """The name of the personal token that somebody came with; its number once it is revoked."""
    if not viewer.token:
        return ""
    found = tokens.named(connection, viewer.token)
    return str(found.name if found else viewer.token)[:200]
