"""What somebody asks of a case. A command is refused with `Rejected` or becomes events; it never half-works.

Personal data in a command is already sealed by the caller (`values.Sealed`).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from banjie.engine.values import Candidate, Opinion, Reason, Sealed


class Command(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Base of every command."""


class Start(Command, frozen=True):
    """Create the case as a draft of `applicant`. `data` seals the form's values."""

    instance: str
    applicant: str
    data: Sealed


class SaveDraft(Command, frozen=True):
    """Replace the draft's values (applicant, while the case is a draft)."""

    data: Sealed


class Submit(Command, frozen=True):
    """Send a draft (also again after withdrawal or a return to the start)."""

    data: Sealed | None = None


class Approve(Command, frozen=True):
    task: str
    opinion: Opinion
    data: Sealed | None = None
    changed: tuple[str, ...] = ()


class Reject(Command, frozen=True):
    task: str
    opinion: Opinion


class Complete(Command, frozen=True):
    """Finish a handling task (办理)."""

    task: str
    opinion: Opinion
    data: Sealed | None = None
    changed: tuple[str, ...] = ()


class Return(Command, frozen=True):
    """Send back to `to` (a node code this case has passed, or "start")."""

    task: str
    to: str
    opinion: Opinion
    then: Literal["rewalk", "resume"] = "rewalk"


class Transfer(Command, frozen=True):
    """Hand the task to another person (转交); the opinion says why."""

    task: str
    to: Candidate
    opinion: Opinion


class Reassign(Command, frozen=True):
    """An administrator hands an open or queued task to another person (改派)."""

    task: str
    to: Candidate
    opinion: Opinion | None = None


class Withdraw(Command, frozen=True):
    opinion: Opinion | None = None


class Remind(Command, frozen=True):
    """催办: ask the people of open tasks (of one node, or all) to act."""

    node: str | None = None


class Comment(Command, frozen=True):
    text: Sealed
    mentions: tuple[str, ...] = ()


class Cc(Command, frozen=True):
    users: tuple[str, ...]
    reason: Reason


class Terminate(Command, frozen=True):
    """By an administrator, with a reason."""

    opinion: Opinion


class JobLanded(Command, frozen=True):
    """A job brought its receipt; `facts` seals what a lookup found."""

    job: str
    receipt: Sealed
    source: str = ""
    has_facts: bool = False


class JobFailed(Command, frozen=True):
    """A job is out of retries: it becomes an incident."""

    job: str
    error: Sealed
    uncertain: bool = False


class RetryJob(Command, frozen=True):
    job: str


class WaiveJob(Command, frozen=True):
    """A person says the follow-up is not needed any more, with a reason."""

    job: str
    opinion: Opinion


class TimerFired(Command, frozen=True):
    timer: str


AnyCommand = (
    Start
    | SaveDraft
    | Submit
    | Approve
    | Reject
    | Complete
    | Return
    | Transfer
    | Reassign
    | Withdraw
    | Remind
    | Comment
    | Cc
    | Terminate
    | JobLanded
    | JobFailed
    | RetryJob
    | WaiveJob
    | TimerFired
)
