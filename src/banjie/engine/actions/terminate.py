"""Terminate (终止): an administrator ends the case, with a reason; what has landed stays landed."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.cancel import cancel_everything
from banjie.engine.commands import Terminate
from banjie.engine.opinions import require_text
from banjie.engine.preconditions import require_administrator, require_existing
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run


def terminate(run: Run, command: Terminate) -> None:
    """Also a case that was sent back or withdrawn, so that none stays open for ever (ADR 0014)."""
    require_existing(run)
    require_administrator(run)
    if run.draft.status == "ended" or run.draft.submitted_at is None:
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)
    opinion = require_text(command.opinion)
    cancel_everything(run)
    run.emit(e.OutcomeSet(outcome="terminated", at=run.now, by=run.actor.user, opinion=opinion))
    run.emit(e.StatusChanged(status="ended", at=run.now))
