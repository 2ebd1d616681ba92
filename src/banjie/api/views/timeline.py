"""A case's story in words: one line per event that a person cares about, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from banjie.api.schemas import FileInfo, OpinionView, TimelineEntry
from banjie.api.views.changes import changes_at
from banjie.api.views.jobs import advice
from banjie.api.views.tasks import opinion_view
from banjie.engine import events as e
from banjie.engine.values import OpinionRef
from banjie.services.read_case import CaseRead, field_labels
from banjie.storage.event_log import Recorded

Params = dict[str, Any]


def timeline(case: CaseRead, files: dict[str, FileInfo]) -> list[TimelineEntry]:
    """Events as lines; what only moves tokens is left out."""
    found = []
    for recorded in case.log:
        describe = _DESCRIBED.get(type(recorded.event))
        if describe is None:
            continue
        line = describe(case, recorded, recorded.event)
        if line is not None:
            found.append(_entry(case, recorded, line, files))
    return found


def _entry(case: CaseRead, recorded: Recorded, line: Params, files: dict[str, FileInfo]) -> TimelineEntry:
    node = line.get("node", "")
    found = case.version.graph.nodes.get(node)
    actor = line.get("by", recorded.actor)
    return TimelineEntry(
        seq=recorded.seq,
        kind=type(recorded.event).__name__,
        at=recorded.at,
        actor=actor,
        actor_name=case.directory.name_of(actor) if actor != "system" else case.viewer.words("case.system"),
        node=node,
        node_name=found.name if found is not None else "",
        text=line["text"],
        detail=line.get("detail", ""),
        opinion=_opinion(case, line.get("opinion"), found, files),
        superseded=bool(line.get("superseded")),
        changes=changes_at(case, recorded.seq),
    )


def _opinion(
    case: CaseRead, ref: OpinionRef | None, node: object, files: dict[str, FileInfo]
) -> OpinionView | None:
    return opinion_view(case.sealed.get(ref.sealed.id), ref.reason_code, node, files) if ref else None


def _names(case: CaseRead) -> str:
    """What stands between names in a list."""
    return case.viewer.words("case.name_separator")


def _say(case: CaseRead, key: str, **params: Any) -> str:
    return case.viewer.words(f"event.{key}", **params)


def _task(case: CaseRead, key: str, **more: Any) -> Params:
    task = case.state.tasks[key]
    return {"node": task.node, "superseded": task.superseded, **more}


def _started(case: CaseRead, _: Recorded, event: e.Started) -> Params:
    return {"text": _say(case, "Started"), "by": event.applicant}


def _submitted(case: CaseRead, recorded: Recorded, event: e.Submitted) -> Params:
    first = next(item.seq for item in case.log if isinstance(item.event, e.Submitted))
    return {"text": _say(case, "Submitted" if recorded.seq == first else "Resubmitted"), "by": event.by}


def _changed(case: CaseRead, _: Recorded, event: e.DataChanged) -> Params | None:
    if not event.task:
        return None
    labels = field_labels(case.version)
    shown = [labels.get(code, code) for code in event.changed if case.access.get(code) != "hidden"]
    return (
        _task(case, event.task, text=_say(case, "DataChanged", fields=_names(case).join(shown)), by=event.by)
        if shown
        else None
    )


def _created(case: CaseRead, _: Recorded, event: e.TaskCreated) -> Params | None:
    if event.state == "queued":
        return None
    return _task(
        case,
        event.task,
        text=_say(case, "TaskCreated", person=case.directory.name_of(event.assignee)),
        detail=case.viewer.reason(event.reason.rule, event.reason.params),
        by="system",
    )


def _opened(case: CaseRead, _: Recorded, event: e.TaskOpened) -> Params:
    task = case.state.tasks[event.task]
    return _task(
        case,
        event.task,
        text=_say(case, "TaskCreated", person=case.directory.name_of(task.assignee)),
        by="system",
    )


def _decided(case: CaseRead, _: Recorded, event: e.TaskDecided) -> Params | None:
    if event.decision == "returned":
        return None  # told by the return itself, with its target
    detail = case.viewer.reason(event.automatic.rule, event.automatic.params) if event.automatic else ""
    text = _say(case, f"TaskDecided.{event.decision}")
    return _task(case, event.task, text=text, by=event.by, opinion=event.opinion, detail=detail)


def _transferred(case: CaseRead, _: Recorded, event: e.TaskTransferred) -> Params:
    text = _say(case, "TaskTransferred", person=case.directory.name_of(event.to))
    return _task(case, event.task, text=text, by=event.by, opinion=event.opinion)


def _skipped(case: CaseRead, _: Recorded, event: e.NodeSkipped) -> Params:
    entry = case.state.entries[event.entry]
    detail = case.viewer.reason(event.reason.rule, event.reason.params)
    return {"text": _say(case, "NodeSkipped"), "node": entry.node, "detail": detail, "by": "system"}


def _returned(case: CaseRead, _: Recorded, event: e.Returned) -> Params:
    node = case.version.graph.nodes.get(event.to)
    target = (
        node.name if node is not None and event.to != "start" else case.viewer.words("action.return_to_start")
    )
    return _task(
        case, event.task, text=_say(case, "Returned", target=target), by=event.by, opinion=event.opinion
    )


def _copied(case: CaseRead, _: Recorded, event: e.CopySent) -> Params:
    names = _names(case).join(map(case.directory.name_of, event.users))
    return {"text": _say(case, "CopySent", people=names), "node": event.node, "by": event.by or "system"}


def _fact(case: CaseRead, _: Recorded, event: e.FactRecorded) -> Params:
    return {"text": _say(case, "FactRecorded"), "node": event.node, "by": "system", "detail": event.source}


def _job(case: CaseRead, _: Recorded, event: e.JobReported) -> Params | None:
    job = case.state.jobs[event.job]
    if event.state in ("queued", "cancelled") and not event.by:
        return None
    if event.state == "landed" and getattr(case.version.graph.nodes.get(job.node), "result", None):
        return None  # a lookup: told as the fact that it brought
    detail = ""
    if event.state == "incident" and event.detail is not None:
        detail = advice(str(case.sealed.get(event.detail.id) or ""), case.viewer)
    return {
        "text": _say(case, f"JobReported.{event.state}"),
        "node": job.node,
        "by": event.by or "system",
        "opinion": event.opinion,
        "detail": detail,
    }


def _overdue(case: CaseRead, _: Recorded, event: e.TaskOverdue) -> Params:
    return _task(case, event.task, text=_say(case, "TaskOverdue"), by="system")


def _reminded(case: CaseRead, _: Recorded, event: e.Reminded) -> Params:
    people = dict.fromkeys(case.directory.name_of(case.state.tasks[key].assignee) for key in event.tasks)
    return {"text": _say(case, "Reminded", people=_names(case).join(people)), "by": event.by}


def _commented(case: CaseRead, _: Recorded, event: e.Commented) -> Params:
    return {
        "text": _say(case, "Commented"),
        "by": event.by,
        "detail": str(case.sealed.get(event.text.id) or ""),
    }


def _outcome(case: CaseRead, _: Recorded, event: e.OutcomeSet) -> Params | None:
    if event.outcome is None:
        return None
    text = _say(case, f"OutcomeSet.{event.outcome}")
    if event.outcome in ("approved", "rejected"):
        # It follows from the decision told just before, opinion and all; nobody decided it a second time.
        return {"text": text, "by": "system"}
    return {"text": text, "by": event.by or "system", "opinion": event.opinion}


def _closed(case: CaseRead, _: Recorded, event: e.CaseClosed) -> Params | None:
    return {"text": _say(case, "CaseClosed"), "by": "system"} if case.state.outcome == "approved" else None


_DESCRIBED: dict[type, Callable[[CaseRead, Recorded, Any], Params | None]] = {
    e.Started: _started,
    e.Submitted: _submitted,
    e.DataChanged: _changed,
    e.TaskCreated: _created,
    e.TaskOpened: _opened,
    e.TaskDecided: _decided,
    e.TaskTransferred: _transferred,
    e.NodeSkipped: _skipped,
    e.Returned: _returned,
    e.CopySent: _copied,
    e.FactRecorded: _fact,
    e.JobReported: _job,
    e.TaskOverdue: _overdue,
    e.Reminded: _reminded,
    e.Commented: _commented,
    e.OutcomeSet: _outcome,
    e.CaseClosed: _closed,
}
