"""A whole case as its page shows it: nodes with people and reasons, facts, follow-ups, what may be done."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from banjie.api.schemas import (
    Action,
    FactView,
    FileInfo,
    Instance,
    JobView,
    NodePerson,
    NodeView,
    Participant,
    RejectionEffect,
    ReturnTarget,
    TaskAction,
    TaskDetail,
    TaskView,
)
from banjie.api.views.changes import change_view, since_last
from banjie.api.views.instances import summary_fields
from banjie.api.views.jobs import job_view
from banjie.api.views.tasks import needs, opinion_view
from banjie.api.views.timeline import timeline
from banjie.engine.blocks import to_steps
from banjie.engine.definition import ServiceTask, UserTask
from banjie.engine.events import FlowsChosen
from banjie.engine.opinions import SIGNED, STOCK_PHRASES
from banjie.engine.progress import NodeProgress, progress
from banjie.engine.state import Task
from banjie.services.read_case import CaseRead, field_labels

_EMPTY_WORDS = sorted(STOCK_PHRASES)


def instance_view(case: CaseRead) -> Instance:
    """The contract's instance."""
    files = {
        key: FileInfo(id=row.id, name=row.name, media_type=row.media_type, size=row.size)
        for key, row in case.files.items()
    }
    form = case.version.form
    return Instance(
        **summary_fields(case.row, case.version, case.directory, case.viewer),
        unread=case.unread,
        form=form.form.code,
        form_version=form.version,
        record_id=case.row.record_id,
        data=case.values,
        display=case.display,
        form_definition=msgspec.to_builtins(form.form),
        access=dict(case.access),
        nodes=_nodes(case),
        steps=_steps(case),
        tasks=[task_view(case, task, files) for task in case.state.tasks.values() if task.state != "queued"],
        my_task=_my_task(case, files),
        timeline=timeline(case, files),
        facts=_facts(case),
        jobs=_jobs(case),
        changes=list(map(partial(change_view, case), case.changes)),
        actions=_actions(case),
        people=[Participant(username=user, name=case.directory.name_of(user)) for user in case.people],
        choices=dict(case.row.choices) if case.viewer.username == case.state.applicant else {},
        since_last=since_last(case, files),
        returned=case.state.returned,
    )


def _steps(case: CaseRead) -> list[dict[str, Any]] | None:
    steps = to_steps(case.version.definition)
    return None if steps is None else msgspec.to_builtins(steps)


def task_view(case: CaseRead, task: Task, files: dict[str, FileInfo]) -> TaskView:
    """One task of the case, with the opinion given there."""
    node = case.version.graph.nodes[task.node]
    name_of = case.directory.name_of
    value = case.sealed.get(task.opinion.sealed.id) if task.opinion else None
    wanted = needs(case.version, task.node, case.viewer)
    return TaskView(
        id=task.id,
        instance_id=case.row.id,
        process=case.version.definition.code,
        process_name=case.version.definition.name,
        title=case.row.title,
        number=case.row.number,
        node=task.node,
        node_name=node.name,
        purpose=node.purpose if isinstance(node, UserTask) else "approval",
        reason=case.viewer.reason(task.reason.rule, task.reason.params),
        assignee=task.assignee,
        assignee_name=name_of(task.assignee),
        applicant=case.state.applicant,
        applicant_name=name_of(case.state.applicant),
        state=task.state,
        decision=task.decision,
        decided_by=task.decided_by,
        decided_at=task.decided_at,
        opinion=opinion_view(value, task.opinion.reason_code if task.opinion else "", node, files),
        due_at=task.due_at,
        overdue=task.overdue,
        created_at=task.created_at,
        revision=case.state.seq,
        summary=[],
        needs_form=bool(wanted),
        needs=wanted,
    )


# --- nodes ------------------------------------------------------------------------------------------------


def _nodes(case: CaseRead) -> list[NodeView]:
    why = _branch_reasons(case)
    jobs = {row.node: row.id for row in case.jobs}
    return [
        NodeView(
            code=item.node,
            name=item.name or case.viewer.words(f"node.{item.kind}"),
            kind=item.kind,
            state=item.state,
            why=why.get(item.node) or _why(case, item),
            people=_people(case, item),
            job=jobs.get(item.node),
            mode=_mode(case, item.node),
        )
        for item in progress(case.version.graph, case.state)
    ]


def _mode(case: CaseRead, node: str) -> str:
    found = case.version.graph.nodes[node]
    return found.completion if isinstance(found, UserTask) else ""


def _why(case: CaseRead, item: NodeProgress) -> str:
    return case.viewer.reason(item.reason.rule, item.reason.params) if item.reason else ""


def _people(case: CaseRead, item: NodeProgress) -> list[NodePerson]:
    found = []
    for key in item.tasks:
        task = case.state.tasks[key]
        if task.superseded:
            continue
        found.append(
            NodePerson(
                username=task.assignee,
                name=case.directory.name_of(task.assignee),
                reason=case.viewer.reason(task.reason.rule, task.reason.params),
                state=task.state,
                decision=task.decision,
                at=task.decided_at,
            )
        )
    return found


def _branch_reasons(case: CaseRead) -> dict[str, str]:
    """For each gateway that decided: the conditions that held, with the values they were decided on."""
    found: dict[str, str] = {}
    labels = field_labels(case.version)
    flows = case.version.graph.flows
    for recorded in case.log:
        event = recorded.event
        if not isinstance(event, FlowsChosen):
            continue
        taken = [flows[key].name or flows[key].condition or "" for key in event.flows if key in flows]
        inputs = case.sealed.get(event.inputs.id, {}) if event.inputs else {}
        shown = [
            f"{labels[name]} = {_short(value)}"
            for name, value in (inputs or {}).items()
            if name in labels and case.access.get(name) != "hidden"
        ]
        found[event.node] = case.viewer.words(
            "case.branch_default" if event.by_default else "case.branch_taken",
            taken=case.viewer.words("case.name_separator").join(part for part in taken if part),
            values=case.viewer.words("case.list_separator").join(shown),
        )
    return found


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "—" if value is None else str(value)[:40]


# --- facts, follow-ups -----------------------------------------------------------------------------


def _facts(case: CaseRead) -> list[FactView]:
    nodes = case.version.graph.nodes
    found = []
    for fact in case.state.facts.values():
        node = nodes.get(fact.node)
        value = case.sealed.get(fact.value.id)
        found.append(
            FactView(
                name=fact.name,
                label=node.name if node is not None and node.name else fact.name,
                value=value,
                text=case.fact_texts.get(fact.name, ""),
                source=fact.source,
                time=fact.at,
                node=fact.node,
            )
        )
    return found


def _jobs(case: CaseRead) -> list[JobView]:
    """Automatic steps, oldest first; lookups show as facts and are left out once they have landed."""
    nodes = case.version.graph.nodes
    found = []
    for row in case.jobs:
        node = nodes.get(row.node)
        if isinstance(node, ServiceTask) and node.result and row.state == "landed":
            continue
        if row.state != "cancelled":
            found.append(job_view(row, case.row.title, case.viewer))
    return found


# --- what may be done ----------------------------------------------------------------------------------------


def _my_task(case: CaseRead, files: dict[str, FileInfo]) -> TaskDetail | None:
    task = case.my_task
    if task is None or case.state.status != "running":
        return None
    return task_detail(case, task, files)


def task_detail(case: CaseRead, task: Task, files: dict[str, FileInfo], *, mine: bool = True) -> TaskDetail:
    """A task with what its reader may do there; nothing where it is not theirs."""
    return TaskDetail(
        task=task_view(case, task, files),
        actions=task_actions(case, task) if mine else [],
        return_to=return_targets(case, task) if mine else [],
        access=dict(case.access),
        rejection=rejection_effect(case, task),
        empty_words=list(_EMPTY_WORDS) if mine else [],
    )


def rejection_effect(case: CaseRead, task: Task) -> RejectionEffect:
    """What rejecting here does to the case, in the reader's words."""
    graph = case.version.graph
    node = graph.nodes[task.node]
    if isinstance(node, UserTask) and node.rejection == "branch":
        flow = next((flow for flow in graph.outgoing[node.code] if flow.on == "rejected"), None)
        if flow is not None:
            return RejectionEffect(kind="branch", name=flow.name or graph.nodes[flow.target].name)
    if isinstance(node, UserTask) and node.rejection == "return":
        targets = {target.node: target.name for target in return_targets(case, task)}
        if targets:
            return RejectionEffect(kind="return", name=targets.get(node.return_to, targets["start"]))
    return RejectionEffect(kind="end", name="")


def task_actions(case: CaseRead, task: Task) -> list[TaskAction]:
    """The commands of this task, with the reasons the node offers for each."""
    node = case.version.graph.nodes[task.node]
    if not isinstance(node, UserTask):
        return []
    commands = ["approve", "reject"] if node.purpose == "approval" else ["complete"]
    commands += [command for command in node.actions if command != "return" or return_targets(case, task)]
    return [
        TaskAction(
            command=command,
            label=case.viewer.words(f"action.{command}"),
            opinion_required=node.opinion.required,
            codes=[
                {"code": item.code, "label": item.label} for item in node.opinion.codes if command in item.on
            ],
            signature_required=node.opinion.signature and command in SIGNED,
        )
        for command in commands
    ]


def return_targets(case: CaseRead, task: Task) -> list[ReturnTarget]:
    """Where this task may be sent back to: the start, and every user task that this case has passed.

    Nowhere once the outcome stands: what follows is execution.
    """
    if case.state.outcome is not None:
        return []
    graph = case.version.graph
    passed = dict.fromkeys(
        entry.node
        for entry in case.state.entries.values()
        if entry.result == "completed"
        and not entry.superseded
        and isinstance(graph.nodes[entry.node], UserTask)
        and entry.node != task.node
    )
    start = ReturnTarget(node="start", name=case.viewer.words("action.return_to_start"))
    return [start, *(ReturnTarget(node=code, name=graph.nodes[code].name) for code in passed)]


def _actions(case: CaseRead) -> list[Action]:
    """What the reader may do with the case beside their task."""
    state, mine = case.state, case.viewer.username == case.state.applicant
    open_tasks = any(task.state == "open" for task in state.tasks.values())
    names = []
    if mine and state.status == "draft":
        names.append("submit")
    if mine and state.status == "running" and state.outcome is None:
        names.append("withdraw")
    if (mine or case.administrator) and open_tasks:
        names.append("remind")
    if state.status != "draft":
        names += ["comment", "cc"]
    if mine and case.may_start and state.status == "ended":
        names.append("copy")
    if case.administrator and state.status in ("running", "suspended"):
        names.append("terminate")
    return [Action(command=name, label=case.viewer.words(f"action.{name}")) for name in names]
