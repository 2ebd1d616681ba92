"""Sending a case back: to the start, or to a task that it has passed.

In the region (see `structure.py`) everything that came from the target is taken back, what was decided
there is superseded, and one token stands at the target again. A target in a sibling branch pulls only
that branch back; who returned waits, held, until the branch has come to the join again. Outside nothing
is touched. Reasons and open cases: ADR 0013.
"""

from __future__ import annotations

from typing import Literal

from banjie.engine import events as e
from banjie.engine.cancel import cancel_everything, cancel_task_timers, cancel_token
from banjie.engine.definition import ExclusiveGateway, ParallelGateway, UserTask
from banjie.engine.loops import supersede
from banjie.engine.nodes.user_task import open_task
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run
from banjie.engine.state import Hold, Task, Token
from banjie.engine.structure import Structure, reach
from banjie.engine.values import OpinionRef

Word = Literal["returned", "rejected"]


def send_back(run: Run, task: Task, to: str, opinion: OpinionRef, decision: Word) -> None:
    """Send the case back from `task`. Raises `Rejected` for a target that it cannot go back to."""
    if to in ("start", run.graph.start.code):
        _to_start(run, task, opinion, decision)
        return
    _require_target(run, to)
    structure = run.graph.derived(Structure)
    region = structure.region(to, task.node)
    downstream = structure.within(region, to)
    beside = structure.within(region, task.node)
    if task.node not in downstream and to not in beside and _concurrent(run, region, to, task.node):
        _to_sibling(run, task, to, opinion, downstream - beside)
    else:
        _back_along(run, task, to, opinion, decision, downstream | {task.node})
    _restore_arrivals(run, downstream, structure)
    run.place(to)


def can_return_to(run: Run, to: str) -> bool:
    """Whether the case has passed this task in a way that still counts: somebody was asked there."""
    asked = {task.entry for task in run.draft.tasks.values()}
    return any(entry.id in asked for entry in run.passed(to))


def reopen_held(run: Run) -> bool:
    """Ask again who returned into a sibling branch, once that branch has come to the join (or ended).

    Two people who hold each other up would wait for ever: when nothing else can act, the last goes on.
    """
    holds = run.draft.holds
    standing = {token.node for token in run.draft.tokens.values()}
    ready = next((hold for hold in holds.values() if standing.isdisjoint(hold.branch)), None)
    if ready is None and not any(_acts(run, token) for token in run.draft.tokens.values()):
        ready = next(reversed(holds.values()))
    if ready is None:
        return False
    _reopen(run, ready)
    return True


def _to_start(run: Run, task: Task, opinion: OpinionRef, decision: Word) -> None:
    if run.draft.outcome is not None:
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)
    _decided(run, task, opinion, decision)
    cancel_everything(run)
    supersede(run, set(run.graph.nodes))
    run.emit(
        e.Returned(task=task.id, to="start", then="rewalk", by=run.actor.user, at=run.now, opinion=opinion)
    )
    run.emit(e.StatusChanged(status="draft", at=run.now))


def _require_target(run: Run, to: str) -> None:
    if not isinstance(run.graph.nodes.get(to), UserTask):
        raise Rejected("unknown_target", field="to", to=to)
    if not can_return_to(run, to):
        raise Rejected("target_not_passed", field="to", to=to)
    if run.draft.outcome is not None and to in run.graph.deciding:
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome, to=to)


def _back_along(run: Run, task: Task, to: str, opinion: OpinionRef, decision: Word, region: set[str]) -> None:
    """The target lies before the task: everything behind the target is taken back."""
    _decided(run, task, opinion, decision)
    own = run.draft.entries[task.entry].token
    taken = dict.fromkeys([own, *(token.id for token in _tokens_of(run, region))])
    for token in taken:
        cancel_token(run, token, "returned")
    _returned(run, task, to, opinion, region, held=())
    supersede(run, region)


def _to_sibling(run: Run, task: Task, to: str, opinion: OpinionRef, branch: set[str]) -> None:
    """The target lies in a branch beside: that branch is taken back, and the task waits for it."""
    for token in _tokens_of(run, branch):
        cancel_token(run, token.id, "returned")
    cancel_task_timers(run, task.id)
    _returned(run, task, to, opinion, branch, held=(task.id,))
    supersede(run, branch)


def _decided(run: Run, task: Task, opinion: OpinionRef, decision: Word) -> None:
    run.emit(e.TaskDecided(task=task.id, decision=decision, by=run.actor.user, at=run.now, opinion=opinion))
    cancel_task_timers(run, task.id)


def _returned(
    run: Run, task: Task, to: str, opinion: OpinionRef, region: set[str], held: tuple[str, ...]
) -> None:
    run.emit(
        e.Returned(
            task=task.id,
            to=to,
            then="rewalk",
            by=run.actor.user,
            at=run.now,
            region=tuple(code for code in run.graph.nodes if code in region),
            opinion=opinion,
            held=held,
        )
    )


def _tokens_of(run: Run, nodes: set[str]) -> list[Token]:
    """The tokens at work in these nodes, and those that came out of them to wait before a join."""
    flows = run.graph.flows
    return [
        token
        for token in run.draft.tokens.values()
        if (token.node in nodes if token.entry else token.flow and flows[token.flow].source in nodes)
    ]


def _concurrent(run: Run, region: frozenset[str], one: str, other: str) -> bool:
    """Whether a node of the region sends tokens both ways at once (exclusive gateways do not)."""
    for code in region:
        flows = [flow for flow in run.graph.outgoing[code] if flow.on == "completed"]
        if len(flows) < 2 or isinstance(run.graph.nodes[code], ExclusiveGateway):
            continue
        to_one = {flow.id for flow in flows if one in reach(run.graph, [flow.target], region, code)}
        to_other = {flow.id for flow in flows if other in reach(run.graph, [flow.target], region, code)}
        if to_one - to_other and to_other - to_one:
            return True
    return False


def _restore_arrivals(run: Run, downstream: set[str], structure: Structure) -> None:
    """A branch that had come to its join before need not be walked again: its arrival stands there anew.

    Otherwise a parallel join behind the target would wait for a token that nobody carries.
    """
    graph = structure.graph
    for code in graph.nodes:
        if code not in downstream or not isinstance(graph.nodes[code], ParallelGateway):
            continue
        waiting = {token.flow for token in run.waiting_at(code)}
        carried = reach(graph, [token.node for token in run.draft.tokens.values()], avoid=code)
        for flow in graph.incoming[code]:
            if flow.source not in downstream and flow.source not in carried and flow.id not in waiting:
                run.emit(e.TokenCreated(token=run.number(), node=code, flow=flow.id))


def _acts(run: Run, token: Token) -> bool:
    """Whether anybody or anything can act where this token stands: not before a join, not when held."""
    if not token.entry:
        return False
    held = any(hold.entry == token.entry for hold in run.draft.holds.values())
    return not held or any(task.state == "open" for task in run.tasks_of(token.entry))


def _reopen(run: Run, hold: Hold) -> None:
    node = run.graph.nodes[run.draft.tasks[hold.task].node]
    if isinstance(node, UserTask):
        open_task(run, node, hold.task)
