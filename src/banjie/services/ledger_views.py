"""Saved views of a ledger: filter, sort, groups, columns and colours under a name.

Who may open the ledger sees everybody's views and keeps own ones; administrators keep everybody's and say for
which roles one opens first. A view is a way to look, never a right: what it shows is asked for as any reader's.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection, Row

from banjie.org.directory import Directory
from banjie.services import form_pages, ledger_view_kinds
from banjie.services.ledger_view_kinds import Calendar, Gallery, Kanban, Kind
from banjie.services.problems import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import saved_views as store
from banjie.storage.definitions import FormVersion

MOST = 50
"""Views of one ledger per person, and as many of everybody's."""
MAX_NAME = 40

Colour = Literal["red", "orange", "yellow", "green", "blue", "purple"]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Code = Annotated[str, msgspec.Meta(max_length=64)]


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns by their fields' codes: their order, widths in pixels, which are hidden, how many stay in sight."""

    order: Annotated[list[Code], msgspec.Meta(max_length=500)] = []
    widths: Annotated[
        dict[Code, Annotated[int, msgspec.Meta(ge=20, le=2000)]], msgspec.Meta(max_length=500)
    ] = {}
    hidden: Annotated[list[Code], msgspec.Meta(max_length=500)] = []
    frozen: Annotated[int, msgspec.Meta(ge=0, le=100)] = 1


class ColourRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that meet `when` (a filter as the page writes it) take the colour; the first rule that fits counts."""

    colour: Colour
    when: Annotated[str, msgspec.Meta(max_length=4000)]
    name: Annotated[str, msgspec.Meta(max_length=80)] = ""


class ViewSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`filter` as the page writes it; `sort` a field's code, `-` before it for descending; `group` a field.

    `kind` is what the records are shown as; the settings of the other kinds stay for when it is changed back.
    """

    filter: Annotated[str, msgspec.Meta(max_length=8000)] = ""
    sort: Short = ""
    group: Short = ""
    columns: Columns = msgspec.field(default_factory=Columns)
    colours: Annotated[list[ColourRule], msgspec.Meta(max_length=20)] = []
    kind: Kind = "grid"
    kanban: Kanban | None = None
    calendar: Calendar | None = None
    gallery: Gallery | None = None


class Change(msgspec.Struct, frozen=True):
    """What is to be different; None stays. `position`: its place among its like, from 0."""

    name: str | None = None
    shared: bool | None = None
    roles: tuple[str, ...] | None = None
    position: int | None = None
    settings: ViewSettings | None = None


class View(msgspec.Struct, frozen=True):
    id: int
    name: str
    shared: bool
    roles: tuple[str, ...]
    settings: ViewSettings
    revision: int
    can_edit: bool


def listed(runtime: Runtime, viewer: Viewer, code: str) -> tuple[list[View], int | None]:
    """Everybody's views and one's own, and the one that opens first for the reader's roles."""
    with runtime.database.read() as connection:
        version = _opened(runtime, connection, viewer, code)
        directory = runtime.directory.get(connection)
        administrator = directory.is_administrator(viewer.username)
        views = [
            _view(row, viewer, administrator) for row in store.listed(connection, version.id, viewer.username)
        ]
    mine = [
        view.id for view in views if any(directory.has_role(viewer.username, role) for role in view.roles)
    ]
    return views, mine[0] if mine else None


def create(
    runtime: Runtime,
    viewer: Viewer,
    code: str,
    name: str,
    settings: ViewSettings,
    *,
    shared: bool = False,
    roles: tuple[str, ...] = (),
) -> View:
    """A new view behind its like. Raises ForbiddenError, InvalidError, ConflictError where there are too many."""
    with runtime.database.write() as connection:
        version = _opened(runtime, connection, viewer, code)
        directory = runtime.directory.get(connection)
        owner = None if shared else viewer.username
        _allowed(directory, viewer, shared=shared)
        _checked(directory, name, roles, settings, version, shared=shared)
        there = store.count(connection, version.id, owner)
        if there >= MOST:
            raise ConflictError("too_many_views", max=MOST)
        now = runtime.clock()
        identifier = store.add(
            connection,
            form_id=version.id,
            owner=owner,
            name=name.strip(),
            position=there,
            roles=list(roles),
            settings=msgspec.to_builtins(settings),
            created_at=now,
            updated_at=now,
        )
        return _found(connection, viewer, directory, version, identifier)


def change(
    runtime: Runtime, viewer: Viewer, code: str, identifier: int, given: Change, revision: int | None
) -> View:
    """Raises NotFoundError, ForbiddenError, InvalidError, and ConflictError where somebody was quicker."""
    with runtime.database.write() as connection:
        version = _opened(runtime, connection, viewer, code)
        directory = runtime.directory.get(connection)
        before = _editable(connection, viewer, directory, version, identifier)
        shared = before.owner is None if given.shared is None else given.shared
        _allowed(directory, viewer, shared=shared)
        name = before.name if given.name is None else given.name
        roles = tuple(before.roles) if given.roles is None else given.roles
        roles = roles if shared else ()
        _checked(directory, name, roles, given.settings, version, shared=shared)
        values: dict[str, Any] = {"name": name.strip(), "roles": list(roles)}
        if shared != (before.owner is None):
            owner = None if shared else viewer.username
            there = store.count(connection, version.id, owner)
            if there >= MOST:
                raise ConflictError("too_many_views", max=MOST)
            values |= {"owner": owner, "position": there}
        if given.settings is not None:
            values["settings"] = msgspec.to_builtins(given.settings)
        if not store.change(connection, identifier, values, at=runtime.clock(), revision=revision):
            raise ConflictError("view_changed", revision=before.revision)
        if given.position is not None:
            _move(connection, viewer, version, identifier, given.position)
        return _found(connection, viewer, directory, version, identifier)


def remove(runtime: Runtime, viewer: Viewer, code: str, identifier: int) -> None:
    """Raises NotFoundError, ForbiddenError."""
    with runtime.database.write() as connection:
        version = _opened(runtime, connection, viewer, code)
        _editable(connection, viewer, runtime.directory.get(connection), version, identifier)
        store.remove(connection, identifier)


def _opened(runtime: Runtime, connection: Connection, viewer: Viewer, code: str) -> FormVersion:
    version = runtime.definitions.form(connection, code)
    if not form_pages.can_view(runtime, connection, viewer, version):
        raise ForbiddenError("forbidden")
    return version


def _editable(
    connection: Connection, viewer: Viewer, directory: Directory, version: FormVersion, identifier: int
) -> Row[Any]:
    row = store.get(connection, identifier)
    if row is None or row.form_id != version.id or row.owner not in (None, viewer.username):
        raise NotFoundError("view_not_found")
    _allowed(directory, viewer, shared=row.owner is None)
    return row


def _allowed(directory: Directory, viewer: Viewer, *, shared: bool) -> None:
    if shared and not directory.is_administrator(viewer.username):
        raise ForbiddenError("administrators_only")


def _checked(
    directory: Directory,
    name: str,
    roles: tuple[str, ...],
    settings: ViewSettings | None,
    version: FormVersion,
    *,
    shared: bool,
) -> None:
    errors: list[FieldError] = []
    if not 0 < len(name.strip()) <= MAX_NAME:
        errors.append(FieldError("name", "problem.view_name", {"max": MAX_NAME}))
    unknown = [role for role in roles if role not in directory.roles]
    if unknown or (roles and not shared):
        errors.append(FieldError("roles", "problem.view_roles", {"roles": ", ".join(unknown[:5])}))
    if settings is not None:
        errors += ledger_view_kinds.errors_of(
            version.form, settings.kind, settings.kanban, settings.calendar, settings.gallery
        )
    if errors:
        raise InvalidError("invalid_form", tuple(errors), count=len(errors))


def _move(
    connection: Connection, viewer: Viewer, version: FormVersion, identifier: int, position: int
) -> None:
    rows = store.listed(connection, version.id, viewer.username)
    shared = next(row.owner is None for row in rows if row.id == identifier)
    order = [row.id for row in rows if (row.owner is None) == shared and row.id != identifier]
    order.insert(max(0, position), identifier)
    store.place(connection, order)


def _found(
    connection: Connection, viewer: Viewer, directory: Directory, version: FormVersion, identifier: int
) -> View:
    row = store.get(connection, identifier)
    assert row is not None
    assert row.form_id == version.id
    return _view(row, viewer, directory.is_administrator(viewer.username))


def _view(row: Row[Any], viewer: Viewer, administrator: bool) -> View:
    return View(
        id=row.id,
        name=row.name,
        shared=row.owner is None,
        roles=tuple(row.roles),
        settings=msgspec.convert(row.settings, ViewSettings),
        revision=row.revision,
        can_edit=administrator if row.owner is None else row.owner == viewer.username,
    )


# msgspec works out a struct's fields at its first use and crashes where two threads do so at once: do it here.
msgspec.json.Decoder(ViewSettings)
