"""Leaders: the direct one, the n-th above, or the chain up to a level or a role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from banjie.org.directory import Directory
from banjie.org.policies.policy import Of, Policy, people_of
from banjie.org.request import Found, Reason, Request

Level = Annotated[int, Meta(ge=1, le=20)]


def leader(directory: Directory, person: str, level: int) -> Found | None:
    """The leader `level` steps above a person; the topmost where the chain is shorter."""
    chain = directory.leaders(person)[:level]
    if not chain:
        return None
    name = directory.name_of(person)
    if len(chain) == 1:
        return Found(chain[0], Reason("direct_leader", {"person": name}))
    return Found(chain[-1], Reason("leader_level", {"person": name, "level": len(chain)}))


class DirectLeader(Policy, frozen=True, tag="direct_leader"):
    of: Of = "applicant"

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for person in people_of(self.of, directory, request):
            if found := leader(directory, person, 1):
                yield found


class LeaderLevel(Policy, frozen=True, tag="leader_level"):
    n: Level
    of: Of = "applicant"

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for person in people_of(self.of, directory, request):
            if found := leader(directory, person, self.n):
                yield found


class LeaderChain(Policy, frozen=True, tag="leader_chain"):
    """All leaders, nearest first, up to `up_to` levels or until one holds `to_role` (who is included).

    Without either, and where nobody holds the role, the chain goes to the top.
    """

    up_to: Level | None = None
    to_role: str | None = None
    of: Of = "applicant"

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for person in people_of(self.of, directory, request):
            for level, name in enumerate(directory.leaders(person)[: self.up_to], start=1):
                yield Found(
                    name, Reason("leader_chain", {"person": directory.name_of(person), "level": level})
                )
                if self.to_role is not None and directory.has_role(name, self.to_role):
                    break
