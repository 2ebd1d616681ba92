"""The workflow net of a process: which markings follow from a marking, conditions and people left open.

A marking says how many tokens stand on which flow. The net abstracts from data: every condition may hold
or not. Returns, withdrawals and rejections that end the case are no part of it, they keep or clear the
marking by their own rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from banjie.engine.definition import (
    EndEvent,
    ExclusiveGateway,
    Graph,
    InclusiveGateway,
    ParallelGateway,
    SequenceFlow,
    UserTask,
)
from banjie.engine.progress import flow_order

Marking = frozenset[tuple[str, int]]  # flow id and count
Taken = tuple[SequenceFlow, ...]
MOST_LANES = 8  # an inclusive split has 2^n outcomes; beyond this the proof says "undecided"


class TooWide(Exception):  # noqa: N818 (an answer, not a fault)
    """An inclusive gateway with too many lanes to try every set of them."""


class Net:
    """Firing rules over one graph; they mirror `nodes/`."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._order = {code: place for place, code in enumerate(graph.derived(flow_order))}

    def initial(self) -> Marking:
        return _frozen(Counter(flow.id for flow in self.graph.outgoing[self.graph.start.code]))

    def steps(self, marking: Marking, reduced: bool) -> Iterator[tuple[str, Marking]]:
        """The nodes that can act and the markings after it.

        A node that takes a single token neither hinders nor waits for any other. `reduced` lets one of
        them act alone (a persistent set, Godefroid 1996), which keeps parallel branches from multiplying
        and loses no deadlock; the one furthest behind, so that who follows can still catch up.
        """
        tokens = dict(marking)
        single = [flow_id for flow_id in tokens if not self.joins(self.graph.flows[flow_id].target)]
        if reduced and single:
            single = [min(single, key=self._place)]
        for flow_id in single:
            yield from self._fire(tokens, [flow_id], self.graph.flows[flow_id].target)
        if reduced and single:
            return
        for code in sorted({self.graph.flows[flow_id].target for flow_id in tokens}):
            taken = self._enabled(code, tokens) if self.joins(code) else []
            if taken:
                yield from self._fire(tokens, taken, code)

    def outcomes(self, code: str) -> list[Taken]:
        """The sets of flows that a token may leave this node by."""
        node = self.graph.nodes[code]
        flows = self.graph.outgoing[code]
        if isinstance(node, ExclusiveGateway):
            return [(flow,) for flow in flows] or [()]
        if isinstance(node, InclusiveGateway):
            return _subsets(flows)
        completed = tuple(flow for flow in flows if flow.on == "completed")
        rejected = tuple(flow for flow in flows if flow.on == "rejected")
        if isinstance(node, UserTask) and rejected:
            return [completed, rejected]
        return [completed]

    def joins(self, code: str) -> bool:
        node = self.graph.nodes[code]
        return isinstance(node, ParallelGateway | InclusiveGateway) and len(self.graph.incoming[code]) > 1

    def _place(self, flow_id: str) -> tuple[int, str]:
        return self._order[self.graph.flows[flow_id].target], flow_id

    def _enabled(self, code: str, tokens: dict[str, int]) -> list[str]:
        incoming = [flow.id for flow in self.graph.incoming[code]]
        present = [flow_id for flow_id in incoming if flow_id in tokens]
        if isinstance(self.graph.nodes[code], ParallelGateway):
            return incoming if len(present) == len(incoming) else []
        for flow_id in tokens:
            target = self.graph.flows[flow_id].target
            if target != code and code in self.graph.reachable[target]:
                return []
        return [flow_id for flow_id in present for _ in range(tokens[flow_id])]

    def _fire(self, tokens: dict[str, int], taken: list[str], code: str) -> Iterator[tuple[str, Marking]]:
        node = self.graph.nodes[code]
        if isinstance(node, EndEvent) and node.terminate:
            yield code, frozenset()
            return
        for flows in self.outcomes(code):
            after = Counter(tokens)
            after.subtract(taken)
            after.update(flow.id for flow in flows)
            yield code, _frozen(after)


def _subsets(flows: Taken) -> list[Taken]:
    """Every non-empty set of conditional flows, or the default alone."""
    if len(flows) > MOST_LANES:
        raise TooWide
    default = [(flow,) for flow in flows if flow.default]
    others = [flow for flow in flows if not flow.default]
    always = tuple(flow for flow in others if flow.condition is None)
    chosen = [subset for size in range(1, len(others) + 1) for subset in combinations(others, size)]
    return [subset for subset in chosen if set(always) <= set(subset)] + default or [()]


def _frozen(tokens: Counter[str]) -> Marking:
    return frozenset((flow, count) for flow, count in tokens.items() if count > 0)
