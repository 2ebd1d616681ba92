"""Every failure becomes an RFC 9457 problem document here, in the reader's language; never a stack trace.

Each carries a number (`instance`) that stands in the log with what was asked: who reads it can pass it on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from banjie.api.schemas import FieldProblem, Problem
from banjie.engine.rejections import Rejected
from banjie.messages import choose, words
from banjie.services.problems import ConflictError, FieldError, ServiceError, TooManyError
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

_HTTP_CODES = {
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}

log = structlog.get_logger("banjie.api")


def locale_of(request: Request[Any, Any, Any]) -> str:
    """The reader's language: Accept-Language, else the signed-in person's."""
    preferred = request.scope.get("banjie_locale")
    return choose(request.headers.get("accept-language"), preferred if isinstance(preferred, str) else None)


def _answer(
    request: Request[Any, Any, Any],
    problem: Problem,
    headers: dict[str, str] | None = None,
    fault: Exception | None = None,
) -> Response[Problem]:
    """The problem under its number. A refusal is one line in the log, a fault of ours comes with its trace."""
    problem.instance = problem.instance or _number()
    line = {
        "number": problem.instance,
        "status": problem.status,
        "code": problem.code,
        "method": request.method,
        "path": request.url.path,
    }
    if fault is None:
        log.info("refused", **line)
    else:
        log.error("failed", **line, exc_info=fault)
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def _number() -> str:
    return new_id()[-10:].upper()


def _problem(locale: str, status: int, prefix: str, code: str, params: dict[str, Any]) -> Problem:
    title = words(locale, f"{prefix}.{code}", params)
    return Problem(type=f"urn:banjie:problem:{code}", title=title, status=status, detail=title, code=code)


def field_problems(locale: str, errors: Iterable[FieldError]) -> list[FieldProblem]:
    """What is wrong at which field, in the reader's words."""
    return [
        FieldProblem(
            field=item.field, code=item.code, message=item.message or words(locale, item.code, item.params)
        )
        for item in errors
    ]


def on_service_error(request: Request[Any, Any, Any], error: ServiceError) -> Response[Problem]:
    locale = locale_of(request)
    problem = _problem(locale, error.status, "problem", error.code, error.params)
    problem.errors = field_problems(locale, error.errors)
    if isinstance(error, ConflictError):
        problem.revision = error.revision
        problem.meanwhile = error.meanwhile
    headers = (
        {"Retry-After": str(60 * int(error.params.get("minutes", 1)))}
        if isinstance(error, TooManyError)
        else None
    )
    return _answer(request, problem, headers)


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


def refusal_text(locale: str, error: Rejected | ServiceError) -> str:
    """What a refusal says, where it is one among others and no answer of its own."""
    if isinstance(error, Rejected):
        return rejection_problem(locale, error).title
    return words(locale, f"problem.{error.code}", error.params)


def on_rejected(request: Request[Any, Any, Any], error: Rejected) -> Response[Problem]:
    return _answer(request, rejection_problem(locale_of(request), error))


def on_unknown_definition(
    request: Request[Any, Any, Any], error: UnknownDefinitionError
) -> Response[Problem]:
    return _answer(
        request, _problem(locale_of(request), 404, "problem", f"{error.what}_not_found", {"what": error.code})
    )


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
    return _answer(request, problem)


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    status = error.status_code
    code = _HTTP_CODES.get(status)
    if code is None and status >= 500:
        return on_unexpected(request, error)
    params = {"what": request.url.path, "detail": str(error.detail)[:300]}
    return _answer(request, _problem(locale_of(request), status, "problem", code or "invalid_body", params))


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Our fault: logged with a number that the reader can pass on; the reader learns nothing else."""
    number = _number()
    problem = _problem(locale_of(request), 500, "problem", "internal", {"number": number})
    problem.instance = number
    return _answer(request, problem, fault=error)


def on_unavailable(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The database cannot be reached, is locked or took too long: to be tried again."""
    problem = _problem(locale_of(request), 503, "problem", "unavailable", {})
    return _answer(request, problem, {"Retry-After": "10"}, fault=error)


def on_unstorable(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A value that no column holds: a NUL byte, a number beyond 64 bits. Databases differ in refusing it."""
    log.warning("value refused by the database", path=request.url.path, error=type(error).__name__)
    return _answer(request, _problem(locale_of(request), 400, "problem", "unstorable", {}))


HANDLERS: dict[int | type[Exception], Any] = {
    ServiceError: on_service_error,
    Rejected: on_rejected,
    UnknownDefinitionError: on_unknown_definition,
    ValidationException: on_validation,
    HTTPException: on_http,
    DataError: on_unstorable,
    OperationalError: on_unavailable,
    InterfaceError: on_unavailable,
    PoolTimeout: on_unavailable,
    OverflowError: on_unstorable,
    Exception: on_unexpected,
}
