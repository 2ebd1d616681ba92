"""The HTTP application: routes, problems, security headers, the OpenAPI document and the built web UI."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request, Response, Router, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Message, Scope

from banjie.api.auth import address_of, identity_of, runtime_of
from banjie.api.document import document
from banjie.api.event_stream import Hub
from banjie.api.idempotency import IdempotencyMiddleware
from banjie.api.problems import HANDLERS, locale_of
from banjie.api.routes import API_ROUTES, ROOT_ROUTES
from banjie.api.web_pages import page_routes
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
)
MAX_UPLOAD = 24 * 1024 * 1024


def provide_runtime(request: Request[Any, Any, Any]) -> Runtime:
    return runtime_of(request)


def provide_viewer(request: Request[Any, Any, Any]) -> Viewer:
    """The signed-in reader; 401 without one."""
    identity = identity_of(request)
    return Viewer(identity.username, locale_of(request), identity.token, address_of(request))


async def _security_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        present = {name for name, _ in message["headers"]}
        headers = [*message["headers"], *((name, value) for name, value in _HEADERS if name not in present)]
        if str(scope["path"]).startswith("/api/") and b"cache-control" not in present:
            headers.append((b"cache-control", b"no-store"))
        message["headers"] = headers


@get("/openapi.json", include_in_schema=False, sync_to_thread=True)
def get_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document of this server, made at the first request."""
    state = request.app.state
    if state.get("document") is None:
        state["document"] = document(request.app)
    return Response(state["document"], media_type="application/vnd.oai.openapi+json")


def create_app(runtime: Runtime, hub: Hub) -> Litestar:
    """The application over a wired runtime."""
    api = Router(
        "/api/v1",
        # Health and metrics answer under the API's root too; the document names them once.
        route_handlers=[
            *API_ROUTES,
            get_openapi,
            Router("/", route_handlers=ROOT_ROUTES, include_in_schema=False),
        ],
        dependencies={
            "runtime": Provide(provide_runtime, sync_to_thread=False),
            "viewer": Provide(provide_viewer, sync_to_thread=True),
        },
        middleware=[IdempotencyMiddleware()],
    )
    return Litestar(
        route_handlers=[api, *ROOT_ROUTES, *page_routes(runtime.config.root_path)],
        exception_handlers=HANDLERS,
        state=State({"runtime": runtime, "hub": hub}),
        before_send=[_security_headers],
        logging_config=None,  # its default would log every URL that a connector asks, secrets included
        request_max_body_size=MAX_UPLOAD,
        openapi_config=OpenAPIConfig(
            title="Banjie",
            version="1",
            description="Approvals that end in done.",
            path="/api/v1/schema",  # its own pages; the contract's address is `get_openapi`
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            use_handler_docstrings=True,
        ),
    )
