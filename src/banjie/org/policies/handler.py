"""Who handled an earlier node of the same case, and their leader."""

from __future__ import annotations

from collections.abc import Iterator

from banjie.org.directory import Directory
from banjie.org.policies.leader import leader
from banjie.org.policies.policy import Policy
from banjie.org.request import Found, Reason, Request


class HandlerOf(Policy, frozen=True, tag="handler_of"):
    node: str

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:  # noqa: ARG002
        for name in request.history.get(self.node, ()):
            yield Found(name, Reason("handler_of", {"node": self.node}))


class LeaderOfHandler(Policy, frozen=True, tag="leader_of_handler"):
    node: str

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for name in request.history.get(self.node, ()):
            if found := leader(directory, name, 1):
                params = {"node": self.node, "person": directory.name_of(name)}
                yield Found(found.user, Reason("leader_of_handler", params))
