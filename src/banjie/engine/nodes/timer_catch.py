"""timerCatch: the token waits until a moment. Without a moment (a null) it does not wait."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.context import Due, NeedDue
from banjie.engine.definition import TimerCatch
from banjie.engine.run import Run
from banjie.engine.state import Token
from banjie.engine.values import Reason


def arrive(run: Run, node: TimerCatch, token: Token) -> None:
    due = run.ask(NeedDue(node.code), Due).at
    entry = run.enter(token)
    if due is None:
        run.skip(entry, Reason("no_due_time"))
        return
    run.emit(e.TimerSet(timer=run.number(), entry=entry, node=node.code, due_at=due))
