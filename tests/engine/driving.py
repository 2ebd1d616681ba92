"""Moving a case on without looking: agree to what is open, let jobs land and timers fire."""

from __future__ import annotations

from collections import Counter

from story import Story, opinion

from banjie.engine import commands as c
from banjie.engine import definition as d


def open_tasks(story: Story) -> list[str]:
    return [task.id for task in story.state.tasks.values() if task.state == "open"]


def agree(story: Story, task_id: str) -> None:
    task = story.state.tasks[task_id]
    node = story.graph.nodes[task.node]
    assert isinstance(node, d.UserTask)
    command = c.Complete if node.purpose == "handling" else c.Approve
    story.do(task.assignee, command(task=task_id, opinion=opinion()))


def forward(story: Story) -> None:
    """Let a job land or a timer fire."""
    for job in story.state.jobs.values():
        if job.state == "queued":
            story.land(job.node)
            return
    for timer in story.state.timers.values():
        story.fire(timer.node)
        return


def no_token_is_doubled(story: Story) -> None:
    places = Counter((token.node, not token.entry and token.flow) for token in story.state.tokens.values())
    assert all(count == 1 for count in places.values()), places
