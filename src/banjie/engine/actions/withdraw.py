"""Withdraw (撤回): until the outcome the applicant takes the case back and has a draft again."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.cancel import cancel_everything
from banjie.engine.commands import Withdraw
from banjie.engine.loops import supersede
from banjie.engine.preconditions import require_applicant, require_running
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run
from banjie.engine.values import OpinionRef


def withdraw(run: Run, command: Withdraw) -> None:
    require_running(run)
    require_applicant(run)
    if run.draft.outcome is not None:
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)
    cancel_everything(run)
    supersede(run, set(run.graph.nodes))
    said = command.opinion
    opinion = OpinionRef(sealed=said.sealed, reason_code=said.reason_code) if said else None
    run.emit(e.OutcomeSet(outcome="withdrawn", at=run.now, by=run.actor.user, opinion=opinion))
    run.emit(e.StatusChanged(status="draft", at=run.now))
