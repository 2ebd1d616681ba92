"""People and departments out of a file, by administrators: looked through, then brought in all together."""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Connection

from banjie.services import audit
from banjie.services.imports import heads, plan, template
from banjie.services.imports.heads import Head
from banjie.services.imports.people_plan import COLUMNS, MOST, NEEDED, Planned
from banjie.services.imports.people_plan import plan as plan_people
from banjie.services.problems import InvalidError
from banjie.services.runtime import Runtime
from banjie.services.sign_in import hash_made
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import people


class Welcome(msgspec.Struct, frozen=True):
    """Somebody new and the password that was made for them: told once, kept nowhere."""

    username: str
    name: str
    password: str


class Brought(msgspec.Struct, frozen=True):
    """What came of it."""

    created: tuple[Welcome, ...]
    changed: int
    departments: int


def look(runtime: Runtime, viewer: Viewer, file: str) -> Planned:
    """What the list would make. Raises ForbiddenError, NotFoundError, InvalidError for a file that is no such list."""
    head = _head(runtime, viewer, file)
    with runtime.database.read() as connection:
        return _planned(runtime, connection, viewer, head)


def bring(runtime: Runtime, viewer: Viewer, file: str) -> Brought:
    """Bring the whole list in, in one transaction. Raises InvalidError where any row is faulty."""
    head = _head(runtime, viewer, file)
    with runtime.database.read() as connection:
        first = _planned(runtime, connection, viewer, head)
    fresh = [row.username for row in first.rows if row.state == "created" and not first.faulty]
    made = {username: _password() for username in fresh}
    hashes = {username: hash_made(password) for username, password in made.items()}
    with runtime.database.write() as connection:
        planned = _planned(runtime, connection, viewer, head)
        if planned.faulty:
            raise InvalidError("people_import_faulty", count=planned.faulty)
        created = [row for row in planned.rows if row.state == "created"]
        if {row.username for row in created} != made.keys():
            raise InvalidError("people_import_moved")
        people.bring_in(
            connection,
            departments=[
                {"code": unit.code, "name": unit.name, "parent": unit.parent, "head": unit.head}
                for unit in planned.units
                if unit.state == "created"
            ],
            headed={unit.code: unit.head for unit in planned.units if unit.state == "changed"},
            created=[
                {"username": row.username, "password_hash": hashes[row.username], **row.values}
                for row in created
            ],
            altered={row.username: dict(row.values) for row in planned.rows if row.state == "changed"},
            roles={row.username: row.roles for row in planned.rows if row.roles is not None},
        )
        changed = sum(row.state == "changed" for row in planned.rows)
        audit.note(
            runtime,
            connection,
            viewer,
            "people.imported",
            "file",
            file,
            new=len(created),
            changed=changed,
            departments=len(planned.units),
        )
    return Brought(
        tuple(Welcome(row.username, row.name, made[row.username]) for row in created),
        changed,
        len(planned.units),
    )


def for_people(runtime: Runtime, viewer: Viewer) -> bytes:
    """An empty list to be filled in. Raises ForbiddenError."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        directory = runtime.directory.get(connection)
    yes_no = (viewer.words("form.yes"), viewer.words("form.no"))
    columns: list[tuple[str, str, tuple[str, ...]]] = []
    for target in COLUMNS:
        label = viewer.words(f"people_import.label_{target.code}")
        hint = viewer.words(f"people_import.hint_{target.code}")
        if target.code == "roles":
            hint += "、".join(role.name for role in directory.roles.values())
        starred = f"{label}*" if target.code in NEEDED else label
        columns.append((starred, hint, yes_no if target.code == "head" else ()))
    return template.build(viewer, viewer.words("people_import.sheet"), columns)


def _password() -> str:
    """A password that stays itself in a spreadsheet: one that begins with a hyphen would be run as a formula."""
    while True:
        made = secrets.token_urlsafe(9)
        if made[0].isalnum():
            return made


def _head(runtime: Runtime, viewer: Viewer, file: str) -> Head:
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
    _, found = plan.load(runtime, viewer, file, "")
    head = heads.find(found, COLUMNS)
    if not set(NEEDED) <= set(heads.match(head.labels, COLUMNS).values()):
        raise InvalidError("people_import_columns")
    if len(head.rows) > MOST:
        raise InvalidError("people_import_long", limit=f"{MOST:,}")
    return head


def _planned(runtime: Runtime, connection: Connection, viewer: Viewer, head: Head) -> Planned:
    require_administrator(runtime, connection, viewer)
    return plan_people(runtime.directory.get(connection), head)
