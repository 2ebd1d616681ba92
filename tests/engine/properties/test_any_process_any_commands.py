"""Random sound processes, random people, random commands: the promises hold after every step.

After each accepted command `Story` replays all events and compares (1), and checks 3, 6 and 7; after each
refused one the state is as before (5). At the end whatever was done is driven to completion (2).
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from generators import CONDITIONS, PEOPLE, definitions
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from story import NOON, Story, candidate, opinion, sealed

from banjie.engine import commands as c
from banjie.engine import definition as d
from banjie.engine.progress import progress
from banjie.engine.rejections import Rejected
from banjie.engine.simulate import simulate

people = st.sampled_from(PEOPLE)
MOST_COMMANDS = 400


class AnyProcess(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.story: Story | None = None
        self.refused: Counter[str] = Counter()

    @initialize(definition=definitions(), data=st.data())
    def given_a_draft(self, definition: d.ProcessDefinition, data: st.DataObject) -> None:
        found = {
            node.code: data.draw(
                st.lists(people, min_size=data.draw(st.sampled_from([0, 1, 1, 1])), max_size=3)
            )
            for node in definition.nodes
            if isinstance(node, d.UserTask | d.SendTask)
        }
        due = {node.code: NOON + timedelta(days=1) for node in definition.nodes}
        self.story = Story(definition, people=found, due=due, leader=data.draw(st.sampled_from(["", "bob"])))
        self.do("ann", c.Submit())

    @property
    def case(self) -> Story:
        assert self.story is not None
        return self.story

    def do(self, user: str, command: c.AnyCommand, **who: bool) -> bool:
        before, count = self.case.state, len(self.case.events)
        try:
            self.case.do(user, command, **who)
        except Rejected:
            assert self.case.state is before
            assert len(self.case.events) == count
            return False
        return True

    @rule(condition=st.sampled_from((*CONDITIONS, "again")), holds=st.sampled_from([True, False, None]))
    def the_data_change(self, condition: str, holds: bool | None) -> None:
        self.case.holds[condition] = holds

    @rule(node=st.integers(0, 30), who=st.lists(people, max_size=3))
    def the_organisation_changes(self, node: int, who: list[str]) -> None:
        codes = sorted(self.case.people)
        if codes:
            self.case.people[codes[node % len(codes)]] = who

    @rule(data=st.data(), verb=st.sampled_from(["agree"] * 6 + ["return"] * 5 + ["reject", "transfer"]))
    def somebody_acts(self, data: st.DataObject, verb: str) -> None:
        tasks = [task for task in self.case.state.tasks.values() if task.state in ("open", "queued")]
        if not tasks:
            return
        task = data.draw(st.sampled_from(tasks))
        command = self.command(data, verb, task.id, self.case.graph.nodes[task.node])
        if self.do(task.assignee, command) and self.case.state.tasks[task.id].state == "done":
            self.deciding_again_is_refused(task.assignee, task.id)

    @rule(data=st.data(), to=people)
    def an_administrator_reassigns(self, data: st.DataObject, to: str) -> None:
        tasks = [task for task in self.case.state.tasks.values() if task.state in ("open", "queued")]
        if not tasks:
            return
        task = data.draw(st.sampled_from(tasks))
        if self.do("root", c.Reassign(task=task.id, to=candidate(to)), administrator=True):
            assert self.case.state.tasks[task.id].assignee == to

    def command(self, data: st.DataObject, verb: str, task: str, node: d.Node) -> c.AnyCommand:
        assert isinstance(node, d.UserTask)
        if verb == "return":
            return c.Return(task=task, to=data.draw(st.sampled_from(self.targets())), opinion=opinion())
        if verb == "reject":
            return c.Reject(task=task, opinion=opinion())
        if verb == "transfer":
            return c.Transfer(task=task, to=candidate(data.draw(people)), opinion=opinion())
        if node.purpose == "handling":
            return c.Complete(task=task, opinion=opinion())
        return c.Approve(task=task, opinion=opinion())

    def targets(self) -> list[str]:
        """Mostly nodes that have been passed, and a few where the case cannot go back to."""
        passed = [
            task.node for task in self.case.state.tasks.values() if task.decision and not task.superseded
        ]
        return [*passed, *passed, "start", next(iter(self.case.graph.nodes)), *self.case.people][:12]

    def deciding_again_is_refused(self, user: str, task: str) -> None:
        """Invariant 4: of two clicks one wins, the other is told what happened."""
        before = self.case.state
        with pytest.raises(Rejected) as refused:
            self.case.do(user, c.Approve(task=task, opinion=opinion()))
        assert refused.value.code == "task_closed"
        assert refused.value.details["by"] == user
        assert self.case.state is before

    @rule(user=people, data=st.data())
    def a_stranger_tries(self, user: str, data: st.DataObject) -> None:
        others = [task for task in self.case.state.tasks.values() if task.assignee != user]
        if others:
            task = data.draw(st.sampled_from(others))
            assert not self.do(user, c.Approve(task=task.id, opinion=opinion()), administrator=True)

    @rule(data=st.data(), report=st.sampled_from(["land", "land", "facts", "fail", "retry", "waive"]))
    def a_job_reports(self, data: st.DataObject, report: str) -> None:
        jobs = sorted(self.case.state.jobs)
        if not jobs:
            return
        job = data.draw(st.sampled_from(jobs))
        commands: dict[str, c.AnyCommand] = {
            "land": c.JobLanded(job=job, receipt=sealed()),
            "facts": c.JobLanded(job=job, receipt=sealed(), has_facts=True),
            "fail": c.JobFailed(job=job, error=sealed()),
            "retry": c.RetryJob(job=job),
            "waive": c.WaiveJob(job=job, opinion=opinion()),
        }
        self.do("root", commands[report], administrator=True, system=True)

    @rule(data=st.data())
    def a_timer_fires(self, data: st.DataObject) -> None:
        if self.case.state.timers:
            timer = data.draw(st.sampled_from(sorted(self.case.state.timers)))
            assert self.do("", c.TimerFired(timer=timer), system=True)
            assert not self.do("", c.TimerFired(timer=timer), system=True)

    @rule(
        command=st.sampled_from(
            [c.Submit(), c.Submit(), c.Remind(), c.SaveDraft(data=sealed()), c.Withdraw()]
        )
    )
    def the_applicant_acts(self, command: c.AnyCommand) -> None:
        self.do("ann", command)

    @precondition(lambda self: self.case.state.seq > 150)
    @rule()
    def an_administrator_terminates(self) -> None:
        self.do("root", c.Terminate(opinion=opinion()), administrator=True)

    @invariant()
    def no_token_is_doubled(self) -> None:
        """These processes are sound: one token at work per node, one arrival per flow of a join."""
        if self.story is not None:
            places = Counter(
                (token.node, not token.entry and token.flow) for token in self.case.state.tokens.values()
            )
            assert all(count == 1 for count in places.values()), places

    @invariant()
    def the_case_page_can_be_shown(self) -> None:
        if self.story is not None:
            active = {
                step.node for step in progress(self.case.graph, self.case.state) if step.state == "active"
            }
            assert active == {token.node for token in self.case.state.tokens.values()}

    def teardown(self) -> None:
        """Invariant 2: whatever has happened, a sound process can finish."""
        if self.story is None:
            return
        self.case.holds.clear()
        assert simulate(self.case.graph, self.case.answer, "ann")
        for _ in range(MOST_COMMANDS):
            if self.case.state.closed:
                return
            assert self.one_step_forward(), f"stuck at {self.case.standing}"
        raise AssertionError("does not come to an end")

    def one_step_forward(self) -> bool:
        state = self.case.state
        if state.status == "draft":
            return self.do("ann", c.Submit())
        for task in state.tasks.values():
            if task.state == "open":
                node = self.case.graph.nodes[task.node]
                assert isinstance(node, d.UserTask)
                command = c.Complete if node.purpose == "handling" else c.Approve
                return self.do(task.assignee, command(task=task.id, opinion=opinion()))
        for job in state.jobs.values():
            if job.state in ("queued", "incident"):
                return self.do("", c.JobLanded(job=job.id, receipt=sealed()), system=True)
        for timer in state.timers:
            return self.do("", c.TimerFired(timer=timer), system=True)
        return False


TestAnyProcess = AnyProcess.TestCase
TestAnyProcess.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
