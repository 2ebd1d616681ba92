"""The promises of the semantics that hold in every state, whatever was commanded."""

from __future__ import annotations

from collections import Counter

from banjie.engine.definition import Graph
from banjie.engine.state import State

FINISHED_TASK = ("done", "not_needed", "cancelled")


def check(graph: Graph, state: State) -> None:
    no_two_open_tasks_for_one_person_at_one_visit(state)
    every_open_task_has_somebody(state)
    open_work_belongs_to_a_live_visit(graph, state)
    every_live_visit_waits_for_something(state)
    drafts_and_ends_are_at_rest(state)
    closed_means_nothing_open(state)


def no_two_open_tasks_for_one_person_at_one_visit(state: State) -> None:
    """Invariant 3."""
    asked = Counter(
        (task.entry, task.assignee) for task in state.tasks.values() if task.state in ("open", "queued")
    )
    assert all(count == 1 for count in asked.values()), asked


def every_open_task_has_somebody(state: State) -> None:
    """Invariant 6."""
    assert all(task.assignee for task in state.tasks.values() if task.state == "open")


def open_work_belongs_to_a_live_visit(graph: Graph, state: State) -> None:
    live = {token.entry for token in state.tokens.values() if token.entry}
    active = {entry.id for entry in state.entries.values() if entry.result == "active"}
    assert live == active
    for task in state.tasks.values():
        assert task.state in FINISHED_TASK or task.entry in live
    for timer in state.timers.values():
        assert timer.entry in live
        assert not timer.task or state.tasks[timer.task].state in ("open", "queued")
    for hold in state.holds.values():
        assert state.tasks[hold.task].state == "queued"
    for token in state.tokens.values():
        assert token.node in graph.nodes


def every_live_visit_waits_for_something(state: State) -> None:
    """No token stands in a visit in which nobody and nothing can act."""
    for token in state.tokens.values():
        if not token.entry:
            continue  # before a join
        waits = (
            any(task.entry == token.entry and task.state == "open" for task in state.tasks.values())
            or any(hold.entry == token.entry for hold in state.holds.values())
            or any(timer.entry == token.entry and not timer.task for timer in state.timers.values())
            or any(
                job.entry == token.entry and job.state in ("queued", "incident")
                for job in state.jobs.values()
            )
        )
        assert waits, token


def drafts_and_ends_are_at_rest(state: State) -> None:
    if state.status != "running":
        assert not state.tokens
        assert not state.timers
        assert not state.holds
    else:
        assert state.tokens


def closed_means_nothing_open(state: State) -> None:
    """Invariant 7."""
    if state.closed:
        assert state.status == "ended"
        assert state.outcome in ("approved", "rejected", "terminated")
        assert not state.timers
        assert all(task.state in FINISHED_TASK for task in state.tasks.values())
        assert all(
            job.state in ("landed", "waived", "cancelled") for job in state.jobs.values() if job.holds_open
        )
