"""Approve, Reject and Complete: one person's decision at a task of their own."""

from __future__ import annotations

from typing import Literal

from banjie.engine import events as e
from banjie.engine.cancel import cancel_everything, cancel_task_timers, close_open_tasks
from banjie.engine.commands import Approve, Complete, Reject
from banjie.engine.definition import UserTask
from banjie.engine.nodes.user_task import after_agreement, after_rejection
from banjie.engine.opinions import check_opinion
from banjie.engine.preconditions import require_own_open_task
from banjie.engine.rejections import Rejected
from banjie.engine.returning import can_return_to, send_back
from banjie.engine.run import Run
from banjie.engine.values import OpinionRef


def approve(run: Run, command: Approve) -> None:
    _agree(run, command, "approve", "approval", "approved")


def complete(run: Run, command: Complete) -> None:
    _agree(run, command, "complete", "handling", "completed")


def reject(run: Run, command: Reject) -> None:
    """The first rejection decides: end the case, take the rejected flow, or send it back."""
    task, node = require_own_open_task(run, command.task)
    _require_purpose(node, "approval")
    opinion = check_opinion(node.opinion, "reject", command.opinion)
    if node.rejection == "return":
        # A target on a way that this case did not take must not keep anybody from rejecting.
        to = node.return_to if can_return_to(run, node.return_to) else "start"
        send_back(run, task, to, opinion, decision="rejected")
        return
    _decide(run, task.id, "rejected", opinion)
    has_flow = any(flow.on == "rejected" for flow in run.graph.outgoing[node.code])
    if node.rejection == "branch" and has_flow:
        after_rejection(run, node, task.entry)
        return
    run.emit(e.OutcomeSet(outcome="rejected", at=run.now, by=run.actor.user, opinion=opinion))
    close_open_tasks(run, task.entry, "not_needed")
    run.leave(task.entry, (), rejected=True)
    cancel_everything(run, tasks="not_needed")


def _agree(
    run: Run,
    command: Approve | Complete,
    word: Literal["approve", "complete"],
    purpose: Literal["approval", "handling"],
    decision: Literal["approved", "completed"],
) -> None:
    task, node = require_own_open_task(run, command.task)
    _require_purpose(node, purpose)
    opinion = check_opinion(node.opinion, word, command.opinion)
    if command.data is not None:
        run.emit(e.DataChanged(data=command.data, by=run.actor.user, task=task.id, changed=command.changed))
    _decide(run, task.id, decision, opinion)
    after_agreement(run, node, task.entry)


def _decide(
    run: Run, task: str, decision: Literal["approved", "rejected", "completed"], opinion: OpinionRef
) -> None:
    run.emit(e.TaskDecided(task=task, decision=decision, by=run.actor.user, at=run.now, opinion=opinion))
    cancel_task_timers(run, task)


def _require_purpose(node: UserTask, purpose: Literal["approval", "handling"]) -> None:
    if node.purpose != purpose:
        raise Rejected("wrong_state", node=node.code, purpose=node.purpose)
