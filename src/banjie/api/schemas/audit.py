"""The audit on the wire."""

from __future__ import annotations

from datetime import datetime

from banjie.api.schemas.shape import Body


class AuditChange(Body):
    """A field that changed; both values null where only that it changed is kept."""

    label: str
    before: str | None
    after: str | None


class AuditDetail(Body):
    label: str
    value: str


class AuditEntry(Body):
    """Who did what to which thing. `who` is empty for commands at the machine and for refused sign-ins, `token`
    the name of the personal token that was used, `object` the thing's code or id."""

    id: str
    at: datetime
    who: str
    who_name: str
    token: str
    address: str
    action: str
    label: str
    kind: str
    kind_label: str
    object: str
    name: str
    changes: list[AuditChange]
    details: list[AuditDetail]


class AuditPage(Body):
    items: list[AuditEntry]
    next_cursor: str | None
    total: int | None
