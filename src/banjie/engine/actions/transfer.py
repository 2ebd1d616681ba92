"""A task changes hands: transfer (转交) by whom it is with, reassign (改派) by an administrator."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.asking import is_applicant
from banjie.engine.commands import Reassign, Transfer
from banjie.engine.definition import UserTask
from banjie.engine.opinions import check_opinion
from banjie.engine.preconditions import require_administrator, require_own_open_task, require_waiting_task
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run
from banjie.engine.state import Task
from banjie.engine.values import Candidate, OpinionRef


def transfer(run: Run, command: Transfer) -> None:
    """The opinion says why; the node may forbid it."""
    task, node = require_own_open_task(run, command.task)
    if "transfer" not in node.actions:
        raise Rejected("not_allowed", only="node", action="transfer", node=node.code)
    _check(run, task, node, command.to)
    _give(run, task, command.to, check_opinion(node.opinion, "transfer", command.opinion))


def reassign(run: Run, command: Reassign) -> None:
    """What the node allows its people does not bind the administrator; that nobody is asked twice does."""
    require_administrator(run)
    task, node = require_waiting_task(run, command.task)
    _check(run, task, node, command.to)
    opinion = check_opinion(node.opinion, "transfer", command.opinion) if command.opinion else None
    _give(run, task, command.to, opinion)


def _check(run: Run, task: Task, node: UserTask, to: Candidate) -> None:
    """Nobody is asked twice at one visit, and the applicant does not come in by the back door."""
    there = {other.assignee for other in run.tasks_of(task.entry)}
    if to.user in there:
        raise Rejected("already_there", field="to", user=to.user)
    barred = node.purpose == "approval" and node.assignment.when_applicant != "self"
    if barred and is_applicant(to, run.draft.applicant):
        raise Rejected("not_allowed", field="to", only="not_applicant", user=to.user)


def _give(run: Run, task: Task, to: Candidate, opinion: OpinionRef | None) -> None:
    run.emit(
        e.TaskTransferred(
            task=task.id,
            by=run.actor.user,
            to=to.user,
            reason=to.reason,
            at=run.now,
            opinion=opinion,
            acts_for=to.acts_for,
        )
    )
