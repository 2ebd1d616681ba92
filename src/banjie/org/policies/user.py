"""Named people."""

from __future__ import annotations

from collections.abc import Iterator

from banjie.org.directory import Directory
from banjie.org.policies.policy import Policy
from banjie.org.request import Found, Reason, Request


class Users(Policy, frozen=True, tag="user"):
    users: tuple[str, ...]

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:  # noqa: ARG002
        for name in self.users:
            yield Found(name, Reason("user", {"person": directory.name_of(name)}))
