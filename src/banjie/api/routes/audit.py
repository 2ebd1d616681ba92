"""The audit of the installation, for administrators."""

from __future__ import annotations

from datetime import date
from io import StringIO
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromQuery

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.paging import limited, read_cursor, write_cursor
from banjie.api.schemas.audit import AuditChange, AuditDetail, AuditEntry, AuditPage
from banjie.services import audit_pages
from banjie.services.audit_pages import Entry, Wanted
from banjie.services.problems import BadRequestError
from banjie.storage.audit import Position


def _view(entry: Entry) -> AuditEntry:
    return AuditEntry(
        id=str(entry.identifier),
        at=entry.at,
        who=entry.who,
        who_name=entry.who_name,
        token=entry.token,
        address=entry.address,
        action=entry.action,
        label=entry.label,
        kind=entry.kind,
        kind_label=entry.kind_label,
        object=entry.object,
        name=entry.name,
        changes=[AuditChange(label=one.label, before=one.before, after=one.after) for one in entry.changes],
        details=[AuditDetail(label=one.label, value=one.value) for one in entry.details],
    )


@get("/audit", operation_id="listAudit", sync_to_thread=True)
def get_audit(
    runtime: Runtime,
    viewer: Viewer,
    person: FromQuery[str] = "",
    group: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    object: FromQuery[str] = "",  # noqa: A002 - the entry's name for it
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> AuditPage:
    """Who did what to the installation, newest first: by `person`, `group` of actions, thing (`kind`, `object`),
    and days in the company's zone, both included."""
    wanted = Wanted(person, group, kind, object, since, until)
    page = audit_pages.page(runtime, viewer, wanted, _position(cursor), limited(limit))
    return AuditPage(
        items=[_view(entry) for entry in page.entries],
        next_cursor=write_cursor(page.following[0], str(page.following[1])) if page.following else None,
        total=None,
    )


@get("/audit/export", operation_id="exportAudit", sync_to_thread=True)
def get_export(
    runtime: Runtime,
    viewer: Viewer,
    person: FromQuery[str] = "",
    group: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    object: FromQuery[str] = "",  # noqa: A002
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
) -> Response[bytes]:
    """The same entries as CSV, at most 100,000. That they were exported is itself noted."""
    file = StringIO(newline="")
    audit_pages.write_csv(runtime, viewer, Wanted(person, group, kind, object, since, until), file)
    name = f"{viewer.words('audit.file')}-{runtime.clock().astimezone(runtime.zone):%Y%m%d}.csv"
    return Response(
        file.getvalue().encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _position(cursor: str | None) -> Position:
    found = read_cursor(cursor)
    if found is None:
        return None
    at, number = found
    if not number.isdecimal() or len(number) > 18:
        raise BadRequestError("bad_cursor")
    return at, int(number)


ROUTES = [get_audit, get_export]
