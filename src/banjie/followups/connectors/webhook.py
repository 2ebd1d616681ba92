"""Standard Webhooks: a signed JSON message that the receiver can verify and de-duplicate by `webhook-id`.

Repeats carry the same id, so an unclear ending is simply tried again. A receiver that answers 410 has gone.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

import msgspec

from banjie.followups.connectors.delivery import Delivery, Permanent, Receipt, Retryable, typed
from banjie.followups.connectors.outbound import Outgoing, UnansweredError, reach_of, send
from banjie.followups.connectors.retry_after import retry_after


class WebhookConnection(msgspec.Struct, frozen=True):
    """`secret`: `whsec_` and base64, or plain text; several for rotation, separated by spaces."""

    url: str
    secret: str = ""
    allow_private: bool | tuple[str, ...] = False
    verify_tls: bool = True
    timeout_s: float = 20.0


class WebhookPayload(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body. `timestamp` is when the thing happened, RFC 3339."""

    type: str
    data: Any = None
    timestamp: str = ""


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` of a body: `v1,<base64>` for each secret."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(
        "v1," + b64encode(hmac.new(_key(one), content, hashlib.sha256).digest()).decode()
        for one in secret.split()
    )


def _key(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise Permanent("bad_settings", "the signing secret is not base64 after whsec_") from None


def deliver(delivery: Delivery, now: datetime) -> Receipt:
    """Posts the message. Raises Permanent (410, refused address, bad settings) and Retryable (all else)."""
    connection = typed(delivery.connection, WebhookConnection, "connection")
    body = msgspec.json.encode(typed(delivery.payload, WebhookPayload, "payload"), order="deterministic")
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": delivery.idempotency_key,
        "webhook-timestamp": str(timestamp),
    }
    if connection.secret:
        headers["webhook-signature"] = sign(connection.secret, delivery.idempotency_key, timestamp, body)
    reach = reach_of(connection.url, connection.allow_private, connection.verify_tls, connection.timeout_s)
    try:
        answer = send(Outgoing("POST", connection.url, headers, body), reach)
    except UnansweredError as error:
        raise Retryable("unanswered", str(error)) from None
    if 200 <= answer.status < 300:
        return Receipt(delivery.idempotency_key, now, {"status": answer.status})
    if answer.status == 410:
        raise Permanent("gone", "the receiver answered 410: it wants no more messages")
    raise Retryable(
        f"http_{answer.status}", f"the receiver answered {answer.status}", retry_after(answer, now)
    )
