"""endEvent: the token ends here; a terminate end takes every other token with it."""

from __future__ import annotations

from banjie.engine.cancel import cancel_token
from banjie.engine.definition import EndEvent
from banjie.engine.run import Run
from banjie.engine.state import Token


def arrive(run: Run, node: EndEvent, token: Token) -> None:
    run.leave(run.enter(token), ())
    if node.terminate:
        for other in list(run.draft.tokens):
            cancel_token(run, other, "cancelled", tasks="not_needed")
