"""Attachments up and down."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import FileInfo
from banjie.services import uploads
from banjie.services.problems import InvalidError


@post("/files", operation_id="uploadFile")
async def post_file(
    runtime: Runtime,
    viewer: Viewer,
    data: Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
) -> FileInfo:
    """Upload one file as the multipart part `file`."""
    part = data.get("file")
    if not isinstance(part, UploadFile):
        raise InvalidError("invalid_body", detail="file")
    content = await part.read()
    stored = await asyncio.to_thread(uploads.store, runtime, viewer, part.filename, content)
    return FileInfo(id=stored.id, name=stored.name, media_type=stored.media_type, size=stored.size)


@get("/files/{identifier:str}", operation_id="downloadFile", sync_to_thread=True)
def get_file(
    runtime: Runtime, viewer: Viewer, identifier: FromPath[str], inline: FromQuery[bool] = False
) -> Response[bytes]:
    """Download a file. `inline` shows pictures and PDFs in the page; everything else is an attachment."""
    stored, content = uploads.fetch(runtime, viewer, identifier)
    shown = inline and (stored.media_type.startswith("image/") or stored.media_type == "application/pdf")
    kind = "inline" if shown else "attachment"
    return Response(
        content,
        media_type=stored.media_type,
        headers={
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(stored.name)}",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Cache-Control": "private, max-age=3600",
        },
    )


ROUTES = [post_file, get_file]
