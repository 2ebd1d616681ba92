"""The state of one case, as far as deciding needs it. Only `evolve` makes a new one.

Values are not here: the record and the sealed values hold them. Ids are made by counting
(`<instance>.<n>`), so a replay gives the same ones.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from banjie.engine.values import OpinionRef, Outcome, Reason, Sealed, Status


class Part(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of the state's parts. No part refers back to another, so the collector need not follow them."""


class Token(Part, frozen=True):
    id: str
    node: str
    flow: str = ""
    entry: str = ""  # the visit under way; "" while it stands before the node (a join waiting)


class Entry(Part, frozen=True):
    """One visit of a node. `seq` orders visits; a finished visit keeps its result for history and returns."""

    id: str
    node: str
    token: str
    seq: int
    at: datetime
    result: Literal["active", "completed", "rejected", "skipped", "cancelled", "returned"] = "active"
    ended_at: datetime | None = None
    flows: tuple[str, ...] = ()
    reason: Reason | None = None
    superseded: bool = False


class Task(Part, frozen=True):
    id: str
    entry: str
    node: str
    assignee: str
    reason: Reason
    created_at: datetime
    state: Literal["open", "queued", "done", "not_needed", "cancelled"] = "open"
    decision: Literal["approved", "rejected", "completed", "returned", ""] = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    opinion: OpinionRef | None = None
    automatic: Reason | None = None
    acts_for: str = ""
    due_at: datetime | None = None
    closed_at: datetime | None = None
    overdue: bool = False
    superseded: bool = False


class Job(Part, frozen=True):
    id: str
    entry: str
    node: str
    connector: str
    state: Literal["queued", "landed", "incident", "waived", "cancelled"] = "queued"
    holds_open: bool = True
    uncertain: bool = False


class Timer(Part, frozen=True):
    id: str
    entry: str
    node: str
    due_at: datetime
    task: str = ""


class FactRef(Part, frozen=True):
    name: str
    value: Sealed
    source: str
    at: datetime
    node: str = ""


class Hold(Part, frozen=True):
    """A task that returned into a sibling branch waits here until no token is left in `branch`."""

    task: str
    entry: str
    branch: tuple[str, ...]


class State(Part, frozen=True):
    """`seq` counts applied events, `next` numbers new parts. Dicts are never changed in place."""

    instance: str = ""
    applicant: str = ""
    status: Status = "draft"
    outcome: Outcome | None = None
    closed: bool = False
    seq: int = 0
    next: int = 1
    submitted_at: datetime | None = None
    tokens: dict[str, Token] = {}
    entries: dict[str, Entry] = {}
    tasks: dict[str, Task] = {}
    jobs: dict[str, Job] = {}
    timers: dict[str, Timer] = {}
    facts: dict[str, FactRef] = {}
    copies: tuple[str, ...] = ()
    returned: bool = False  # a draft because somebody sent it back to the start
    holds: dict[str, Hold] = {}  # by task
