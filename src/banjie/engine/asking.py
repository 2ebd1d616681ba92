"""Who is really asked, out of the people that the organisation found: pure rules in a fixed order.

The applicant as approver, then who has agreed already, then nobody left. Substitutes and exclusions have
been applied by the organisation before. The rules about agreement hold for approvals: handling is work,
and work is not done because somebody once agreed (ADR 0012).
"""

from __future__ import annotations

import msgspec

from banjie.engine.context import Candidates
from banjie.engine.definition import Graph, UserTask
from banjie.engine.draft import Draft
from banjie.engine.rejections import Rejected
from banjie.engine.state import State, Task
from banjie.engine.values import Candidate, Reason


class Asked(msgspec.Struct, frozen=True):
    """The result: people in order; of them those who agreed before, by user; or why nobody is asked."""

    people: tuple[Candidate, ...] = ()
    agreed: dict[str, Reason] = {}
    skipped: Reason | None = None


def who_is_asked(graph: Graph, state: State | Draft, node: UserTask, answer: Candidates) -> Asked:
    """Apply the node's rules. Raises `Rejected("nobody_to_ask")` when nobody is left and it says so."""
    people = _without_applicant(node, answer.found, answer, state.applicant)
    if not people:
        if answer.found and node.purpose == "approval" and node.assignment.when_applicant == "skip":
            return Asked(skipped=Reason("applicant_is_approver"))
        people = _when_nobody_is_left(node, answer, state.applicant)
        if not people:
            return Asked(skipped=Reason("nobody_found"))
    return Asked(people=people, agreed=_agreed_before(graph, state, node, people))


def is_applicant(candidate: Candidate, applicant: str) -> bool:
    """Also who stands in for the applicant decides on the applicant's behalf."""
    return bool(applicant) and applicant in (candidate.user, candidate.acts_for)


def _without_applicant(
    node: UserTask, found: tuple[Candidate, ...], answer: Candidates, applicant: str
) -> tuple[Candidate, ...]:
    rule = node.assignment.when_applicant
    if node.purpose == "handling" or rule == "self":
        return _each_once(found)
    leader = answer.applicant_leader if rule == "leader" else None
    if leader is not None and is_applicant(leader, applicant):
        leader = None
    asked: list[Candidate] = []
    for candidate in found:
        if not is_applicant(candidate, applicant):
            asked.append(candidate)
        elif leader is not None:
            asked.append(leader)
    return _each_once(tuple(asked))


def _when_nobody_is_left(node: UserTask, answer: Candidates, applicant: str) -> tuple[Candidate, ...]:
    """The node's exception. Users who turn out empty become administrators: nobody's work is lost."""
    rule = node.assignment.when_empty
    if rule == "skip":
        return ()
    if rule == "users":
        named = answer.fallback or tuple(
            Candidate(user, Reason("fallback_user")) for user in node.assignment.fallback_users
        )
        people = _without_applicant(node, named, answer, applicant)
        if people:
            return people
    if rule != "refuse":
        # The applicant may be the firm's only administrator: then asking him is better than no way at all.
        people = _without_applicant(node, answer.administrators, answer, applicant) or _each_once(
            answer.administrators
        )
        if people:
            return people
    raise Rejected("nobody_to_ask", node=node.code, name=node.name)


def _each_once(people: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    once: dict[str, Candidate] = {}
    for candidate in people:
        once.setdefault(candidate.user, candidate)
    return tuple(once.values())


def _agreed_before(
    graph: Graph, state: State | Draft, node: UserTask, people: tuple[Candidate, ...]
) -> dict[str, Reason]:
    rule = node.assignment.dedupe
    if rule == "never" or node.purpose == "handling":
        return {}
    before = _just_before(graph, state, node.code) if rule == "consecutive" else None
    agreed: dict[str, Reason] = {}
    for task in state.tasks.values():
        if _counts(task) and (before is None or task.node in before):
            agreed[task.decided_by] = Reason("already_agreed", {"node": task.node, "task": task.id})
    users = {candidate.user for candidate in people}
    return {user: reason for user, reason in agreed.items() if user in users}


def _counts(task: Task) -> bool:
    return task.decision == "approved" and not task.superseded


def _just_before(graph: Graph, state: State | Draft, code: str) -> set[str]:
    """The user tasks that come directly before, looking through those that asked nobody."""
    asked = {task.node for task in state.tasks.values() if not task.superseded}
    found: set[str] = set()
    seen: set[str] = set()
    stack = [flow.source for flow in graph.incoming[code]]
    while stack:
        current = stack.pop()
        if current in seen:
            continue
        seen.add(current)
        if isinstance(graph.nodes[current], UserTask) and current in asked:
            found.add(current)
        else:
            stack.extend(flow.source for flow in graph.incoming[current])
    return found
