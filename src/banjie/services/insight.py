"""A process in figures: how much of it goes through at once, how long it takes, where it waits, what comes back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import msgspec

from banjie.engine.definition import ProcessDefinition, UserTask
from banjie.engine.events import DataChanged, Returned, Started
from banjie.forms.compiled import compile_form
from banjie.forms.form import Form
from banjie.services.problems import BadRequestError, ForbiddenError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import case_figures, definitions
from banjie.storage.case_figures import CaseTimes, TaskTimes
from banjie.storage.event_log import Recorded
from banjie.storage.sealing import unseal

Json = dict[str, Any]
LONGEST_DAYS = 3650


class StepFigures(msgspec.Struct, frozen=True):
    """One step: how often it was decided, the median hours that took, and how many wait there now."""

    node: str
    name: str
    decided: int
    hours: float | None
    waiting: int


class Counted(msgspec.Struct, frozen=True):
    """`key` is a reason's or a field's code ("" for none given), `label` its word today."""

    key: str
    label: str
    count: int


class ProcessFigures(msgspec.Struct, frozen=True):
    """`cases` were sent within the last `days`; each other count is a part of them.

    `first_pass` is the share (0 to 1) of those with an outcome that were never sent back; hours are medians of
    calendar hours, from sending to the outcome and from there to closed (approved cases). None: no case yet.
    """

    code: str
    name: str
    days: int
    cases: int
    running: int
    outcomes: dict[str, int]
    closed: int
    first_pass: float | None
    hours_to_outcome: float | None
    hours_to_closed: float | None
    steps: tuple[StepFigures, ...]
    return_reasons: tuple[Counted, ...]
    return_fields: tuple[Counted, ...]
    before: str


def of_process(runtime: Runtime, viewer: Viewer, code: str, days: int) -> ProcessFigures:
    """The figures of a published process. For administrators, the company's and the process's own."""
    if not 1 <= days <= LONGEST_DAYS:
        raise BadRequestError("invalid_body", detail="days")
    since = runtime.clock() - timedelta(days=days)
    with runtime.database.read() as connection:
        head = definitions.process_head(connection, code)
        if head is None or head.latest == 0:
            raise NotFoundError("process_not_found", what=code)
        version = runtime.definitions.process_version(connection, head.id, head.latest)
        definition = version.definition
        if not (viewer.is_administrator(runtime, connection) or viewer.username in definition.administrators):
            raise ForbiddenError("forbidden")
        cases = case_figures.cases(connection, head.id, since)
        tasks = case_figures.tasks(connection, head.id, since)
        log = case_figures.returns(connection, head.id, since)
        sealed = unseal(connection, [id_ for entry in log if (id_ := _values_of(entry))])
    decided = [case for case in cases if case.decided]
    return ProcessFigures(
        code=code,
        name=definition.name,
        days=days,
        cases=len(cases),
        running=sum(case.status in ("running", "suspended") for case in cases),
        outcomes=dict(Counter(case.outcome for case in cases if case.outcome)),
        closed=sum(case.closed for case in cases),
        first_pass=sum(not case.returns for case in decided) / len(decided) if decided else None,
        hours_to_outcome=_median(_hours(case.sent, case.decided) for case in decided),
        hours_to_closed=_median(_hours(case.decided, case.landed) for case in _carried_out(cases)),
        steps=_steps(definition, tasks),
        return_reasons=_reasons(definition, tasks, log),
        return_fields=_fields(version.form.form, log, sealed),
        before=str(definition.sheet.get("before", "")),
    )


def _carried_out(cases: Iterable[CaseTimes]) -> list[CaseTimes]:
    return [case for case in cases if case.outcome == "approved" and case.landed]


def _hours(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else max(0.0, (end - start).total_seconds() / 3600)


def _median(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return round(median(found), 2) if found else None


def _steps(definition: ProcessDefinition, tasks: Iterable[TaskTimes]) -> tuple[StepFigures, ...]:
    """In the flow's order; steps that only earlier versions had come last."""
    by_node: dict[str, list[TaskTimes]] = defaultdict(list)
    for task in tasks:
        by_node[task.node].append(task)
    order = [node.code for node in definition.nodes if isinstance(node, UserTask)]
    names = {node.code: node.name for node in definition.nodes if isinstance(node, UserTask)}
    return tuple(
        StepFigures(
            node=code,
            name=names.get(code) or by_node[code][-1].name,
            decided=sum(task.state == "done" for task in by_node[code]),
            hours=_median(
                _hours(task.created, task.decided) for task in by_node[code] if task.state == "done"
            ),
            waiting=sum(task.state == "open" for task in by_node[code]),
        )
        for code in (*order, *(code for code in by_node if code not in names))
        if code in by_node
    )


def _reasons(
    definition: ProcessDefinition, tasks: Iterable[TaskTimes], log: Sequence[Recorded]
) -> tuple[Counted, ...]:
    """Why cases were sent back: the reasons tapped, most frequent first."""
    node_of = {task.id: task.node for task in tasks}
    labels = {
        (node.code, reason.code): reason.label
        for node in definition.nodes
        if isinstance(node, UserTask)
        for reason in node.opinion.codes
    }
    counts: Counter[str] = Counter()
    said: dict[str, str] = {}
    for entry in log:
        if isinstance(entry.event, Returned):
            code = entry.event.opinion.reason_code if entry.event.opinion else ""
            counts[code] += 1
            said.setdefault(code, labels.get((node_of.get(entry.event.task, ""), code), code))
    return tuple(Counted(code, said[code], count) for code, count in counts.most_common(20))


def _values_of(entry: Recorded) -> str:
    """The id of the values that an event brought; empty for one that brings none."""
    return entry.event.data.id if isinstance(entry.event, Started | DataChanged) else ""


def _fields(form: Form, log: Iterable[Recorded], sealed: Mapping[str, Any]) -> tuple[Counted, ...]:
    """What had to be changed after a return: each field once per return."""
    counts: Counter[str] = Counter()
    for before, after in _corrections(log, sealed):
        counts.update(code for code in {*before, *after} if before.get(code) != after.get(code))
    labels = {
        code: bound.field.label
        for code, bound in compile_form(form).fields.items()
        if not bound.type.computed
    }
    return tuple(Counted(code, labels[code], count) for code, count in counts.most_common() if code in labels)


def _corrections(log: Iterable[Recorded], sealed: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    """Of each return the values before it and those that the applicant sent again."""
    case = ""
    values: Json = {}
    returned: Json | None = None
    corrected: Json | None = None
    for entry in log:
        if entry.instance != case or isinstance(entry.event, Returned):
            if returned is not None and corrected is not None:
                yield returned, corrected
            returned, corrected = None, None
        if entry.instance != case:
            case, values = entry.instance, {}
        if isinstance(entry.event, Returned):
            returned = values
        elif isinstance(entry.event, Started | DataChanged):
            given = (sealed.get(entry.event.data.id) or {}).get("after") or {}
            edited = isinstance(entry.event, DataChanged) and entry.event.task
            values = {**values, **given} if edited else given
            if not edited:
                corrected = values  # saved again and again, what counts is what was sent
    if returned is not None and corrected is not None:
        yield returned, corrected
