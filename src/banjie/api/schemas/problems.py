"""Problem documents (RFC 9457)."""

from __future__ import annotations

from banjie.api.schemas.shape import Body, Values


class FieldProblem(Body):
    field: str
    message: str
    code: str = ""


class Problem(Body, omit_defaults=True):
    """RFC 9457 problem details. `meanwhile` says what happened where somebody was quicker (409)."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str = ""
    instance: str = ""
    errors: list[FieldProblem] = []
    meanwhile: Values | None = None
    revision: int | None = None
