"""All policies by kind: JSON in, typed policies out.

Decoding fails for the writer of a definition, never at routing: publishing calls `check` first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from banjie.feel import FeelSyntaxError, compile_expression
from banjie.org.directory import Directory
from banjie.org.policies.applicant import Applicant, ApplicantChoice
from banjie.org.policies.department import DepartmentFieldHead, DepartmentHead, DepartmentMembers
from banjie.org.policies.expression import Expression
from banjie.org.policies.field import InField
from banjie.org.policies.handler import HandlerOf, LeaderOfHandler
from banjie.org.policies.leader import DirectLeader, LeaderChain, LeaderLevel
from banjie.org.policies.role import InRole, InRoleInDepartment
from banjie.org.policies.user import Users
from banjie.org.request import Found, Request

AnyPolicy = (
    Applicant
    | ApplicantChoice
    | DepartmentFieldHead
    | DepartmentHead
    | DepartmentMembers
    | DirectLeader
    | Expression
    | HandlerOf
    | InField
    | InRole
    | InRoleInDepartment
    | LeaderChain
    | LeaderLevel
    | LeaderOfHandler
    | Users
)
_MAX_NESTING = 3
_CHOSEN = ("role", "department", "field", "node", "users", "feel")
_decoder: msgspec.json.Decoder[AnyPolicy] = msgspec.json.Decoder(AnyPolicy)


class PolicyError(ValueError):
    """A policy that cannot be read; the message says where and why, for the definition's writer."""


def decode(policy: Mapping[str, Any], depth: int = 0) -> AnyPolicy:
    """A policy from its JSON. Raises PolicyError, also for a bad policy inside a range."""
    return _decode(msgspec.json.encode(policy, order="sorted"), depth)


@lru_cache(maxsize=4096)
def _decode(text: bytes, depth: int) -> AnyPolicy:
    try:
        found: AnyPolicy = _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise PolicyError(str(error)) from None
    if isinstance(found, ApplicantChoice):
        if depth >= _MAX_NESTING:
            raise PolicyError("a range inside a range inside a range is too deep")
        for inner in found.range:
            decode(inner, depth + 1)
    return found


def check(policy: Mapping[str, Any], names: Collection[str] = ()) -> None:
    """For publishing: decodes, and reads an expression's FEEL over the form's `names`. Raises PolicyError."""
    decoded = decode(policy)
    if isinstance(decoded, Expression):
        try:
            compile_expression(decoded.feel, (*names, "applicant"))
        except FeelSyntaxError as error:
            raise PolicyError(str(error)) from None
    if isinstance(decoded, ApplicantChoice):
        for inner in decoded.range:
            check(inner, names)


def unfilled(policy: Mapping[str, Any]) -> bool:
    """A policy that was begun and names nobody yet: "" or an empty list where it should."""
    return any(name in policy and not policy[name] for name in _CHOSEN)


def evaluate(policy: Mapping[str, Any], directory: Directory, request: Request) -> tuple[Found, ...]:
    """Whom a policy names, in order, with reasons; leavers included. Raises PolicyError."""
    decoded = decode(policy)
    found = decoded.find(directory, request)
    if isinstance(decoded, ApplicantChoice) and decoded.range:
        allowed = set(users_of(decoded.range, directory, request))
        found = (one for one in found if one.user in allowed)
    return tuple(found)


def users_of(policies: Iterable[Mapping[str, Any]], directory: Directory, request: Request) -> Iterator[str]:
    """The usernames of all policies in order; may repeat. Raises PolicyError."""
    for policy in policies:
        for found in evaluate(policy, directory, request):
            yield found.user
