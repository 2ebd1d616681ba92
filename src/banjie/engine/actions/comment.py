"""Comment: words beside the decisions, by anybody the service lets through, once the case is sent."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import Comment
from banjie.engine.preconditions import require_sent
from banjie.engine.run import Run


def comment(run: Run, command: Comment) -> None:
    require_sent(run)
    run.emit(e.Commented(by=run.actor.user, text=command.text, at=run.now, mentions=command.mentions))
