"""What `decide` may know beside the state, and the questions it may ask.

The caller answers each need from one read transaction and asks again with the answers added; only
answers that were used are recorded in events.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from banjie.engine.definition import Graph
from banjie.engine.values import Candidate, Sealed


class Need(msgspec.Struct, frozen=True, tag=True):
    """A typed question. `key` identifies it within one command: the same question gets the same answer."""

    node: str


class NeedCandidates(Need, frozen=True):
    """Who may be asked at this node (user task or cc), in order, with reasons."""


class NeedConditions(Need, frozen=True):
    """Which of the node's outgoing conditions hold, over the case's data and facts as they are now."""

    flows: tuple[str, ...]


class NeedDecision(Need, frozen=True):
    """The answer of a business rule task."""


class NeedLookup(Need, frozen=True):
    """The answer of an inline service task: a lookup in Banjie's own tables."""


class NeedDue(Need, frozen=True):
    """When a timer fires or a task is due."""


AnyNeed = NeedCandidates | NeedConditions | NeedDecision | NeedLookup | NeedDue


class Candidates(msgspec.Struct, frozen=True):
    """Answer to `NeedCandidates`. Substitutes and exclusions are already applied by the organisation.

    `applicant_leader`: whom to ask instead of the applicant; `administrators`: whom to ask when nobody
    is left and the node says so.
    """

    found: tuple[Candidate, ...]
    applicant_leader: Candidate | None = None
    administrators: tuple[Candidate, ...] = ()
    fallback: tuple[Candidate, ...] = ()


class Conditions(msgspec.Struct, frozen=True):
    """Answer to `NeedConditions`: per flow id true, false, or None (null counts as false and is recorded)."""

    holds: dict[str, bool | None]
    inputs: Sealed | None = None


class Fact(msgspec.Struct, frozen=True):
    """Answer to `NeedDecision` and `NeedLookup`: the sealed value, where it came from, when it was read."""

    value: Sealed
    source: str
    at: datetime


class Due(msgspec.Struct, frozen=True):
    at: datetime | None


Answer = Candidates | Conditions | Fact | Due


class Actor(msgspec.Struct, frozen=True):
    """Who commands. `system=True`: a job or a timer reporting back."""

    user: str
    administrator: bool = False
    system: bool = False


class Context(msgspec.Struct, frozen=True):
    """Everything from outside: the definition's graph, the time, the actor, the answers so far."""

    graph: Graph
    now: datetime
    actor: Actor
    answers: dict[AnyNeed, Answer] = {}
