"""What each event does to the state: one small applier per event, and nothing else may write.

Appliers decide nothing and refuse nothing: an event has happened. `decide` uses the same appliers while
it works, so a replay cannot drift from what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from banjie.engine import events as e
from banjie.engine.draft import Draft
from banjie.engine.state import Entry, FactRef, Hold, Job, State, Task, Timer, Token


def evolve(state: State, event: e.AnyEvent) -> State:
    """The state after one event. `state` itself stays as it is."""
    draft = Draft(state)
    apply(draft, event)
    return draft.freeze()


def replay(events: Iterable[e.AnyEvent], state: State | None = None) -> State:
    """The state after all these events, from nothing or from a snapshot."""
    draft = Draft(state or State())
    for event in events:
        apply(draft, event)
    return draft.freeze()


def apply(draft: Draft, event: e.AnyEvent) -> None:
    """Write one event into a draft. Raises KeyError for an event that no applier knows."""
    draft.seq += 1
    APPLIERS[type(event)](draft, event)


def _started(draft: Draft, event: e.Started) -> None:
    draft.instance = event.instance
    draft.applicant = event.applicant


def _submitted(draft: Draft, event: e.Submitted) -> None:
    draft.submitted_at = event.at
    draft.returned = False


def _token_created(draft: Draft, event: e.TokenCreated) -> None:
    draft.next += 1
    draft.tokens[event.token] = Token(id=event.token, node=event.node, flow=event.flow)


def _token_consumed(draft: Draft, event: e.TokenConsumed) -> None:
    del draft.tokens[event.token]


def _node_entered(draft: Draft, event: e.NodeEntered) -> None:
    draft.next += 1
    draft.entries[event.entry] = Entry(
        id=event.entry, node=event.node, token=event.token, seq=draft.seq, at=event.at
    )
    draft.tokens[event.token] = replace(draft.tokens[event.token], entry=event.entry)


def _node_left(draft: Draft, event: e.NodeLeft) -> None:
    draft.entries[event.entry] = replace(
        draft.entries[event.entry], result=event.result, ended_at=event.at, flows=event.flows
    )


def _node_skipped(draft: Draft, event: e.NodeSkipped) -> None:
    draft.entries[event.entry] = replace(draft.entries[event.entry], reason=event.reason)


def _task_created(draft: Draft, event: e.TaskCreated) -> None:
    draft.next += 1
    draft.tasks[event.task] = Task(
        id=event.task,
        entry=event.entry,
        node=event.node,
        assignee=event.assignee,
        reason=event.reason,
        created_at=event.at,
        state=event.state,
        acts_for=event.acts_for,
        due_at=event.due_at,
    )


def _task_opened(draft: Draft, event: e.TaskOpened) -> None:
    task = draft.tasks[event.task]
    draft.tasks[event.task] = replace(task, state="open", due_at=event.due_at or task.due_at)
    draft.holds.pop(event.task, None)


def _task_decided(draft: Draft, event: e.TaskDecided) -> None:
    draft.tasks[event.task] = replace(
        draft.tasks[event.task],
        state="done",
        decision=event.decision,
        decided_by=event.by,
        decided_at=event.at,
        opinion=event.opinion,
        automatic=event.automatic,
    )
    draft.holds.pop(event.task, None)


def _task_closed(draft: Draft, event: e.TaskClosed) -> None:
    draft.tasks[event.task] = replace(draft.tasks[event.task], state=event.why, closed_at=event.at)
    draft.holds.pop(event.task, None)


def _task_transferred(draft: Draft, event: e.TaskTransferred) -> None:
    draft.tasks[event.task] = replace(
        draft.tasks[event.task], assignee=event.to, reason=event.reason, acts_for=event.acts_for
    )


def _task_overdue(draft: Draft, event: e.TaskOverdue) -> None:
    draft.tasks[event.task] = replace(draft.tasks[event.task], overdue=True)


def _superseded(draft: Draft, event: e.Superseded) -> None:
    for task in event.tasks:
        draft.tasks[task] = replace(draft.tasks[task], superseded=True)
    for entry in event.entries:
        draft.entries[entry] = replace(draft.entries[entry], superseded=True)


def _returned(draft: Draft, event: e.Returned) -> None:
    draft.returned = event.to == "start"
    for task in event.held:
        held = draft.tasks[task]
        draft.tasks[task] = replace(held, state="queued")
        draft.holds[task] = Hold(task=task, entry=held.entry, branch=event.region)


def _copy_sent(draft: Draft, event: e.CopySent) -> None:
    draft.copies += tuple(dict.fromkeys(user for user in event.users if user not in draft.copies))


def _fact_recorded(draft: Draft, event: e.FactRecorded) -> None:
    draft.facts[event.name] = FactRef(
        name=event.name, value=event.value, source=event.source, at=event.at, node=event.node
    )


def _job_requested(draft: Draft, event: e.JobRequested) -> None:
    draft.next += 1
    draft.jobs[event.job] = Job(
        id=event.job,
        entry=event.entry,
        node=event.node,
        connector=event.connector,
        holds_open=event.holds_open,
    )


def _job_reported(draft: Draft, event: e.JobReported) -> None:
    draft.jobs[event.job] = replace(draft.jobs[event.job], state=event.state, uncertain=event.uncertain)


def _timer_set(draft: Draft, event: e.TimerSet) -> None:
    draft.next += 1
    draft.timers[event.timer] = Timer(
        id=event.timer, entry=event.entry, node=event.node, due_at=event.due_at, task=event.task
    )


def _timer_ended(draft: Draft, event: e.TimerEnded) -> None:
    del draft.timers[event.timer]


def _outcome_set(draft: Draft, event: e.OutcomeSet) -> None:
    draft.outcome = event.outcome


def _status_changed(draft: Draft, event: e.StatusChanged) -> None:
    draft.status = event.status


def _case_closed(draft: Draft, _: e.CaseClosed) -> None:
    draft.closed = True


def _only_told(_: Draft, __: e.Event) -> None:
    """Events that are history and change nothing that deciding needs."""


APPLIERS: dict[type[e.Event], Callable[[Draft, Any], None]] = {
    e.Started: _started,
    e.DataChanged: _only_told,
    e.Submitted: _submitted,
    e.TokenCreated: _token_created,
    e.TokenConsumed: _token_consumed,
    e.NodeEntered: _node_entered,
    e.NodeLeft: _node_left,
    e.FlowsChosen: _only_told,
    e.TaskCreated: _task_created,
    e.TaskOpened: _task_opened,
    e.TaskDecided: _task_decided,
    e.TaskClosed: _task_closed,
    e.TaskTransferred: _task_transferred,
    e.NodeSkipped: _node_skipped,
    e.Superseded: _superseded,
    e.Returned: _returned,
    e.CopySent: _copy_sent,
    e.FactRecorded: _fact_recorded,
    e.JobRequested: _job_requested,
    e.JobReported: _job_reported,
    e.TimerSet: _timer_set,
    e.TimerEnded: _timer_ended,
    e.TaskOverdue: _task_overdue,
    e.Reminded: _only_told,
    e.Commented: _only_told,
    e.OutcomeSet: _outcome_set,
    e.StatusChanged: _status_changed,
    e.CaseClosed: _case_closed,
}
