"""startEvent: where the one token of a submitted case begins."""

from __future__ import annotations

from banjie.engine.definition import StartEvent
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: StartEvent, token: Token) -> None:  # noqa: ARG001 (all behaviours look alike)
    run.complete(run.enter(token))
