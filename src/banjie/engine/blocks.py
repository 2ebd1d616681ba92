"""The block-structured form that designers draw in: a tree of steps instead of a graph of flows.

`from_steps` gives the graph, `to_steps` the tree again, and nothing is lost between: a gateway pair is
`<code>` and `<code>_join`, flow ids come from lanes and nodes. A graph that is not made of whole blocks
(a jump back, a branch that ends early) has no such tree; `to_steps` says so with None.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from banjie.engine.definition import (
    EndEvent,
    ExclusiveGateway,
    Gateway,
    Graph,
    InclusiveGateway,
    Node,
    ParallelGateway,
    ProcessDefinition,
    SequenceFlow,
    StartEvent,
    UserTask,
)

START = "start"
END = "end"


class Block(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of every step."""


class Lane(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One way through a block. `id` becomes the id of its flow out of the gateway."""

    id: str
    name: str = ""
    condition: str | None = None
    default: bool = False
    steps: tuple[Step, ...] = ()


class StepNode(Block, frozen=True, tag="node"):
    """A single node. `rejected`: what follows when a task with `rejection="branch"` is rejected; it ends
    the case (a terminate end), so that no join waits for the token that went this way.
    """

    node: Node
    rejected: tuple[Step, ...] | None = None


class Branch(Block, frozen=True, tag="branch"):
    """条件分支: the first lane whose condition holds."""

    code: str
    lanes: tuple[Lane, ...]
    name: str = ""
    gateway: ClassVar[type[Gateway]] = ExclusiveGateway


class Parallel(Block, frozen=True, tag="parallel"):
    """并行: every lane, and on when all are through."""

    code: str
    lanes: tuple[Lane, ...]
    name: str = ""
    gateway: ClassVar[type[Gateway]] = ParallelGateway


class Inclusive(Block, frozen=True, tag="inclusive"):
    """包容分支: every lane whose condition holds, and on when those are through."""

    code: str
    lanes: tuple[Lane, ...]
    name: str = ""
    gateway: ClassVar[type[Gateway]] = InclusiveGateway


Step = StepNode | Branch | Parallel | Inclusive
BLOCKS: dict[type[Gateway], type[Branch | Parallel | Inclusive]] = {
    ExclusiveGateway: Branch,
    ParallelGateway: Parallel,
    InclusiveGateway: Inclusive,
}


def join_of(code: str) -> str:
    """The code of the gateway that closes the block `code`."""
    return f"{code}_join"


def rejected_end_of(code: str) -> str:
    """The code of the end to which the rejected way of the task `code` leads."""
    return f"{code}_rejected"


def from_steps(steps: tuple[Step, ...]) -> tuple[tuple[Node, ...], tuple[SequenceFlow, ...]]:
    """The nodes and flows of a tree of steps, with its implicit start and end."""
    drawing = _Drawing()
    drawing.nodes.append(StartEvent(code=START))
    drawing.draw(steps, START, END)
    drawing.nodes.append(EndEvent(code=END))
    return tuple(drawing.nodes), tuple(drawing.flows)


def to_steps(definition: ProcessDefinition) -> tuple[Step, ...] | None:
    """The tree of a definition, or None when it is not made of whole blocks with these codes."""
    graph = Graph(definition)
    try:
        steps = _Reading(graph).read_all()
    except _NotBlocks:
        return None
    nodes, flows = from_steps(steps)
    lossless = _by_code(nodes) == _by_code(definition.nodes) and _between(flows) == _between(definition.flows)
    return steps if lossless else None


class _Drawing:
    """Collects nodes and flows; the order of lanes is the order of a gateway's flows."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.flows: list[SequenceFlow] = []

    def draw(
        self, steps: tuple[Step, ...], source: str, target: str, first: SequenceFlow | None = None
    ) -> None:
        """Draw steps between two nodes. `first` carries what the flow out of `source` says."""
        flow = first or SequenceFlow(id=_after(source), source=source, target=target)
        for step in steps:
            code = step.node.code if isinstance(step, StepNode) else step.code
            self.flows.append(msgspec.structs.replace(flow, target=code))
            leaves = self._draw_node(step) if isinstance(step, StepNode) else self._draw_block(step)
            flow = SequenceFlow(id=_after(leaves), source=leaves, target=target)
        self.flows.append(msgspec.structs.replace(flow, target=target))

    def _draw_node(self, step: StepNode) -> str:
        code = step.node.code
        self.nodes.append(step.node)
        if step.rejected is not None:
            end = rejected_end_of(code)
            first = SequenceFlow(id=_rejected(code), source=code, target=end, on="rejected")
            self.draw(step.rejected, code, end, first)
            self.nodes.append(EndEvent(code=end, terminate=True))
        return code

    def _draw_block(self, block: Branch | Parallel | Inclusive) -> str:
        join = join_of(block.code)
        self.nodes.append(block.gateway(code=block.code, name=block.name))
        for lane in block.lanes:
            first = SequenceFlow(
                id=lane.id,
                source=block.code,
                target=join,
                condition=lane.condition,
                default=lane.default,
                name=lane.name,
            )
            self.draw(lane.steps, block.code, join, first)
        self.nodes.append(block.gateway(code=join))
        return join


class _NotBlocks(Exception):  # noqa: N818 (an answer, not a fault)
    """The graph is not made of whole blocks."""


class _Reading:
    """Follows the flows of a graph as long as they form whole blocks."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.seen: set[str] = set()

    def read_all(self) -> tuple[Step, ...]:
        start = self._node(START)
        if not isinstance(start, StartEvent) or not isinstance(self._node(END), EndEvent):
            raise _NotBlocks
        return self._read(self._only_flow(START), END)

    def _read(self, flow: SequenceFlow, until: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        while flow.target != until:
            code = flow.target
            node = self._node(code)
            if code in self.seen or isinstance(node, StartEvent | EndEvent):
                raise _NotBlocks
            self.seen.add(code)
            if isinstance(node, Gateway):
                steps.append(self._read_block(node))
                code = join_of(code)
            else:
                steps.append(self._read_node(node))
            flow = self._only_flow(code)
        return tuple(steps)

    def _read_node(self, node: Node) -> StepNode:
        rejected = [flow for flow in self.graph.outgoing[node.code] if flow.on == "rejected"]
        if not rejected:
            return StepNode(node=node)
        end = self._node(rejected_end_of(node.code))
        if not isinstance(node, UserTask) or len(rejected) != 1 or not isinstance(end, EndEvent):
            raise _NotBlocks
        return StepNode(node=node, rejected=self._read(rejected[0], end.code))

    def _read_block(self, node: Gateway) -> Step:
        join = self._node(join_of(node.code))
        if type(join) is not type(node) or self.graph.nodes.get(node.code) is None:
            raise _NotBlocks
        self.seen.add(join.code)
        lanes = tuple(
            Lane(
                id=flow.id,
                name=flow.name,
                condition=flow.condition,
                default=flow.default,
                steps=self._read(flow, join.code),
            )
            for flow in self.graph.outgoing[node.code]
        )
        return BLOCKS[type(node)](code=node.code, name=node.name, lanes=lanes)

    def _node(self, code: str) -> Node:
        node = self.graph.nodes.get(code)
        if node is None:
            raise _NotBlocks
        return node

    def _only_flow(self, code: str) -> SequenceFlow:
        flows = [flow for flow in self.graph.outgoing[code] if flow.on == "completed"]
        if len(flows) != 1 or flows[0].condition is not None or flows[0].default:
            raise _NotBlocks
        return flows[0]


def _by_code(nodes: tuple[Node, ...]) -> dict[str, Node]:
    """Nodes to compare; names of the implicit start, ends and joins are not kept in the tree."""
    implicit = (StartEvent, EndEvent)
    return {
        node.code: msgspec.structs.replace(node, name="")
        if isinstance(node, implicit) or (isinstance(node, Gateway) and node.code.endswith("_join"))
        else node
        for node in nodes
    }


def _between(flows: tuple[SequenceFlow, ...]) -> list[tuple[str, str, str, str | None, bool]]:
    """Flows to compare; the ids of unconditional ones may differ, as after an import."""
    return sorted(
        ((flow.source, flow.target, flow.on, flow.condition, flow.default) for flow in flows), key=repr
    )


def _after(code: str) -> str:
    return f"after_{code}"


def _rejected(code: str) -> str:
    return f"rejected_{code}"
