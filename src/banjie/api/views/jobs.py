"""Follow-ups with their receipts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from banjie.api.schemas import JobView
from banjie.messages import has
from banjie.services.viewer import Viewer


def job_view(row: Row[Any], title: str, viewer: Viewer) -> JobView:
    """A job's row, its error also as a sentence that says what to do."""
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
        advice=advice(row.error, viewer),
        uncertain=row.uncertain,
        holds_open=row.holds_open,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def advice(error: str, viewer: Viewer) -> str:
    """What is wrong and what to do, from the stable code that an error's technical line begins with."""
    if not error:
        return ""
    code = error.partition(":")[0].strip()
    return viewer.words(next(key for key in _keys(code) if has(key)))


_STATUS = re.compile(r"(http|smtp)_(\d)\d\d")


def _keys(code: str) -> Iterator[str]:
    """From the most particular sentence to the one that always fits."""
    yield f"job_error.{code}"
    yield f"job_error.{code.partition('.')[0]}"  # `match.supplier`, `rows.items`: a place in the settings
    if status := _STATUS.fullmatch(code):
        yield f"job_error.{status[1]}_{status[2]}xx"
    if code.startswith("next_step_"):
        yield "job_error.next_step"
    if code == "DocumentError":
        yield "job_error.document"
    yield "job_error.unknown"


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
