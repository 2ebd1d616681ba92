"""Whether a connection works, tried without doing anything to the other side but signing in.

Mail: connect, encrypt, sign in; with an address to, one mail that says it is a test. Webhook: one signed
`banjie.test` message. HTTP: one GET of the address; whatever is answered proves the way, but for refused sign-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from banjie.followups.connectors import email, webhook
from banjie.followups.connectors.delivery import Delivery, DeliveryError, typed
from banjie.followups.connectors.http_request import HttpCall, HttpConnection, call
from banjie.followups.connectors.outbound import UnansweredError
from banjie.followups.connectors.registry import cleaned
from banjie.services.ports import Probed, TrialMail

_PATIENCE_S = 10.0
Answered = tuple[str, str]


def probe(
    kind: str, connection: Mapping[str, Any], key: str, mail: TrialMail | None, now: datetime
) -> Probed:
    """One try. `key` tells a receiver one test from another. Never raises for what the other side does."""
    settings = {**connection, "timeout_s": _PATIENCE_S}
    try:
        found = cleaned(settings, lambda: _KINDS[kind](settings, key, mail, now))
    except DeliveryError as error:
        return Probed(False, error.code, error.detail)
    return Probed(True, *found)


def _mail(settings: dict[str, Any], key: str, mail: TrialMail | None, now: datetime) -> Answered:
    if mail is None:
        email.try_sign_in(typed(settings, email.MailConnection, "connection"))
        return "mail_signed_in", ""
    content = {"to": mail.to, "subject": mail.subject, "text": mail.text}
    email.deliver(Delivery("test", key, 1, settings, content), now)
    return "mail_sent", mail.to


def _webhook(settings: dict[str, Any], key: str, mail: TrialMail | None, now: datetime) -> Answered:  # noqa: ARG001
    told = {"type": "banjie.test", "data": {}, "timestamp": now.isoformat()}
    receipt = webhook.deliver(Delivery("test", key, 1, settings, told), now)
    return "webhook_taken", str(receipt.result["status"])


def _http(settings: dict[str, Any], key: str, mail: TrialMail | None, now: datetime) -> Answered:  # noqa: ARG001
    connection = typed(settings, HttpConnection, "connection")
    try:
        answer = call(connection, HttpCall(), now)
    except UnansweredError as error:
        raise DeliveryError("unanswered", str(error)) from None
    if answer.status in (401, 403) or answer.status >= 500:
        raise DeliveryError(f"http_{answer.status}", str(answer.status))
    return "http_answered", str(answer.status)


_KINDS: dict[str, Callable[[dict[str, Any], str, TrialMail | None, datetime], Answered]] = {
    "email": _mail,
    "webhook": _webhook,
    "http": _http,
}
