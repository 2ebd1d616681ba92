"""Tokens, gateways and ends: BPMN 2.0's meaning, and when a case is approved, ended, closed."""

from __future__ import annotations

import pytest
from drawing import process, task
from story import Story

from banjie.engine import commands as c
from banjie.engine import definition as d
from banjie.engine import events as e
from banjie.engine.rejections import Rejected


def test_one_approval_then_closed() -> None:
    story = Story(process("start > a > end")).submit()
    assert story.open == ["a"]
    story.approve("a")
    assert (story.state.outcome, story.state.status, story.state.closed) == ("approved", "ended", True)


def test_outcome_is_set_before_the_follow_up_is_requested_and_closed_only_when_it_landed() -> None:
    story = Story(process("start > a > s > end")).submit().approve("a")
    kinds = [type(event) for event in story.last]
    assert kinds.index(e.OutcomeSet) < kinds.index(e.JobRequested)
    assert (story.state.outcome, story.state.status, story.state.closed) == ("approved", "running", False)
    story.land("s")
    assert (story.state.status, story.state.closed) == ("ended", True)


def test_first_condition_in_flow_order_wins_and_null_is_false_and_recorded() -> None:
    definition = process("start > x", "x >[none] a > end", "x >[yes] b > end", "x >[also] c > end")
    story = Story(definition, holds={"none": None, "yes": True, "also": True}).submit()
    assert story.open == ["b"]
    chosen = story.happened(e.FlowsChosen)[0]
    assert (chosen.flows, chosen.nulls, chosen.by_default) == (("x>b",), ("x>a",), False)


def test_default_when_nothing_holds_and_refusal_without_default() -> None:
    story = Story(process("start > x", "x >[yes] a > end", "x >[*] b > end")).submit()
    assert story.open == ["b"]
    assert story.happened(e.FlowsChosen)[0].by_default
    with pytest.raises(Rejected) as refused:
        Story(process("start > x", "x >[yes] a > end")).submit()
    assert refused.value.code == "no_branch"
    assert refused.value.details["node"] == "x"


def test_parallel_join_waits_for_each_flow() -> None:
    story = Story(process("start > p1", "p1 > a > p2", "p1 > b > p2", "p2 > c > end")).submit()
    assert story.open == ["a", "b"]
    assert story.approve("a").open == ["b"]
    assert story.approve("b").open == ["c"]


INCLUSIVE = process("start > o1", "o1 >[1] a > o2", "o1 >[2] b > o2", "o1 >[*] c > o2", "o2 > z > end")


@pytest.mark.parametrize(
    ("holds", "asked"),
    [(("1",), ["a"]), (("1", "2"), ["a", "b"]), ((), ["c"])],
    ids=["one", "two", "default"],
)
def test_inclusive_join_waits_exactly_for_the_branches_taken(
    holds: tuple[str, ...], asked: list[str]
) -> None:
    story = Story(INCLUSIVE, holds=dict.fromkeys(holds, True)).submit()
    assert story.open == asked
    for node in asked:
        assert "z" not in story.open
        story.approve(node)
    assert story.open == ["z"]


def test_inclusive_join_goes_on_when_the_token_it_waited_for_dies() -> None:
    definition = process(
        "start > o1", "o1 >[1] a > o2", "o1 >[2] b > x", "x >[stop] end2", "x >[*] o2", "o2 > z > end"
    )
    story = Story(definition, holds={"1": True, "2": True, "stop": True}).submit().approve("a")
    assert story.open == ["b"]
    assert story.approve("b").open == ["z"]


def test_two_inclusive_joins_waiting_for_each_other_do_not_wait_for_ever() -> None:
    definition = process(
        "start > p1", "p1 > o1", "p1 > o2", "o1 > x1", "x1 >[yes] o2", "x1 >[*] a > end",
        "o2 > x2", "x2 >[yes] o1", "x2 >[*] b > end",
    )  # fmt: skip
    story = Story(definition).submit()
    assert story.open == ["a", "b"]


def test_terminate_end_takes_every_other_token() -> None:
    definition = process(
        "start > p1", "p1 > a > end1", "p1 > b > end", end1=d.EndEvent(code="end1", terminate=True)
    )
    story = Story(definition).submit().approve("a")
    assert story.open == []
    assert story.state.closed


def test_service_task_inline_and_decision_become_facts_before_the_branch() -> None:
    definition = process(
        "start > look > rule > x", "x >[yes] a > end", "x >[*] end",
        look=d.ServiceTask(code="look", name="库存", connector="records", timing="inline", result="stock"),
        rule=d.BusinessRuleTask(code="rule", name="等级", decision={}, result="level"),
    )  # fmt: skip
    story = Story(definition, holds={"yes": True}).submit()
    assert list(story.state.facts) == ["stock", "level"]
    assert story.open == ["a"]


def test_a_job_with_a_result_brings_the_fact_with_its_receipt() -> None:
    definition = process(
        "start > s > a > end", s=d.ServiceTask(code="s", name="合同", connector="erp", result="contract")
    )
    story = Story(definition).submit()
    assert (story.open, story.state.outcome) == ([], None)
    story.land("s", has_facts=True)
    assert story.state.facts["contract"].source == "erp"
    assert story.open == ["a"]


def test_a_notice_never_holds_the_case_open() -> None:
    definition = process(
        "start > a > s > end",
        s=d.ServiceTask(code="s", name="通知", connector="wecom", holds_open=False),
    )
    story = Story(definition).submit().approve("a")
    assert story.state.closed
    story.fail("s")
    assert story.state.closed


def test_copies_are_sent_and_the_token_goes_on() -> None:
    cc = d.SendTask(code="cc", name="抄送", assignment=d.Assignment(policies=()))
    story = Story(process("start > cc > a > end", cc=cc), people={"cc": ["u", "v", "u"]}).submit()
    assert story.state.copies == ("u", "v")
    assert story.open == ["a"]


def test_a_timer_holds_the_token_until_it_fires() -> None:
    wait = d.TimerCatch(code="wait", name="等待", due="P1D")
    story = Story(process("start > wait > a > end", wait=wait))
    story.due["wait"] = story.now
    story.submit()
    assert story.open == []
    assert story.fire("wait").open == ["a"]


def test_without_approvals_the_last_handling_task_approves() -> None:
    definition = process("start > a > s > end", a=task(purpose="handling"))
    story = Story(definition).submit()
    assert story.state.outcome is None
    story.complete("a")
    assert (story.state.outcome, story.state.closed) == ("approved", False)


def test_a_process_that_asks_nobody_is_approved_at_its_end() -> None:
    story = Story(process("start > s > end")).submit()
    assert story.state.outcome is None
    story.land("s")
    assert (story.state.outcome, story.state.closed) == ("approved", True)


def test_tokens_that_never_rest_are_refused() -> None:
    with pytest.raises(Rejected) as refused:
        Story(process("start > x1 > x2", "x2 >[*] x1", "x2 >[yes] end")).submit()
    assert refused.value.code == "too_many_steps"


def test_questions_of_parallel_branches_come_in_one_round() -> None:
    story = Story(process("start > p1", "p1 > a > p2", "p1 > b > p2", "p2 > end")).submit()
    assert story.rounds == 2


def test_a_second_start_and_submit_are_refused() -> None:
    story = Story(process("start > a > end")).submit()
    for command in (c.Submit(), c.SaveDraft(data=c.Sealed(id="d", mac="m"))):
        with pytest.raises(Rejected) as refused:
            story.do("ann", command)
        assert refused.value.code == "wrong_state"
