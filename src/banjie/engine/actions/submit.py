"""Submit: the draft is sent, for the first time or after a withdrawal or a return to the start."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import Submit
from banjie.engine.preconditions import require_applicant, require_draft
from banjie.engine.run import Run


def submit(run: Run, command: Submit) -> None:
    require_draft(run)
    require_applicant(run)
    if command.data is not None:
        run.emit(e.DataChanged(data=command.data, by=run.actor.user))
    if run.draft.outcome is not None:
        run.emit(e.OutcomeSet(outcome=None, at=run.now, by=run.actor.user))
    run.emit(e.Submitted(by=run.actor.user, at=run.now))
    run.emit(e.StatusChanged(status="running", at=run.now))
    run.place(run.graph.start.code)
