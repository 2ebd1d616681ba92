"""A process definition as data: nodes, sequence flows and their settings, in BPMN's names.

Policies of assignment, connector settings and decision tables are opaque here: the organisation, the
follow-ups and FEEL own their meaning. Nothing in this module evaluates anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal, TypeVar

import msgspec

Json = dict[str, Any]
Derived = TypeVar("Derived")


class Data(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of every part of a definition: immutable, and strict about unknown keys."""


class ReasonCode(Data, frozen=True):
    """A structured reason offered as a button; `on` lists the decisions it fits."""

    code: str
    label: str
    on: tuple[Literal["approve", "reject", "return", "complete"], ...] = ("approve",)


class OpinionRule(Data, frozen=True):
    """Whether a decision needs a reason (the default), and the reasons offered.

    `signature`: whoever agrees or completes signs by hand. Refusing and sending back need words, not a hand.
    """

    required: bool = True
    signature: bool = False
    codes: tuple[ReasonCode, ...] = ()


class Assignment(Data, frozen=True):
    """Who is asked: `policies` in order (opaque, the organisation reads them), then the exceptions.

    `when_empty` says what happens when nobody is left, `when_applicant` what happens when the applicant
    is found as an approver, `dedupe` when somebody has already agreed in this instance.
    """

    policies: tuple[Json, ...]
    exclude: tuple[Json, ...] = ()
    when_empty: Literal["refuse", "skip", "users", "admins"] = "admins"
    fallback_users: tuple[str, ...] = ()
    when_applicant: Literal["self", "skip", "leader"] = "leader"
    dedupe: Literal["never", "consecutive", "anywhere"] = "never"


FieldAccess = Literal["hidden", "read", "edit", "required"]


class StartEvent(Data, frozen=True, tag_field="kind", tag="startEvent"):
    code: str
    name: str = ""


class UserTask(Data, frozen=True, tag_field="kind", tag="userTask"):
    """An approval (`purpose="approval"`) or handling 办理 (`purpose="handling"`).

    `completion`: `all` 会签, `any` 或签, `sequential` 依次. `rejection`: what one rejection does.
    `due` is FEEL or an ISO duration from arrival; `fields` the access per field code.
    """

    code: str
    name: str
    assignment: Assignment
    purpose: Literal["approval", "handling"] = "approval"
    completion: Literal["all", "any", "sequential"] = "all"
    rejection: Literal["end", "branch", "return"] = "end"
    return_to: str = "start"
    opinion: OpinionRule = OpinionRule()
    fields: dict[str, FieldAccess] = {}
    actions: tuple[Literal["return", "transfer"], ...] = ("return", "transfer")
    due: str | None = None


class SendTask(Data, frozen=True, tag_field="kind", tag="sendTask"):
    """抄送: people who are told and may read; nobody has to act."""

    code: str
    name: str
    assignment: Assignment


class ServiceTask(Data, frozen=True, tag_field="kind", tag="serviceTask"):
    """An automatic step. `timing="inline"`: a lookup in Banjie's own tables, answered as a need inside
    the transaction; `timing="job"`: the token waits for a job's receipt. A `result` names the fact under
    which the answer is kept. `holds_open=False`: a notice, the token does not wait for its receipt.
    """

    code: str
    name: str
    connector: str
    config: Json = {}
    timing: Literal["inline", "job"] = "job"
    result: str | None = None
    holds_open: bool = True


class BusinessRuleTask(Data, frozen=True, tag_field="kind", tag="businessRuleTask"):
    """A decision on FEEL expressions or a DMN table (opaque here); its answer becomes the fact `result`."""

    code: str
    name: str
    decision: Json
    result: str


class ExclusiveGateway(Data, frozen=True, tag_field="kind", tag="exclusiveGateway"):
    code: str
    name: str = ""


class ParallelGateway(Data, frozen=True, tag_field="kind", tag="parallelGateway"):
    code: str
    name: str = ""


class InclusiveGateway(Data, frozen=True, tag_field="kind", tag="inclusiveGateway"):
    code: str
    name: str = ""


class TimerCatch(Data, frozen=True, tag_field="kind", tag="timerCatch"):
    """Waits until `due`: an ISO duration from arrival, or FEEL giving a duration, date or date-time."""

    code: str
    name: str
    due: str


class EndEvent(Data, frozen=True, tag_field="kind", tag="endEvent"):
    """`terminate=True` takes every other token with it."""

    code: str
    name: str = ""
    terminate: bool = False


Node = (
    StartEvent
    | UserTask
    | SendTask
    | ServiceTask
    | BusinessRuleTask
    | ExclusiveGateway
    | ParallelGateway
    | InclusiveGateway
    | TimerCatch
    | EndEvent
)
Gateway = ExclusiveGateway | ParallelGateway | InclusiveGateway


class SequenceFlow(Data, frozen=True):
    """`condition` is FEEL over the case's data; `default` is taken when no sibling's condition holds.

    `on="rejected"` marks the flow a rejection takes where a task says `rejection="branch"`. The order of
    flows out of one gateway is their order in `ProcessDefinition.flows`.
    """

    id: str
    source: str
    target: str
    condition: str | None = None
    default: bool = False
    name: str = ""
    on: Literal["completed", "rejected"] = "completed"


class ProcessDefinition(Data, frozen=True):
    """One version of a process. Validity (ids unique, flows between known nodes) is `validate.py`'s.

    `start_range`: who may start (opaque policies, empty = everyone). `title` is a FEEL expression. `sheet`: the
    rules in business words that it was drawn from (opaque; empty: none).
    """

    code: str
    name: str
    form: str
    nodes: tuple[Node, ...]
    flows: tuple[SequenceFlow, ...]
    title: str = ""
    description: str = ""
    icon: str = ""
    category: str = ""
    start_range: tuple[Json, ...] = ()
    administrators: tuple[str, ...] = ()
    fields: dict[str, FieldAccess] = {}
    sheet: Json = {}


def is_conditional(flow: SequenceFlow) -> bool:
    """Whether a flow's condition is evaluated: a default's own condition never is."""
    return flow.condition is not None and not flow.default


class Graph:
    """Look-ups over a definition, made once per definition and shared: node by code, flows in and out."""

    def __init__(self, definition: ProcessDefinition) -> None:
        self.definition = definition
        self.nodes: dict[str, Node] = {node.code: node for node in definition.nodes}
        self.flows: dict[str, SequenceFlow] = {flow.id: flow for flow in definition.flows}
        self.outgoing: dict[str, tuple[SequenceFlow, ...]] = {}
        self.incoming: dict[str, tuple[SequenceFlow, ...]] = {}
        self.completed: dict[str, tuple[SequenceFlow, ...]] = {}  # outgoing, but for those of a rejection
        self.conditional: dict[str, tuple[SequenceFlow, ...]] = {}  # outgoing, with a condition to evaluate
        for code in self.nodes:
            outgoing = tuple(flow for flow in definition.flows if flow.source == code)
            self.outgoing[code] = outgoing
            self.incoming[code] = tuple(flow for flow in definition.flows if flow.target == code)
            self.completed[code] = tuple(flow for flow in outgoing if flow.on == "completed")
            self.conditional[code] = tuple(flow for flow in outgoing if is_conditional(flow))
        self.inclusive = frozenset(
            code for code, node in self.nodes.items() if isinstance(node, InclusiveGateway)
        )
        self._derived: dict[object, Any] = {}

    def derived(self, make: Callable[[Graph], Derived]) -> Derived:
        """What another module works out of this graph, once: `make` is both the recipe and the key."""
        found: Derived | None = self._derived.get(make)
        if found is None:
            found = self._derived[make] = make(self)
        return found

    @cached_property
    def start(self) -> StartEvent:
        return next(node for node in self.definition.nodes if isinstance(node, StartEvent))

    @cached_property
    def reachable(self) -> dict[str, frozenset[str]]:
        """For each node the nodes that a token leaving it can come to (itself only through a loop)."""
        found: dict[str, frozenset[str]] = {}
        for code in self.nodes:
            seen: set[str] = set()
            stack = [flow.target for flow in self.outgoing[code]]
            while stack:
                current = stack.pop()
                if current not in seen:
                    seen.add(current)
                    stack.extend(flow.target for flow in self.outgoing[current])
            found[code] = frozenset(seen)
        return found

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The nodes from which (or in which) people can still decide: approvals, or failing any, handling."""
        people = [node for node in self.definition.nodes if isinstance(node, UserTask)]
        goals = {node.code for node in people if node.purpose == "approval"} or {node.code for node in people}
        return frozenset(code for code in self.nodes if code in goals or self.reachable[code] & goals)

    def is_approval(self, code: str) -> bool:
        node = self.nodes[code]
        return isinstance(node, UserTask) and node.purpose == "approval"
