"""serviceTask: a lookup inside the transaction, or a job that is executed after commit.

The token waits for a job's receipt, unless the job is a notice (`holds_open=False`).
"""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.context import Fact, NeedLookup
from banjie.engine.definition import ServiceTask
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: ServiceTask, token: Token) -> None:
    if node.timing == "inline":
        _look_up(run, node, token)
        return
    entry = run.enter(token)
    run.emit(
        e.JobRequested(
            job=run.number(),
            entry=entry,
            node=node.code,
            connector=node.connector,
            holds_open=node.holds_open,
        )
    )
    if not node.holds_open:
        run.complete(entry)


def _look_up(run: Run, node: ServiceTask, token: Token) -> None:
    fact = run.ask(NeedLookup(node.code), Fact)
    entry = run.enter(token)
    name = node.result or node.code
    run.emit(e.FactRecorded(name=name, value=fact.value, source=fact.source, at=fact.at, node=node.code))
    run.complete(entry)
