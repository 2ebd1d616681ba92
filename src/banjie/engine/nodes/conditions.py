"""Which flows leave an exclusive or inclusive gateway: the conditions' answers, the default, or nobody.

A null counts as false and is recorded. A flow without a condition that is not the default holds always.
"""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.context import Conditions, NeedConditions
from banjie.engine.definition import ExclusiveGateway, InclusiveGateway, SequenceFlow
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run

NOTHING_ASKED = Conditions(holds={})


def ask_conditions(run: Run, code: str) -> Conditions:
    """The answers for a gateway's conditions; nothing is asked where nothing is conditional."""
    asked = run.graph.conditional[code]
    if not asked:
        return NOTHING_ASKED
    return run.ask(NeedConditions(code, tuple([flow.id for flow in asked])), Conditions)


def choose(
    run: Run, node: ExclusiveGateway | InclusiveGateway, entry: str, answer: Conditions, *, first_only: bool
) -> tuple[SequenceFlow, ...]:
    """The flows taken, recorded with the values that chose them. Raises `Rejected("no_branch")`."""
    flows = run.graph.outgoing[node.code]
    if not flows or (len(flows) == 1 and flows[0].condition is None):
        return flows  # nothing to choose: a mere join, or an end in disguise
    holds = answer.holds
    holding = tuple(
        [
            flow
            for flow in flows
            if not flow.default and (flow.condition is None or holds.get(flow.id) is True)
        ]
    )
    taken = holding[:1] if first_only else holding
    by_default = not taken
    if by_default:
        taken = tuple(flow for flow in flows if flow.default)[:1]
    if not taken:
        raise Rejected("no_branch", node=node.code, name=node.name)
    run.emit(
        e.FlowsChosen(
            entry=entry,
            node=node.code,
            flows=tuple([flow.id for flow in taken]),
            inputs=answer.inputs,
            nulls=tuple([flow.id for flow in run.graph.conditional[node.code] if holds.get(flow.id) is None]),
            by_default=by_default,
        )
    )
    return taken
