"""A receiver's answer as FEEL sees it, `{status, body, headers}`, and what its status says about trying again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from banjie.feel import FeelError, compile_expression, json_value
from banjie.followups.connectors.delivery import DeliveryError, Permanent, Retryable, Uncertain
from banjie.followups.connectors.outbound import Answer
from banjie.followups.connectors.retry_after import retry_after

_decoder = msgspec.json.Decoder(Any, float_hook=Decimal)
_EXCERPT = 300
_NOT_TAKEN = frozenset({408, 425, 429, 503})  # the receiver says itself that it did nothing


def parse(answer: Answer) -> dict[str, Any]:
    """The context for FEEL; a body that is no JSON is a text."""
    body: Any
    try:
        body = _decoder.decode(answer.body) if answer.body else None
    except (msgspec.DecodeError, RecursionError):
        body = answer.body.decode("utf-8", "replace")
    return {"status": answer.status, "body": body, "headers": answer.headers}


def value_of(expression: str, context: dict[str, Any]) -> object:
    """A FEEL expression over an answer. Raises Permanent for one that cannot be read or costs too much."""
    try:
        return compile_expression(expression).evaluate(context)
    except FeelError as error:
        raise Permanent("bad_expression", f"{expression[:100]}: {error}") from None


def mapped(answer: dict[str, str], context: dict[str, Any]) -> dict[str, Any]:
    """`{name: FEEL}` answered, as JSON."""
    try:
        return {name: json_value(value_of(text, context)) for name, text in answer.items()}
    except FeelError as error:
        raise Permanent("bad_expression", str(error)) from None


def succeeded(condition: str, context: dict[str, Any]) -> bool:
    """The success condition; without one, any 2xx."""
    if condition:
        return value_of(condition, context) is True
    return 200 <= int(context["status"]) < 300


def failure(answer: Answer, *, repeatable: bool, now: datetime) -> DeliveryError:
    """What an answer that is no success means."""
    code, detail = f"http_{answer.status}", f"answered {answer.status}: {excerpt(answer)}"
    if answer.status in _NOT_TAKEN:
        return Retryable(code, detail, retry_after(answer, now))
    if answer.status >= 500:
        return Retryable(code, detail, retry_after(answer, now)) if repeatable else Uncertain(code, detail)
    if answer.status < 300:
        return Permanent("refused", detail)
    return Permanent(code, detail)


def excerpt(answer: Answer) -> str:
    return " ".join(answer.body[: 4 * _EXCERPT].decode("utf-8", "replace").split())[:_EXCERPT]
