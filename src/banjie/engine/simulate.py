"""Before sending: which way a case would go, and who would be asked.

Walks the definition as if everybody agreed. Where a question cannot be answered yet every branch is
followed, marked uncertain; where those branches meet again it is certain again. Nothing is decided.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from banjie.engine.asking import who_is_asked
from banjie.engine.context import Answer, AnyNeed, Candidates, Conditions, NeedCandidates, NeedConditions
from banjie.engine.definition import (
    ExclusiveGateway,
    Gateway,
    Graph,
    InclusiveGateway,
    SendTask,
    SequenceFlow,
    UserTask,
    is_conditional,
)
from banjie.engine.progress import flow_order
from banjie.engine.rejections import Rejected
from banjie.engine.state import State
from banjie.engine.structure import reach
from banjie.engine.values import Candidate, Reason

Ask = Callable[[AnyNeed], Answer | None]


class Forecast(msgspec.Struct, frozen=True, omit_defaults=True):
    """One node that the case would pass. `certain=False`: only if a branch goes that way.

    `reasons`: why somebody else is asked, nobody is, or nobody can be found (`nobody_to_ask`).
    `conditions`: of the flows that led here and those chosen, by flow id (None: not known yet).
    `stage`: 1 plus the number of tasks that are decided before on the longest way here; tasks of one stage
    that are certain are asked beside each other.
    """

    node: str
    kind: str
    name: str
    certain: bool = True
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[Reason, ...] = ()
    conditions: dict[str, bool | None] = {}
    stage: int = 1
    flows: tuple[str, ...] = ()
    """Of a gateway: the flows that would be, or while that is not sure may be, taken."""


class _Way(msgspec.Struct):
    """What is known of one gateway: the flows that may be taken, and whether that is sure."""

    flows: tuple[SequenceFlow, ...]
    sure: bool
    conditions: dict[str, bool | None]


def simulate(graph: Graph, answer: Ask, applicant: str = "") -> tuple[Forecast, ...]:
    """The nodes to come, in flow order, each once. `answer` gives None where it does not know."""
    ways: dict[str, _Way] = {}
    stack = [graph.start.code]
    while stack:
        code = stack.pop()
        if code not in ways:
            ways[code] = _way(graph, code, answer)
            stack.extend(flow.target for flow in ways[code].flows)
    certain = _certain(graph, ways)
    stages = _stages(graph, ways)
    return tuple(
        _forecast(graph, code, ways[code], code in certain, stages[code], answer, applicant)
        for code in graph.derived(flow_order)
        if code in ways
    )


def _way(graph: Graph, code: str, answer: Ask) -> _Way:
    node = graph.nodes[code]
    flows = graph.completed[code]
    asked = tuple(flow for flow in flows if is_conditional(flow))
    if not isinstance(node, ExclusiveGateway | InclusiveGateway) or len(flows) < 2:
        return _Way(flows, True, {})
    known = answer(NeedConditions(code, tuple(flow.id for flow in asked))) if asked else Conditions(holds={})
    if not isinstance(known, Conditions):
        return _Way(flows, False, {flow.id: None for flow in asked})
    holding = tuple(
        flow for flow in flows if not flow.default and (flow.condition is None or known.holds.get(flow.id))
    )
    taken = holding[:1] if isinstance(node, ExclusiveGateway) else holding
    default = tuple(flow for flow in flows if flow.default)[:1]
    return _Way(taken or default, True, {flow.id: known.holds.get(flow.id) for flow in asked})


def _stages(graph: Graph, ways: dict[str, _Way]) -> dict[str, int]:
    """How many tasks lie before each node on the longest way, plus one; a way back counts for nothing."""
    order = [code for code in graph.derived(flow_order) if code in ways]
    place = {code: index for index, code in enumerate(order)}
    stages = dict.fromkeys(order, 1)
    for code in order:
        onwards = stages[code] + isinstance(graph.nodes[code], UserTask)
        for flow in ways[code].flows:
            if place[flow.target] > place[code]:
                stages[flow.target] = max(stages[flow.target], onwards)
    return stages


def _certain(graph: Graph, ways: dict[str, _Way]) -> set[str]:
    """The nodes that are passed whatever the open gateways decide."""
    certain: set[str] = set()
    stack = [graph.start.code]
    while stack:
        code = stack.pop()
        if code in certain:
            continue
        certain.add(code)
        way = ways[code]
        if way.sure:
            stack.extend(flow.target for flow in way.flows)
            continue
        meeting = _where_they_meet(graph, code, ways)
        if meeting is not None:
            stack.append(meeting)
    return certain


def _where_they_meet(graph: Graph, gateway: str, ways: dict[str, _Way]) -> str | None:
    """The first node that every branch of an open gateway comes to before the case can end."""
    pruned = {flow.target for flow in ways[gateway].flows}
    for code in graph.derived(flow_order):
        if code in ways and code != gateway and _all_pass(graph, pruned, code, ways):
            return code
    return None


def _all_pass(graph: Graph, starts: set[str], code: str, ways: dict[str, _Way]) -> bool:
    """Whether no end can be come to without passing `code`, and `code` can be come to."""
    walked: set[str] = set()
    stack = [start for start in starts if start != code]
    met = code in starts
    while stack:
        current = stack.pop()
        if current in walked:
            continue
        walked.add(current)
        if not ways[current].flows:
            return False
        for flow in ways[current].flows:
            if flow.target == code:
                met = True
            else:
                stack.append(flow.target)
    return met and code in reach(graph, starts)


def _forecast(
    graph: Graph, code: str, way: _Way, certain: bool, stage: int, answer: Ask, applicant: str
) -> Forecast:
    node = graph.nodes[code]
    people: tuple[Candidate, ...] = ()
    reasons: tuple[Reason, ...] = ()
    if isinstance(node, UserTask | SendTask):
        found = answer(NeedCandidates(code))
        if not isinstance(found, Candidates):
            reasons = (Reason("not_known_yet"),)
        elif isinstance(node, SendTask):
            people = found.found
        else:
            people, reasons = _asked(graph, node, found, applicant)
    return Forecast(
        node=code,
        kind=str(node.__struct_config__.tag),
        name=node.name,
        certain=certain,
        candidates=people,
        reasons=reasons,
        conditions=way.conditions,
        stage=stage,
        flows=tuple(flow.id for flow in way.flows) if isinstance(node, Gateway) else (),
    )


def _asked(
    graph: Graph, node: UserTask, found: Candidates, applicant: str
) -> tuple[tuple[Candidate, ...], tuple[Reason, ...]]:
    try:
        asked = who_is_asked(graph, State(applicant=applicant), node, found)
    except Rejected as refused:
        return (), (Reason(refused.code),)
    return asked.people, (asked.skipped,) if asked.skipped else ()
