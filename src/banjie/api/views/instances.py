"""Cases as lists show them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from banjie.api.schemas import InstancePage, InstanceSummary
from banjie.org.directory import Directory
from banjie.services.lists import CaseList
from banjie.services.viewer import Viewer
from banjie.storage.definitions import ProcessVersion


def state_label(viewer: Viewer, status: str, outcome: str | None, closed: bool) -> str:
    """One word for where a case stands; approved and closed are different words."""
    if status == "draft":
        return viewer.words("case.state.withdrawn" if outcome == "withdrawn" else "case.state.draft")
    if closed:
        return viewer.words("case.state.closed" if outcome == "approved" else f"case.state.{outcome}")
    if outcome == "approved":
        return viewer.words("case.state.executing")
    return viewer.words(f"case.state.{outcome or status}")


def summary_fields(
    row: Row[Any], version: ProcessVersion, directory: Directory, viewer: Viewer
) -> dict[str, Any]:
    """The fields that a summary and a whole case share."""
    definition = version.definition
    return {
        "id": row.id,
        "number": row.number,
        "process": definition.code,
        "process_name": definition.name,
        "icon": definition.icon,
        "version": row.version,
        "revision": row.revision,
        "title": row.title,
        "status": row.status,
        "outcome": row.outcome,
        "closed": row.closed,
        "state_label": state_label(viewer, row.status, row.outcome, row.closed),
        "applicant": row.applicant,
        "applicant_name": directory.name_of(row.applicant),
        "created_at": row.created_at,
        "submitted_at": row.submitted_at,
        "updated_at": row.updated_at,
        "current": row.current,
    }


def instance_page(page: CaseList, viewer: Viewer) -> InstancePage:
    return InstancePage(
        items=[
            InstanceSummary(
                **summary_fields(row, page.versions[row.process_id, row.version], page.directory, viewer),
                unread=bool(getattr(row, "unread", False)),
            )
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
        total=page.total,
    )
