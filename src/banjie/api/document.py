"""The OpenAPI document: what the framework derives from the routes, and what it cannot know.

Added here, by the shape of each operation: every failure is one `Problem` (RFC 9457), who may call (session
cookie or personal token), the headers that writes take, and which answers always carry every field. Nothing is
described twice by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from litestar import Litestar

from banjie.api.auth import SESSION_COOKIE
from banjie.api.schemas import Problem
from banjie.api.schemas.shape import Body

Json = dict[str, Any]
PROBLEM_TYPE: Final = "application/problem+json"
METHODS: Final = ("get", "post", "put", "patch", "delete")
OPEN: Final = frozenset(
    {"signIn", "signOut", "demoAccounts", "getSetup", "setUp", "healthz", "readyz", "metrics"}
)
"""Operations that ask for no sign-in."""

BYTES: Final[dict[str, tuple[str, ...]]] = {
    "exportRecords": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"),
    "exportAudit": ("text/csv",),
    "exportApp": ("application/zip",),
    "downloadFile": ("*/*",),
    "getImportTemplate": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "getPeopleTemplate": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "metrics": ("text/plain",),
    "events": ("text/event-stream",),
}
"""Operations that answer with something else than JSON."""
_MORE: Final = {"signIn": {"401", "429"}, "setUp": {"429"}, "events": {"429"}}
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD: Final = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}

_REF: Final = "#/components/schemas/{name}"
_MEANINGS: Final = {
    "400": "wrong shape, filter, sort order or cursor",
    "401": "not signed in",
    "403": "not allowed, or the CSRF header is missing",
    "404": "not there, or not for you",
    "405": "the path knows no such method",
    "409": "the state does not allow it, or somebody was quicker",
    "413": "too large",
    "422": "understood and refused: a field, an opinion, a reason",
    "429": "too many attempts; `Retry-After` says when",
    "500": "our fault; `instance` is the number that the log has",
}
_IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "the revision that was read; 409 where it is no longer the current one",
    "schema": {"type": "string", "pattern": '^(\\*|(W/)?"?[0-9]{1,15}"?)$'},
}
_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "the same answer to the same request within 24 hours; 422 for another body under the key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
}


def document(app: Litestar) -> bytes:
    """The document of this application as JSON."""
    found: Json = msgspec.to_builtins(app.openapi_schema.to_schema(), str_keys=True)
    (_, schemas) = msgspec.json.schema_components([Problem], ref_template=_REF)
    components: Json = found.setdefault("components", {})
    components.setdefault("schemas", {}).update(schemas)
    for kind in _always_whole(Body):
        if kind.__name__ in components["schemas"]:
            schema = components["schemas"][kind.__name__]
            schema["required"] = sorted(schema.get("properties", {}))
    components["responses"] = {status: _response(meaning) for status, meaning in _MEANINGS.items()}
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
        "token": {"type": "http", "scheme": "bearer"},
    }
    found["security"] = [{"session": []}, {"token": []}]
    for path, item in found["paths"].items():
        for method in METHODS:
            if method in item:
                _complete(path, method, item[method])
    return msgspec.json.encode(found)


def _always_whole(kind: type[Body]) -> Iterator[type[Body]]:
    """The answers that always carry every field: those that do not leave defaults out."""
    for found in kind.__subclasses__():
        if not found.__struct_config__.omit_defaults:
            yield found
        yield from _always_whole(found)


def _response(meaning: str) -> Json:
    schema = {"$ref": _REF.format(name="Problem")}
    return {"description": meaning, "content": {PROBLEM_TYPE: {"schema": schema}}}


def _complete(path: str, method: str, operation: Json) -> None:
    named = operation["operationId"]
    responses = {
        status: found for status, found in operation["responses"].items() if status.startswith(("2", "3"))
    }
    if named in OPEN:
        operation["security"] = []
    if named in BYTES:
        responses["200"]["content"] = dict.fromkeys(BYTES[named], _BINARY)
    responses.get("204", {}).pop("content", None)
    if named == "uploadFile":
        operation["requestBody"]["content"] = {"multipart/form-data": {"schema": _UPLOAD}}
    for status in _failures(method, operation):
        responses[status] = {"$ref": f"#/components/responses/{status}"}
    operation["responses"] = responses
    if method != "get" and named not in OPEN:
        parameters = operation.setdefault("parameters", [])
        parameters.append(_IDEMPOTENCY_KEY)
        if method in ("patch", "delete") or path.endswith("{command}"):
            parameters.append(_IF_MATCH)


def _failures(method: str, operation: Json) -> list[str]:
    """Which failures an operation may answer with."""
    named = operation["operationId"]
    found = {"400", "404", "500"}
    if named not in OPEN:
        found |= {"401", "403"}
    if method != "get":
        found |= {"409", "413", "422"}
    return sorted(found | _MORE.get(named, set()))
