"""Sections and tables of forms, kept under a name and put into other forms as a copy.

A part is no link: a form that took it is its own, and changing the part changes no form.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row

from banjie.forms.form import Field, Rule
from banjie.services.problems import ConflictError, FieldError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import form_parts as store

Json = dict[str, Any]
MOST = 200
MOST_FIELDS = 200
MAX_NAME = 40
MAX_BYTES = 200_000


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a part puts into a form. Without `title` it is one table, with it a section under that title."""

    fields: tuple[Field, ...]
    title: str = ""
    rules: tuple[Rule, ...] = ()


class Part(msgspec.Struct, frozen=True):
    id: int
    name: str
    content: Json


def listed(runtime: Runtime, viewer: Viewer) -> list[Part]:
    """All of them by name. Raises ForbiddenError, as do the others."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        return [_part(row) for row in store.listed(connection)]


def add(runtime: Runtime, viewer: Viewer, name: str, content: Json) -> Part:
    """Keep a part. Raises InvalidError, ConflictError where there are too many."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        kept = _checked(content)
        if store.count(connection) >= MOST:
            raise ConflictError("too_many_parts", limit=MOST)
        identifier = store.add(
            connection,
            name=_name(name),
            content=kept,
            created_by=viewer.username,
            created_at=runtime.clock(),
        )
    return Part(identifier, name.strip(), kept)


def rename(runtime: Runtime, viewer: Viewer, identifier: int, name: str) -> None:
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        _found(store.rename(connection, identifier, _name(name)))


def remove(runtime: Runtime, viewer: Viewer, identifier: int) -> None:
    """Forget a part; forms that took it stay as they are."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        _found(store.remove(connection, identifier))


def _found(there: bool) -> None:
    if not there:
        raise NotFoundError("part_not_found")


def _part(row: Row[Any]) -> Part:
    return Part(row.id, row.name, row.content)


def _name(text: str) -> str:
    name = text.strip()
    if not 0 < len(name) <= MAX_NAME:
        raise InvalidError("invalid_form", (FieldError("name", "organise.name", {"max": MAX_NAME}),), count=1)
    return name


def _checked(content: Json) -> Json:
    """The content as it is kept: without the stable numbers of the form it came from."""
    try:
        found = msgspec.convert(content, Content)
    except msgspec.ValidationError as error:
        detail = str(error)
        raise InvalidError(
            "invalid_body",
            (FieldError("content", "problem.invalid_body", {"detail": detail}),),
            detail=detail,
        ) from None
    number = len(found.fields) + sum(len(field.fields) for field in found.fields)
    if not found.fields or number > MOST_FIELDS or len(msgspec.json.encode(content)) > MAX_BYTES:
        raise InvalidError(
            "invalid_form",
            (FieldError("content", "problem.part_size", {"most": MOST_FIELDS}),),
            count=1,
        )
    kept: Json = msgspec.json.decode(msgspec.json.encode(found))
    for field in kept["fields"]:
        for one in (field, *field.get("fields", ())):
            one.pop("id", None)
    return kept
