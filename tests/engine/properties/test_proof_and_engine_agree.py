"""What the proof calls sound, the engine can walk: random rewired graphs, random conditions."""

from __future__ import annotations

from driving import agree, forward, no_token_is_doubled, open_tasks
from generators import definitions
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from story import Story

from banjie.engine import definition as d
from banjie.engine.proof.soundness import soundness
from banjie.engine.rejections import Rejected
from banjie.engine.validate import validate

MOST_COMMANDS = 200


@st.composite
def rewired(draw: st.DrawFn) -> d.ProcessDefinition:
    """A block-structured process with one or two flows bent to somewhere else: mostly unsound."""
    definition = draw(definitions(most=3, automatic=False))
    flows = list(definition.flows)
    for _ in range(draw(st.integers(1, 2))):
        index = draw(st.integers(0, len(flows) - 1))
        target = draw(st.sampled_from([node.code for node in definition.nodes if node.code != "start"]))
        flows[index] = replace(flows[index], target=target)
    return replace(definition, flows=tuple(flows))


# Most bent processes are unsound and assumed away: that is the point, not a fault of the test.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(rewired(), st.lists(st.integers(0, 255), min_size=10, max_size=30))
def test_what_is_proved_sound_completes_and_doubles_nothing(
    definition: d.ProcessDefinition, choices: list[int]
) -> None:
    assume(not [finding for finding in validate(definition) if finding.severity == "error"])
    assume(soundness(definition) == ())
    story = Story(definition)
    for choice in [*choices, *[0] * MOST_COMMANDS]:
        story.holds = {name: bool(choice >> bit & 1) for bit, name in enumerate(("c1", "c2", "c3", "again"))}
        try:
            if story.state.status == "draft":
                story.submit()
            elif open_tasks(story):
                agree(story, open_tasks(story)[choice % len(open_tasks(story))])
            else:
                forward(story)
        except Rejected as refused:
            if refused.code != "too_many_steps":  # conditions that never let a loop go
                raise
            if not choice:
                return
        no_token_is_doubled(story)
        if story.state.closed:
            return
    # With every condition false only a loop over a default flow can still be going round.
    assert any(step.node in story.graph.reachable[step.node] for step in story.state.tokens.values())
