"""The organisation's parts as data: persons, departments, roles, substitutions. Nothing here looks anything up."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Part(msgspec.Struct, frozen=True):
    """Base of every part of the organisation: immutable."""


class Person(Part, frozen=True):
    """Somebody who can sign in. `leader` is a username, `department` a department's code.

    An inactive person (a leaver) stays known by name, and is never asked.
    """

    username: str
    name: str
    department: str | None = None
    leader: str | None = None
    roles: tuple[str, ...] = ()
    post: str | None = None
    active: bool = True
    email: str | None = None
    mobile: str | None = None


class Department(Part, frozen=True):
    """A node of the tree; `head` is the username of who leads it."""

    code: str
    name: str
    parent: str | None = None
    head: str | None = None


class Role(Part, frozen=True):
    """A named set of people, by username, in order."""

    code: str
    name: str
    members: tuple[str, ...] = ()


class Substitution(Part, frozen=True):
    """代理: from `starts` until before `ends`, `substitute` acts for `person`; in one process or in all."""

    person: str
    substitute: str
    starts: datetime
    ends: datetime
    process: str | None = None

    def holds(self, now: datetime, process: str) -> bool:
        return self.starts <= now < self.ends and self.process in (None, process)
