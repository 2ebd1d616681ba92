"""Returns everywhere: a dense walk of agreements and returns over random blocks and loops.

The field's bug is a join that waits for a token nobody carries. After any mixture of returns a case
must come to its end by agreement alone, ask nobody twice at once, and double no token.
"""

from __future__ import annotations

from driving import agree, forward, no_token_is_doubled, open_tasks
from generators import definitions
from hypothesis import given, settings
from hypothesis import strategies as st
from story import Story, opinion

from banjie.engine import commands as c
from banjie.engine import definition as d
from banjie.engine import events as e
from banjie.engine.rejections import Rejected

Step = tuple[int, int, int]
steps = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9), st.integers(0, 15)), min_size=5, max_size=40)
MOST_COMMANDS = 200


def some_in_company(definition: d.ProcessDefinition) -> dict[str, list[str]]:
    """Every other task is asked of two people."""
    tasks = [node.code for node in definition.nodes if isinstance(node, d.UserTask)]
    return {code: [code, f"{code}'"] for code in tasks[::2]}


def passed_nodes(story: Story) -> list[str]:
    return [task.node for task in story.state.tasks.values() if task.decision and not task.superseded]


def take(story: Story, step: Step) -> None:
    who, verb, where = step
    story.holds = {
        "c1": bool(where & 1),
        "c2": bool(where & 2),
        "c3": bool(where & 4),
        "again": bool(where & 8),
    }
    tasks = open_tasks(story)
    if story.state.status == "draft":
        story.submit()
    elif not tasks:
        forward(story)
    elif verb < 6 or not passed_nodes(story):
        agree(story, tasks[who % len(tasks)])
    else:
        task = story.state.tasks[tasks[who % len(tasks)]]
        targets = passed_nodes(story)
        to = "start" if verb == 9 and where == 15 else targets[where % len(targets)]
        story.do(task.assignee, c.Return(task=task.id, to=to, opinion=opinion()))


@settings(max_examples=150, deadline=None)
@given(definitions(most=4, automatic=False), steps)
def test_any_mixture_of_returns_can_be_driven_to_completion(
    definition: d.ProcessDefinition, script: list[Step]
) -> None:
    story = Story(definition, people=some_in_company(definition))
    for step in script:
        try:
            take(story, step)
        except Rejected as refused:
            if refused.code not in ("target_not_passed", "wrong_state", "too_many_steps"):
                raise
        no_token_is_doubled(story)
        if story.state.closed:
            return
    story.holds.clear()
    drive_to_completion(story)


def drive_to_completion(story: Story) -> None:
    for _ in range(MOST_COMMANDS):
        if story.state.closed:
            return
        if story.state.status == "draft":
            story.submit()
        elif open_tasks(story):
            agree(story, open_tasks(story)[0])
        else:
            forward(story)
            assert story.last, f"stuck at {story.standing}"
        no_token_is_doubled(story)
    raise AssertionError("does not come to an end")


@settings(max_examples=60, deadline=None)
@given(definitions(most=4, automatic=False), steps)
def test_a_return_supersedes_only_what_is_walked_again(
    definition: d.ProcessDefinition, script: list[Step]
) -> None:
    """Nobody is asked twice without need: what a return supersedes lies on the way from its target."""
    story = Story(definition, people=some_in_company(definition))
    for step in script:
        try:
            take(story, step)
        except Rejected:
            continue
        for returned in story.happened(e.Returned):
            for superseded in story.happened(e.Superseded)[:1]:
                nodes = {story.state.tasks[task].node for task in superseded.tasks}
                assert returned.to == "start" or nodes <= story.graph.reachable[returned.to] | {returned.to}
