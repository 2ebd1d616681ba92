"""Whether a definition is well formed: the structure only. What it can do at run time is `proof/`'s.

Every rule is one small function over the graph; all findings come at once, so that a designer can mend
them in one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from banjie.engine.definition import (
    BusinessRuleTask,
    EndEvent,
    ExclusiveGateway,
    Gateway,
    Graph,
    InclusiveGateway,
    ProcessDefinition,
    SendTask,
    ServiceTask,
    StartEvent,
    UserTask,
)
from banjie.engine.findings import Finding

MOST_NODES = 500
MOST_FLOWS = 2000
Rule = Callable[[Graph], Iterator[Finding]]


def validate(definition: ProcessDefinition) -> tuple[Finding, ...]:
    """Everything that is wrong with a definition; empty when it may run."""
    broken = tuple(_ids_and_sizes(definition))
    if broken:
        return broken  # the other rules need a graph they can walk
    graph = Graph(definition)
    return tuple(finding for rule in RULES for finding in rule(graph))


def _ids_and_sizes(definition: ProcessDefinition) -> Iterator[Finding]:
    codes = Counter(node.code for node in definition.nodes)
    flows = Counter(flow.id for flow in definition.flows)
    if len(definition.nodes) > MOST_NODES:
        yield Finding("too_many_nodes", params={"count": len(definition.nodes), "most": MOST_NODES})
    if len(definition.flows) > MOST_FLOWS:
        yield Finding("too_many_flows", params={"count": len(definition.flows), "most": MOST_FLOWS})
    for code, count in codes.items():
        if not code:
            yield Finding("empty_code")
        if count > 1:
            yield Finding("code_not_unique", code, {"count": count})
    for flow_id, count in flows.items():
        if count > 1 or not flow_id:
            yield Finding("flow_not_unique", params={"flow": flow_id, "count": count})
    for flow in definition.flows:
        for end in (flow.source, flow.target):
            if end not in codes:
                yield Finding("flow_leads_nowhere", params={"flow": flow.id, "missing": end})


def _one_start(graph: Graph) -> Iterator[Finding]:
    starts = [node.code for node in graph.definition.nodes if isinstance(node, StartEvent)]
    if len(starts) != 1:
        yield Finding("not_one_start", params={"starts": starts})
    for code in starts:
        if graph.incoming[code]:
            yield Finding("flow_into_start", code)


def _everything_reached(graph: Graph) -> Iterator[Finding]:
    starts = {node.code for node in graph.definition.nodes if isinstance(node, StartEvent)}
    reached = starts.union(*(graph.reachable[code] for code in starts)) if starts else set(graph.nodes)
    for code in graph.nodes:
        if code not in reached:
            yield Finding("unreachable", code)


def _everything_ends(graph: Graph) -> Iterator[Finding]:
    ends = {node.code for node in graph.definition.nodes if isinstance(node, EndEvent)}
    if not ends:
        yield Finding("no_end")
        return
    for code in graph.nodes:
        if code not in ends and not graph.reachable[code] & ends:
            yield Finding("cannot_reach_end", code)
        if code in ends and graph.outgoing[code]:
            yield Finding("flow_out_of_end", code)


def _choices(graph: Graph) -> Iterator[Finding]:
    """Exclusive and inclusive gateways: one default at most, a condition on every other flow."""
    for node in graph.definition.nodes:
        flows = graph.outgoing[node.code]
        chooses = len(flows) > 1 or any(flow.condition is not None for flow in flows)
        if isinstance(node, ExclusiveGateway | InclusiveGateway) and chooses:
            defaults = [flow.id for flow in flows if flow.default]
            if len(defaults) > 1:
                yield Finding("several_defaults", node.code, {"flows": defaults})
            for flow in flows:
                if not flow.default and not (flow.condition or "").strip():
                    yield Finding("flow_without_condition", node.code, {"flow": flow.id})
            if not defaults:
                yield Finding("no_default", node.code, severity="warning")
        else:
            for flow in flows:
                if flow.condition is not None or flow.default:
                    yield Finding("condition_ignored", node.code, {"flow": flow.id}, "warning")


def _rejected_flows(graph: Graph) -> Iterator[Finding]:
    for node in graph.definition.nodes:
        rejected = [flow.id for flow in graph.outgoing[node.code] if flow.on == "rejected"]
        wants = isinstance(node, UserTask) and node.purpose == "approval" and node.rejection == "branch"
        if wants and len(rejected) != 1:
            yield Finding("rejected_flow_missing", node.code, {"flows": rejected})
        if rejected and not wants:
            yield Finding("rejected_flow_unused", node.code, {"flows": rejected})
        if isinstance(node, UserTask) and len(graph.outgoing[node.code]) == len(rejected) > 0:
            yield Finding("completed_flow_missing", node.code)


def _people(graph: Graph) -> Iterator[Finding]:
    for node in graph.definition.nodes:
        if not isinstance(node, UserTask | SendTask):
            continue
        if not node.assignment.policies:
            yield Finding("nobody_assigned", node.code)
        if node.assignment.when_empty == "users" and not node.assignment.fallback_users:
            yield Finding("fallback_missing", node.code)


def _returns(graph: Graph) -> Iterator[Finding]:
    for node in graph.definition.nodes:
        if not isinstance(node, UserTask) or node.rejection != "return" or node.return_to == "start":
            continue
        if not isinstance(graph.nodes.get(node.return_to), UserTask):
            yield Finding("return_to_unknown", node.code, {"to": node.return_to})
        elif node.code not in graph.reachable[node.return_to]:
            yield Finding("return_to_not_before", node.code, {"to": node.return_to})


def _opinions(graph: Graph) -> Iterator[Finding]:
    for node in graph.definition.nodes:
        if isinstance(node, UserTask):
            for code, count in Counter(code.code for code in node.opinion.codes).items():
                if count > 1 or not code:
                    yield Finding("reason_code_not_unique", node.code, {"reason_code": code})


def _facts(graph: Graph) -> Iterator[Finding]:
    """Two steps that keep their answers under one name would overwrite each other."""
    names = Counter(
        node.result
        for node in graph.definition.nodes
        if isinstance(node, ServiceTask | BusinessRuleTask) and node.result
    )
    for node in graph.definition.nodes:
        if isinstance(node, ServiceTask | BusinessRuleTask) and node.result and names[node.result] > 1:
            yield Finding("fact_name_shared", node.code, {"result": node.result}, "warning")


def _idle_gateways(graph: Graph) -> Iterator[Finding]:
    """A gateway that neither joins nor splits is a leftover."""
    for node in graph.definition.nodes:
        if isinstance(node, Gateway) and len(graph.incoming[node.code]) < 2 > len(graph.outgoing[node.code]):
            yield Finding("idle_gateway", node.code, severity="warning")


RULES: tuple[Rule, ...] = (
    _one_start,
    _everything_reached,
    _everything_ends,
    _choices,
    _rejected_flows,
    _people,
    _returns,
    _opinions,
    _facts,
    _idle_gateways,
)
