"""parallelGateway: waits for one token on each incoming flow, then goes on along all outgoing ones."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.definition import ParallelGateway
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: ParallelGateway, token: Token) -> None:
    incoming = run.graph.incoming[node.code]
    joined = [token]
    if len(incoming) > 1:
        arrived = {other.flow: other for other in reversed(run.waiting_at(node.code))}
        if any(flow.id not in arrived for flow in incoming):
            return  # stands before the join until the last one comes
        joined = [arrived[flow.id] for flow in incoming]
    entry = run.enter(joined[0])
    for other in joined[1:]:
        run.emit(e.TokenConsumed(token=other.id, why="joined"))
    run.leave(entry, run.graph.outgoing[node.code])
