"""A sheet read off form and flow, for a process that was drawn without one: what it decides, asks for and does."""

from __future__ import annotations

from collections.abc import Iterator

from banjie.engine.definition import (
    Graph,
    ProcessDefinition,
    SequenceFlow,
    ServiceTask,
    UserTask,
    is_conditional,
)
from banjie.forms.form import Field, Form
from banjie.services.rule_sheet.departures import tasks_from
from banjie.services.rule_sheet.sheet import RESERVED, Approval, Capture, Decision, FollowUp, Sheet

_LOOKS = frozenset({"record_lookup", "http_lookup"})
_PROOF = frozenset({"image", "attachment"})


def derive(form: Form, definition: ProcessDefinition) -> Sheet:
    """The sheet that this form and this flow follow.

    An approval to which no way of a branch leads is usual; what a way leads to is a decision.
    """
    graph = Graph(definition)
    tasks = {node.code: node for node in definition.nodes if isinstance(node, UserTask)}
    decisions: list[Decision] = []
    depending: set[str] = set()
    for flow in definition.flows:
        if not (is_conditional(flow) or flow.default):
            continue
        for code in tasks_from(graph, flow.target):
            if code not in depending:
                depending.add(code)
                decisions.append(_decision(flow, tasks[code]))
    usual = [
        Approval(name=task.name, who=task.assignment.policies)
        for task in tasks.values()
        if task.code not in depending and task.purpose == "approval"
    ]
    return Sheet(
        name=definition.name,
        category=definition.category,
        usual=tuple(usual),
        decisions=tuple(decisions),
        captures=tuple(_captures(form.fields)),
        follow_ups=tuple(_follow_ups(definition)),
    )


def _decision(flow: SequenceFlow, task: UserTask) -> Decision:
    condition = "" if flow.default else flow.condition or ""
    return Decision(name=task.name, condition=condition, who=task.assignment.policies, otherwise=flow.default)


def _captures(fields: tuple[Field, ...], inside: bool = False) -> Iterator[Capture]:
    for field in fields:
        if inside or (field.code not in RESERVED and field.type != "serial"):
            yield Capture(
                code=field.code,
                label=field.label,
                type=field.type,
                required=field.required,
                proof=field.type in _PROOF and field.required,
                settings=field.settings,
                rows=tuple(_captures(field.fields, inside=True)),
            )


def _follow_ups(definition: ProcessDefinition) -> Iterator[FollowUp]:
    for node in definition.nodes:
        if isinstance(node, ServiceTask) and node.connector not in _LOOKS:
            yield FollowUp(
                name=node.name, connector=node.connector, config=node.config, waits=node.holds_open
            )
