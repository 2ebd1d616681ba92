"""Writes to another system by HTTP, without doing it twice.

Every request carries the job's key as `Idempotency-Key`. A receiver that knows keys (`knows_keys`) and
methods that may be repeated are simply tried again. For the others `look` says how to see whether it has
happened: before any second attempt it is asked, and what it finds is the receipt. Without either, an unclear
ending is `Uncertain` and waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from banjie.followups.connectors.answers import excerpt, failure, mapped, parse, succeeded, value_of
from banjie.followups.connectors.delivery import Delivery, Receipt, Retryable, Uncertain, typed
from banjie.followups.connectors.http_request import HttpCall, HttpConnection, call
from banjie.followups.connectors.outbound import UnansweredError

_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


class Look(HttpCall, frozen=True):
    """How to see whether it has happened. `found` is FEEL giving true or false; 404 means no.

    `answer` maps what was found into the receipt, as the request's own `answer` does.
    """

    found: str = ""
    answer: dict[str, str] = msgspec.field(default_factory=dict)


class HttpPayload(HttpCall, frozen=True):
    """`success` and `answer` are FEEL over `{status, body, headers}`; `answer.id` is the receipt's id."""

    method: str = "POST"
    success: str = ""
    answer: dict[str, str] = msgspec.field(default_factory=dict)
    look: Look | None = None
    knows_keys: bool = False


def repeatable(settings: Mapping[str, Any]) -> bool:
    """Whether an attempt that ended without a known answer may be made again."""
    method = str(settings.get("method", "POST")).upper()
    return bool(settings.get("knows_keys") or settings.get("look")) or method in _REPEATABLE


def deliver(delivery: Delivery, now: datetime) -> Receipt:
    """One attempt, after a look where there was one before. Raises Permanent, Retryable, Uncertain."""
    connection = typed(delivery.connection, HttpConnection, "connection")
    payload = typed(delivery.payload, HttpPayload, "payload")
    if delivery.attempt > 1 and payload.look is not None:
        found = _look(connection, payload.look, delivery, now)
        if found is not None:
            return found
    may_repeat = repeatable(delivery.payload)
    try:
        answer = call(connection, payload, now, {"idempotency-key": delivery.idempotency_key})
    except UnansweredError as error:
        problem = Retryable if may_repeat else Uncertain
        raise problem("unanswered", f"the receiver gave no answer: {error}") from None
    context = parse(answer)
    if not succeeded(payload.success, context):
        raise failure(answer, repeatable=may_repeat, now=now)
    return _receipt(mapped(payload.answer, context), answer.status, delivery, now)


def _look(connection: HttpConnection, look: Look, delivery: Delivery, now: datetime) -> Receipt | None:
    """The receipt of what is there already; None when it surely is not.

    Raises Retryable while nobody can tell, Uncertain when the answer does not say it.
    """
    try:
        answer = call(connection, look, now)
    except UnansweredError as error:
        raise Retryable("look_unanswered", f"whether it has happened could not be seen: {error}") from None
    if answer.status == 404:
        return None
    if not 200 <= answer.status < 300:
        raise Retryable("look_failed", f"whether it has happened could not be seen: answered {answer.status}")
    context = parse(answer)
    found = value_of(look.found, context)
    if not isinstance(found, bool):
        raise Uncertain("look_unclear", f"the answer does not say whether it has happened: {excerpt(answer)}")
    return (
        _receipt(mapped(look.answer, context) | {"seen": True}, answer.status, delivery, now)
        if found
        else None
    )


def _receipt(result: dict[str, Any], status: int, delivery: Delivery, now: datetime) -> Receipt:
    identity = result.get("id")
    return Receipt(
        id=str(identity) if identity not in (None, "") else delivery.idempotency_key,
        at=now,
        result={**result, "status": status},
    )
