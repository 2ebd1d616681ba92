"""People, departments, roles and substitutions: rows in, one immutable `Directory` out.

The directory is small (a company) and read at every routing, so it is cached by its revision number;
every write raises the revision in its own transaction.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from banjie.org.directory import Department, Directory, Person, Role, Substitution
from banjie.storage.tables import department, directory_revision, person, role, role_member, substitution

_revision = select(directory_revision.c.revision).where(directory_revision.c.id == 1)
_credentials = select(person.c.password_hash, person.c.active, person.c.locale).where(
    person.c.username == bindparam("username_")
)


class DirectoryCache:
    """The current directory, rebuilt when its revision has moved."""

    def __init__(self) -> None:
        self._current: tuple[int, Directory] | None = None

    def get(self, connection: Connection) -> Directory:
        revision = connection.execute(_revision).scalar_one_or_none() or 0
        current = self._current
        if current is None or current[0] != revision:
            current = (revision, load(connection))
            self._current = current
        return current[1]


def load(connection: Connection) -> Directory:
    """The directory as it stands in the tables."""
    members: dict[str, list[str]] = defaultdict(list)
    roles_of: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(role_member).order_by(role_member.c.role, role_member.c.username)):
        members[row.role].append(row.username)
        roles_of[row.username].append(row.role)
    return Directory(
        people=tuple(
            Person(
                username=row.username,
                name=row.name,
                department=row.department,
                leader=row.leader,
                roles=tuple(roles_of[row.username]),
                post=row.post,
                active=row.active,
                email=row.email,
                mobile=row.mobile,
            )
            for row in connection.execute(select(person).order_by(person.c.username))
        ),
        departments=tuple(
            Department(code=row.code, name=row.name, parent=row.parent, head=row.head)
            for row in connection.execute(
                select(department).order_by(department.c.position, department.c.code)
            )
        ),
        roles=tuple(
            Role(code=row.code, name=row.name, members=tuple(members[row.code]))
            for row in connection.execute(select(role).order_by(role.c.code))
        ),
        substitutions=tuple(
            Substitution(
                person=row.person,
                substitute=row.substitute,
                starts=row.starts,
                ends=row.ends,
                process=row.process,
            )
            for row in connection.execute(select(substitution).order_by(substitution.c.id))
        ),
    )


_hold = select(directory_revision.c.revision).with_for_update()


def hold(connection: Connection) -> None:
    """Keep others from changing the organisation until this transaction ends: before judging what may be done."""
    connection.execute(_hold)


def changed(connection: Connection) -> None:
    """Raise the revision: to be called in every transaction that writes people or departments."""
    done = connection.execute(
        update(directory_revision)
        .where(directory_revision.c.id == 1)
        .values(revision=directory_revision.c.revision + 1)
    )
    if done.rowcount == 0:
        connection.execute(insert(directory_revision).values(id=1, revision=1))


def credentials(connection: Connection, username: str) -> tuple[str | None, bool, str] | None:
    """Password hash, active, locale; None for an unknown user name."""
    row = connection.execute(_credentials, {"username_": username}).one_or_none()
    return (row.password_hash, row.active, row.locale) if row else None


def add_person(connection: Connection, values: dict[str, Any], roles: tuple[str, ...] = ()) -> None:
    connection.execute(insert(person).values(values))
    if roles:
        connection.execute(
            insert(role_member), [{"role": code, "username": values["username"]} for code in roles]
        )
    changed(connection)


def add_department(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(insert(department).values(values))
    changed(connection)


def add_role(connection: Connection, code: str, name: str) -> None:
    connection.execute(insert(role).values(code=code, name=name))
    changed(connection)


def set_password(connection: Connection, username: str, password_hash: str) -> bool:
    done = connection.execute(
        update(person).where(person.c.username == username).values(password_hash=password_hash)
    )
    return done.rowcount == 1


def set_locale(connection: Connection, username: str, locale: str) -> None:
    connection.execute(update(person).where(person.c.username == username).values(locale=locale))


def add_substitution(
    connection: Connection, who: str, substitute: str, starts: datetime, ends: datetime, process: str | None
) -> int:
    key = connection.execute(
        insert(substitution).values(
            person=who, substitute=substitute, starts=starts, ends=ends, process=process
        )
    ).inserted_primary_key
    changed(connection)
    assert key is not None
    return int(key[0])


def substitutions_of(connection: Connection, who: str | None) -> list[Any]:
    """Rows of one person, or all."""
    query = select(substitution).order_by(substitution.c.starts.desc(), substitution.c.id)
    if who is not None:
        query = query.where(substitution.c.person == who)
    return list(connection.execute(query))


def remove_substitution(connection: Connection, identifier: int, who: str) -> bool:
    done = connection.execute(
        delete(substitution).where(substitution.c.id == identifier, substitution.c.person == who)
    )
    changed(connection)
    return done.rowcount == 1


def change_person(
    connection: Connection, username: str, values: dict[str, Any], roles: tuple[str, ...] | None
) -> None:
    """Change columns of a person; `roles`, when given, replace theirs."""
    if values:
        connection.execute(update(person).where(person.c.username == username).values(values))
    if roles is not None:
        connection.execute(delete(role_member).where(role_member.c.username == username))
        if roles:
            connection.execute(
                insert(role_member), [{"role": code, "username": username} for code in dict.fromkeys(roles)]
            )
    changed(connection)


_last_position = select(func.coalesce(func.max(department.c.position), -1))


def put_department(
    connection: Connection, code: str, name: str, parent: str | None, head: str | None
) -> None:
    """Insert or change a department."""
    values = {"name": name, "parent": parent, "head": head}
    done = connection.execute(update(department).where(department.c.code == code).values(values))
    if done.rowcount == 0:
        connection.execute(
            insert(department).values(code=code, position=_next_position(connection), **values)
        )
    changed(connection)


def _next_position(connection: Connection) -> int:
    """Behind every department there is: positions order those of one parent."""
    return int(connection.execute(_last_position).scalar_one()) + 1


def move_department(connection: Connection, code: str, parent: str | None, siblings: tuple[str, ...]) -> None:
    """Put a department below another; `siblings` are all of that one's departments in their new order."""
    connection.execute(update(department).where(department.c.code == code).values(parent=parent))
    placed = update(department).where(department.c.code == bindparam("code_"))
    connection.execute(
        placed.values(position=bindparam("position_")),
        [{"code_": one, "position_": position} for position, one in enumerate(siblings)],
    )
    changed(connection)


def put_role(connection: Connection, code: str, name: str, members: tuple[str, ...]) -> None:
    """Insert or change a role; its members are replaced."""
    done = connection.execute(update(role).where(role.c.code == code).values(name=name))
    if done.rowcount == 0:
        connection.execute(insert(role).values(code=code, name=name))
    connection.execute(delete(role_member).where(role_member.c.role == code))
    if members:
        connection.execute(insert(role_member), [{"role": code, "username": user} for user in members])
    changed(connection)


def remove_role(connection: Connection, code: str) -> None:
    """Take a role away from everybody, and the role."""
    connection.execute(delete(role_member).where(role_member.c.role == code))
    connection.execute(delete(role).where(role.c.code == code))
    changed(connection)


def bring_in(
    connection: Connection,
    *,
    departments: list[dict[str, Any]],
    headed: dict[str, str | None],
    created: list[dict[str, Any]],
    altered: dict[str, dict[str, Any]],
    roles: dict[str, tuple[str, ...]],
) -> None:
    """A whole list at once: new departments and other heads, new people and what changes of others, their roles."""
    blank = {"name": "", "department": "", "leader": None, "post": "", "email": "", "mobile": ""}
    if departments:
        first = _next_position(connection)
        placed = [{**values, "position": first + number} for number, values in enumerate(departments)]
        connection.execute(insert(department), placed)
    if headed:
        statement = update(department).where(department.c.code == bindparam("code_"))
        connection.execute(
            statement.values(head=bindparam("head_")),
            [{"code_": code, "head_": head} for code, head in headed.items()],
        )
    if created:
        connection.execute(insert(person), [{**blank, **values} for values in created])
    for username, values in altered.items():
        if values:
            connection.execute(update(person).where(person.c.username == username).values(values))
    if roles:
        without = delete(role_member).where(role_member.c.username == bindparam("username_"))
        connection.execute(without, [{"username_": username} for username in roles])
        held = [{"role": code, "username": username} for username, codes in roles.items() for code in codes]
        if held:
            connection.execute(insert(role_member), held)
    if departments or headed or created or altered or roles:
        changed(connection)
