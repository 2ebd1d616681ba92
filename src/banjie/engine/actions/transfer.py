"""Transfer (转交): hand one's open task to somebody else, saying why."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.asking import is_applicant
from banjie.engine.commands import Transfer
from banjie.engine.opinions import check_opinion
from banjie.engine.preconditions import require_own_open_task
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run


def transfer(run: Run, command: Transfer) -> None:
    """Nobody is asked twice at one visit, and the applicant does not come in by the back door."""
    task, node = require_own_open_task(run, command.task)
    if "transfer" not in node.actions:
        raise Rejected("not_allowed", only="node", action="transfer", node=node.code)
    there = {other.assignee for other in run.tasks_of(task.entry)}
    if command.to.user in there:
        raise Rejected("already_there", field="to", user=command.to.user)
    barred = node.purpose == "approval" and node.assignment.when_applicant != "self"
    if barred and is_applicant(command.to, run.draft.applicant):
        raise Rejected("not_allowed", field="to", only="not_applicant", user=command.to.user)
    opinion = check_opinion(node.opinion, "transfer", command.opinion)
    run.emit(
        e.TaskTransferred(
            task=task.id,
            by=run.actor.user,
            to=command.to.user,
            reason=command.to.reason,
            at=run.now,
            opinion=opinion,
            acts_for=command.to.acts_for,
        )
    )
