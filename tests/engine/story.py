"""A case told step by step: who does what, and what stands open then.

Answers the engine's questions from plain dictionaries, and after every step checks the invariants and
that replaying all events gives the same state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import invariants
import msgspec

from banjie.engine import commands as c
from banjie.engine import context as q
from banjie.engine.decide import Decision, decide
from banjie.engine.definition import Graph, ProcessDefinition
from banjie.engine.events import AnyEvent
from banjie.engine.evolve import replay
from banjie.engine.state import State
from banjie.engine.values import Candidate, Opinion, Reason, Sealed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOST_ROUNDS = 50


def sealed(name: str = "x") -> Sealed:
    return Sealed(id=name, mac="mac")


def opinion(text: str = "价格低于上季度合同", code: str = "") -> Opinion:
    return Opinion(sealed=sealed("opinion"), text=text, reason_code=code)


def candidate(user: str, acts_for: str = "") -> Candidate:
    return Candidate(user=user, reason=Reason("named"), acts_for=acts_for)


class Story:
    """One case. People at a node are found under its code, by default the person named like the node."""

    def __init__(
        self,
        definition: ProcessDefinition,
        *,
        people: Mapping[str, Sequence[str | Candidate]] | None = None,
        holds: Mapping[str, bool | None] | None = None,
        due: Mapping[str, datetime | None] | None = None,
        leader: str = "",
        administrators: Sequence[str] = ("root",),
        applicant: str = "ann",
    ) -> None:
        self.graph = Graph(definition)
        self.people = dict(people or {})
        self.holds = dict(holds or {})
        self.due = dict(due or {})
        self.leader = leader
        self.administrators = administrators
        self.now = NOON
        self.state = State()
        self.events: list[AnyEvent] = []
        self.last: tuple[AnyEvent, ...] = ()
        self.rounds = 0
        self.do(applicant, c.Start(instance="case", applicant=applicant, data=sealed("data")))

    # -- acting ---------------------------------------------------------------------------------

    def do(
        self, user: str, command: c.AnyCommand, *, administrator: bool = False, system: bool = False
    ) -> Story:
        """Decide a command with all questions answered. A refusal is raised, and has changed nothing."""
        self.now += timedelta(minutes=1)
        actor = q.Actor(user=user, administrator=administrator, system=system)
        answers: dict[q.AnyNeed, q.Answer] = {}
        before = msgspec.msgpack.encode(self.state)
        try:
            for self.rounds in range(1, MOST_ROUNDS + 1):
                result = decide(q.Context(self.graph, self.now, actor, answers), self.state, command)
                if isinstance(result, Decision):
                    break
                assert not set(result.needs) & set(answers), "the same question twice"
                answers = answers | {need: self.answer(need) for need in result.needs}
            else:
                raise AssertionError("too many rounds of questions")
        finally:
            assert msgspec.msgpack.encode(self.state) == before, "the given state was changed"
        self.last = result.events
        self.events.extend(result.events)
        self.state = result.state
        assert replay(self.events) == self.state, "replaying the events gives another state"
        invariants.check(self.graph, self.state)
        return self

    def submit(self) -> Story:
        return self.do(self.state.applicant, c.Submit())

    def approve(self, *nodes_or_people: str) -> Story:
        for name in nodes_or_people:
            task = self.task(name)
            self.do(self.state.tasks[task].assignee, c.Approve(task=task, opinion=opinion()))
        return self

    def complete(self, name: str) -> Story:
        task = self.task(name)
        return self.do(self.state.tasks[task].assignee, c.Complete(task=task, opinion=opinion()))

    def reject(self, name: str) -> Story:
        task = self.task(name)
        return self.do(self.state.tasks[task].assignee, c.Reject(task=task, opinion=opinion()))

    def return_(self, name: str, to: str) -> Story:
        task = self.task(name)
        return self.do(self.state.tasks[task].assignee, c.Return(task=task, to=to, opinion=opinion()))

    def land(self, node: str, has_facts: bool = False) -> Story:
        return self.do(
            "", c.JobLanded(job=self.job(node), receipt=sealed("receipt"), has_facts=has_facts), system=True
        )

    def fail(self, node: str) -> Story:
        return self.do("", c.JobFailed(job=self.job(node), error=sealed("error")), system=True)

    def fire(self, node: str) -> Story:
        timer = next(timer.id for timer in self.state.timers.values() if timer.node == node)
        return self.do("", c.TimerFired(timer=timer), system=True)

    # -- looking --------------------------------------------------------------------------------

    def task(self, name: str) -> str:
        """The newest open task at a node, or of a person."""
        found = [
            task.id
            for task in self.state.tasks.values()
            if task.state == "open" and name in (task.node, task.assignee, f"{task.node}/{task.assignee}")
        ]
        assert found, f"no open task for {name}: {self.open}"
        return found[-1]

    def job(self, node: str) -> str:
        return [job.id for job in self.state.jobs.values() if job.node == node][-1]

    @property
    def open(self) -> list[str]:
        """Where somebody is asked now: node, or node/person when that is somebody else."""
        return sorted(
            task.node if task.node == task.assignee else f"{task.node}/{task.assignee}"
            for task in self.state.tasks.values()
            if task.state == "open"
        )

    @property
    def standing(self) -> list[str]:
        """The nodes at which tokens stand."""
        return sorted(token.node for token in self.state.tokens.values())

    def happened(self, kind: type) -> list:
        """The last command's events of one kind."""
        return [event for event in self.last if isinstance(event, kind)]

    # -- answering ------------------------------------------------------------------------------

    def answer(self, need: q.AnyNeed) -> q.Answer:
        match need:
            case q.NeedCandidates(node=node):
                found = self.people.get(node, [node])
                return q.Candidates(
                    found=tuple(
                        person if isinstance(person, Candidate) else candidate(person) for person in found
                    ),
                    applicant_leader=candidate(self.leader) if self.leader else None,
                    administrators=tuple(candidate(user) for user in self.administrators),
                )
            case q.NeedConditions(flows=flows):
                holds = {
                    flow: self.holds.get(self.graph.flows[flow].condition or "", False) for flow in flows
                }
                return q.Conditions(holds=holds, inputs=sealed("inputs"))
            case q.NeedDue(node=node):
                return q.Due(at=self.due.get(node))
            case q.NeedDecision() | q.NeedLookup():
                return q.Fact(value=sealed("fact"), source="test", at=self.now)
