"""Soundness of the workflow net: it can always complete, it completes properly, no node is dead.

Explores the reachable markings up to a bound. What lies beyond the bound is reported as undecided, never
as sound. Definition: W. van der Aalst, "The Application of Petri Nets to Workflow Management" (1998).
"""

from __future__ import annotations

from collections import deque

from banjie.engine.definition import Graph, ProcessDefinition
from banjie.engine.findings import Finding
from banjie.engine.proof.net import Marking, Net, TooWide

MOST_MARKINGS = 20_000
DONE: Marking = frozenset()


def soundness(definition: ProcessDefinition, most: int = MOST_MARKINGS) -> tuple[Finding, ...]:
    """What keeps a well-formed definition (see `validate`) from being sound; empty when it is."""
    graph = Graph(definition)
    exploration = _Exploration(Net(graph), most)
    try:
        exploration.run()
    except TooWide:
        return (
            Finding(
                "soundness_undecided", params={"markings": len(exploration.before)}, severity="undecided"
            ),
        )
    findings = [*exploration.stuck(), *exploration.doubled(), *exploration.endless()]
    if exploration.complete:
        findings += [
            Finding("dead_node", code)
            for code in graph.nodes
            if code not in exploration.acted | {graph.start.code}
        ]
    else:
        findings.append(
            Finding("soundness_undecided", params={"markings": len(exploration.before)}, severity="undecided")
        )
    return tuple(findings)


class _Exploration:
    """Breadth first over markings, remembering who led where."""

    def __init__(self, net: Net, most: int) -> None:
        self.net = net
        self.most = most
        self.complete = True
        self.before: dict[Marking, set[Marking]] = {net.initial(): set()}
        self.acted: set[str] = set()
        self._dead_ends: list[Marking] = []
        self._doubled: dict[str, int] = {}

    def run(self) -> None:
        todo = deque(self.before)
        while todo:
            marking = todo.popleft()
            if self._is_doubled(marking):
                continue  # going on would only repeat the finding, perhaps without end
            moved = False
            for node, after in self.net.steps(marking):
                moved = True
                self.acted.add(node)
                if after not in self.before:
                    if len(self.before) >= self.most:
                        self.complete = False
                        return
                    self.before[after] = set()
                    todo.append(after)
                self.before[after].add(marking)
            if not moved and marking != DONE:
                self._dead_ends.append(marking)

    def stuck(self) -> list[Finding]:
        """Deadlock: tokens stand before joins that will never be complete."""
        found: dict[str, set[str]] = {}
        for marking in self._dead_ends:
            for flow, _ in marking:
                found.setdefault(self.net.graph.flows[flow].target, set()).add(flow)
        return [
            Finding("deadlock", code, {"arrived": sorted(flows)}) for code, flows in sorted(found.items())
        ]

    def doubled(self) -> list[Finding]:
        """Improper completion: a node would be walked by two tokens where one was meant."""
        return [
            Finding("token_doubled", self.net.graph.flows[flow].target, {"flow": flow})
            for flow in sorted(self._doubled)
        ]

    def endless(self) -> list[Finding]:
        """Markings from which the end cannot be reached any more, though tokens can still move."""
        if not self.complete or self._dead_ends or self._doubled:
            return []
        finishing = {DONE} if DONE in self.before else set()
        todo = list(finishing)
        while todo:
            for earlier in self.before[todo.pop()] - finishing:
                finishing.add(earlier)
                todo.append(earlier)
        lost = [marking for marking in self.before if marking not in finishing]
        nodes = sorted({self.net.graph.flows[flow].target for marking in lost for flow, _ in marking})
        return [Finding("cannot_complete", code) for code in nodes]

    def _is_doubled(self, marking: Marking) -> bool:
        doubled = [flow for flow, count in marking if count > 1]
        for flow in doubled:
            self._doubled[flow] = 2
        return bool(doubled)
