"""Server-sent events."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.response import ServerSentEvent

from banjie.api.dependencies import Viewer
from banjie.api.event_stream import Hub


@get("/events", operation_id="events")
async def get_events(request: Request[Any, Any, Any], viewer: Viewer) -> ServerSentEvent:
    """`inbox` when my lists have changed, `case` with `{"id"}` when a case that I take part in has."""
    hub: Hub = request.app.state["hub"]
    return ServerSentEvent(hub.listen(viewer.username), headers={"X-Accel-Buffering": "no"})


ROUTES = [get_events]
