"""Return (退回): the part others get wrong. Each test names the sentence of the semantics it guards."""

from __future__ import annotations

import pytest
from drawing import process, task
from story import Story, opinion

from banjie.engine import commands as c
from banjie.engine import events as e
from banjie.engine.rejections import Rejected

LINE = process("start > a > b > d > end")
BLOCK = process("start > a > p1", "p1 > b > p2", "p1 > d > p2", "p2 > z > end")


def superseded(story: Story) -> list[str]:
    return sorted(task.node for task in story.state.tasks.values() if task.superseded)


def refusal(story: Story, name: str, to: str, **more: str) -> str:
    task_id = story.task(name)
    command = c.Return(task=task_id, to=to, opinion=opinion(), **more)  # type: ignore[arg-type]
    with pytest.raises(Rejected) as refused:
        story.do(story.state.tasks[task_id].assignee, command)
    return refused.value.code


def test_one_token_at_the_target_and_only_what_lies_behind_it_is_superseded() -> None:
    story = Story(LINE).submit().approve("a", "b").return_("d", "b")
    assert (story.open, story.standing) == (["b"], ["b"])
    assert superseded(story) == ["b", "d"]
    assert story.approve("b", "d").state.closed


def test_to_the_start_makes_a_draft_that_says_it_was_returned() -> None:
    story = Story(LINE).submit().approve("a").return_("b", "start")
    assert (story.state.status, story.state.outcome, story.state.returned) == ("draft", None, True)
    assert superseded(story) == ["a", "b"]
    assert story.submit().open == ["a"]
    assert not story.state.returned
    assert story.approve("a", "b", "d").state.closed


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("x9", "unknown_target"),
        ("end", "unknown_target"),
        ("d", "target_not_passed"),
        ("b", "target_not_passed"),
    ],
)
def test_a_target_must_be_a_task_that_was_passed(to: str, code: str) -> None:
    story = Story(LINE).submit().approve("a")
    assert refusal(story, "b", to) == code


def test_resume_is_not_supported_yet_and_says_so() -> None:
    assert refusal(Story(LINE).submit().approve("a"), "b", "a", then="resume") == "not_supported"


def test_a_node_may_forbid_returning() -> None:
    story = Story(process("start > a > b > end", b=task(actions=()))).submit().approve("a")
    assert refusal(story, "b", "a") == "not_allowed"


def test_before_the_block_cancels_both_branches() -> None:
    story = Story(BLOCK).submit().approve("a", "b").return_("d", "a")
    assert (story.open, story.standing) == (["a"], ["a"])
    assert story.approve("a").open == ["b", "d"]
    assert story.approve("b", "d", "z").state.closed


def test_inside_a_branch_leaves_the_enclosing_block_alone_and_the_join_forgets_nothing_else() -> None:
    """The field's bug: fork, one side approves, return inside, and the join waits for ever."""
    definition = process("start > p1", "p1 > a > b > p2", "p1 > d > p2", "p2 > z > end")
    story = Story(definition).submit().approve("d", "a").return_("b", "a")
    assert story.open == ["a"]
    assert story.approve("a", "b").open == ["z"]


SIBLINGS = process("start > p1", "p1 > a > b > p2", "p1 > d > f > p2", "p1 > g > p2", "p2 > z > end")


def test_into_a_sibling_branch_holds_the_returning_task_until_that_branch_is_at_the_join_again() -> None:
    story = Story(SIBLINGS).submit().approve("a", "b", "d").return_("f", "a")
    assert story.open == ["a", "g"]
    assert superseded(story) == ["a", "b"]
    assert story.approve("a").open == ["b", "g"]
    assert story.approve("b").open == ["f", "g"]
    assert story.approve("f", "g").open == ["z"]


def test_a_held_task_cannot_be_decided() -> None:
    story = Story(SIBLINGS).submit().approve("a", "b", "d")
    held = story.task("f")
    story.return_("f", "a")
    with pytest.raises(Rejected) as refused:
        story.do("f", c.Approve(task=held, opinion=opinion()))
    assert (refused.value.code, refused.value.details["state"]) == ("wrong_state", "held")


def test_a_sibling_branch_still_under_way_is_pulled_back() -> None:
    story = Story(SIBLINGS).submit().approve("a", "d").return_("f", "a")
    assert story.open == ["a", "g"]
    assert story.approve("a", "b").open == ["f", "g"]


def test_into_one_branch_of_a_finished_block_does_not_ask_the_other_again() -> None:
    story = Story(BLOCK).submit().approve("a", "b", "d").return_("z", "b")
    assert story.open == ["b"]
    assert superseded(story) == ["b", "z"]
    assert story.approve("b").open == ["z"]
    assert story.approve("z").state.closed


def test_into_a_finished_inner_block_of_a_sibling_branch() -> None:
    definition = process(
        "start > p1", "p1 > p3", "p3 > a > p4", "p3 > b > p4", "p4 > k > p2", "p1 > d > p2", "p2 > z > end"
    )
    story = Story(definition).submit().approve("a", "b", "k").return_("d", "b")
    assert story.open == ["b"]
    assert story.approve("b").open == ["k"]
    assert story.approve("k").open == ["d"]
    assert story.approve("d").open == ["z"]


def test_two_people_who_hold_each_other_up_do_not_wait_for_ever() -> None:
    definition = process(
        "start > p1", "p1 > a > u > p2", "p1 > p3", "p3 > q > p4", "p3 > r > p4", "p4 > p2", "p2 > end"
    )
    story = Story(definition).submit().approve("a", "q").return_("r", "a").approve("a").return_("u", "q")
    assert story.open == ["q"]
    story.approve("q")
    while story.open:
        story.approve(story.open[0])
    assert story.state.closed


def test_inside_an_inclusive_block() -> None:
    definition = process(
        "start > o1", "o1 >[1] a > b > o2", "o1 >[2] d > o2", "o1 >[*] f > o2", "o2 > z > end"
    )
    story = Story(definition, holds={"1": True, "2": True}).submit().approve("a", "b").return_("d", "a")
    assert story.open == ["a"]
    assert story.approve("a", "b").open == ["d"]
    assert story.approve("d").open == ["z"]
    story.return_("z", "b")
    assert story.open == ["b"]
    assert story.approve("b", "z").state.closed


def test_return_after_the_outcome_never_undecides() -> None:
    definition = process("start > a > h > k > end", h=task(purpose="handling"), k=task(purpose="handling"))
    story = Story(definition).submit().approve("a").complete("h")
    assert story.state.outcome == "approved"
    assert refusal(story, "k", "a") == "wrong_state"
    assert refusal(story, "k", "start") == "wrong_state"
    story.return_("k", "h")
    assert (story.open, story.state.outcome) == (["h"], "approved")


def test_a_waiting_job_in_the_region_is_cancelled_and_requested_anew() -> None:
    definition = process("start > a > p1", "p1 > s > p2", "p1 > b > p2", "p2 > end")
    story = Story(definition).submit().approve("a")
    first = story.job("s")
    story.return_("b", "a")
    assert story.state.jobs[first].state == "cancelled"
    with pytest.raises(Rejected):
        story.do("", c.JobLanded(job=first, receipt=c.Sealed(id="r", mac="m")), system=True)
    assert story.approve("a").job("s") != first


def test_rejecting_may_mean_returning() -> None:
    definition = process("start > a > b > end", b=task(rejection="return", return_to="a"))
    story = Story(definition).submit().approve("a").reject("b")
    assert story.open == ["a"]
    assert story.happened(e.TaskDecided)[0].decision == "rejected"


def test_rejecting_returns_to_the_start_when_its_target_was_never_passed() -> None:
    definition = process(
        "start > x", "x >[yes] a > x2", "x >[*] x2", "x2 > b > end", b=task(rejection="return", return_to="a")
    )
    story = Story(definition).submit().reject("b")
    assert (story.state.status, story.state.returned) == ("draft", True)


def test_another_exclusive_branch_of_an_earlier_round() -> None:
    definition = process(
        "start > x1 > x2", "x2 >[left] a > x3", "x2 >[*] b > x3", "x3 > x4", "x4 >[again] x1", "x4 >[*] end"
    )
    story = Story(definition, holds={"left": True, "again": True}).submit().approve("a").open
    assert story == ["a"]
