"""Regions: the smallest part that tokens enter by one edge and leave by one edge."""

from __future__ import annotations

import pytest
from drawing import process
from generators import definitions
from hypothesis import given, settings
from hypothesis import strategies as st

from banjie.engine.definition import Graph, ProcessDefinition
from banjie.engine.structure import Structure

NESTED = process(
    "start > a > p1", "p1 > b > d > p2", "p1 > x1", "x1 >[1] e > x2", "x1 >[*] f > x2", "x2 > p2",
    "p2 > g > x3", "x3 >[again] x4", "x3 >[*] z > end",
)  # fmt: skip
LOOP = process("start > x1 > a > b > x2", "x2 >[again] x1", "x2 >[*] z > end")


@pytest.mark.parametrize(
    ("definition", "first", "second", "region"),
    [
        (NESTED, "b", "d", {"b", "d"}),
        (NESTED, "e", "f", {"x1", "e", "f", "x2"}),
        (NESTED, "b", "f", {"p1", "b", "d", "x1", "e", "f", "x2", "p2"}),
        (NESTED, "d", "g", {"p1", "b", "d", "x1", "e", "f", "x2", "p2", "g"}),
        (NESTED, "a", "a", {"a"}),
        (LOOP, "a", "b", {"a", "b"}),
        (LOOP, "a", "z", {"x1", "a", "b", "x2", "z"}),
    ],
)
def test_the_smallest_region(
    definition: ProcessDefinition, first: str, second: str, region: set[str]
) -> None:
    assert Structure(Graph(definition)).region(first, second) == region


@settings(max_examples=60, deadline=None)
@given(definitions(most=4, automatic=False), st.data())
def test_a_region_has_one_way_in_and_one_way_out(definition: ProcessDefinition, data: st.DataObject) -> None:
    graph = Graph(definition)
    codes = st.sampled_from(sorted(graph.nodes))
    region = Structure(graph).region(data.draw(codes), data.draw(codes))
    entering = [flow for flow in definition.flows if flow.target in region and flow.source not in region]
    leaving = [flow for flow in definition.flows if flow.source in region and flow.target not in region]
    # A gateway at the border is inside with one half only; its other flows are outside with its other half.
    heads = {flow.target for flow in entering}
    tails = {flow.source for flow in leaving if flow.on == "completed"}
    assert len(heads) <= 1
    assert len(tails) <= 1
