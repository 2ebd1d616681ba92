"""People, sign-in and what I was told, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from banjie.api.schemas.shape import Body, Input


class SignIn(Input):
    username: str
    password: str


class PersonRef(Body):
    username: str
    name: str


class Person(Body):
    username: str
    name: str
    department: str
    department_name: str
    leader: str | None
    roles: list[str]
    post: str
    active: bool
    email: str
    mobile: str


class Department(Body):
    code: str
    name: str
    parent: str | None
    head: str | None


class Notice(Body):
    """Something the reader was told; `instance_id` leads to the case."""

    id: int
    instance_id: str
    kind: str
    text: str
    at: datetime
    read: bool


class NoticePage(Body):
    items: list[Notice]
    unread: int


class Role(Body):
    code: str
    name: str
    members: list[str]


class Substitution(Body):
    id: int
    person: str
    substitute: str
    starts: datetime
    ends: datetime
    process: str | None


class SubstitutionInput(Input):
    substitute: str
    starts: Annotated[datetime, msgspec.Meta(tz=True)]
    ends: Annotated[datetime, msgspec.Meta(tz=True)]
    process: str | None = None


class Counts(Body):
    open_tasks: int
    started: int
    cc_unread: int
    incidents: int


class Me(Body):
    username: str
    name: str
    department: str
    department_name: str
    roles: list[str]
    administrator: bool
    locale: str
    demo: bool
    counts: Counts
