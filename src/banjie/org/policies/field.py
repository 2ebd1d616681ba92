"""Whom a person field of the form names, also in the rows of a subtable (`items.person`)."""

from __future__ import annotations

from collections.abc import Iterator

from banjie.org.directory import Directory
from banjie.org.policies.policy import Policy
from banjie.org.request import Found, Reason, Request, texts_at


class InField(Policy, frozen=True, tag="field"):
    field: str

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:  # noqa: ARG002
        for name in texts_at(request.values, self.field):
            yield Found(name, Reason("field", {"field": self.field}))
