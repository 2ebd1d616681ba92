"""Health and metrics, at the root."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from banjie.api.auth import runtime_of


@get("/healthz", operation_id="healthz", sync_to_thread=False)
def get_healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", operation_id="readyz", sync_to_thread=True)
def get_readyz(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The database answers too."""
    with runtime_of(request).database.read() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ok"}


@get("/metrics", operation_id="metrics", sync_to_thread=True)
def get_metrics() -> Response[bytes]:
    """Prometheus text."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


ROUTES = [get_healthz, get_readyz, get_metrics]
