"""What the case page shows, and what an applicant sees before sending."""

from __future__ import annotations

from drawing import process, task
from story import Story, candidate

from banjie.engine import context as q
from banjie.engine.definition import Graph
from banjie.engine.progress import progress
from banjie.engine.simulate import simulate

BRANCH = process("start > a > x", "x >[big] b > x2", "x >[*] d > x2", "x2 > e > end")


def states(story: Story) -> dict[str, str]:
    return {step.node: step.state for step in progress(story.graph, story.state)}


def test_progress_in_flow_order() -> None:
    assert [step.node for step in progress(Graph(BRANCH), Story(BRANCH).state)] == [
        "start", "a", "x", "b", "d", "x2", "e", "end",
    ]  # fmt: skip


def test_a_branch_not_taken_is_skipped_and_what_lies_ahead_waits() -> None:
    story = Story(BRANCH)
    assert set(states(story).values()) == {"waiting"}
    story.submit()
    assert (states(story)["a"], states(story)["b"], states(story)["e"]) == ("active", "waiting", "waiting")
    story.approve("a")
    assert (states(story)["a"], states(story)["b"], states(story)["d"]) == ("done", "skipped", "active")


def test_returned_and_skipped_and_cancelled_are_told_apart() -> None:
    definition = process("start > a > b > d > end", a=task(when_empty="skip"))
    story = Story(definition, people={"a": []}).submit().approve("b").return_("d", "b")
    assert (states(story)["a"], states(story)["b"], states(story)["d"]) == ("skipped", "active", "returned")
    story.reject("b")
    assert (states(story)["b"], states(story)["end"]) == ("done", "cancelled")


def test_a_held_step_says_so() -> None:
    story = Story(process("start > p1", "p1 > a > p2", "p1 > b > p2", "p2 > end")).submit().approve("a")
    story.return_("b", "a")
    assert [step.node for step in progress(story.graph, story.state) if step.held] == ["b"]


def test_forecast_with_every_answer() -> None:
    story = Story(BRANCH, holds={"big": True}, people={"e": ["eve"]})
    forecast = simulate(story.graph, story.answer)
    assert [step.node for step in forecast] == ["start", "a", "x", "b", "x2", "e", "end"]
    assert all(step.certain for step in forecast)
    assert forecast[-2].candidates == (candidate("eve"),)


def test_an_open_question_leaves_its_branches_uncertain_and_what_follows_certain() -> None:
    forecast = simulate(Graph(BRANCH), lambda need: None)
    assert {step.node: step.certain for step in forecast} == {
        "start": True, "a": True, "x": True, "b": False, "d": False, "x2": True, "e": True, "end": True,
    }  # fmt: skip
    assert forecast[1].reasons[0].rule == "not_known_yet"


def test_forecast_names_the_step_that_would_find_nobody() -> None:
    definition = process("start > a > end", a=task(when_empty="refuse"))
    forecast = simulate(Graph(definition), lambda need: q.Candidates(found=()))
    assert forecast[1].reasons[0].rule == "nobody_to_ask"


def test_forecast_of_a_loop_ends() -> None:
    definition = process("start > x1 > a > x2", "x2 >[again] x1", "x2 >[*] end")
    assert [step.node for step in simulate(Graph(definition), lambda need: None)][-1] == "end"


def test_steps_beside_each_other_are_of_one_stage() -> None:
    """Legal is asked beside finance, not after it; what follows the join comes after the longer way."""
    definition = process("start > a > p1", "p1 > b > p2", "p1 > d > e > p2", "p2 > f > end")
    story = Story(definition)
    stages = {step.node: step.stage for step in simulate(story.graph, story.answer)}
    assert {code: stages[code] for code in "abdef"} == {"a": 1, "b": 2, "d": 2, "e": 3, "f": 4}


def test_a_way_back_does_not_count_for_a_stage() -> None:
    definition = process("start > x1 > a > x2", "x2 >[again] x1", "x2 >[*] b > end")
    stages = {step.node: step.stage for step in simulate(Graph(definition), lambda need: None)}
    assert (stages["a"], stages["b"]) == (1, 2)
