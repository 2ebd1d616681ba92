"""Answers the engine's needs from one transaction: people, conditions, decisions, lookups, due times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace

from banjie.engine.context import (
    Answer,
    AnyNeed,
    Candidates,
    Conditions,
    Due,
    Fact,
    NeedCandidates,
    NeedConditions,
    NeedDecision,
    NeedDue,
    NeedLookup,
)
from banjie.engine.definition import BusinessRuleTask, Graph, SendTask, ServiceTask, TimerCatch, UserTask
from banjie.engine.state import State
from banjie.engine.values import Candidate, Reason
from banjie.feel import YearsMonthsDuration, compile_expression, json_value
from banjie.org.assignment import resolve
from banjie.org.calendar import parse_span
from banjie.org.request import Found, Request
from banjie.services import calendars, mapping, record_lookup
from banjie.services.case_work import CaseWork
from banjie.services.decisions import evaluate_decision
from banjie.services.field_names import path_label


def answer_need(work: CaseWork, need: AnyNeed, state: State) -> Answer:
    """The answer to one need. `state` is how far the command has come (facts of the same command count).

    Raises MappingError or PolicyError for settings that cannot be evaluated.
    """
    node = work.version.graph.nodes[need.node]
    match need:
        case NeedCandidates():
            assert isinstance(node, (UserTask, SendTask))
            return candidates(work, need.node, state)
        case NeedConditions():
            return conditions(work, need.flows, state)
        case NeedDecision():
            assert isinstance(node, BusinessRuleTask)
            value = evaluate_decision(node.decision, work.expression_context(state), work.local_now)
            return Fact(work.sealer.seal(value), "decision", work.now)
        case NeedLookup():
            assert isinstance(node, ServiceTask)
            found = record_lookup.look_up(work, node, state)
            return Fact(work.sealer.seal(found), f"form:{node.config.get('form', '')}", work.now)
        case NeedDue():
            assert isinstance(node, (UserTask, TimerCatch))
            return Due(due_at(node.due or "", work, state))


def _assignments(graph: Graph) -> dict[str, Any]:
    """Each asking node's assignment as plain JSON, made once per definition."""
    return {
        code: msgspec.to_builtins(node.assignment)
        for code, node in graph.nodes.items()
        if isinstance(node, (UserTask, SendTask))
    }


def candidates(work: CaseWork, node: str, state: State) -> Candidates:
    """Whom a node asks now, with reasons."""
    assignment = work.version.graph.derived(_assignments)[node]
    resolved = resolve(assignment, work.directory, request_of(work, node, state))
    return Candidates(
        found=tuple(candidate(_named(work, found)) for found in resolved.found),
        applicant_leader=candidate(resolved.applicant_leader) if resolved.applicant_leader else None,
        administrators=tuple(map(candidate, resolved.administrators)),
        fallback=tuple(map(candidate, resolved.fallback)),
    )


def _named(work: CaseWork, found: Found) -> Found:
    """Fields are told by what they are called: people who are asked know no codes."""
    params = _in_words(work, found.reason.rule, found.reason.params)
    return replace(found, reason=replace(found.reason, params=params))


def _in_words(work: CaseWork, rule: str, params: dict[str, Any]) -> dict[str, Any]:
    because = params.get("because")
    if isinstance(because, dict):
        behind = {**because, "params": _in_words(work, because["rule"], because["params"])}
        return {**params, "because": behind}
    if rule != "field":
        return params
    form = work.version.form.form
    return {**params, "field": path_label(work.runtime, work.connection, form, params["field"])}


def candidate(found: Found) -> Candidate:
    """The organisation's answer in the engine's words."""
    return Candidate(found.user, Reason(found.reason.rule, found.reason.params), found.acts_for)


def request_of(work: CaseWork, node: str, state: State) -> Request:
    """What policies see of a case when they are asked for this node."""
    history: dict[str, list[str]] = {}
    for task in state.tasks.values():
        if task.state == "done" and not task.superseded:
            history.setdefault(task.node, []).append(task.decided_by)
    return Request(
        applicant=work.applicant,
        now=work.now,
        values=Lazily(lambda: work.expression_context(state)),
        choices={code: tuple(users) for code, users in work.choices.items() if isinstance(users, list)},
        history={code: tuple(users) for code, users in history.items()},
        process=work.version.definition.code,
        node=node,
    )


class Lazily(Mapping[str, Any]):
    """A mapping that is made when somebody looks into it: most policies name people and read no record."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def conditions(work: CaseWork, flows: tuple[str, ...], state: State) -> Conditions:
    """Which flows hold, with the inputs that were looked at, sealed."""
    context = work.expression_context(state)
    holds: dict[str, bool | None] = {}
    inputs: dict[str, Any] = {}
    for identifier in flows:
        text = work.version.graph.flows[identifier].condition or "false"
        value = mapping.evaluate(text, context, work.local_now, identifier)
        holds[identifier] = value if isinstance(value, bool) else None
        for name in compile_expression(text).references:
            if name in context and name not in inputs:
                inputs[name] = json_value(context[name])
    return Conditions(holds, work.sealer.seal(inputs))


def due_at(text: str, work: CaseWork, state: State) -> datetime | None:
    """A due time: an ISO duration or a span of working time from now, or FEEL giving a duration, a date or a date-time."""
    if not text:
        return None
    if span := parse_span(text):
        return calendars.after(work.connection, work.local_now, span)
    expression = f'duration("{text}")' if text.startswith("P") and text.isascii() else text
    value = mapping.evaluate(expression, work.expression_context(state), work.local_now, "due")
    if isinstance(value, (timedelta, YearsMonthsDuration)):
        value = compile_expression("start + delay").evaluate(
            {"start": work.now, "delay": value}, now=work.now
        )
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=work.runtime.zone)
    if isinstance(value, date):
        return datetime.combine(value, time(0), work.runtime.zone)
    return None
