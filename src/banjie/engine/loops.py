"""Walking a loop again: what was decided in the round before is history and counts no more.

A sequence flow that leads back is the written form of an automatic jump, and jumps stand under the rules
of return. Without this an agreement of the first round would answer the second one by itself.
"""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.run import PASSED, Run


def forget_last_round(run: Run, code: str) -> None:
    """A token comes to a user task that it has passed before: supersede everything on the same circle."""
    if code not in run.graph.reachable[code] or not run.passed(code):
        return
    reachable = run.graph.reachable
    supersede(run, {other for other in reachable[code] if code in reachable[other]})


def supersede(run: Run, nodes: set[str]) -> None:
    """Mark the decisions and finished visits of these nodes: kept in history, counted no more."""
    tasks = tuple(
        task.id
        for task in run.draft.tasks.values()
        if task.node in nodes
        and task.decision
        and not task.superseded
        and run.draft.entries[task.entry].result != "active"
    )
    entries = tuple(
        entry.id
        for entry in run.draft.entries.values()
        if entry.node in nodes and entry.result in PASSED and not entry.superseded
    )
    if tasks or entries:
        run.emit(e.Superseded(tasks=tasks, entries=entries))
