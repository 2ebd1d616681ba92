"""Every failure becomes an RFC 9457 problem document here, in the reader's language; never a stack trace."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DataError

from banjie.api.schemas import FieldProblem, Problem
from banjie.engine.rejections import Rejected
from banjie.messages import choose, words
from banjie.services.problems import ConflictError, ServiceError, TooManyError
from banjie.storage.definitions import UnknownDefinitionError
from banjie.storage.ids import new_id

MEDIA_TYPE = "application/problem+json"
_FORBIDDEN = {"not_allowed"}
_UNPROCESSABLE = {
    "opinion_required",
    "opinion_stock_phrase",
    "signature_required",
    "unknown_reason_code",
    "nobody_to_ask",
    "no_branch",
}
_NOT_FOUND = {"not_found"}

log = structlog.get_logger("banjie.api")


def locale_of(request: Request[Any, Any, Any]) -> str:
    """The reader's language: Accept-Language, else the signed-in person's."""
    preferred = request.scope.get("banjie_locale")
    return choose(request.headers.get("accept-language"), preferred if isinstance(preferred, str) else None)


def _answer(problem: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def _problem(locale: str, status: int, prefix: str, code: str, params: dict[str, Any]) -> Problem:
    title = words(locale, f"{prefix}.{code}", params)
    return Problem(type=f"urn:banjie:problem:{code}", title=title, status=status, detail=title, code=code)


def on_service_error(request: Request[Any, Any, Any], error: ServiceError) -> Response[Problem]:
    locale = locale_of(request)
    problem = _problem(locale, error.status, "problem", error.code, error.params)
    problem.errors = [
        FieldProblem(
            field=item.field, code=item.code, message=item.message or words(locale, item.code, item.params)
        )
        for item in error.errors
    ]
    if isinstance(error, ConflictError):
        problem.revision = error.revision
        problem.meanwhile = error.meanwhile
    headers = (
        {"Retry-After": str(60 * int(error.params.get("minutes", 1)))}
        if isinstance(error, TooManyError)
        else None
    )
    return _answer(problem, headers)


def rejection_status(code: str) -> int:
    """The HTTP status of an engine's refusal."""
    if code in _NOT_FOUND:
        return 404
    if code in _FORBIDDEN:
        return 403
    return 422 if code in _UNPROCESSABLE else 409


def rejection_problem(locale: str, error: Rejected) -> Problem:
    """The problem document of an engine's refusal, with what happened meanwhile where it knows."""
    params = dict(error.details)
    if error.code == "task_closed":
        params["decision_label"] = words(locale, f"decision.{params.get('decision') or ''}")
        params.setdefault("by_name", params.get("by", ""))
    problem = _problem(locale, rejection_status(error.code), "rejected", error.code, params)
    if error.field:
        problem.errors = [FieldProblem(field=error.field, code=error.code, message=problem.title)]
    if error.code == "task_closed":
        problem.meanwhile = params
    return problem


def on_rejected(request: Request[Any, Any, Any], error: Rejected) -> Response[Problem]:
    return _answer(rejection_problem(locale_of(request), error))


def on_unknown_definition(
    request: Request[Any, Any, Any], error: UnknownDefinitionError
) -> Response[Problem]:
    return _answer(
        _problem(locale_of(request), 404, "problem", f"{error.what}_not_found", {"what": error.code})
    )


_PATH = re.compile(r"at `\$?\.?([^`]*)`")


def on_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[Problem]:
    """A body or parameter of the wrong shape: 400, with the place where it is known."""
    extra = error.extra if isinstance(error.extra, list) else []
    details = [item for item in extra if isinstance(item, dict)]
    first = str(details[0].get("message", "")) if details else str(error.detail)
    problem = _problem(locale_of(request), 400, "problem", "invalid_body", {"detail": first[:300]})
    problem.errors = [
        FieldProblem(
            field=str(item.get("key", "")), message=str(item.get("message", ""))[:300], code="invalid"
        )
        for item in details
    ]
    return _answer(problem)


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    status = error.status_code
    code = {401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}.get(status)
    if code is None and status >= 500:
        return on_unexpected(request, error)
    params = {"what": request.url.path, "detail": str(error.detail)[:300]}
    return _answer(_problem(locale_of(request), status, "problem", code or "invalid_body", params))


def on_decode(request: Request[Any, Any, Any], error: msgspec.MsgspecError) -> Response[Problem]:
    found = _PATH.search(str(error))
    problem = _problem(locale_of(request), 400, "problem", "invalid_body", {"detail": str(error)[:300]})
    if found:
        problem.errors = [FieldProblem(field=found.group(1), message=str(error)[:300], code="invalid")]
    return _answer(problem)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Our fault: logged with a number that the reader can pass on; the reader learns nothing else."""
    number = new_id()[-10:].upper()
    log.error("unexpected", number=number, path=request.url.path, exc_info=error)
    problem = _problem(locale_of(request), 500, "problem", "internal", {"number": number})
    problem.instance = number
    return _answer(problem)


def on_unstorable(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A value that no column holds: a NUL byte, a number beyond 64 bits. Databases differ in refusing it."""
    log.warning("value refused by the database", path=request.url.path, error=type(error).__name__)
    return _answer(_problem(locale_of(request), 400, "problem", "unstorable", {}))


HANDLERS: dict[int | type[Exception], Any] = {
    ServiceError: on_service_error,
    Rejected: on_rejected,
    UnknownDefinitionError: on_unknown_definition,
    ValidationException: on_validation,
    HTTPException: on_http,
    msgspec.MsgspecError: on_decode,
    DataError: on_unstorable,
    OverflowError: on_unstorable,
    Exception: on_unexpected,
}
