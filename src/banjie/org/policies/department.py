"""Heads and members of departments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from banjie.org.directory import Directory
from banjie.org.policies.policy import FieldOf, Of, Policy, departments_of, head_of
from banjie.org.request import Found, Reason, Request


class DepartmentHead(Policy, frozen=True, tag="department_head"):
    """Head of the department of the applicant or of a field; `level` departments further up.

    Above the root there is only the root; a department without a head is led by the nearest one above.
    """

    of: Of = "applicant"
    level: Annotated[int, Meta(ge=0, le=20)] = 0

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for code in departments_of(self.of, directory, request):
            line = directory.ancestors(code)
            if line and (found := head_of(directory, line[min(self.level, len(line) - 1)].code)):
                yield found


class DepartmentFieldHead(Policy, frozen=True, tag="department_field_head"):
    """Head of each department that a department field names."""

    field: str

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for code in departments_of(FieldOf(self.field), directory, request):
            if found := head_of(directory, code):
                yield found


class DepartmentMembers(Policy, frozen=True, tag="department_members"):
    """Everybody in a department; with `below` (the default) also in the departments under it."""

    department: str
    below: bool = True

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:  # noqa: ARG002
        codes = directory.below(self.department) if self.below else (self.department,)
        for code in codes:
            reason = Reason("department_members", {"department": directory.path(code)})
            for person in directory.staff(code):
                if person.active:
                    yield Found(person.username, reason)
