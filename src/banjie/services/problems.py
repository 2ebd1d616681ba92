"""Typed failures of use cases. The API turns each into a problem document, in one place.

Words come from the message catalogue: `problem.<code>` with `params`.
"""

from __future__ import annotations

from typing import Any

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One field that is wrong: its path, a catalogue key with parameters, or the form owner's own words."""

    field: str
    code: str
    params: dict[str, Any] = {}
    message: str | None = None


class ServiceError(Exception):
    """Base of all. `status` is the HTTP status it becomes."""

    status = 400

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.errors: tuple[FieldError, ...] = ()


class NotFoundError(ServiceError):
    """It does not exist, or the reader may not know that it does."""

    status = 404


class ForbiddenError(ServiceError):
    status = 403


class ConflictError(ServiceError):
    """Somebody was quicker, or the state does not allow it. `meanwhile` says what happened."""

    status = 409

    def __init__(
        self,
        code: str,
        *,
        revision: int | None = None,
        meanwhile: dict[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code, **params)
        self.revision = revision
        self.meanwhile = meanwhile


class InvalidError(ServiceError):
    """The input does not hold; `errors` stand at their fields."""

    status = 422

    def __init__(self, code: str, errors: tuple[FieldError, ...] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.errors = errors


class BadRequestError(ServiceError):
    """What was asked for cannot be; `errors` say where, if it has parts."""

    status = 400

    def __init__(self, code: str, errors: tuple[FieldError, ...] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.errors = errors


class UnauthenticatedError(ServiceError):
    status = 401


class TooManyError(ServiceError):
    """Too many tries; `retry_after` seconds."""

    status = 429
