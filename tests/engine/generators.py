"""Random processes: block-structured trees, and the same with jumps back."""

from __future__ import annotations

from itertools import count
from typing import Any

from drawing import user_task
from hypothesis import strategies as st

from banjie.engine import definition as d
from banjie.engine.blocks import Branch, Inclusive, Lane, Parallel, Step, StepNode, from_steps

PEOPLE = ("ann", "bob", "cat", "dan")
CONDITIONS = ("c1", "c2", "c3")


@st.composite
def trees(draw: st.DrawFn, depth: int = 2, most: int = 3, automatic: bool = True) -> tuple[Step, ...]:
    """Steps with unique codes, deterministic in the order of drawing."""
    numbers = count(1)
    least = 0 if automatic else 2
    steps = draw(st.integers(least, most))
    return tuple(draw_step(draw, numbers, depth, automatic) for _ in range(steps))


def draw_step(draw: st.DrawFn, numbers: Any, depth: int, automatic: bool) -> Step:
    kinds = ["approval"] * 7 + ["handling", "service", "timer", "copy", "lookup"] * automatic
    if depth:
        kinds += ["branch"] * 2 + ["parallel"] * 5 + ["inclusive"] * 2
    kind = draw(st.sampled_from(kinds))
    code = f"n{next(numbers)}"
    if kind in ("branch", "parallel", "inclusive"):
        block = {"branch": Branch, "parallel": Parallel, "inclusive": Inclusive}[kind]
        return block(code=code, name=code, lanes=draw_lanes(draw, numbers, depth, kind, automatic))
    if kind == "approval" and not automatic:
        return StepNode(user_task(code, completion=draw(st.sampled_from(["all", "any", "sequential"]))))
    if kind in ("approval", "handling"):
        return draw_task(draw, numbers, code, kind, depth)
    return StepNode(draw_automatic(draw, code, kind))


def draw_lanes(draw: st.DrawFn, numbers: Any, depth: int, kind: str, automatic: bool) -> tuple[Lane, ...]:
    lanes = draw(st.integers(2, 3))
    return tuple(
        Lane(
            id=f"l{next(numbers)}",
            condition=None if kind == "parallel" or lane == lanes - 1 else draw(st.sampled_from(CONDITIONS)),
            default=kind != "parallel" and lane == lanes - 1,
            steps=tuple(
                draw_step(draw, numbers, depth - 1, automatic) for _ in range(draw(st.integers(0, 2)))
            ),
        )
        for lane in range(lanes)
    )


def draw_task(draw: st.DrawFn, numbers: Any, code: str, kind: str, depth: int) -> StepNode:
    rejection = draw(st.sampled_from(["end", "return", "return", "branch"]))
    node = user_task(
        code,
        purpose=kind,
        completion=draw(st.sampled_from(["all", "any", "sequential"])),
        rejection=rejection,
        dedupe=draw(st.sampled_from(["never", "never", "consecutive", "anywhere"])),
        when_empty=draw(st.sampled_from(["admins", "skip"])),
        when_applicant=draw(st.sampled_from(["self", "self", "skip", "leader"])),
        due=draw(st.sampled_from([None, "P1D"])),
    )
    if rejection == "branch" and kind == "approval":
        rejected = draw(st.booleans())
        return StepNode(node, rejected=(draw_step(draw, numbers, 0, True),) if rejected else ())
    return StepNode(node)


def draw_automatic(draw: st.DrawFn, code: str, kind: str) -> d.Node:
    if kind == "timer":
        return d.TimerCatch(code=code, name=code, due="P1D")
    if kind == "copy":
        return d.SendTask(code=code, name=code, assignment=d.Assignment(policies=()))
    if kind == "lookup":
        return d.ServiceTask(code=code, name=code, connector="records", timing="inline", result=code)
    return d.ServiceTask(code=code, name=code, connector="erp", result=code, holds_open=draw(st.booleans()))


@st.composite
def definitions(draw: st.DrawFn, most: int = 3, automatic: bool = True) -> d.ProcessDefinition:
    """A random process; in most of them some node is wrapped into a loop that conditions keep going.

    `automatic=False`: nearly everything is an approval by one person, so that people do all the walking.
    """
    nodes, flows = from_steps(draw(trees(most=most, automatic=automatic)))
    for number in range(draw(st.integers(0, 2))):
        inner = [node for node in nodes if isinstance(node, d.UserTask | d.ServiceTask)]
        if not inner:
            break
        nodes, flows = looped(nodes, flows, draw(st.sampled_from(inner)).code, f"x{number}")
    return d.ProcessDefinition(code="random", name="Random", form="f", nodes=nodes, flows=flows)


def looped(
    nodes: tuple[d.Node, ...], flows: tuple[d.SequenceFlow, ...], code: str, loop: str
) -> tuple[tuple[d.Node, ...], tuple[d.SequenceFlow, ...]]:
    """The same process, where after node `code` the condition `again` leads back before it."""
    head, tail = f"{loop}_head", f"{loop}_tail"
    moved = tuple(
        d.SequenceFlow(
            id=flow.id,
            source=tail if flow.source == code and flow.on == "completed" else flow.source,
            target=head if flow.target == code else flow.target,
            condition=flow.condition,
            default=flow.default,
            name=flow.name,
            on=flow.on,
        )
        for flow in flows
    )
    added = (
        d.SequenceFlow(id=f"{loop}_in", source=head, target=code),
        d.SequenceFlow(id=f"{loop}_out", source=code, target=tail),
        d.SequenceFlow(id=f"{loop}_again", source=tail, target=head, condition="again"),
    )
    out = next(index for index, flow in enumerate(moved) if flow.source == tail)
    leaving = d.SequenceFlow(
        id=moved[out].id, source=tail, target=moved[out].target, default=True, name=moved[out].name
    )
    moved = (*moved[:out], leaving, *moved[out + 1 :])
    return (*nodes, d.ExclusiveGateway(code=head), d.ExclusiveGateway(code=tail)), (*moved, *added)
