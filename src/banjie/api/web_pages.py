"""Serves the built web UI: two pages for every unknown path, hashed assets for ever.

HTML is never cached (in-app browsers keep it hard); assets carry their hash in the name.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

STATIC = Path(str(files("banjie"))) / "static"
_PAGES = {"m": "m.html", "preview": "preview.html"}
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")


@cache
def _page(name: str, root_path: str) -> bytes:
    html = (STATIC / name).read_text(encoding="utf-8")
    return html.replace("<head>", f'<head><base href="{root_path}/">', 1).encode()


@cache
def _asset(path: str, encoding: str) -> tuple[bytes, str] | None:
    """An asset's bytes, compressed ahead where the build left a twin; None outside the folder or unknown."""
    target = (STATIC / path).resolve()
    if not target.is_relative_to(STATIC.resolve()) or not target.is_file():
        return None
    twin = target.with_name(target.name + encoding) if encoding else target
    chosen = twin if twin.is_file() else target
    return chosen.read_bytes(), encoding if chosen is not target else ""


def _encoding(request: Request[Any, Any, Any]) -> str:
    accepted = request.headers.get("accept-encoding", "")
    return ".br" if "br" in accepted else ".gz" if "gzip" in accepted else ""


def serve_asset(request: Request[Any, Any, Any], path: str) -> Response[bytes]:
    found = _asset(path, _encoding(request)) or _asset(path, "")
    if found is None:
        raise NotFoundException
    content, encoding = found
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = {".br": "br", ".gz": "gzip"}[encoding]
    return Response(
        content, media_type=mimetypes.guess_type(path)[0] or "application/octet-stream", headers=headers
    )


def page_routes(root_path: str) -> list[Any]:
    """Routes of the UI; none where no UI was built (a source checkout before `make`)."""
    if not (STATIC / "index.html").is_file():
        return []

    @get("/assets/{path:path}", include_in_schema=False, sync_to_thread=True)
    def asset(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
        return serve_asset(request, f"assets/{str(path).lstrip('/')}")

    @get(["/", "/{path:path}"], include_in_schema=False, sync_to_thread=False)
    def page(path: FromPath[str] = "") -> Response[bytes]:
        first = str(path).lstrip("/").split("/", 1)[0]
        if first in ("api", "assets", "wecom"):
            raise NotFoundException
        name = _PAGES.get(first.removesuffix(".html"), "index.html")
        if not (STATIC / name).is_file():
            name = "index.html"
        return Response(
            _page(name, root_path),
            media_type="text/html; charset=utf-8",
            headers={"Cache-Control": "no-cache, no-store"},
        )

    return [asset, page]
