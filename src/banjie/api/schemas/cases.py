"""Cases, tasks, follow-ups and what may be done, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from banjie.api.schemas.problems import Problem
from banjie.api.schemas.records import FileInfo
from banjie.api.schemas.shape import Body, Input, Values


class StartInput(Input):
    process: str
    data: Values
    choices: Values = {}
    submit: bool = True


class DraftPatch(Input):
    data: Values
    choices: Values = {}


class OpinionInput(Input):
    text: str = ""
    reason_code: str = ""
    attachments: list[str] = []
    signature: str | None = None


class OpinionView(Body):
    text: str
    reason_code: str
    reason_label: str
    attachments: list[FileInfo]
    signature: FileInfo | None = None


class TaskView(Body):
    """A task in the inbox or on a case. `summary` are the form's first fields as label/text pairs.

    `needs`: labels of the fields that this step must fill in, so that it cannot be decided from the list.
    """

    id: str
    instance_id: str
    process: str
    process_name: str
    title: str
    number: str
    node: str
    node_name: str
    purpose: str
    reason: str
    assignee: str
    assignee_name: str
    applicant: str
    applicant_name: str
    state: Literal["open", "queued", "done", "not_needed", "cancelled"]
    decision: str
    decided_by: str
    decided_at: datetime | None
    opinion: OpinionView | None
    due_at: datetime | None
    overdue: bool
    created_at: datetime
    revision: int
    summary: list[list[str]] = []
    needs_form: bool = False
    needs: list[str] = []


class TaskPage(Body):
    items: list[TaskView]
    next_cursor: str | None
    total: int | None


class ReturnTarget(Body):
    node: str
    name: str


class TaskAction(Body):
    """What the reader may do at a task now. `codes` are the node's reasons for it (buttons)."""

    command: str
    label: str
    opinion_required: bool
    codes: list[Values]
    signature_required: bool = False


class RejectionEffect(Body):
    """What one rejection does here: ends the case, goes the node's own way, or sends it back to `name`."""

    kind: Literal["end", "branch", "return"]
    name: str


class TaskDetail(Body):
    """`empty_words`: what does not count as an opinion, so that a page can say so before sending."""

    task: TaskView
    actions: list[TaskAction]
    return_to: list[ReturnTarget]
    access: dict[str, str]
    rejection: RejectionEffect
    empty_words: list[str]


class NodePerson(Body):
    username: str
    name: str
    reason: str
    state: str
    decision: str
    at: datetime | None


class NodeView(Body):
    """`mode`: how many of `people` must agree (`all`, `any`, `sequential`); empty where nobody is asked."""

    code: str
    name: str
    kind: str
    state: Literal["waiting", "active", "done", "skipped", "returned", "cancelled"]
    why: str
    people: list[NodePerson]
    job: str | None = None
    mode: str = ""


class Change(Body):
    """A value that somebody altered. `path` tells a subtable's cell or row; `…_text` is how it reads."""

    field: str
    path: str
    label: str
    before: Any
    after: Any
    before_text: str
    after_text: str
    by: str
    at: datetime


class TimelineEntry(Body):
    """One line of a case's story, in words; `kind` is the event's tag, `detail` a second line if any."""

    seq: int
    kind: str
    at: datetime
    actor: str
    actor_name: str
    node: str
    node_name: str
    text: str
    detail: str
    opinion: OpinionView | None
    superseded: bool = False
    changes: list[Change] = []


class SinceLast(Body):
    """For somebody asked again: when and what they did last, and what has changed since (nothing: empty)."""

    at: datetime
    text: str
    opinion: OpinionView | None
    changes: list[Change]


class FactView(Body):
    name: str
    label: str
    value: Any
    text: str
    source: str
    time: datetime
    node: str


class JobView(Body):
    """`receipt`: id, at, result (what came back), links (label, href) to what was made.

    `error` is the technical line of the last attempt; `advice` says in words what is wrong and what to do.
    """

    id: str
    instance_id: str
    title: str
    node: str
    node_name: str
    connector: str
    state: Literal["queued", "running", "retrying", "landed", "incident", "waived", "cancelled"]
    attempts: int
    next_attempt_at: datetime | None
    receipt: Values | None
    error: str
    advice: str
    uncertain: bool
    holds_open: bool
    created_at: datetime
    updated_at: datetime


class JobPage(Body):
    items: list[JobView]
    next_cursor: str | None
    total: int | None


class Action(Body):
    """What the reader may do with the case now (withdraw, remind, terminate, …)."""

    command: str
    label: str


class Participant(Body):
    username: str
    name: str


class InstanceSummary(Body):
    id: str
    number: str
    process: str
    process_name: str
    icon: str
    version: int
    revision: int
    title: str
    status: Literal["draft", "running", "suspended", "ended"]
    outcome: Literal["approved", "rejected", "withdrawn", "revoked", "terminated"] | None
    closed: bool
    state_label: str
    applicant: str
    applicant_name: str
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    current: list[str]
    unread: bool = False


class InstancePage(Body):
    items: list[InstanceSummary]
    next_cursor: str | None
    total: int | None


class Instance(InstanceSummary, kw_only=True):
    """A case whole. `steps` is the flow as a tree (None if not block-structured); node states by code.

    `people` may be mentioned with @: they can see the case. `choices`: whom the applicant chose, for them alone.
    """

    form: str
    form_version: int
    record_id: int | None
    data: Values
    display: dict[str, Any]
    form_definition: Values
    access: dict[str, str]
    nodes: list[NodeView]
    steps: list[Values] | None
    tasks: list[TaskView]
    my_task: TaskDetail | None
    timeline: list[TimelineEntry]
    facts: list[FactView]
    jobs: list[JobView]
    changes: list[Change]
    actions: list[Action]
    people: list[Participant]
    choices: Values = {}
    since_last: SinceLast | None = None
    returned: bool = False


class TaskCommandInput(Input):
    """The body of every task command; which parts count depends on the command."""

    opinion: OpinionInput | None = None
    data: Values | None = None
    to: str | None = None
    then: Literal["rewalk", "resume"] = "rewalk"
    text: str = ""
    mentions: list[str] = []


class InstanceCommandInput(Input):
    opinion: OpinionInput | None = None
    data: Values | None = None
    choices: Values = {}
    text: str = ""
    mentions: list[str] = []
    users: list[str] = []
    node: str | None = None
    to: str | None = None
    task: str | None = None


class BatchInput(Input):
    command: Literal["approve", "reject", "complete"]
    ids: list[str]
    opinion: OpinionInput


class BatchAnswer(Body):
    id: str
    ok: bool
    problem: Problem | None


class BatchResult(Body):
    items: list[BatchAnswer]


class WaiveInput(Input):
    opinion: OpinionInput
