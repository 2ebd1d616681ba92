"""Lists of people brought in, on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.shape import Body, Input


class PeopleImportInput(Input):
    """An uploaded list."""

    file: Annotated[str, msgspec.Meta(max_length=64)]


class PersonChangeView(Body):
    """`column` in the reader's words; what stood there, and what will."""

    column: str
    old: str
    new: str


class PeopleImportRow(Body):
    """A row of the list and what becomes of its person."""

    row: int
    username: str
    name: str
    state: Literal["created", "changed", "unchanged", "faulty"]
    changes: list[PersonChangeView]
    errors: list[FieldProblem]


class PeopleImportDepartment(Body):
    """A department that is new or gets another head; `head` is a user name."""

    path: str
    state: Literal["created", "changed"]
    head: str | None


class PeopleImportLook(Body):
    """What a list would make. `left_out`: columns that mean nothing here."""

    people: list[PeopleImportRow]
    departments: list[PeopleImportDepartment]
    left_out: list[str]
    created: int
    changed: int
    unchanged: int
    faulty: int


class Welcome(Body):
    """Somebody new; the password is told this once."""

    username: str
    name: str
    password: str


class PeopleImported(Body):
    created: list[Welcome]
    changed: int
    departments: int
