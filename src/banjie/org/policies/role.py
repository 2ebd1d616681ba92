"""Everybody who holds a role; in the whole company, or nearest to somebody's department."""

from __future__ import annotations

from collections.abc import Iterator

from banjie.org.directory import Directory
from banjie.org.policies.policy import Of, Policy, departments_of, present
from banjie.org.request import Found, Reason, Request


class InRole(Policy, frozen=True, tag="role"):
    role: str

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:  # noqa: ARG002
        for name in present(directory, directory.members(self.role)):
            yield Found(name, Reason("role", {"role": directory.role_name(self.role)}))


class InRoleInDepartment(Policy, frozen=True, tag="role_in_department"):
    """Holders of the role in the department itself; where it has none, in the nearest one above."""

    role: str
    of: Of = "applicant"

    def find(self, directory: Directory, request: Request) -> Iterator[Found]:
        for code in departments_of(self.of, directory, request):
            yield from self._nearest(directory, code)

    def _nearest(self, directory: Directory, code: str) -> Iterator[Found]:
        for department in directory.ancestors(code):
            holders = [
                person.username
                for person in directory.staff(department.code)
                if directory.has_role(person.username, self.role)
            ]
            if holders:
                params = {
                    "role": directory.role_name(self.role),
                    "department": directory.path(department.code),
                }
                for name in present(directory, holders):
                    yield Found(name, Reason("role_in_department", params))
                return
