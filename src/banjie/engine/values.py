"""Small values that commands, events and answers share: sealed data, opinions, candidates, reasons."""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class Value(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of shared values."""


class Sealed(Value, frozen=True):
    """A reference to personal data kept in a row of its own: its id and an HMAC under that row's salt.

    The engine never sees what is behind it; erasing the row leaves the event and the chain intact.
    """

    id: str
    mac: str


class Opinion(Value, frozen=True):
    """What a person says with a decision. Only `sealed` and the codes reach an event."""

    sealed: Sealed
    text: str = ""
    reason_code: str = ""
    attachments: int = 0
    signed: bool = False


class OpinionRef(Value, frozen=True):
    """What an event keeps of an opinion."""

    sealed: Sealed
    reason_code: str = ""


class Reason(Value, frozen=True):
    """Why somebody is asked: the rule's code, and the words' parameters (organisation path, names, time).

    `rule` is a key of the message catalogue (`reason.<rule>`), `params` fill it.
    """

    rule: str
    params: dict[str, Any] = {}


class Candidate(Value, frozen=True):
    """One person a policy found, with the reason. `acts_for`: the person substituted (代理), if any."""

    user: str
    reason: Reason
    acts_for: str = ""


Outcome = Literal["approved", "rejected", "withdrawn", "revoked", "terminated"]
Status = Literal["draft", "running", "suspended", "ended"]
