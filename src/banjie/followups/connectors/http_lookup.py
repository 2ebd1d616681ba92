"""Asks another system for facts. It changes nothing there, so it may always be asked again."""

from __future__ import annotations

from datetime import datetime

import msgspec

from banjie.followups.connectors.answers import failure, mapped, parse, succeeded
from banjie.followups.connectors.delivery import Delivery, Permanent, Receipt, Retryable, typed
from banjie.followups.connectors.http_request import HttpCall, HttpConnection, call
from banjie.followups.connectors.outbound import UnansweredError


class LookupPayload(HttpCall, frozen=True):
    """`answer`: the facts by name, FEEL over `{status, body, headers}`; `success` as in `http`."""

    success: str = ""
    answer: dict[str, str] = msgspec.field(default_factory=dict)
    connection: str = ""


def deliver(delivery: Delivery, now: datetime) -> Receipt:
    """The facts under `result.facts`, where they came from under `result.source`.

    Raises Permanent and Retryable.
    """
    connection = typed(delivery.connection, HttpConnection, "connection")
    payload = typed(delivery.payload, LookupPayload, "payload")
    if payload.method.upper() not in ("GET", "HEAD"):
        raise Permanent("bad_settings", "a lookup may only GET: it must not change anything")
    try:
        answer = call(connection, payload, now)
    except UnansweredError as error:
        raise Retryable("unanswered", f"the receiver gave no answer: {error}") from None
    context = parse(answer)
    if not succeeded(payload.success, context):
        raise failure(answer, repeatable=True, now=now)
    source = f"http:{payload.connection}{payload.path}"
    return Receipt(
        delivery.idempotency_key, now, {"facts": mapped(payload.answer, context), "source": source}
    )
