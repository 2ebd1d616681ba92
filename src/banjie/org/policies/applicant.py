"""The applicant themselves, and whom they chose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from banjie.org.directory import Directory
from banjie.org.policies.policy import Policy
from banjie.org.request import Found, Reason, Request


class Applicant(Policy, frozen=True, tag="applicant"):
    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        yield Found(request.applicant, Reason("applicant", {"person": directory.name_of(request.applicant)}))


class ApplicantChoice(Policy, frozen=True, tag="applicant_choice"):
    """Whom the applicant chose for `node` (empty: the node asking), out of `range`.

    `range` holds policies; empty means anybody. `registry.py` decodes them and drops a choice outside.
    """

    node: str = ""
    range: tuple[dict[str, Any], ...] = ()

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for name in request.choices.get(self.node or request.node, ()):
            yield Found(name, Reason("applicant_choice", {"person": directory.name_of(request.applicant)}))
