"""A private, mutable copy of one case's state, so that a command copies each dictionary once.

Only the appliers in `evolve.py` write to it. The `State` it was made from is never touched.
"""

from __future__ import annotations

from banjie.engine.state import State


class Draft:
    """`State` with its dictionaries copied and its fields assignable. Parts inside stay immutable."""

    __slots__ = (
        "applicant",
        "closed",
        "copies",
        "entries",
        "facts",
        "holds",
        "instance",
        "jobs",
        "next",
        "outcome",
        "returned",
        "seq",
        "status",
        "submitted_at",
        "tasks",
        "timers",
        "tokens",
    )

    def __init__(self, state: State) -> None:
        self.instance = state.instance
        self.applicant = state.applicant
        self.status = state.status
        self.outcome = state.outcome
        self.closed = state.closed
        self.seq = state.seq
        self.next = state.next
        self.submitted_at = state.submitted_at
        self.tokens = state.tokens.copy()
        self.entries = state.entries.copy()
        self.tasks = state.tasks.copy()
        self.jobs = state.jobs.copy()
        self.timers = state.timers.copy()
        self.facts = state.facts.copy()
        self.copies = state.copies
        self.returned = state.returned
        self.holds = state.holds.copy()

    def freeze(self) -> State:
        """The state as it is now. The draft must not be used afterwards: the dictionaries are handed over."""
        return State(  # by position, in the order of its fields: this runs with every command
            self.instance,
            self.applicant,
            self.status,
            self.outcome,
            self.closed,
            self.seq,
            self.next,
            self.submitted_at,
            self.tokens,
            self.entries,
            self.tasks,
            self.jobs,
            self.timers,
            self.facts,
            self.copies,
            self.returned,
            self.holds,
        )
