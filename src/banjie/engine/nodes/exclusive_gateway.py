"""exclusiveGateway: each token goes on alone, along the first flow whose condition holds."""

from __future__ import annotations

from banjie.engine.definition import ExclusiveGateway
from banjie.engine.nodes.conditions import ask_conditions, choose
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: ExclusiveGateway, token: Token) -> None:
    answer = ask_conditions(run, node.code)
    entry = run.enter(token)
    run.leave(entry, choose(run, node, entry, answer, first_only=True))
