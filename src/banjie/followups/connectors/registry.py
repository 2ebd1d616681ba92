"""All connectors by name, behind one door that lets no secret and no surprise out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

import msgspec

from banjie.followups.connectors import email, http, http_lookup, webhook
from banjie.followups.connectors.auth import issued_tokens
from banjie.followups.connectors.delivery import Delivery, DeliveryError, Receipt, Retryable, Uncertain
from banjie.followups.connectors.redaction import Secrets

T = TypeVar("T")


class Connector(msgspec.Struct, frozen=True):
    """`looks_up`: its receipt brings facts (`result["facts"]`).

    `repeatable(settings)`: whether an attempt that died without an answer may be made again.
    """

    name: str
    run: Callable[[Delivery, datetime], Receipt]
    repeatable: Callable[[Mapping[str, Any]], bool]
    looks_up: bool = False

    def deliver(self, delivery: Delivery, now: datetime) -> Receipt:
        """One attempt. Raises DeliveryError only, raised afresh so that no traceback leads to a secret."""
        # Where a surprise leaves open whether it was sent, only what may be repeated is tried again.
        unexpected = Retryable if self.repeatable(delivery.payload) else Uncertain
        return cleaned(delivery.connection, lambda: self.run(delivery, now), unexpected)


def cleaned(
    connection: Mapping[str, Any],
    run: Callable[[], T],
    unexpected: Callable[[str, str], DeliveryError] = DeliveryError,
) -> T:
    """What `run` gives, or the DeliveryError it ends with, without the connection's secrets.

    Of a surprise only its kind is told: its text may hold anything.
    """
    secrets = Secrets(connection)
    problem: DeliveryError | None = None
    try:
        found = run()
    except DeliveryError as error:
        problem = error
    except Exception as error:
        problem = unexpected("unexpected", type(error).__name__)
    for token in issued_tokens():
        secrets.add(token)
    if problem is None:
        return _clean_result(found, secrets)
    raise _cleaned(problem, secrets)


def _clean_result(found: T, secrets: Secrets) -> T:
    if isinstance(found, Receipt):
        return msgspec.structs.replace(found, id=secrets.clean(found.id), result=secrets.clean(found.result))
    return cast("T", secrets.clean(found))


def _cleaned(problem: DeliveryError, secrets: Secrets) -> DeliveryError:
    detail = secrets.clean(problem.detail)
    if isinstance(problem, Retryable):
        return type(problem)(problem.code, detail, problem.retry_after)
    return type(problem)(problem.code, detail)


def _always(_: Mapping[str, Any]) -> bool:
    return True


def _never(_: Mapping[str, Any]) -> bool:
    return False


CONNECTORS: dict[str, Connector] = {
    one.name: one
    for one in (
        Connector("email", email.deliver, _never),
        Connector("webhook", webhook.deliver, _always),
        Connector("http", http.deliver, http.repeatable),
        Connector("http_lookup", http_lookup.deliver, _always, looks_up=True),
    )
}
