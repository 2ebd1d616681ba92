"""The shapes on the wire: requests and answers of `/api/v1`, as in the outside contract.

Only data; no behaviour. Money and decimals inside `data` and `values` travel as JSON strings, times as
RFC 3339 with zone, files as file ids, links as record ids, people as usernames. Where a struct carries
words for people (`reason`, `why`, `label`), they are already in the reader's language.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

Values = dict[str, Any]


class Body(msgspec.Struct, kw_only=True):
    """An answer's base."""


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A request's base: unknown keys are refused."""


# --- problems -------------------------------------------------------------------------------------------


class FieldProblem(Body):
    field: str
    message: str
    code: str = ""


class Problem(Body, omit_defaults=True):
    """RFC 9457 problem details. `meanwhile` says what happened where somebody was quicker (409)."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str = ""
    instance: str = ""
    errors: list[FieldProblem] = []
    meanwhile: Values | None = None
    revision: int | None = None


# --- people ---------------------------------------------------------------------------------------------


class SignIn(Input):
    username: str
    password: str


class PersonRef(Body):
    username: str
    name: str


class Person(Body):
    username: str
    name: str
    department: str
    department_name: str
    leader: str | None
    roles: list[str]
    post: str
    active: bool
    email: str
    mobile: str


class Department(Body):
    code: str
    name: str
    parent: str | None
    head: str | None


class Notice(Body):
    """Something the reader was told; `instance_id` leads to the case."""

    id: int
    instance_id: str
    kind: str
    text: str
    at: datetime
    read: bool


class NoticePage(Body):
    items: list[Notice]
    unread: int


class Role(Body):
    code: str
    name: str
    members: list[str]


class Substitution(Body):
    id: int
    person: str
    substitute: str
    starts: datetime
    ends: datetime
    process: str | None


class SubstitutionInput(Input):
    substitute: str
    starts: datetime
    ends: datetime
    process: str | None = None


class Counts(Body):
    open_tasks: int
    started: int
    cc_unread: int
    incidents: int


class Me(Body):
    username: str
    name: str
    department: str
    department_name: str
    roles: list[str]
    administrator: bool
    locale: str
    demo: bool
    counts: Counts


# --- forms and form state ---------------------------------------------------------------------------------


class FormSummary(Body):
    code: str
    name: str
    kind: Literal["process", "ledger"]
    icon: str
    description: str
    version: int
    can_edit: bool
    records: int | None


class FormDetail(Body):
    """A form's published version (or its draft, for administrators): `definition` is `forms.form.Form`."""

    code: str
    version: int
    published_at: datetime | None
    definition: Values
    can_edit: bool
    draft: Values | None
    draft_revision: int


class DefinitionDraft(Input):
    """Save a draft of a form or process. `revision` is the draft's as read (0: none yet)."""

    definition: Values
    revision: int = 0


class Finding(Body):
    """What a check found: where, how grave, in words; `counter_example` in the form's own words."""

    code: str
    severity: Literal["error", "warning"]
    where: str
    message: str
    position: int | None = None


class ChangeItem(Body):
    kind: str
    where: str
    message: str


class CheckResult(Body):
    ok: bool
    findings: list[Finding]
    changes: list[ChangeItem]
    running: int


class Version(Body):
    version: int
    published_at: datetime
    published_by: str
    running: int


class EvaluateInput(Input):
    """Ask for the whole form state. `task`: as this open task sees the case; `instance`: a draft's.

    `changed` is the field that was just edited (fill-in from a chosen record happens for it alone).
    """

    values: Values
    changed: str | None = None
    task: str | None = None
    instance: str | None = None
    record: int | None = None
    process: str | None = None


class FormState(Body):
    """Field paths are codes; inside a subtable `items[0].qty`. Lists hold the paths that are so."""

    values: Values
    visible: dict[str, bool]
    required: dict[str, bool]
    readonly: dict[str, bool]
    errors: list[FieldProblem]
    labels: dict[str, str]


class RecordRef(Body):
    """A linked record in short. Its form is the link field's setting."""

    id: int
    title: str


# --- records ----------------------------------------------------------------------------------------------


class Record(Body):
    """A row of a ledger. `display` gives people's names, linked titles and file names for raw values."""

    id: int
    number: str
    title: str
    revision: int
    case_status: str
    instance_id: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    values: Values
    display: dict[str, Any] = {}


class RecordPage(Body):
    items: list[Record]
    next_cursor: str | None
    total: int | None


class RecordInput(Input):
    values: Values


class AggregateRow(Body):
    keys: dict[str, Any]
    display: dict[str, str]
    count: int
    values: dict[str, Any]


class AggregateResult(Body):
    rows: list[AggregateRow]
    totals: dict[str, Any]
    count: int


class FileInfo(Body):
    id: str
    name: str
    media_type: str
    size: int


# --- processes --------------------------------------------------------------------------------------------


class ProcessSummary(Body):
    code: str
    name: str
    icon: str
    category: str
    description: str
    form: str
    version: int
    can_start: bool
    can_edit: bool


class ProcessDetail(Body):
    """`definition` is `engine.definition.ProcessDefinition`; `steps` the same as a tree of steps for the
    designer (None when not block-structured)."""

    code: str
    version: int
    published_at: datetime | None
    definition: Values
    steps: list[Values] | None
    form: Values
    can_edit: bool
    draft: Values | None
    draft_steps: list[Values] | None
    draft_revision: int


class ProcessDraft(Input):
    """Save a process draft, by steps (block-structured) or by a whole definition."""

    steps: list[Values] | None = None
    definition: Values | None = None
    name: str | None = None
    title: str | None = None
    description: str | None = None
    revision: int = 0


class PreviewInput(Input):
    data: Values
    choices: Values = {}


class PreviewPerson(Body):
    username: str
    name: str
    reason: str


class PreviewStep(Body):
    """One step the case would take. `certain` False: depends on what is not known yet (see `why`)."""

    node: str
    name: str
    kind: str
    certain: bool
    why: str
    people: list[PreviewPerson]
    mode: str


class Preview(Body):
    title: str
    steps: list[PreviewStep]
    errors: list[FieldProblem]


# --- cases ------------------------------------------------------------------------------------------------


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


class TaskView(Body):
    """A task in the inbox or on a case. `summary` are the form's first fields as label/text pairs."""

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


class TaskDetail(Body):
    task: TaskView
    actions: list[TaskAction]
    return_to: list[ReturnTarget]
    access: dict[str, str]


class NodePerson(Body):
    username: str
    name: str
    reason: str
    state: str
    decision: str
    at: datetime | None


class NodeView(Body):
    code: str
    name: str
    kind: str
    state: Literal["waiting", "active", "done", "skipped", "returned", "cancelled"]
    why: str
    people: list[NodePerson]
    job: str | None = None


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


class FactView(Body):
    name: str
    label: str
    value: Any
    text: str
    source: str
    time: datetime
    node: str


class JobView(Body):
    """`receipt`: id, at, result (what came back), links (label, href) to what was made."""

    id: str
    instance_id: str
    title: str
    node: str
    node_name: str
    connector: str
    state: Literal["queued", "running", "retrying", "landed", "incident", "waived"]
    attempts: int
    next_attempt_at: datetime | None
    receipt: Values | None
    error: str
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


class Change(Body):
    field: str
    label: str
    before: Any
    after: Any
    by: str
    at: datetime


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
    """A case whole. `steps` is the flow as a tree (None if not block-structured); node states by code."""

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


# --- administration -----------------------------------------------------------------------------------------


class Connection(Body):
    """A configured connection; secrets are never sent, `has_secret` says that one is set."""

    name: str
    kind: str
    url: str
    allow_private: bool
    has_secret: bool
    settings: Values


class ConnectionPatch(Input):
    url: str | None = None
    secret: str | None = None
    username: str | None = None
    password: str | None = None
    allow_private: bool | None = None
    settings: Values | None = None


class ReceivedItem(Body):
    """What the demo's receivers got: a mail, a webhook delivery or an ERP write."""

    kind: Literal["mail", "webhook", "erp"]
    at: datetime
    title: str
    content: str
    key: str
