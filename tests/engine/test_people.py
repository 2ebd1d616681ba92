"""Who is asked and how many must agree: all, any, in turn; the applicant; who agreed before; nobody left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from drawing import process, task
from story import NOON, Story, candidate, opinion

from banjie.engine import commands as c
from banjie.engine import events as e
from banjie.engine.rejections import Rejected


def one(**settings: object) -> Story:
    people = settings.pop("people", ["u", "v", "w"])
    leader = str(settings.pop("leader", ""))
    administrators = settings.pop("administrators", ["root"])
    assert isinstance(people, Sequence)
    assert isinstance(administrators, Sequence)
    definition = process("start > a > end", a=task(**settings))
    return Story(definition, people={"a": people}, leader=leader, administrators=administrators)


def states(story: Story) -> dict[str, str]:
    return {task.assignee: task.state for task in story.state.tasks.values()}


def test_all_must_agree() -> None:
    story = one().submit().approve("u", "w")
    assert (story.open, story.state.outcome) == (["a/v"], None)
    assert story.approve("v").state.outcome == "approved"


def test_any_one_is_enough_and_the_others_are_not_needed() -> None:
    story = one(completion="any").submit().approve("v")
    assert states(story) == {"u": "not_needed", "v": "done", "w": "not_needed"}
    assert story.state.closed


def test_sequential_asks_in_the_order_of_the_organisation() -> None:
    story = one(completion="sequential").submit()
    assert states(story) == {"u": "open", "v": "queued", "w": "queued"}
    for user in ("u", "v", "w"):
        assert story.open == [f"a/{user}"]
        story.approve(user)
    assert story.state.closed


def test_the_next_in_turn_cannot_decide_before() -> None:
    story = one(completion="sequential").submit()
    queued = next(task.id for task in story.state.tasks.values() if task.assignee == "v")
    with pytest.raises(Rejected) as refused:
        story.do("v", c.Approve(task=queued, opinion=opinion()))
    assert (refused.value.code, refused.value.details["state"]) == ("wrong_state", "queued")


@pytest.mark.parametrize("completion", ["all", "any", "sequential"])
def test_the_first_rejection_decides(completion: str) -> None:
    story = one(completion=completion).submit().reject("u")
    assert (story.state.outcome, story.state.closed) == ("rejected", True)
    assert set(states(story).values()) == {"done", "not_needed"}


def test_rejection_closes_other_branches_jobs_and_timers_at_once() -> None:
    definition = process("start > p", "p > a > end", "p > b > end", "p > s > end", b=task(due="P1D"))
    story = Story(definition, due={"b": NOON + timedelta(days=1)}).submit().reject("a")
    assert {task.node: task.state for task in story.state.tasks.values()} == {"a": "done", "b": "not_needed"}
    assert [job.state for job in story.state.jobs.values()] == ["cancelled"]
    assert not story.state.timers
    assert story.state.closed


def test_rejection_may_take_its_own_flow_and_is_still_a_rejection() -> None:
    definition = process("start > a > s > end", "a >[!] cc2 > end2", a=task(rejection="branch"), cc2=task())
    story = Story(definition).submit().reject("a")
    assert (story.open, story.state.outcome) == (["cc2"], None)
    assert story.approve("cc2").state.outcome == "approved"

    definition = process("start > a > end", "a >[!] s > end2", a=task(rejection="branch"))
    story = Story(definition).submit().reject("a")
    assert (story.state.outcome, story.state.closed) == ("rejected", False)
    assert story.land("s").state.closed


@pytest.mark.parametrize(
    ("rule", "leader", "asked"),
    [
        ("self", "", ["a/ann", "a/v"]),
        ("skip", "", ["a/v"]),
        ("leader", "lea", ["a/lea", "a/v"]),
        ("leader", "", ["a/v"]),
    ],
)
def test_the_applicant_as_approver(rule: str, leader: str, asked: list[str]) -> None:
    assert one(people=["ann", "v"], when_applicant=rule, leader=leader).submit().open == asked


def test_who_stands_in_for_the_applicant_counts_as_the_applicant() -> None:
    story = one(people=[candidate("u", acts_for="ann"), "v"], when_applicant="leader", leader="lea").submit()
    assert story.open == ["a/lea", "a/v"]


def test_the_applicant_alone_is_skipped_where_the_node_says_skip() -> None:
    story = one(people=["ann"], when_applicant="skip").submit()
    assert story.happened(e.NodeSkipped)[0].reason.rule == "applicant_is_approver"
    assert story.state.outcome == "approved"


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"when_empty": "admins"}, ["a/root"]),
        ({"when_empty": "users", "fallback_users": ("f",)}, ["a/f"]),
        ({"when_empty": "users", "fallback_users": ("ann",)}, ["a/root"]),
        ({"when_empty": "skip"}, []),
        ({"when_empty": "admins", "administrators": ["ann"]}, ["a/ann"]),
    ],
    ids=["admins", "users", "users-who-are-the-applicant", "skip", "only-admin-is-the-applicant"],
)
def test_nobody_left(settings: dict[str, object], asked: list[str]) -> None:
    assert one(people=[], **settings).submit().open == asked


@pytest.mark.parametrize(
    "settings", [{"when_empty": "refuse"}, {"when_empty": "admins", "administrators": []}]
)
def test_nobody_left_refuses_to_submit_and_names_the_node(settings: dict[str, object]) -> None:
    story = one(people=[], **settings)
    with pytest.raises(Rejected) as refused:
        story.submit()
    assert (refused.value.code, refused.value.details["node"]) == ("nobody_to_ask", "a")
    assert story.state.status == "draft"


def test_somebody_found_twice_is_asked_once() -> None:
    assert one(people=["u", candidate("u", acts_for="v"), "u"]).submit().open == ["a/u"]


def chain(rule: str) -> Story:
    settings = {code: task(dedupe=rule) for code in ("b", "d")}
    people = {"a": ["u"], "b": ["v"], "d": ["u"]}
    return Story(process("start > a > b > d > end", **settings), people=people).submit().approve("u")


def test_who_agreed_is_not_asked_again_anywhere() -> None:
    story = chain("anywhere").approve("v")
    (decided,) = [event for event in story.happened(e.TaskDecided) if event.automatic]
    assert (decided.by, decided.automatic.rule, decided.automatic.params["node"]) == (
        "u",
        "already_agreed",
        "a",
    )
    assert story.happened(e.NodeSkipped)[0].reason.rule == "everybody_agreed"
    assert story.state.closed


@pytest.mark.parametrize("rule", ["consecutive", "never"])
def test_consecutive_looks_at_the_step_before_only(rule: str) -> None:
    assert chain(rule).approve("v").open == ["d/u"]


def test_consecutive_looks_through_a_step_that_asked_nobody() -> None:
    definition = process("start > a > b > d > end", b=task(when_empty="skip"), d=task(dedupe="consecutive"))
    story = Story(definition, people={"a": ["u"], "b": [], "d": ["u", "v"]}).submit().approve("a")
    assert story.open == ["d/v"]


def test_superseded_agreements_do_not_count() -> None:
    definition = process("start > a > b > d > end", b=task(dedupe="anywhere"))
    story = Story(definition, people={"a": ["u"], "b": ["w"], "d": ["d"]}).submit().approve("a", "b")
    story.return_("d", "a")
    story.people["b"] = ["u", "w"]
    assert story.approve("a").open == ["b/w"]


def test_withdrawing_makes_earlier_agreements_stale() -> None:
    story = chain("anywhere").do("ann", c.Withdraw()).submit()
    assert story.open == ["a/u"]


def test_a_loop_asks_again() -> None:
    definition = process(
        "start > x1 > a > b > x2", "x2 >[again] x1", "x2 >[*] end", a=task(dedupe="anywhere")
    )
    story = (
        Story(definition, people={"a": ["u"], "b": ["v"]}, holds={"again": True}).submit().approve("u", "v")
    )
    assert story.open == ["a/u"]


def test_any_is_fulfilled_by_who_agreed_before() -> None:
    definition = process("start > a > b > end", b=task(completion="any", dedupe="anywhere"))
    story = Story(definition, people={"a": ["u"], "b": ["v", "u"]}).submit().approve("a")
    assert story.state.closed
    assert "v" not in states(story)


def test_handling_is_done_even_by_who_agreed_before_and_by_the_applicant() -> None:
    definition = process("start > a > h > end", h=task(purpose="handling", dedupe="anywhere"))
    story = Story(definition, people={"a": ["u"], "h": ["u", "ann"]}, leader="lea").submit().approve("a")
    assert story.open == ["h/ann", "h/u"]
