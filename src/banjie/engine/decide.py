"""One command on one case: dispatch only. The actions decide, the nodes react, `walk` moves the tokens."""

from __future__ import annotations

import msgspec

from banjie.engine.actions import ACTIONS
from banjie.engine.commands import AnyCommand
from banjie.engine.context import AnyNeed, Context
from banjie.engine.events import AnyEvent
from banjie.engine.run import Run, Unanswered
from banjie.engine.state import State
from banjie.engine.walk import walk


class Decision(msgspec.Struct, frozen=True):
    """What happened, and the state after it (the same that replaying the events gives)."""

    events: tuple[AnyEvent, ...]
    state: State


class Needs(msgspec.Struct, frozen=True):
    """Questions to answer before the command can be decided; nothing has happened yet.

    `state` is how far the command has come, for questions that depend on facts of the same command.
    """

    needs: tuple[AnyNeed, ...]
    state: State


def decide(context: Context, state: State, command: AnyCommand) -> Decision | Needs:
    """Carry out a command on a state, which itself stays as it is.

    The same call with the answers added to `context.answers` goes on where a question stopped it.
    Raises `Rejected` when the command may not be carried out.
    """
    run = Run(context, state)
    try:
        ACTIONS[type(command)](run, command)
        walk(run)
    except Unanswered:
        pass  # raised by an action itself; the question is in `run.unanswered`
    if run.unanswered:
        return Needs(tuple(run.unanswered), run.draft.freeze())
    return Decision(tuple(run.events), run.draft.freeze())
