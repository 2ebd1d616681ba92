"""inclusiveGateway: waits exactly for the tokens that can still arrive, then takes every flow that holds.

A join is looked at whenever all tokens stand still. It takes every token that waits before it (ADR 0010).
"""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.definition import InclusiveGateway
from banjie.engine.nodes.conditions import ask_conditions, choose
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: InclusiveGateway, token: Token) -> None:
    if len(run.graph.incoming[node.code]) <= 1:
        _go_on(run, node, [token])


def fire_next_join(run: Run) -> bool:
    """Let one join go on that no token can reach any more. Says whether there was one."""
    waiting = _waiting_joins(run)
    if not waiting:
        return False
    for ready in waiting:
        if not _is_awaited(run, ready):
            break
    else:
        circle = _first_of_a_circle(run, waiting)
        if circle is None:
            return False
        ready = circle
    node = run.graph.nodes[ready]
    if isinstance(node, InclusiveGateway):
        _go_on(run, node, waiting[ready])
    return True


def _go_on(run: Run, node: InclusiveGateway, joined: list[Token]) -> None:
    answer = ask_conditions(run, node.code)
    entry = run.enter(joined[0])
    for other in joined[1:]:
        run.emit(e.TokenConsumed(token=other.id, why="joined"))
    run.leave(entry, choose(run, node, entry, answer, first_only=False))


def _waiting_joins(run: Run) -> dict[str, list[Token]]:
    found: dict[str, list[Token]] = {}
    inclusive = run.graph.inclusive
    for token in run.draft.tokens.values():
        if not token.entry and token.node in inclusive:
            found.setdefault(token.node, []).append(token)
    return found


def _is_awaited(run: Run, join: str) -> bool:
    """Whether a path leads to the join from a token elsewhere: the first arrival passes no join before."""
    reachable = run.graph.reachable
    for token in run.draft.tokens.values():  # noqa: SIM110 (asked after every step: no generator is made)
        if token.node != join and join in reachable[token.node]:
            return True
    return False


def _first_of_a_circle(run: Run, waiting: dict[str, list[Token]]) -> str | None:
    """Joins that wait for nobody but each other would wait for ever: the first of them goes on."""
    reachable = run.graph.reachable
    for code in waiting:
        if all(
            not token.entry and token.node in waiting
            for token in run.draft.tokens.values()
            if token.node != code and code in reachable[token.node]
        ):
            return code
    return None
