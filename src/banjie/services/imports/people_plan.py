"""What a list of people would make of the organisation: who is new, who changes, which departments come into being.

Nothing is written here and nothing is guessed: a department is meant by its whole path, or by the end of one that
no other path has; a superior by user name, or by a name that nobody else has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from banjie.forms.fields import cells
from banjie.forms.invalid import Invalid
from banjie.org.directory import ADMIN_ROLE, Department, Directory, Person
from banjie.services.imports import heads
from banjie.services.imports.heads import Head, Target
from banjie.services.organise import MAX_NAME, USERNAME
from banjie.services.pinyin import code_of
from banjie.services.problems import FieldError

COLUMNS = (
    Target("name", ("姓名", "名字", "员工姓名", "name")),
    Target("username", ("账号", "帐号", "用户名", "登录名", "username", "user name", "account")),
    Target("mobile", ("手机", "手机号", "手机号码", "电话", "mobile", "phone")),
    Target("email", ("邮箱", "电子邮箱", "邮件", "email", "e-mail")),
    Target("department", ("部门路径", "部门", "所属部门", "department", "department path")),
    Target("head", ("部门负责人", "是否部门负责人", "负责人", "head of department", "head")),
    Target("leader", ("直属上级", "直属上级（账号）", "上级", "直接上级", "superior", "leader", "manager")),
    Target("post", ("职务", "职位", "岗位", "post", "title")),
    Target("roles", ("角色", "roles", "role")),
)
NEEDED = ("name", "username")
MOST = 5_000
_NONE = frozenset(("无", "没有", "-", "none"))
_MOBILE = re.compile(r"1[0-9]{10}|\+[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s.]{1,63}")

State = Literal["created", "changed", "unchanged", "faulty"]


class Change(msgspec.Struct, frozen=True):
    """A column that is different: what stood there, and what will."""

    column: str
    old: str
    new: str


class Row(msgspec.Struct):
    """A row of the list. `values` are the columns to write, `roles` those to hold (None: as they are)."""

    number: int
    username: str
    name: str
    state: State = "unchanged"
    values: dict[str, str | None] = {}
    roles: tuple[str, ...] | None = None
    changes: list[Change] = []
    errors: list[FieldError] = []


class Unit(msgspec.Struct, frozen=True):
    """A department that is new or gets another head."""

    code: str
    name: str
    parent: str | None
    path: str
    head: str | None
    state: Literal["created", "changed"]


class Planned(msgspec.Struct, frozen=True):
    rows: tuple[Row, ...]
    units: tuple[Unit, ...]
    left_out: tuple[str, ...]

    @property
    def faulty(self) -> int:
        return sum(row.state == "faulty" for row in self.rows)


def plan(directory: Directory, head: Head) -> Planned:
    """The whole list, every row judged."""
    columns = heads.match(head.labels, COLUMNS)
    texts = [
        {code: cells.flat(text) for code, text in heads.texts(row, columns).items()} for row in head.rows
    ]
    work = _Work(directory, texts)
    for row, said in zip(head.rows, texts, strict=True):
        work.take(Row(row.number, said.get("username", ""), said.get("name", "")), said)
    work.judge_together()
    left = [label for at, label in enumerate(head.labels) if label and at not in columns]
    return Planned(tuple(work.rows), work.units(), tuple(left))


class _Work:
    """The list on its way."""

    def __init__(self, directory: Directory, texts: Sequence[dict[str, str]]) -> None:
        self.directory = directory
        self.rows: list[Row] = []
        self.tree = _Tree(directory)
        self.heads: dict[str, tuple[str | None, int]] = {}
        self._lower = {username.lower(): username for username in directory.people}
        self._listed = {said.get("username", ""): said.get("name", "") for said in texts}
        self._seen: dict[str, int] = {}
        known = [(one.name, one.username) for one in directory.people.values() if one.active]
        listed = [(said.get("name", ""), said.get("username", "")) for said in texts]
        names = Counter(name for name, _ in {*known, *listed})
        self._by_name = {name: username for name, username in (*known, *listed) if names[name] == 1}

    def take(self, row: Row, said: dict[str, str]) -> None:
        self.rows.append(row)
        person = self._person(row)
        if (not row.name and person is None) or len(row.name) > MAX_NAME:
            _fail(row, "name", "organise.name", max=MAX_NAME)
        row.name = row.name or (person.name if person else "")
        for column, pattern in (("mobile", _MOBILE), ("email", _EMAIL)):
            text = (
                said.get(column, "").replace(" ", "") if column == "email" else _dialled(said.get(column, ""))
            )
            if text and not pattern.fullmatch(text):
                _fail(row, column, f"people_import.{column}", text=text[:40])
            self._set(row, person, column, text)
        if row.name:
            self._set(row, person, "name", row.name)
        self._set(row, person, "post", said.get("post", "")[:200])
        self._department(row, person, said.get("department", ""))
        self._leader(row, person, said.get("leader", ""))
        self._roles(row, person, said.get("roles", ""))
        self._head(row, person, said.get("head", ""))
        if row.errors:
            row.state = "faulty"
        elif person is None:
            row.state = "created"
        elif row.changes:
            row.state = "changed"

    def judge_together(self) -> None:
        """What only all rows together can break: superiors in a ring, nobody left to administer."""
        leaders = {person.username: person.leader for person in self.directory.people.values()}
        leaders |= {row.username: row.values["leader"] for row in self.rows if "leader" in row.values}
        roles = {one.username: self._roles_of(one) for one in self.directory.people.values() if one.active}
        before = any(ADMIN_ROLE in held for held in roles.values())
        roles |= {row.username: row.roles for row in self.rows if row.roles is not None}
        lost = before and not any(ADMIN_ROLE in held for held in roles.values())
        for row in self.rows:
            if row.values.get("leader"):
                way = _ring(row.username, leaders)
                if way:
                    _fail(row, "leader", "people_import.ring", way=" → ".join(map(self._name, way)))
            if lost and row.roles is not None and self.directory.is_administrator(row.username):
                _fail(row, "roles", "people_import.last_administrator")
            if row.errors:
                row.state = "faulty"

    def units(self) -> tuple[Unit, ...]:
        """New departments first, as they came up; then those with another head."""
        found = []
        for code, one in self.tree.all.items():
            fresh = code not in self.directory.departments
            head = self.heads[code][0] if code in self.heads else one.head
            if fresh or head != one.head:
                found.append(
                    Unit(
                        code,
                        one.name,
                        one.parent,
                        self.tree.path(code),
                        head,
                        "created" if fresh else "changed",
                    )
                )
        return tuple(sorted(found, key=lambda unit: unit.state == "changed"))

    def _person(self, row: Row) -> Person | None:
        """Whom the row speaks of, if they are here already."""
        username = row.username
        if not username:
            _fail(row, "username", "people_import.no_username")
            return None
        first = self._seen.setdefault(username.lower(), row.number)
        if first != row.number:
            _fail(row, "username", "people_import.twice", name=username[:64], row=first)
            return None
        person = self.directory.person(username)
        if person is None and not USERNAME.fullmatch(username):
            _fail(row, "username", "organise.username")
        elif person is None and username.lower() in self._lower:
            _fail(row, "username", "organise.taken", name=self._lower[username.lower()])
        elif person is not None and not person.active:
            _fail(row, "username", "people_import.has_left", name=person.name)
        return person

    def _set(self, row: Row, person: Person | None, column: str, text: str) -> None:
        """An empty cell leaves what is there."""
        old = str(getattr(person, column) or "") if person else ""
        if text and text != old:
            row.values[column] = text
            if person is not None or column != "name":
                row.changes.append(Change(column, old, text))

    def _department(self, row: Row, person: Person | None, text: str) -> None:
        if not text:
            return
        parts = [part.strip() for part in re.split(r"[/\\>]", text) if part.strip()]
        if not parts or any(len(part) > MAX_NAME for part in parts):
            _fail(row, "department", "organise.name", max=MAX_NAME)
            return
        code = self.tree.find(parts)
        if code is None:
            _fail(row, "department", "people_import.department", text=text[:80])
            return
        old = person.department if person else None
        if code != old:
            row.values["department"] = code
            before = self.tree.path(old) if old in self.tree.all else ""
            row.changes.append(Change("department", before, self.tree.path(code)))

    def _leader(self, row: Row, person: Person | None, text: str) -> None:
        if not text:
            return
        wanted: str | None = None
        if text.lower() not in _NONE:
            wanted = (
                text if self.directory.is_active(text) or text in self._listed else self._by_name.get(text)
            )
            if wanted is None or wanted == row.username:
                own = wanted is not None
                _fail(
                    row,
                    "leader",
                    "people_import.own_leader" if own else "people_import.leader",
                    text=text[:64],
                )
                return
        old = (person.leader or None) if person else None
        if wanted != old:
            row.values["leader"] = wanted
            row.changes.append(Change("leader", self._name(old), self._name(wanted)))

    def _roles(self, row: Row, person: Person | None, text: str) -> None:
        if not text:
            return
        named = {role.name: role.code for role in self.directory.roles.values()}
        codes = []
        for part in cells.several(text):
            code = part if part in self.directory.roles else named.get(part)
            if code is None:
                _fail(row, "roles", "people_import.role", text=part[:64])
                return
            codes.append(code)
        wanted = tuple(dict.fromkeys(codes))
        old = self._roles_of(person) if person else ()
        if set(wanted) != set(old):
            row.roles = wanted
            names = ["、".join(map(self.directory.role_name, some)) for some in (old, wanted)]
            row.changes.append(Change("roles", names[0], names[1]))

    def _head(self, row: Row, person: Person | None, text: str) -> None:
        if not text:
            return
        try:
            yes = cells.truth(text)
        except Invalid:
            _fail(row, "head", "people_import.head", text=text[:40])
            return
        code = row.values.get("department") or (person.department if person else None)
        one = self.tree.all.get(code or "")
        if one is None:
            if yes:
                _fail(row, "head", "people_import.head_of_nothing")
            return
        if yes:
            other = self.heads.get(one.code)
            if other is not None and other[0] is not None:
                _fail(row, "head", "people_import.two_heads", department=one.name, row=other[1])
                return
            self.heads[one.code] = (row.username, row.number)
        elif one.head == row.username:
            self.heads.setdefault(one.code, (None, row.number))

    def _roles_of(self, person: Person) -> tuple[str, ...]:
        return tuple(code for code in self.directory.roles if self.directory.has_role(person.username, code))

    def _name(self, username: str | None) -> str:
        if not username:
            return ""
        return self._listed.get(username) or self.directory.name_of(username)


class _Tree:
    """The departments that are here, and those that the list adds."""

    def __init__(self, directory: Directory) -> None:
        self.all: dict[str, Department] = dict(directory.departments)

    def find(self, parts: Sequence[str]) -> str | None:
        """The department of this path, made where it is missing; None where two may be meant."""
        code = self._below(None, parts[0])
        if code is None:
            alike = [one.code for one in self.all.values() if one.name == parts[0]]
            if len(alike) > 1:
                return None
            code = alike[0] if alike else self._make(parts[0], None)
        for part in parts[1:]:
            code = self._below(code, part) or self._make(part, code)
        return code

    def path(self, code: str) -> str:
        names: list[str] = []
        at: str | None = code
        while at in self.all and len(names) < 50:
            names.append(self.all[at].name)
            at = self.all[at].parent
        return " / ".join(reversed(names))

    def _below(self, parent: str | None, name: str) -> str | None:
        return next(
            (one.code for one in self.all.values() if one.parent == parent and one.name == name), None
        )

    def _make(self, name: str, parent: str | None) -> str:
        wanted = code_of(name) or "department"
        code, number = wanted, 1
        while code in self.all:
            number += 1
            code = f"{wanted}_{number}"
        self.all[code] = Department(code, name, parent)
        return code


def _ring(start: str, leaders: dict[str, str | None]) -> list[str]:
    """The way from a person back to themselves; empty where there is none."""
    way, at = [start], leaders.get(start)
    while at is not None and at not in way:
        way.append(at)
        at = leaders.get(at)
    return [*way, start] if at == start else []


def _dialled(text: str) -> str:
    """A number as it is dialled: without spaces and hyphens, without the country's own prefix."""
    plain = re.sub(r"[\s\-]", "", text)
    return plain.removeprefix("+86") if plain.startswith("+861") else plain


def _fail(row: Row, column: str, code: str, /, **params: Any) -> None:
    row.errors.append(FieldError(column, code, params))
