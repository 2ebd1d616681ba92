"""The `document` connector's rendering: a case's archive as PDF/A-3b with its data attached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


def render_archive(payload: dict[str, Any]) -> bytes:
    """The PDF of an archive payload (`services.archive_data.collect`). Same payload, same bytes.

    The renderer is loaded on first use: a server that archives nothing does not carry it.
    """
    from banjie.documents.render import Attachment, render

    data = msgspec.json.format(msgspec.json.encode(payload), indent=2)
    return render(
        "case",
        payload,
        attachments=(Attachment("case.json", "application/json", data),),
        timestamp=datetime.fromisoformat(payload["at"]),
    )
