"""Follow-ups with their receipts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from banjie.api.schemas import JobView
from banjie.services.viewer import Viewer


def job_view(row: Row[Any], title: str, viewer: Viewer) -> JobView:
    """A job's row. The error is a stable code and an English line; a known code becomes words."""
    return JobView(
        id=row.id,
        instance_id=row.instance,
        title=title,
        node=row.node,
        node_name=row.node_name,
        connector=row.connector,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.state == "retrying" else None,
        receipt=_receipt(row.receipt, viewer),
        error=row.error,
        uncertain=row.uncertain,
        holds_open=row.holds_open,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _receipt(receipt: dict[str, Any] | None, viewer: Viewer) -> dict[str, Any] | None:
    """A receipt with links to what was made: a record, a file."""
    if receipt is None:
        return None
    links = []
    if receipt.get("form") and receipt.get("record"):
        label = receipt.get("number") or receipt.get("title") or str(receipt["record"])
        links.append(
            {
                "label": label,
                "href": f"/ledgers/{receipt['form']}?record={receipt['record']}",
                "kind": "record",
            }
        )
    if receipt.get("file"):
        links.append(
            {
                "label": receipt.get("name") or viewer.words("case.archive_file"),
                "href": f"/api/v1/files/{receipt['file']}",
                "kind": "file",
            }
        )
    return {**receipt, "links": links}
