"""From an assignment's policies to the people to ask, in order, each once, each with a reason.

Whether the applicant may decide, who has already agreed and what happens when nobody is left are the
engine's decisions; this module gives it whom it needs for them: the applicant's leader, the administrators
and the fallback, who all pass the same steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from banjie.org.directory import ADMIN_ROLE, Directory
from banjie.org.policies.policy import present
from banjie.org.policies.registry import check as check_policy
from banjie.org.policies.registry import evaluate, users_of
from banjie.org.request import Found, Reason, Request
from banjie.org.standins import stand_in

Json = Mapping[str, Any]


class Resolved(msgspec.Struct, frozen=True):
    """Whom to ask; whom instead of the applicant; whom when nobody is left."""

    found: tuple[Found, ...]
    applicant_leader: Found | None = None
    administrators: tuple[Found, ...] = ()
    fallback: tuple[Found, ...] = ()


def check(assignment: Json, names: Collection[str] = ()) -> None:
    """For publishing: raises PolicyError where a policy cannot be read over the form's field `names`."""
    for policy in (*assignment.get("policies", ()), *assignment.get("exclude", ())):
        check_policy(policy, names)


def resolve(assignment: Json, directory: Directory, request: Request) -> Resolved:
    """Answers an assignment's JSON `{policies, exclude, fallback_users, …}`. Raises PolicyError."""
    excluded = frozenset(users_of(assignment.get("exclude", ()), directory, request))
    named = (
        found for policy in assignment.get("policies", ()) for found in evaluate(policy, directory, request)
    )
    fallback = (
        Found(user, Reason("fallback", {"person": directory.name_of(user)}))
        for user in assignment.get("fallback_users", ())
    )
    return Resolved(
        found=_settle(named, excluded, directory, request),
        applicant_leader=_applicant_leader(excluded, directory, request),
        administrators=_administrators(excluded, directory, request),
        fallback=_settle(fallback, excluded, directory, request),
    )


def _settle(
    named: Iterable[Found], excluded: frozenset[str], directory: Directory, request: Request
) -> tuple[Found, ...]:
    """Stand-ins, exclusions, each person once (the first reason stays).

    Whoever is excluded is not represented either: a deputy of theirs would decide in their name.
    """
    settled: dict[str, Found] = {}
    for found in named:
        final = stand_in(found, directory, request)
        if final is not None and final.user not in excluded and final.acts_for not in excluded:
            settled.setdefault(final.user, final)
    return tuple(settled.values())


def _applicant_leader(excluded: frozenset[str], directory: Directory, request: Request) -> Found | None:
    """The nearest leader of the applicant who is left after all steps and is not the applicant again."""
    person = directory.name_of(request.applicant)
    chain = (
        Found(leader, Reason("applicant_leader", {"person": person}))
        for leader in directory.leaders(request.applicant)
    )
    settled = _settle(chain, excluded | {request.applicant}, directory, request)
    return settled[0] if settled else None


def _administrators(excluded: frozenset[str], directory: Directory, request: Request) -> tuple[Found, ...]:
    """Members of the role `admin`. They are the last resort: exclusions that would leave none do not count."""
    reason = Reason("administrator", {"role": directory.role_name(ADMIN_ROLE)})
    named = [Found(user, reason) for user in present(directory, directory.members(ADMIN_ROLE))]
    return _settle(named, excluded, directory, request) or _settle(named, frozenset(), directory, request)
