"""Where a form or a flow has left its sheet: what was agreed upon and is no longer there, and what came in between.

A sheet is compared by meaning, not by place: a decision holds as long as some branch asks the same people under
the same condition, wherever it stands and whatever it is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from banjie.engine.definition import (
    Gateway,
    Graph,
    ProcessDefinition,
    SequenceFlow,
    ServiceTask,
    UserTask,
    is_conditional,
)
from banjie.feel import FeelError, compile_expression
from banjie.forms.form import Field, Form
from banjie.services.rule_sheet.sheet import COMPUTED, RESERVED, Capture, Decision, Sheet

Json = dict[str, Any]
_INSIDE = frozenset({"record_lookup", "http_lookup"})


class Departure(msgspec.Struct, frozen=True):
    """One difference: `what` is a key of the catalogue (`sheet.departure.<what>`), `where` a code to go to."""

    what: str
    of: Literal["form", "flow"]
    where: str
    params: dict[str, str]


def departures(sheet: Sheet, form: Form, definition: ProcessDefinition) -> tuple[Departure, ...]:
    """Everything in which form and flow differ from their sheet."""
    return (*_of_fields(sheet.captures, form.fields, ""), *of_flow(sheet, definition))


def _of_fields(captures: tuple[Capture, ...], fields: tuple[Field, ...], table: str) -> Iterator[Departure]:
    known = {field.code: field for field in fields}
    for capture in captures:
        where = f"{table}{capture.code}"
        label = {"label": capture.label}
        field = known.get(capture.code)
        if field is None:
            yield Departure("field_gone", "form", where, label)
        elif field.type != capture.type:
            yield Departure("type_changed", "form", where, label)
        else:
            if capture.required and not field.required and capture.type not in COMPUTED:
                yield Departure("no_longer_required", "form", where, label)
            if any(field.settings.get(key) != value for key, value in capture.settings.items()):
                yield Departure("settings_changed", "form", where, label)
            yield from _of_fields(capture.rows, field.fields, f"{capture.code}.")
    agreed = {capture.code for capture in captures} | set(RESERVED)
    for field in fields:
        if field.code not in agreed and field.type not in COMPUTED:
            yield Departure("field_added", "form", f"{table}{field.code}", {"label": field.label})


def of_flow(sheet: Sheet, definition: ProcessDefinition) -> Iterator[Departure]:
    """Where the flow has left the sheet."""
    graph = Graph(definition)
    tasks = [node for node in definition.nodes if isinstance(node, UserTask)]
    agreed: set[str] = set()
    for decision in sheet.decisions:
        asked = [flow.target for flow in definition.flows if _leads(flow, decision)]
        followed = {code for target in asked for code in tasks_from(graph, target)}
        hits = {task.code for task in tasks if task.code in followed and _same(task, decision.who)}
        agreed |= hits
        if not asked:
            yield Departure("decision_gone", "flow", "", {"name": decision.name})
        elif not hits:
            yield Departure("others_decide", "flow", asked[0], {"name": decision.name})
    approvals = [task for task in tasks if task.purpose == "approval"]
    for usual in sheet.usual:
        hit = next((task for task in approvals if task.code not in agreed and _same(task, usual.who)), None)
        if hit is None:
            yield Departure("usual_gone", "flow", "", {"name": usual.name})
        else:
            agreed.add(hit.code)
    for task in approvals:
        if task.code not in agreed:
            yield Departure("approval_added", "flow", task.code, {"name": task.name})
    yield from _of_services(sheet, definition)


def _of_services(sheet: Sheet, definition: ProcessDefinition) -> Iterator[Departure]:
    """Follow-ups, each of the sheet's held by a step of its own."""
    free = [
        node for node in definition.nodes if isinstance(node, ServiceTask) and node.connector not in _INSIDE
    ]
    left = []
    for item in sheet.follow_ups:
        same = next(
            (one for one in free if (one.connector, one.config) == (item.connector, item.config)), None
        )
        if same is None:
            left.append(item)
        else:
            free.remove(same)
    for item in left:
        named = next((one for one in free if (one.connector, one.name) == (item.connector, item.name)), None)
        if named is None:
            yield Departure("follow_up_gone", "flow", "", {"name": item.name})
        else:
            free.remove(named)
            yield Departure("follow_up_changed", "flow", named.code, {"name": item.name})
    for node in free:
        yield Departure("follow_up_added", "flow", node.code, {"name": node.name})


def _leads(flow: SequenceFlow, decision: Decision) -> bool:
    if decision.otherwise:
        return flow.default
    return is_conditional(flow) and meaning(flow.condition or "") == meaning(decision.condition)


def _same(task: UserTask, who: tuple[Json, ...]) -> bool:
    return [_plain(one) for one in task.assignment.policies] == [_plain(one) for one in who]


def _plain(policy: Json) -> Json:
    """A policy without what is meant anyway, so that writing it out does not count."""
    return {key: value for key, value in policy.items() if (key, value) != ("of", "applicant")}


def meaning(text: str) -> object:
    """A condition as its tree, so that spacing does not count; one that does not parse as its text."""
    try:
        return compile_expression(text).ast
    except FeelError:
        return text


def tasks_from(graph: Graph, code: str) -> Iterator[str]:
    """The tasks that a branch comes to before it meets a gateway."""
    seen: set[str] = set()
    while code not in seen and not isinstance(graph.nodes[code], Gateway):
        seen.add(code)
        if isinstance(graph.nodes[code], UserTask):
            yield code
        following = graph.completed[code]
        if len(following) != 1:
            return
        code = following[0].target
