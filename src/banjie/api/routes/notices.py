"""What I was told inside the application."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromQuery

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.paging import limited
from banjie.api.schemas import Notice, NoticePage
from banjie.services import notices


@get("/notices", operation_id="listNotices", sync_to_thread=True)
def get_notices(
    runtime: Runtime,
    viewer: Viewer,
    before: FromQuery[int | None] = None,
    limit: FromQuery[int | None] = None,
) -> NoticePage:
    """My notices, newest first; `before` is the last id of the page before."""
    told, unread = notices.listed(runtime, viewer, before, limited(limit))
    return NoticePage(
        items=[
            Notice(
                id=one.row.id,
                instance_id=one.case,
                file_id=one.file,
                form=one.form,
                kind=one.row.kind,
                text=one.row.text,
                at=one.row.at,
                read=one.row.read,
            )
            for one in told
        ],
        unread=unread,
    )


@post("/notices/read", operation_id="readNotices", status_code=204, sync_to_thread=True)
def post_read(runtime: Runtime, viewer: Viewer) -> None:
    """I have seen them."""
    notices.mark_read(runtime, viewer)


ROUTES = [get_notices, post_read]
