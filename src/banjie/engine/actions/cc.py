"""Cc (抄送): tell more people, once the case is sent."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import Cc
from banjie.engine.preconditions import require_sent
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run


def cc(run: Run, command: Cc) -> None:
    """Refused when everybody named has been told already."""
    require_sent(run)
    users = tuple(dict.fromkeys(user for user in command.users if user not in run.draft.copies))
    if not users:
        raise Rejected("already_there", field="users")
    run.emit(e.CopySent(users=users, by=run.actor.user, reasons=(command.reason,) * len(users)))
