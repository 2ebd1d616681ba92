"""A leaver's hand-over, on the wire."""

from __future__ import annotations

from banjie.api.schemas.shape import Body, Input


class WithThem(Body):
    """A task or case that is with somebody: the case's id, its title, and the step or process."""

    id: str
    case: str
    title: str
    number: str
    where: str


class Naming(Body):
    """A process that names the person, and where, in words."""

    code: str
    name: str
    places: list[str]


class Affected(Body):
    """All that is with a person. `tasks` and `cases` are at most 500 each."""

    tasks: list[WithThem]
    cases: list[WithThem]
    drafts: int
    reports: list[str]
    departments: list[str]
    roles: list[str]
    substitutions: int
    processes: list[Naming]
    views: int


class HandOverInput(Input):
    """Who takes what over; what is left out stays. `leaves`: the account ends with it."""

    tasks: str | None = None
    reports: str | None = None
    departments: str | None = None
    roles: str | None = None
    leaves: bool = True


class RefusedTask(Body):
    task: WithThem
    message: str


class HandedOver(Body):
    """How many tasks went over, which could not and why, and what is still with the person."""

    tasks: int
    refused: list[RefusedTask]
    left: Affected
