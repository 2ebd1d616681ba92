"""Server-sent events."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.response import ServerSentEvent

from banjie.api.auth import is_still_signed_in
from banjie.api.dependencies import Viewer
from banjie.api.event_stream import PAGES_PER_PERSON, Hub
from banjie.services.problems import TooManyError


@get("/events", operation_id="events")
async def get_events(request: Request[Any, Any, Any], viewer: Viewer) -> ServerSentEvent:
    """`inbox` when my lists have changed, `case` with `{"id"}` when a case that I take part in has."""
    hub: Hub = request.app.state["hub"]
    if hub.is_full(viewer.username):
        raise TooManyError("too_many_pages", minutes=1, limit=PAGES_PER_PERSON)
    messages = hub.listen(viewer.username, lambda: is_still_signed_in(request))
    return ServerSentEvent(messages, headers={"X-Accel-Buffering": "no"})


ROUTES = [get_events]
