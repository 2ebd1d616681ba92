"""People, sign-in and what I was told, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

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
    """Something the reader was told; `instance_id` leads to the case, `file_id` to what was exported, `form`
    to the ledger that it was exported from."""

    id: int
    instance_id: str | None
    file_id: str | None
    form: str | None
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


class PersonInput(Input):
    """A new person; without a password one is made and answered once."""

    username: str
    name: str
    department: str | None = None
    leader: str | None = None
    post: str | None = None
    email: str | None = None
    mobile: str | None = None
    roles: list[str] = []
    password: str | None = None


class PersonPatch(Input):
    """What to change; null leaves as it is, an empty leader means none."""

    name: str | None = None
    department: str | None = None
    leader: str | None = None
    post: str | None = None
    email: str | None = None
    mobile: str | None = None
    active: bool | None = None
    roles: list[str] | None = None
    password: str | None = None


class PersonCreated(Body):
    person: Person
    password: str


class DepartmentInput(Input):
    name: str
    parent: str | None = None
    head: str | None = None


class DepartmentMove(Input):
    """`before`: one of the new parent's departments, null for the last place; `was`: the parent until now."""

    parent: str | None
    before: str | None
    was: str | None


class RoleInput(Input):
    name: str
    members: list[str]


class Token(Body):
    """A personal token, without its secret. `expires_at` null: it does not expire."""

    id: str
    username: str
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    expired: bool


class TokenInput(Input):
    """`days` until it expires; null: never."""

    name: str
    days: Literal[30, 90, 365] | None


class TokenMade(Body):
    """`secret` is told this once: only its hash is kept."""

    token: Token
    secret: str
