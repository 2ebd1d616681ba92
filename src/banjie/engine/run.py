"""The working of one command: the draft it changes, the events so far, the questions still open.

Everything the nodes and actions do to a case goes through `emit`, which applies the event at once. A
run knows how tokens are placed and visits opened and closed; what a node does is in `nodes/`.
"""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from banjie.engine import events as e
from banjie.engine.context import Answer, AnyNeed, Context, NeedDecision, NeedLookup
from banjie.engine.definition import SequenceFlow
from banjie.engine.draft import Draft
from banjie.engine.evolve import APPLIERS
from banjie.engine.state import Entry, State, Task, Token
from banjie.engine.values import Reason

A = TypeVar("A", bound=Answer)

# An answer to one of these becomes a fact, and everything asked later may depend on that fact.
FACT_NEEDS = (NeedDecision, NeedLookup)


class Unanswered(Exception):  # noqa: N818 (a question, not a fault)
    """Raised by `ask` to stop the present step; the question itself stands in `Run.unanswered`."""


class Run:
    """One command at work on one case. Made by `decide`, thrown away with its result."""

    __slots__ = ("actor", "agenda", "context", "draft", "events", "graph", "now", "steps", "unanswered")

    def __init__(self, context: Context, state: State) -> None:
        self.context = context
        self.graph = context.graph
        self.now = context.now
        self.actor = context.actor
        self.draft = Draft(state)
        self.events: list[e.AnyEvent] = []
        self.agenda: deque[str] = deque()
        self.unanswered: dict[AnyNeed, None] = {}
        self.steps = 0

    def emit(self, event: e.AnyEvent) -> None:
        """An event happens: it is applied at once, as a replay will (`evolve.apply`, here without its call)."""
        draft = self.draft
        draft.seq += 1
        APPLIERS[type(event)](draft, event)
        self.events.append(event)

    def number(self) -> str:
        """The id of the next part. The event that creates the part advances the counter."""
        return f"{self.draft.instance}.{self.draft.next}"

    def ask(self, need: AnyNeed, kind: type[A]) -> A:
        """The answer to a question. Raises `Unanswered` when the caller has not given it yet."""
        answer = self.context.answers.get(need)
        if answer is None:
            self.unanswered[need] = None
            raise Unanswered
        if not isinstance(answer, kind):
            raise TypeError(f"{need} was answered with {type(answer).__name__}, not {kind.__name__}")
        return answer

    def ask_together(self, *needs: AnyNeed) -> None:
        """Put several independent questions in one round."""
        missing = [need for need in needs if need not in self.context.answers]
        if missing:
            self.unanswered.update(dict.fromkeys(missing))
            raise Unanswered

    def may_ask_more(self) -> bool:
        """Whether other tokens may still put questions: not when an open one will become a fact."""
        return not any(isinstance(need, FACT_NEEDS) for need in self.unanswered)

    def place(self, node: str, flow: str = "") -> str:
        """A new token before `node`, on the agenda. Returns its id."""
        draft = self.draft
        token = f"{draft.instance}.{draft.next}"  # `number`, without its call: places and visits are the many
        self.emit(e.TokenCreated(token=token, node=node, flow=flow))
        self.agenda.append(token)
        return token

    def enter(self, token: Token) -> str:
        """Begin a visit of the node that the token stands before. Returns the visit's id."""
        draft = self.draft
        entry = f"{draft.instance}.{draft.next}"
        self.emit(e.NodeEntered(entry=entry, token=token.id, node=token.node, at=self.now))
        return entry

    def leave(self, entry: str, flows: tuple[SequenceFlow, ...], rejected: bool = False) -> None:
        """End a visit and send tokens along `flows`; with none the token ends here."""
        self._leave(entry, flows, "rejected" if rejected else "completed")

    def complete(self, entry: str) -> None:
        """End an activity's visit: on along every flow that does not wait for a rejection."""
        node = self.draft.entries[entry].node
        self._leave(entry, self.graph.completed[node], "completed")

    def skip(self, entry: str, reason: Reason) -> None:
        """End a visit that had nothing to do, saying why."""
        self.emit(e.NodeSkipped(entry=entry, reason=reason))
        node = self.draft.entries[entry].node
        self._leave(entry, self.graph.completed[node], "skipped")

    def _leave(self, entry: str, flows: tuple[SequenceFlow, ...], result: e.Result) -> None:
        token = self.draft.entries[entry].token
        taken = tuple([flow.id for flow in flows])
        self.emit(e.NodeLeft(entry=entry, result=result, flows=taken, at=self.now))
        self.emit(e.TokenConsumed(token=token, why="passed" if flows else "ended"))
        for flow in flows:
            self.place(flow.target, flow.id)

    def tasks_of(self, entry: str) -> list[Task]:
        """The tasks of one visit, in the order of creation."""
        return [task for task in self.draft.tasks.values() if task.entry == entry]

    def waiting_at(self, node: str) -> list[Token]:
        """The tokens that stand before a join."""
        return [token for token in self.draft.tokens.values() if token.node == node and not token.entry]

    def passed(self, node: str) -> list[Entry]:
        """The finished visits of a node that still count."""
        return [
            entry
            for entry in self.draft.entries.values()
            if entry.node == node and not entry.superseded and entry.result in PASSED
        ]


PASSED = ("completed", "rejected", "skipped")
