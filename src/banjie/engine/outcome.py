"""When people have decided, when nothing is left to do, and when the case is closed (办结).

The outcome is set once no live token can reach an approval any more. It is `approved`, unless a
rejection that took the node's rejected flow was not followed by an agreement (ADR 0011).
"""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.run import Run
from banjie.engine.state import Entry


def settle_outcome(run: Run) -> None:
    """Set the outcome as soon as no live token can reach a decision."""
    draft = run.draft
    if draft.outcome is not None or draft.status != "running":
        return
    deciding = run.graph.deciding
    for token in draft.tokens.values():
        if token.node in deciding:
            return
    if not deciding and draft.tokens:
        return  # nobody is asked in this process: approved at its end
    rejected = any(
        _stands_rejected(run, entry) for entry in draft.entries.values() if entry.result == "rejected"
    )
    run.emit(e.OutcomeSet(outcome="rejected" if rejected else "approved", at=run.now, by=run.actor.user))


def settle_end(run: Run) -> None:
    """Without a token the case has ended; without an open follow-up it is closed."""
    draft = run.draft
    if draft.status == "running" and not draft.tokens:
        run.emit(e.StatusChanged(status="ended", at=run.now))
    if draft.status == "ended" and not draft.closed and not holding_jobs(run):
        run.emit(e.CaseClosed(at=run.now))


def holding_jobs(run: Run) -> list[str]:
    """The follow-ups that keep the case open: neither landed nor waived nor cancelled."""
    return [
        job.id for job in run.draft.jobs.values() if job.holds_open and job.state in ("queued", "incident")
    ]


def _stands_rejected(run: Run, entry: Entry) -> bool:
    """Whether a visit left by its rejected flow still counts: no approval was completed behind it since."""
    if entry.superseded:
        return False
    reach = run.graph.reachable[entry.node]
    return not any(
        later.seq > entry.seq
        and later.result == "completed"
        and not later.superseded
        and later.node in reach
        and run.graph.is_approval(later.node)
        for later in run.draft.entries.values()
    )
