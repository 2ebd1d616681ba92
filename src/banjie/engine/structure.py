"""The single-entry/single-exit regions of a process, and which nodes lead to which inside one.

A return needs the smallest fragment that tokens enter by one edge and leave by one edge: only such a
fragment may hold one token again without any join outside noticing. These are the fragments of the
program structure tree (R. Johnson, D. Pearson, K. Pingali, "The Program Structure Tree", PLDI 1994),
which the refined process structure tree (J. Vanhatalo, H. Völzer, J. Koehler, BPM 2008) refines; we
keep the runs of its sequences, and leave out fragments that share a gateway with their surroundings
(ADR 0013). Dominators: K. Cooper, T. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from banjie.engine.definition import Graph

Point = tuple[str, str]
Links = Mapping[Point, list[Point]]

SOURCE: Point = ("vertex", "<source>")
SINK: Point = ("vertex", "<sink>")
EDGES = ("flow", "in", "out")  # where a region may begin or end; the rest are nodes' parts


class Structure:
    """Made once per definition. Every node is opened into join, in, work, out, split (one line of points),
    so that also a task with several incoming flows, and a gateway that joins and splits, has one entry edge
    and one exit edge of its own.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._after: dict[Point, list[Point]] = {SOURCE: [], SINK: []}
        self._open_up()
        self._before = _reversed(self._after)
        self._dominator = dominators(self._after, self._before, SOURCE)
        self._post_dominator = dominators(self._before, self._after, SINK)
        self._regions: dict[tuple[str, str], frozenset[str]] = {}

    def region(self, first: str, second: str) -> frozenset[str]:
        """The nodes of the smallest region that holds both nodes; all nodes where there is no smaller one.

        A gateway belongs to it when its split or its join does.
        """
        if (first, second) not in self._regions:
            self._regions[first, second] = self._find(first, second)
        return self._regions[first, second]

    def within(self, region: frozenset[str], start: str) -> set[str]:
        """The nodes that a token at `start` can come to without leaving the region, `start` included."""
        return reach(self.graph, [start], inside=region)

    def _find(self, first: str, second: str) -> frozenset[str]:
        wanted = {("work", first), ("work", second)}
        exits = _common(self._post_dominator, first, second)
        for entry in _common(self._dominator, first, second):
            for leave in exits:
                inside = self._between(entry, leave)
                if inside is not None and wanted <= inside:
                    return frozenset(code for kind, code in inside if kind in ("join", "work", "split"))
        return frozenset(self.graph.nodes)

    def _between(self, entry: Point, leave: Point) -> set[Point] | None:
        """The points between two edges, if nothing else leads in or out."""
        if entry == leave:
            return None
        inside: set[Point] = set()
        stack = list(self._after[entry])
        while stack:
            point = stack.pop()
            if point == leave or point in inside:
                continue
            if point in (entry, SINK):
                return None
            inside.add(point)
            stack.extend(self._after[point])
        for point in inside:
            if any(before != entry and before not in inside for before in self._before[point]):
                return None
        return inside if all(before in inside for before in self._before[leave]) else None

    def _open_up(self) -> None:
        line = ("join", "in", "work", "out", "split")
        for code in self.graph.nodes:
            for here, there in pairwise(line):
                self._after[here, code] = [(there, code)]
            outgoing = self.graph.outgoing[code]
            self._after["split", code] = [("flow", flow.id) for flow in outgoing]
            for flow in outgoing:
                self._after["flow", flow.id] = [("join", flow.target)]
            if not outgoing:
                self._link(("split", code), SINK)
            if not self.graph.incoming[code]:
                self._link(SOURCE, ("join", code))

    def _link(self, source: Point, target: Point) -> None:
        """A virtual edge: the one start and the one end that the whole process lies between."""
        edge: Point = ("flow", f"{source[1]} > {target[1]}")
        self._after[source].append(edge)
        self._after[edge] = [target]


def reach(
    graph: Graph, starts: Iterable[str], inside: frozenset[str] | None = None, avoid: str | None = None
) -> set[str]:
    """The nodes that tokens at `starts` can come to, `starts` included, never through `avoid`."""
    found: set[str] = set()
    stack = list(starts)
    while stack:
        current = stack.pop()
        if current in found or current == avoid or (inside is not None and current not in inside):
            continue
        found.add(current)
        stack.extend(flow.target for flow in graph.outgoing[current])
    return found


def dominators(after: Links, before: Links, root: Point) -> dict[Point, Point]:
    """The immediate dominator of each point that can be reached from the root."""
    order = _postorder(after, root)
    number = {point: index for index, point in enumerate(order)}
    found = {root: root}
    changed = True
    while changed:
        changed = False
        for point in reversed(order[:-1]):
            known = [other for other in before[point] if other in found]
            nearest = known[0]
            for other in known[1:]:
                nearest = _meet(nearest, other, found, number)
            if found.get(point) != nearest:
                found[point] = nearest
                changed = True
    return found


def _meet(one: Point, other: Point, found: dict[Point, Point], number: dict[Point, int]) -> Point:
    while one != other:
        while number[one] < number[other]:
            one = found[one]
        while number[other] < number[one]:
            other = found[other]
    return one


def _postorder(after: Links, root: Point) -> list[Point]:
    order: list[Point] = []
    seen = {root}
    stack = [(root, iter(after[root]))]
    while stack:
        point, rest = stack[-1]
        for following in rest:
            if following not in seen:
                seen.add(following)
                stack.append((following, iter(after[following])))
                break
        else:
            stack.pop()
            order.append(point)
    return order


def _common(dominator: dict[Point, Point], first: str, second: str) -> list[Point]:
    """The edges that every way to (or from) both nodes passes, the nearest first."""
    others = set(_chain(dominator, ("work", second)))
    return [point for point in _chain(dominator, ("work", first)) if point in others and point[0] in EDGES]


def _chain(dominator: dict[Point, Point], point: Point) -> list[Point]:
    found: list[Point] = []
    while point in dominator and dominator[point] != point:
        point = dominator[point]
        found.append(point)
    return found


def _reversed(after: Links) -> dict[Point, list[Point]]:
    before: dict[Point, list[Point]] = {point: [] for point in after}
    for point, following in after.items():
        for other in following:
            before[other].append(point)
    return before
