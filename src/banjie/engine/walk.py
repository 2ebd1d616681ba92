"""Moving tokens until they all stand still: the loop between an action and its result.

The loop takes one token at a time from the agenda and lets its node act. When the agenda is empty it
wakes what may have waited for a token to move or die: inclusive joins and held tasks.
"""

from __future__ import annotations

from banjie.engine.nodes import BEHAVIOURS
from banjie.engine.nodes.inclusive_gateway import fire_next_join
from banjie.engine.outcome import settle_end, settle_outcome
from banjie.engine.rejections import Rejected
from banjie.engine.returning import reopen_held
from banjie.engine.run import Run, Unanswered

MOST_STEPS = 1000


def walk(run: Run) -> None:
    """Run the agenda dry. Questions that came up stand in `run.unanswered`.

    Raises `Rejected("too_many_steps")` when the tokens do not come to rest.
    """
    while not run.unanswered:
        _empty_agenda(run)
        if run.unanswered:
            return
        settle_outcome(run)
        try:
            if not (fire_next_join(run) or (run.draft.holds and reopen_held(run))):
                break
        except Unanswered:
            return
    if not run.draft.tokens:
        settle_end(run)


def _empty_agenda(run: Run) -> None:
    graph, agenda, tokens = run.graph, run.agenda, run.draft.tokens
    while agenda:
        token = tokens.get(agenda.popleft())
        if token is None:
            continue  # taken away by a step before
        if token.node not in graph.deciding:
            settle_outcome(run)  # before anything behind the outcome acts
        run.steps += 1
        if run.steps > MOST_STEPS:
            raise Rejected("too_many_steps", steps=MOST_STEPS, node=token.node)
        node = graph.nodes[token.node]
        try:
            BEHAVIOURS[type(node)](run, node, token)
        except Unanswered:
            if not run.may_ask_more():
                return
