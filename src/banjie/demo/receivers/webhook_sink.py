"""Receives Standard Webhooks as any receiver would: verifies the signature itself, counts repeats by id."""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping

import msgspec

from banjie.demo.receivers.exchange import Call, Reply
from banjie.demo.receivers.inbox import Inbox

DEMO_SECRET = "whsec_YmFuamllLWRlbW8td2ViaG9vay1zZWNyZXQ="  # noqa: S105 - for loopback demos only
_TOLERANCE_S = 300


def receive(call: Call, inbox: Inbox, secret: str) -> Reply:
    if not verified(call.headers, call.body, secret):
        return Reply(401, {"error": "the signature or its time does not fit"})
    try:
        message = msgspec.json.decode(call.body)
        kind = str(message["type"])
    except (msgspec.DecodeError, TypeError, KeyError):
        return Reply(400, {"error": "a JSON object with a type is needed"})
    times = inbox.keep_delivery(call.headers["webhook-id"], kind, call.body.decode())
    return Reply(200, {"received": True, "times": times})


def verified(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    identity, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not identity or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > _TOLERANCE_S:
        return False
    key = b64decode(secret.removeprefix("whsec_"))
    content = f"{identity}.{timestamp}.".encode() + body
    expected = "v1," + b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, one) for one in headers.get("webhook-signature", "").split())
