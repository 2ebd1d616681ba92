"""From request shapes to what services take."""

from __future__ import annotations

from typing import Any

from litestar import Request

from banjie.api.schemas import InstanceCommandInput, OpinionInput, TaskCommandInput
from banjie.services.act import CaseInput, TaskInput
from banjie.services.opinions import GivenOpinion
from banjie.services.problems import BadRequestError


def revision_of(request: Request[Any, Any, Any]) -> int | None:
    """The revision in `If-Match` (bare or quoted), None without one. Raises BadRequestError."""
    header = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if not header or header == "*":
        return None
    if not header.isdigit() or len(header) > 15:
        raise BadRequestError("invalid_body", detail="If-Match")
    return int(header)


def opinion_of(given: OpinionInput | None) -> GivenOpinion | None:
    if given is None:
        return None
    return GivenOpinion(given.text, given.reason_code, tuple(given.attachments), given.signature)


def task_input(data: TaskCommandInput) -> TaskInput:
    return TaskInput(
        opinion=opinion_of(data.opinion),
        data=data.data,
        to=data.to,
        then=data.then,
        text=data.text,
        mentions=tuple(data.mentions),
    )


def case_input(data: InstanceCommandInput) -> CaseInput:
    return CaseInput(
        opinion=opinion_of(data.opinion),
        text=data.text,
        mentions=tuple(data.mentions),
        users=tuple(data.users),
        node=data.node,
        to=data.to,
        task=data.task,
    )
