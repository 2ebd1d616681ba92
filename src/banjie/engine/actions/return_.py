"""Return (退回): send the case back to a task that it has passed, or to the start."""

from __future__ import annotations

from banjie.engine.commands import Return
from banjie.engine.opinions import check_opinion
from banjie.engine.preconditions import require_own_open_task
from banjie.engine.rejections import Rejected
from banjie.engine.returning import send_back
from banjie.engine.run import Run


def return_(run: Run, command: Return) -> None:
    task, node = require_own_open_task(run, command.task)
    if "return" not in node.actions:
        raise Rejected("not_allowed", only="node", action="return", node=node.code)
    if command.then != "rewalk":
        raise Rejected("not_supported", field="then", then=command.then)
    opinion = check_opinion(node.opinion, "return", command.opinion)
    send_back(run, task, command.to, opinion, decision="returned")
