"""Dashboards: figures and charts of ledgers side by side, kept under a name.

Everybody keeps own ones; administrators keep everybody's and say for which roles. A dashboard is a way to look,
never a right: each card is asked for as its reader, who sees what the ledger's rights let be seen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection, Row

from banjie.org.directory import Directory
from banjie.services import form_pages, ledger_charts
from banjie.services.ledger_charts import Question
from banjie.services.problems import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import dashboards as store
from banjie.storage.definitions import UnknownDefinitionError
from banjie.storage.records.aggregate import Function
from banjie.storage.records.buckets import BUCKETS

MOST = 50
"""Dashboards per person, and as many of everybody's."""
MAX_CARDS = 24
MAX_NAME = 40

Kind = Literal["number", "bar", "line", "pie", "table"]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question to a ledger and how its answer is drawn.

    `filter` as the page writes it; `time`: the date or moment that the page's period narrows ("" is not
    narrowed); `width` in twelfths of the page.
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=36)]
    form: Annotated[str, msgspec.Meta(max_length=64)]
    kind: Kind
    title: Annotated[str, msgspec.Meta(max_length=60)] = ""
    function: Function = "count"
    field: Short = ""
    by: Short = ""
    split: Short = ""
    top: Annotated[int, msgspec.Meta(ge=1, le=ledger_charts.MAX_TOP)] = 10
    time: Short = ""
    filter: Annotated[str, msgspec.Meta(max_length=8000)] = ""
    width: Literal[3, 4, 6, 8, 12] = 6


Cards = Annotated[list[Card], msgspec.Meta(max_length=MAX_CARDS)]


class Change(msgspec.Struct, frozen=True):
    """What is to be different; None stays."""

    name: str | None = None
    shared: bool | None = None
    roles: tuple[str, ...] | None = None
    cards: list[Card] | None = None


class Dashboard(msgspec.Struct, frozen=True):
    id: int
    name: str
    shared: bool
    roles: tuple[str, ...]
    cards: list[Card]
    revision: int
    can_edit: bool
    updated_at: datetime


def listed(runtime: Runtime, viewer: Viewer) -> list[Dashboard]:
    """Everybody's that are for the reader, then the reader's own."""
    with runtime.database.read() as connection:
        directory = runtime.directory.get(connection)
        found = [_dashboard(row, viewer, directory) for row in store.listed(connection, viewer.username)]
    return [one for one in found if _for(directory, viewer, one)]


def get(runtime: Runtime, viewer: Viewer, identifier: int) -> Dashboard:
    """Raises NotFoundError."""
    with runtime.database.read() as connection:
        return _found(connection, viewer, runtime.directory.get(connection), identifier)


def create(
    runtime: Runtime,
    viewer: Viewer,
    name: str,
    cards: list[Card],
    *,
    shared: bool = False,
    roles: tuple[str, ...] = (),
) -> Dashboard:
    """Raises ForbiddenError, InvalidError (fields by path: `cards[0].by`), ConflictError (too many)."""
    with runtime.database.write() as connection:
        directory = runtime.directory.get(connection)
        _allowed(directory, viewer, shared=shared)
        _checked(directory, name, roles, shared=shared)
        _check_cards(runtime, connection, viewer, cards)
        owner = None if shared else viewer.username
        _room(connection, owner)
        now = runtime.clock()
        identifier = store.add(
            connection,
            owner=owner,
            name=name.strip(),
            roles=list(roles),
            cards=msgspec.to_builtins(cards),
            created_at=now,
            updated_at=now,
        )
        return _found(connection, viewer, directory, identifier)


def change(
    runtime: Runtime, viewer: Viewer, identifier: int, given: Change, revision: int | None
) -> Dashboard:
    """Raises NotFoundError, ForbiddenError, InvalidError, and ConflictError where somebody was quicker."""
    with runtime.database.write() as connection:
        directory = runtime.directory.get(connection)
        before = _found(connection, viewer, directory, identifier)
        _allowed(directory, viewer, shared=before.shared)
        shared = before.shared if given.shared is None else given.shared
        _allowed(directory, viewer, shared=shared)
        name = before.name if given.name is None else given.name
        roles = before.roles if given.roles is None else given.roles
        roles = roles if shared else ()
        _checked(directory, name, roles, shared=shared)
        values: dict[str, Any] = {"name": name.strip(), "roles": list(roles)}
        if shared != before.shared:
            values["owner"] = None if shared else viewer.username
            _room(connection, values["owner"])
        if given.cards is not None:
            # A card that was there stays, also where its field or its form has gone meanwhile.
            known = {msgspec.json.encode(card) for card in before.cards}
            fresh = [card for card in given.cards if msgspec.json.encode(card) not in known]
            _check_cards(runtime, connection, viewer, given.cards, only=fresh)
            values["cards"] = msgspec.to_builtins(given.cards)
        if not store.change(connection, identifier, values, at=runtime.clock(), revision=revision):
            raise ConflictError("dashboard_changed", revision=before.revision)
        return _found(connection, viewer, directory, identifier)


def remove(runtime: Runtime, viewer: Viewer, identifier: int) -> None:
    """Raises NotFoundError, ForbiddenError."""
    with runtime.database.write() as connection:
        directory = runtime.directory.get(connection)
        found = _found(connection, viewer, directory, identifier)
        _allowed(directory, viewer, shared=found.shared)
        store.remove(connection, identifier)


def _found(connection: Connection, viewer: Viewer, directory: Directory, identifier: int) -> Dashboard:
    row = store.get(connection, identifier)
    if row is None or row.owner not in (None, viewer.username):
        raise NotFoundError("dashboard_not_found")
    found = _dashboard(row, viewer, directory)
    if not _for(directory, viewer, found):
        raise NotFoundError("dashboard_not_found")
    return found


def _for(directory: Directory, viewer: Viewer, found: Dashboard) -> bool:
    return (
        not found.roles
        or found.can_edit
        or any(directory.has_role(viewer.username, role) for role in found.roles)
    )


def _allowed(directory: Directory, viewer: Viewer, *, shared: bool) -> None:
    if shared and not directory.is_administrator(viewer.username):
        raise ForbiddenError("administrators_only")


def _room(connection: Connection, owner: str | None) -> None:
    if store.count(connection, owner) >= MOST:
        raise ConflictError("too_many_dashboards", max=MOST)


def _checked(directory: Directory, name: str, roles: tuple[str, ...], *, shared: bool) -> None:
    errors: list[FieldError] = []
    if not 0 < len(name.strip()) <= MAX_NAME:
        errors.append(FieldError("name", "problem.dashboard_name", {"max": MAX_NAME}))
    unknown = [role for role in roles if role not in directory.roles]
    if unknown or (roles and not shared):
        errors.append(FieldError("roles", "problem.dashboard_roles", {"roles": ", ".join(unknown[:5])}))
    if errors:
        raise InvalidError("invalid_form", tuple(errors), count=len(errors))


def _check_cards(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    cards: list[Card],
    *,
    only: list[Card] | None = None,
) -> None:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for place, card in enumerate(cards):
        path = f"cards[{place}]"
        if card.id in seen:
            errors.append(FieldError(f"{path}.id", "problem.card_twice"))
        seen.add(card.id)
        if only is None or card in only:
            errors += _card_errors(runtime, connection, viewer, card, path)
    if errors:
        raise InvalidError("invalid_form", tuple(errors), count=len(errors))


def _card_errors(
    runtime: Runtime, connection: Connection, viewer: Viewer, card: Card, path: str
) -> list[FieldError]:
    try:
        version = runtime.definitions.form(connection, card.form)
    except UnknownDefinitionError:
        return [FieldError(f"{path}.form", "problem.card_form")]
    if not form_pages.can_view(runtime, connection, viewer, version):
        return [FieldError(f"{path}.form", "problem.card_form")]
    bucket = card.by.partition(":")[2] in BUCKETS
    if card.kind == "number" and (card.by or card.split):
        return [FieldError(f"{path}.by", "problem.card_number")]
    if card.kind != "number" and not card.by:
        return [FieldError(f"{path}.by", "problem.card_by")]
    if card.kind == "line" and not bucket:
        return [FieldError(f"{path}.by", "problem.card_line")]
    if card.kind == "pie" and (card.split or card.function not in ("count", "sum")):
        return [FieldError(f"{path}.kind", "problem.card_pie")]
    question = Question(card.function, card.field, card.by, card.split, card.top)
    wrong = ledger_charts.verify(runtime, connection, viewer, version, question)
    if wrong:
        at = "by" if wrong == card.by else "split" if wrong == card.split else "field"
        return [FieldError(f"{path}.{at}", "problem.bad_chart", {"field": wrong})]
    period = Question(by=f"{card.time}:day") if card.time else None
    if period and ledger_charts.verify(runtime, connection, viewer, version, period):
        return [FieldError(f"{path}.time", "problem.bad_chart", {"field": card.time})]
    return []


def _dashboard(row: Row[Any], viewer: Viewer, directory: Directory) -> Dashboard:
    return Dashboard(
        id=row.id,
        name=row.name,
        shared=row.owner is None,
        roles=tuple(row.roles),
        cards=msgspec.convert(row.cards, list[Card]),
        revision=row.revision,
        can_edit=directory.is_administrator(viewer.username)
        if row.owner is None
        else row.owner == viewer.username,
        updated_at=row.updated_at,
    )


# msgspec works out a struct's fields at its first use and crashes where two threads do so at once: do it here.
msgspec.json.Decoder(list[Card])
