"""How far a case has come, node by node, for the page that shows it."""

from __future__ import annotations

from typing import Literal

import msgspec

from banjie.engine.definition import Graph
from banjie.engine.state import Entry, State
from banjie.engine.values import Reason

NodeState = Literal["waiting", "active", "done", "skipped", "returned", "cancelled"]


class NodeProgress(msgspec.Struct, frozen=True, omit_defaults=True):
    """One node: where it stands, why, and the visits and tasks that led there (ids, oldest first).

    `waiting`: may still come. `returned`: was done, was sent back, and may come again. `skipped`: a way
    not taken, or a step with nobody to ask. `held`: the task waits for a branch it sent back.
    """

    node: str
    kind: str
    name: str
    state: NodeState
    reason: Reason | None = None
    entries: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    held: bool = False


def progress(graph: Graph, state: State) -> tuple[NodeProgress, ...]:
    """Every node of the process, in the order of the flows."""
    return tuple(_of(graph, state, code) for code in graph.derived(flow_order))


def flow_order(graph: Graph) -> tuple[str, ...]:
    """The nodes so that what leads comes before what follows (loops cut at their first step)."""
    order: list[str] = []
    seen: set[str] = set()
    for root in graph.nodes:
        if root in seen or (graph.incoming[root] and root != graph.start.code):
            continue
        _visit(graph, root, seen, order)
    for code in graph.nodes:  # circles that nothing leads into
        if code not in seen:
            _visit(graph, code, seen, order)
    return tuple(reversed(order))


def _visit(graph: Graph, root: str, seen: set[str], order: list[str]) -> None:
    """Depth first, the last flow first, so that reversing gives the flows' own order."""
    seen.add(root)
    stack = [(root, iter(reversed(graph.outgoing[root])))]
    while stack:
        code, flows = stack[-1]
        for flow in flows:
            if flow.target not in seen:
                seen.add(flow.target)
                stack.append((flow.target, iter(reversed(graph.outgoing[flow.target]))))
                break
        else:
            stack.pop()
            order.append(code)


def _of(graph: Graph, state: State, code: str) -> NodeProgress:
    node = graph.nodes[code]
    entries = [entry for entry in state.entries.values() if entry.node == code]
    stands, reason = _state(graph, state, code, entries)
    held = {hold.entry for hold in state.holds.values()}
    return NodeProgress(
        node=code,
        kind=str(node.__struct_config__.tag),
        name=node.name,
        state=stands,
        reason=reason,
        entries=tuple(entry.id for entry in entries),
        tasks=tuple(task.id for task in state.tasks.values() if task.node == code),
        held=any(entry.id in held for entry in entries),
    )


def _state(graph: Graph, state: State, code: str, entries: list[Entry]) -> tuple[NodeState, Reason | None]:
    if any(token.node == code for token in state.tokens.values()):
        return "active", None
    last = entries[-1] if entries else None
    if last is not None and last.superseded:
        return "returned", None
    if last is not None and last.result in ("completed", "rejected"):
        return "done", Reason(last.result)
    if last is not None and last.result == "skipped":
        return "skipped", last.reason
    coming = any(code in graph.reachable[token.node] for token in state.tokens.values())
    if last is not None and last.result == "returned":
        return "returned", None
    if last is not None and not coming:
        return "cancelled", Reason(state.outcome or "cancelled")
    if coming or state.status == "draft":
        return "waiting", None
    if state.status == "ended" and state.outcome != "approved":
        return "cancelled", Reason(state.outcome or "cancelled")
    return "skipped", Reason("branch_not_taken")
