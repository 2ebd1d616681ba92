"""Soundness of the workflow net: it can always complete, it completes properly, no node is dead.

Explores the reachable markings up to a bound. What lies beyond the bound is reported as undecided, never
as sound. Definition: W. van der Aalst, "The Application of Petri Nets to Workflow Management" (1998).
"""

from __future__ import annotations

from collections import Counter, deque

from banjie.engine.definition import EndEvent, Graph, InclusiveGateway, ParallelGateway, ProcessDefinition
from banjie.engine.findings import Finding
from banjie.engine.proof.net import Marking, Net, TooWide

MOST_MARKINGS = 20_000
MOST_EXACT = 2_000  # small enough to try every order; beyond, parallel branches are taken one by one
DONE: Marking = frozenset()


def soundness(definition: ProcessDefinition, most: int = MOST_MARKINGS) -> tuple[Finding, ...]:
    """What keeps a well-formed definition (see `validate`) from being sound; empty when it is."""
    graph = Graph(definition)
    try:
        exploration = _Exploration(Net(graph), min(most, MOST_EXACT), reduced=False)
        if not exploration.complete:
            exploration = _Exploration(Net(graph), most, reduced=True)
    except TooWide:
        return (Finding("soundness_undecided", params={"why": "wide_gateway"}, severity="undecided"),)
    findings = [*exploration.stuck(), *exploration.doubled(), *exploration.endless(), *exploration.dead()]
    if not exploration.complete:
        why = {"why": "bound", "markings": len(exploration.before)}
        findings.append(Finding("soundness_undecided", params=why, severity="undecided"))
    elif exploration.reduced and not findings and _forks_in_a_circle(graph):
        findings.append(Finding("soundness_undecided", params={"why": "forks_in_loop"}, severity="undecided"))
    return tuple(findings)


def _forks_in_a_circle(graph: Graph) -> bool:
    """Tokens that go round a loop side by side may catch up with each other in an order not tried."""
    return any(
        code in graph.reachable[code]
        and isinstance(node, ParallelGateway | InclusiveGateway)
        and len(graph.outgoing[code]) > 1
        for code, node in graph.nodes.items()
    )


class _Exploration:
    """Breadth first over markings, remembering who led where."""

    def __init__(self, net: Net, most: int, *, reduced: bool) -> None:
        self.net = net
        self.most = most
        self.reduced = reduced
        self.complete = True
        self.before: dict[Marking, set[Marking]] = {net.initial(): set()}
        self.acted: set[str] = set()
        self._dead_ends: list[Marking] = []
        self._doubled: set[str] = set()
        self._run()

    def _run(self) -> None:
        todo = deque(self.before)
        while todo:
            marking = todo.popleft()
            if self._is_doubled(marking):
                continue  # going on would only repeat the finding, perhaps without end
            moved = False
            for node, after in self.net.steps(marking, self.reduced):
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
        """Improper completion: two tokens stand at once where one was meant."""
        return [Finding("token_doubled", code) for code in sorted(self._doubled)]

    def dead(self) -> list[Finding]:
        """Nodes that no token comes to, whatever is decided."""
        if not self.complete or self._dead_ends or self._doubled:
            return []  # what lies behind a deadlock is not dead, only cut off
        start = self.net.graph.start.code
        return [
            Finding("dead_node", code) for code in self.net.graph.nodes if code not in self.acted | {start}
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
        """A join holds one token per flow, every other node one altogether."""
        standing: Counter[tuple[str, str]] = Counter()
        for flow, count in marking:
            target = self.net.graph.flows[flow].target
            standing[target, flow if self.net.joins(target) else ""] += count
        doubled = {target for (target, _), count in standing.items() if count > 1 and not self._ends(target)}
        self._doubled |= doubled
        return bool(doubled)

    def _ends(self, code: str) -> bool:
        """Several tokens may end at one end event: each ends for itself."""
        return isinstance(self.net.graph.nodes[code], EndEvent)
