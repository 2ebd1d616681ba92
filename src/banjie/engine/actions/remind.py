"""Remind (催办): ask the people of open tasks to act."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import Remind
from banjie.engine.preconditions import require_running
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run


def remind(run: Run, command: Remind) -> None:
    require_running(run)
    if run.actor.user != run.draft.applicant and not run.actor.administrator:
        raise Rejected("not_allowed", only="applicant")
    if command.node is not None and command.node not in run.graph.nodes:
        raise Rejected("not_found", what="node", field="node", node=command.node)
    tasks = tuple(
        task.id
        for task in run.draft.tasks.values()
        if task.state == "open" and command.node in (None, task.node)
    )
    if not tasks:
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome, node=command.node)
    run.emit(e.Reminded(by=run.actor.user, tasks=tasks, at=run.now))
