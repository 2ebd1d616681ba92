"""The designer's tree and the graph are the same thing: nothing is lost either way."""

from __future__ import annotations

import msgspec
from drawing import process, user_task
from generators import trees
from hypothesis import given

from banjie.engine.blocks import Branch, Lane, Parallel, Step, StepNode, from_steps, to_steps
from banjie.engine.definition import ProcessDefinition


def definition(steps: tuple[Step, ...]) -> ProcessDefinition:
    nodes, flows = from_steps(steps)
    return ProcessDefinition(code="t", name="T", form="f", nodes=nodes, flows=flows)


@given(trees())
def test_tree_to_graph_to_tree_loses_nothing(steps: tuple[Step, ...]) -> None:
    assert to_steps(definition(steps)) == steps


@given(trees())
def test_graph_to_tree_to_graph_loses_nothing(steps: tuple[Step, ...]) -> None:
    drawn = definition(steps)
    again = to_steps(drawn)
    assert again is not None
    assert definition(again) == drawn


def test_codes_and_flow_ids_are_stable() -> None:
    steps = (
        Branch(
            code="amount",
            lanes=(
                Lane(id="big", condition="金额 >= 5000", steps=(StepNode(user_task("finance")),)),
                Lane(id="small", default=True),
            ),
        ),
    )
    nodes, flows = from_steps(steps)
    assert [node.code for node in nodes] == ["start", "amount", "finance", "amount_join", "end"]
    assert [(flow.id, flow.source, flow.target) for flow in flows] == [
        ("after_start", "start", "amount"),
        ("big", "amount", "finance"),
        ("after_finance", "finance", "amount_join"),
        ("small", "amount", "amount_join"),
        ("after_amount_join", "amount_join", "end"),
    ]


def test_a_rejected_way_ends_the_case() -> None:
    legal = user_task("legal", rejection="branch")
    steps = (
        Parallel(
            code="p",
            lanes=(Lane(id="l1", steps=(StepNode(legal, rejected=(StepNode(user_task("tell")),)),)),),
        ),
    )
    assert to_steps(definition(steps)) == steps


def test_a_jump_back_is_no_block() -> None:
    assert to_steps(process("start > a > x", "x >[again] a", "x >[*] end")) is None
    assert to_steps(process("start > x1", "x1 >[yes] end2", "x1 >[*] end")) is None


def test_steps_are_json_that_says_its_kind() -> None:
    steps = (StepNode(user_task("a")), Parallel(code="p", lanes=(Lane(id="l1"), Lane(id="l2"))))
    written = msgspec.json.encode(steps)
    assert b'"kind":"parallel"' in written
    assert msgspec.json.decode(written, type=tuple[Step, ...]) == steps
