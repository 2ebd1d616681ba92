"""userTask: people are asked, in parallel or in turn, and their decisions end the visit.

`arrive` asks; `after_agreement` and `after_rejection` say what one person's decision does to the node.
"""

from __future__ import annotations

from datetime import datetime

from banjie.engine import events as e
from banjie.engine.asking import Asked, who_is_asked
from banjie.engine.cancel import UNFINISHED_TASK, close_open_tasks
from banjie.engine.context import Candidates, Due, NeedCandidates, NeedDue
from banjie.engine.definition import UserTask
from banjie.engine.loops import forget_last_round
from banjie.engine.run import Run
from banjie.engine.state import Token
from banjie.engine.values import Candidate, Reason


def arrive(run: Run, node: UserTask, token: Token) -> None:
    candidates = NeedCandidates(node.code)
    if node.due is not None:
        run.ask_together(candidates, NeedDue(node.code))
    answer = run.ask(candidates, Candidates)
    forget_last_round(run, node.code)
    asked = who_is_asked(run.graph, run.draft, node, answer)
    entry = run.enter(token)
    if asked.skipped is not None:
        run.skip(entry, asked.skipped)
        return
    _create_tasks(run, node, entry, asked)
    if not asked.agreed:
        return
    if all(candidate.user in asked.agreed for candidate in asked.people):
        run.skip(entry, Reason("everybody_agreed"))
    elif node.completion == "any":
        run.complete(entry)


def after_agreement(run: Run, node: UserTask, entry: str) -> None:
    """One task of the visit was approved or completed: end the node, or ask the next in turn."""
    if node.completion == "any":
        close_open_tasks(run, entry, "not_needed")
        run.complete(entry)
        return
    unfinished = [
        task for task in run.draft.tasks.values() if task.entry == entry and task.state in UNFINISHED_TASK
    ]
    if not unfinished:
        run.complete(entry)
    elif node.completion == "sequential" and not any(task.state == "open" for task in unfinished):
        next_task = next((task for task in unfinished if task.id not in run.draft.holds), None)
        if next_task is not None:
            open_task(run, node, next_task.id)


def after_rejection(run: Run, node: UserTask, entry: str) -> None:
    """The first rejection decides, along the node's rejected flow."""
    close_open_tasks(run, entry, "not_needed")
    flows = tuple(flow for flow in run.graph.outgoing[node.code] if flow.on == "rejected")
    run.leave(entry, flows, rejected=True)


def open_task(run: Run, node: UserTask, task: str) -> None:
    """A queued task's turn has come; its time runs from now."""
    due = _due(run, node)
    run.emit(e.TaskOpened(task=task, at=run.now, due_at=due))
    _set_timer(run, node, task, due)


def _create_tasks(run: Run, node: UserTask, entry: str, asked: Asked) -> None:
    people = asked.people
    if node.completion == "any" and asked.agreed:
        people = tuple(candidate for candidate in people if candidate.user in asked.agreed)[:1]
    somebody_is_open = False
    for candidate in people:
        if candidate.user in asked.agreed:
            _create_agreed(run, node, entry, candidate, asked.agreed[candidate.user])
            continue
        queued = node.completion == "sequential" and somebody_is_open
        _create(run, node, entry, candidate, queued=queued)
        somebody_is_open = True


def _create(run: Run, node: UserTask, entry: str, candidate: Candidate, *, queued: bool) -> None:
    task = run.number()
    due = None if queued else _due(run, node)
    run.emit(
        e.TaskCreated(
            task=task,
            entry=entry,
            node=node.code,
            assignee=candidate.user,
            reason=candidate.reason,
            at=run.now,
            state="queued" if queued else "open",
            acts_for=candidate.acts_for,
            due_at=due,
        )
    )
    _set_timer(run, node, task, due)


def _create_agreed(run: Run, node: UserTask, entry: str, candidate: Candidate, why: Reason) -> None:
    """Somebody who agreed before is not asked again: the task is there, decided, and says why."""
    task = run.number()
    run.emit(
        e.TaskCreated(
            task=task,
            entry=entry,
            node=node.code,
            assignee=candidate.user,
            reason=candidate.reason,
            at=run.now,
            acts_for=candidate.acts_for,
        )
    )
    run.emit(e.TaskDecided(task=task, decision="approved", by=candidate.user, at=run.now, automatic=why))


def _due(run: Run, node: UserTask) -> datetime | None:
    return None if node.due is None else run.ask(NeedDue(node.code), Due).at


def _set_timer(run: Run, node: UserTask, task: str, due: datetime | None) -> None:
    if due is not None:
        entry = run.draft.tasks[task].entry
        run.emit(e.TimerSet(timer=run.number(), entry=entry, node=node.code, due_at=due, task=task))
