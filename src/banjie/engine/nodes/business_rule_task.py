"""businessRuleTask: the answer of a decision becomes a fact under the node's `result`."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.context import Fact, NeedDecision
from banjie.engine.definition import BusinessRuleTask
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: BusinessRuleTask, token: Token) -> None:
    fact = run.ask(NeedDecision(node.code), Fact)
    entry = run.enter(token)
    run.emit(
        e.FactRecorded(name=node.result, value=fact.value, source=fact.source, at=fact.at, node=node.code)
    )
    run.complete(entry)
