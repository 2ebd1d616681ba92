"""What a connector gets and gives back, and the three ways in which it can fail.

    DeliveryError
    ├── Retryable   it surely did not happen, or may be repeated without harm: try again later
    ├── Permanent   trying the same again cannot help: an incident for a person
    └── Uncertain   it may have happened and repeating might do it twice: never repeat silently

`code` is stable and for machines, `detail` an English line for the incident page, free of secrets.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class Delivery(msgspec.Struct, frozen=True):
    """One attempt. `idempotency_key` is the same for every attempt of a job, `attempt` counts from 1.

    `connection`: address and secrets, opened. `payload`: the settings with all FEEL of the case already
    answered; only FEEL over the receiver's answer (`success`, `answer`, `found`) is still text in it.
    """

    job_id: str
    idempotency_key: str
    attempt: int
    connection: dict[str, Any]
    payload: dict[str, Any]


class Receipt(msgspec.Struct, frozen=True):
    """What the receiver gave back: its own id for the thing where it has one, else our key."""

    id: str
    at: datetime
    result: dict[str, Any] = {}


class DeliveryError(Exception):
    """A delivery that brought no receipt."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Retryable(DeliveryError):  # noqa: N818 - named by what to do about it
    """Try again; not before `retry_after` seconds where the receiver said so."""

    def __init__(self, code: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class Permanent(DeliveryError):  # noqa: N818
    """Do not try again."""


class Uncertain(DeliveryError):  # noqa: N818
    """It may have happened. A person decides."""


_converting = threading.Lock()
"""msgspec works out a struct's fields at its first use, and crashes the process where two threads do so at once."""


def typed(raw: dict[str, Any], kind: type[T], what: str) -> T:
    """`raw` as a struct. Raises Permanent: settings do not become right by themselves."""
    try:
        with _converting:
            return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise Permanent("bad_settings", f"{what}: {error}") from None
