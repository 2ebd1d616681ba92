"""The organisation, indexed: built once from its parts, then only read.

Data entered by people may contain cycles (a department below itself, two people leading each other) and
names that nobody has; every walk here ends all the same, and every look-up answers None instead of failing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from banjie.org.people import Department, Person, Role, Substitution

__all__ = ["Department", "Directory", "Person", "Role", "Substitution"]

ADMIN_ROLE = "admin"


def _walk(start: str | None, step: Callable[[str], str | None]) -> Iterator[str]:
    """`start`, then what `step` leads to, until it ends or meets something twice."""
    seen: set[str] = set()
    current = start
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = step(current)


class Directory:
    """People, departments and roles by code; the department tree; who leads whom; who acts for whom."""

    def __init__(
        self,
        people: tuple[Person, ...] = (),
        departments: tuple[Department, ...] = (),
        roles: tuple[Role, ...] = (),
        substitutions: tuple[Substitution, ...] = (),
    ) -> None:
        self.people: dict[str, Person] = {person.username: person for person in people}
        self.departments: dict[str, Department] = {one.code: one for one in departments}
        self.roles: dict[str, Role] = {role.code: role for role in roles}
        self._substitutions: dict[str, list[Substitution]] = defaultdict(list)
        for substitution in substitutions:
            self._substitutions[substitution.person].append(substitution)
        self._staff: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            if person.department is not None:
                self._staff[person.department].append(person)
        self._children: dict[str, list[str]] = defaultdict(list)
        for one in departments:
            if one.parent is not None:
                self._children[one.parent].append(one.code)
        self._members: dict[str, dict[str, None]] = {role.code: dict.fromkeys(role.members) for role in roles}
        for person in people:
            for code in person.roles:
                self._members.setdefault(code, {})[person.username] = None

    # People

    def person(self, username: str | None) -> Person | None:
        return self.people.get(username) if username is not None else None

    def is_active(self, username: str | None) -> bool:
        person = self.person(username)
        return person is not None and person.active

    def name_of(self, username: str) -> str:
        """The person's name; the username itself where nobody has it."""
        person = self.people.get(username)
        return person.name if person else username

    def department_of(self, username: str) -> Department | None:
        person = self.people.get(username)
        return self.department(person.department) if person else None

    # Roles

    def members(self, role: str) -> tuple[str, ...]:
        """Usernames of a role's members, in the role's order; inactive ones included."""
        return tuple(self._members.get(role, ()))

    def has_role(self, username: str, role: str) -> bool:
        return username in self._members.get(role, ())

    def role_name(self, role: str) -> str:
        found = self.roles.get(role)
        return found.name if found else role

    def is_administrator(self, username: str) -> bool:
        return self.is_active(username) and self.has_role(username, ADMIN_ROLE)

    # Departments

    def department(self, code: str | None) -> Department | None:
        return self.departments.get(code) if code is not None else None

    def ancestors(self, code: str) -> tuple[Department, ...]:
        """The department itself, then what is above it, up to the root."""
        return tuple(self.departments[one] for one in _walk(code, self._parent) if one in self.departments)

    def path(self, code: str) -> str:
        """The department's place in words, root first: `建材批发 / 采购部`."""
        return " / ".join(one.name for one in reversed(self.ancestors(code)))

    def below(self, code: str) -> tuple[str, ...]:
        """Codes of the department and of all departments under it."""
        found: dict[str, None] = {}
        stack = [code] if code in self.departments else []
        while stack:
            current = stack.pop()
            if current not in found:
                found[current] = None
                stack.extend(reversed(self._children.get(current, [])))
        return tuple(found)

    def staff(self, code: str) -> tuple[Person, ...]:
        """Who works in exactly this department; inactive ones included."""
        return tuple(self._staff.get(code, ()))

    def headed(self, code: str, *, other_than: str | None = None) -> Department | None:
        """The nearest department, from `code` upwards, that has a head (who is not `other_than`)."""
        for one in self.ancestors(code):
            if one.head in self.people and one.head != other_than:
                return one
        return None

    def _parent(self, code: str) -> str | None:
        one = self.departments.get(code)
        return one.parent if one else None

    # Leading and acting for

    def leader_of(self, username: str) -> str | None:
        """The person's direct leader: the one entered, else the nearest department head above them."""
        person = self.people.get(username)
        if person is None:
            return None
        if person.leader in self.people and person.leader != username:
            return person.leader
        if person.department is None:
            return None
        department = self.headed(person.department, other_than=username)
        return department.head if department else None

    def leaders(self, username: str) -> tuple[str, ...]:
        """The chain of leaders above a person, nearest first; never the person themselves."""
        return tuple(_walk(username, self.leader_of))[1:]

    def substitute_of(self, username: str, now: datetime, process: str) -> Substitution | None:
        """Who acts for a person now: one for this process before one for all, the latest begun first."""
        holding = [one for one in self._substitutions.get(username, ()) if one.holds(now, process)]
        return max(holding, key=lambda one: (one.process is not None, one.starts), default=None)
