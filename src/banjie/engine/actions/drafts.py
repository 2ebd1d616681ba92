"""Start and SaveDraft: a case begins as its applicant's draft."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import SaveDraft, Start
from banjie.engine.preconditions import require_applicant, require_draft
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run


def start(run: Run, command: Start) -> None:
    """Who may start is the service's to check (start range); a case starts once."""
    if run.draft.instance:
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)
    run.emit(e.Started(instance=command.instance, applicant=command.applicant, data=command.data, at=run.now))


def save_draft(run: Run, command: SaveDraft) -> None:
    require_draft(run)
    require_applicant(run)
    run.emit(e.DataChanged(data=command.data, by=run.actor.user))
