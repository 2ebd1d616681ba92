"""Who comes in the place of somebody found: the substitute (代理), and for a leaver the substitute or leader.

Repeated until nobody stands in any more; somebody met twice ends the chain, so cycles end too.
"""

from __future__ import annotations

from banjie.org.directory import Directory
from banjie.org.request import Found, Reason, Request


def stand_in(found: Found, directory: Directory, request: Request) -> Found | None:
    """The person to ask in the end, with each step in the reason; None where nobody active is left."""
    seen = {found.user}
    current = found
    while (following := _next(current, directory, request)) is not None and following.user not in seen:
        seen.add(following.user)
        current = following
    return current if directory.is_active(current.user) else None


def _next(found: Found, directory: Directory, request: Request) -> Found | None:
    substitution = directory.substitute_of(found.user, request.now, request.process)
    if substitution is not None and substitution.substitute in directory.people:
        params = {"until": substitution.ends.isoformat()}
        return _instead(found, substitution.substitute, "substitution", params, directory)
    if not directory.is_active(found.user):
        leader = directory.leader_of(found.user)
        if leader is not None:
            return _instead(found, leader, "leaver_leader", {}, directory)
    return None


def _instead(found: Found, user: str, rule: str, params: dict[str, str], directory: Directory) -> Found:
    because = {"rule": found.reason.rule, "params": found.reason.params}
    names = {"person": directory.name_of(found.user), "substitute": directory.name_of(user)}
    return Found(user, Reason(rule, {**names, **params, "because": because}), found.acts_for or found.user)
