"""The `document` connector's rendering: a case's archive as PDF/A-3b with its data attached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from banjie.services.ports import Files


def render_archive(payload: dict[str, Any], files: Files) -> bytes:
    """The PDF of an archive payload (`services.archive_data.collect`). Same payload, same bytes.

    Signatures are named by their hash; their pictures come from the files.

    The renderer is loaded on first use: a server that archives nothing does not carry it.
    """
    from banjie.documents.case_layout import picture_name
    from banjie.documents.render import Attachment, render

    signed = {str(line["signature"]) for line in payload.get("timeline") or () if line.get("signature")}
    data = msgspec.json.format(msgspec.json.encode(payload), indent=2)
    return render(
        "case",
        payload,
        attachments=(Attachment("case.json", "application/json", data),),
        images={picture_name(one): files.get(one) for one in sorted(signed)},
        timestamp=datetime.fromisoformat(payload["at"]),
    )
