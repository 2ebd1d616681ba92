"""What is wrong with a definition is said before it runs, node by node."""

from __future__ import annotations

import pytest
from drawing import process, task
from generators import definitions
from hypothesis import given, settings

from banjie.engine import definition as d
from banjie.engine.proof.soundness import soundness
from banjie.engine.validate import validate


def found(definition: d.ProcessDefinition) -> set[tuple[str, str]]:
    return {(finding.code, finding.node) for finding in validate(definition) if finding.severity == "error"}


@pytest.mark.parametrize(
    ("definition", "code", "node"),
    [
        (process("a > end"), "not_one_start", ""),
        (process("start > a > end", "b > end"), "unreachable", "b"),
        (process("start > a > b > a", "start > end"), "cannot_reach_end", "a"),
        (process("start > x", "x > a > end", "x >[*] end"), "flow_without_condition", "x"),
        (process("start > x", "x >[*] a > end", "x >[*] end"), "several_defaults", "x"),
        (process("start > a > end", a=task(policies=())), "nobody_assigned", "a"),
        (process("start > a > end", a=task(when_empty="users")), "fallback_missing", "a"),
        (process("start > a > end", a=task(rejection="branch")), "rejected_flow_missing", "a"),
        (process("start > a > end", "a >[!] end"), "rejected_flow_unused", "a"),
        (process("start > a > end", a=task(rejection="return", return_to="q")), "return_to_unknown", "a"),
        (process("start > a > b > end", a=task(rejection="return", return_to="b")), "return_to_not_before", "a"),
        (process("start > a > end > b"), "flow_out_of_end", "end"),
        (process(*[f"a{n} > a{n + 1}" for n in range(500)]), "too_many_nodes", ""),
    ],
)  # fmt: skip
def test_each_mistake_is_named_at_its_node(definition: d.ProcessDefinition, code: str, node: str) -> None:
    assert (code, node) in found(definition)


def test_ids_are_unique_and_flows_lead_somewhere() -> None:
    definition = d.ProcessDefinition(
        code="p", name="P", form="f",
        nodes=(d.StartEvent("start"), d.StartEvent("start"), d.EndEvent("end")),
        flows=(d.SequenceFlow("f", "start", "end"), d.SequenceFlow("f", "start", "lost")),
    )  # fmt: skip
    codes = {code for code, _ in found(definition)}
    assert codes == {"code_not_unique", "flow_not_unique", "flow_leads_nowhere"}


@settings(max_examples=60, deadline=None)
@given(definitions())
def test_blocks_with_loops_are_well_formed_and_sound(definition: d.ProcessDefinition) -> None:
    errors = [f for f in validate(definition) if f.severity == "error" and f.code not in ("nobody_assigned",)]
    assert [finding for finding in errors if finding.code != "return_to_unknown"] == []
    assert soundness(definition) == ()


@pytest.mark.parametrize(
    ("definition", "code", "node"),
    [
        (process("start > x", "x >[yes] a > p", "x >[*] b > p", "p > end"), "deadlock", "p"),
        (process("start > p", "p > a > x", "p > b > x", "x > c > end"), "token_doubled", "x"),
        (process("start > p", "p > a > c", "p > c", "c > end"), "token_doubled", "c"),
        (process("start > a > end", "c > c > end"), "dead_node", "c"),
        (process("start > p1", "p1 > a > p2", "p1 > p2", "p2 > p3", "c > p3", "p3 > end"), "deadlock", "p3"),
    ],
)
def test_unsound_nets_are_named(definition: d.ProcessDefinition, code: str, node: str) -> None:
    assert (code, node) in {(finding.code, finding.node) for finding in soundness(definition)}


def test_many_parallel_branches_are_no_explosion() -> None:
    lanes = [f"p1 > a{n} > b{n} > c{n} > p2" for n in range(20)]
    assert soundness(process("start > p1", *lanes, "p2 > end"), most=200) == ()


def test_beyond_the_bound_it_says_undecided_and_never_sound() -> None:
    (finding,) = soundness(process("start > a > b > c > end"), most=2)
    assert (finding.code, finding.severity) == ("soundness_undecided", "undecided")
