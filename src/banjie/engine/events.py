"""What has happened to a case. Events are the truth: replaying them gives the state.

Every event has an applier in `evolve.py`, words in the message catalogue (`event.<tag>`) and lists, by
carrying `Sealed`, which of its parts are personal data. Fields are only ever added, with defaults.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from banjie.engine.values import OpinionRef, Outcome, Reason, Sealed

Result = Literal["completed", "rejected", "skipped", "cancelled", "returned"]


class Event(msgspec.Struct, frozen=True, tag=True, omit_defaults=True, gc=False):
    """Base of every event; actor and time stand in the log's envelope and in `at` where state needs it."""


class Started(Event, frozen=True):
    instance: str
    applicant: str
    data: Sealed
    at: datetime


class DataChanged(Event, frozen=True):
    """Values were replaced (draft) or edited at a task; `changed` lists field codes."""

    data: Sealed
    by: str
    task: str = ""
    changed: tuple[str, ...] = ()


class Submitted(Event, frozen=True):
    by: str
    at: datetime


class TokenCreated(Event, frozen=True):
    """A token stands before `node`, come by `flow` ("" at the start)."""

    token: str
    node: str
    flow: str = ""


class TokenConsumed(Event, frozen=True):
    token: str
    why: Literal["passed", "joined", "ended", "cancelled", "returned"] = "passed"


class NodeEntered(Event, frozen=True):
    """The token began the node's work. `entry` is the visit's id."""

    entry: str
    token: str
    node: str
    at: datetime


class NodeLeft(Event, frozen=True):
    """The visit ended. `flows` are those taken."""

    entry: str
    result: Result = "completed"
    flows: tuple[str, ...] = ()
    at: datetime | None = None


class FlowsChosen(Event, frozen=True):
    """A gateway decided: which flows hold, from which sealed inputs; null counted as false is listed."""

    entry: str
    node: str
    flows: tuple[str, ...]
    inputs: Sealed | None = None
    nulls: tuple[str, ...] = ()
    by_default: bool = False


class TaskCreated(Event, frozen=True):
    """Somebody is asked. `state="queued"`: later in a sequential node's order."""

    task: str
    entry: str
    node: str
    assignee: str
    reason: Reason
    at: datetime
    state: Literal["open", "queued"] = "open"
    acts_for: str = ""
    due_at: datetime | None = None


class TaskOpened(Event, frozen=True):
    """A queued task of a sequential node is next."""

    task: str
    at: datetime
    due_at: datetime | None = None


class TaskDecided(Event, frozen=True):
    task: str
    decision: Literal["approved", "rejected", "completed", "returned"]
    by: str
    at: datetime
    opinion: OpinionRef | None = None
    automatic: Reason | None = None


class TaskClosed(Event, frozen=True):
    """Nobody's decision is needed any more at this task."""

    task: str
    why: Literal["not_needed", "cancelled"]
    at: datetime


class TaskTransferred(Event, frozen=True):
    task: str
    by: str
    to: str
    reason: Reason
    at: datetime
    opinion: OpinionRef | None = None
    acts_for: str = ""


class NodeSkipped(Event, frozen=True):
    """A user task found nobody to ask, or everybody had agreed; says why."""

    entry: str
    reason: Reason


class Superseded(Event, frozen=True):
    """Decisions given before a return or a loop: kept in history, counted no more. So are the visits."""

    tasks: tuple[str, ...]
    entries: tuple[str, ...] = ()


class Returned(Event, frozen=True):
    """Sent back from a task to `to`; `region` lists the nodes that are walked anew.

    `held`: tasks that wait (queued) until the sibling branch in `region` has come to the join again.
    """

    task: str
    to: str
    then: Literal["rewalk", "resume"]
    by: str
    at: datetime
    region: tuple[str, ...] = ()
    opinion: OpinionRef | None = None
    held: tuple[str, ...] = ()


class CopySent(Event, frozen=True):
    """抄送: users were told."""

    users: tuple[str, ...]
    node: str = ""
    by: str = ""
    reasons: tuple[Reason, ...] = ()


class FactRecorded(Event, frozen=True):
    name: str
    value: Sealed
    source: str
    at: datetime
    node: str = ""


class JobRequested(Event, frozen=True):
    """An automatic step is to be executed after commit. `followup`: it lies behind the outcome."""

    job: str
    entry: str
    node: str
    connector: str
    holds_open: bool = True


class JobReported(Event, frozen=True):
    """A job's state changed: landed with a receipt, incident with an error, retried, waived or cancelled."""

    job: str
    state: Literal["landed", "incident", "queued", "waived", "cancelled"]
    at: datetime
    by: str = ""
    detail: Sealed | None = None
    opinion: OpinionRef | None = None
    uncertain: bool = False


class TimerSet(Event, frozen=True):
    timer: str
    entry: str
    node: str
    due_at: datetime
    task: str = ""


class TimerEnded(Event, frozen=True):
    timer: str
    why: Literal["fired", "cancelled"]


class TaskOverdue(Event, frozen=True):
    task: str
    at: datetime


class Reminded(Event, frozen=True):
    by: str
    tasks: tuple[str, ...]
    at: datetime


class Commented(Event, frozen=True):
    by: str
    text: Sealed
    at: datetime
    mentions: tuple[str, ...] = ()


class OutcomeSet(Event, frozen=True):
    outcome: Outcome | None
    at: datetime
    by: str = ""
    opinion: OpinionRef | None = None


class StatusChanged(Event, frozen=True):
    status: Literal["draft", "running", "suspended", "ended"]
    at: datetime


class CaseClosed(Event, frozen=True):
    """办结: ended, and every follow-up that holds the case open has landed or was waived."""

    at: datetime


AnyEvent = (
    Started
    | DataChanged
    | Submitted
    | TokenCreated
    | TokenConsumed
    | NodeEntered
    | NodeLeft
    | FlowsChosen
    | TaskCreated
    | TaskOpened
    | TaskDecided
    | TaskClosed
    | TaskTransferred
    | NodeSkipped
    | Superseded
    | Returned
    | CopySent
    | FactRecorded
    | JobRequested
    | JobReported
    | TimerSet
    | TimerEnded
    | TaskOverdue
    | Reminded
    | Commented
    | OutcomeSet
    | StatusChanged
    | CaseClosed
)
