"""An app together with what it needs of others, and how that stands to what a company already has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import ProcessDefinition
from banjie.forms.form import Form
from banjie.services.app_parts import fields_touched, roles_asked, with_links
from banjie.services.app_source import BadAppError, Source, ready_made
from banjie.services.problems import FieldError, InvalidError
from banjie.services.runtime import Runtime
from banjie.storage import definitions

Json = dict[str, Any]
Find = Callable[[str], Source]


class Bundle(msgspec.Struct, frozen=True):
    """Everything that must be there for an app to run: what others link to comes first. `own`: its process codes."""

    source: Source
    forms: dict[str, Form]
    processes: dict[str, ProcessDefinition]
    data: dict[str, list[Json]]
    roles: dict[str, str]


class Piece(msgspec.Struct, frozen=True):
    """A form or process of a bundle, seen from a company: to be made, already there, or in the way.

    `missing`: fields that the company's own form of this code lacks (or has of another type).
    """

    kind: Literal["form", "process"]
    code: str
    name: str
    state: Literal["new", "reused", "blocked"]
    missing: tuple[str, ...] = ()


class CollisionError(InvalidError):
    """The company has something else under these codes."""

    status = 409


def gather(source: Source, find: Find = ready_made) -> Bundle:
    """With the apps it needs and the forms it uses. Raises BadAppError where one is not there."""
    app = source.app
    forms: dict[str, Form] = {}
    processes: dict[str, ProcessDefinition] = {}
    data: dict[str, list[Json]] = {}
    roles: dict[str, str] = {}
    for code in app.needs:
        inner = gather(find(code), find)
        forms |= inner.forms
        processes |= inner.processes
        data |= inner.data
        roles |= inner.roles
    for code, names in app.uses.items():
        lender = gather(find(code), find)
        for name in with_links(names, lender.forms):
            forms.setdefault(name, lender.forms[name])
            if name in lender.data:
                data.setdefault(name, lender.data[name])
        if unknown := set(names) - set(lender.forms):
            raise BadAppError(f"{code}: {sorted(unknown)[0]}")
        roles |= {role: name for role, name in lender.roles.items() if _asks(forms, role)}
    forms |= source.forms
    processes |= source.processes
    data |= source.data
    return Bundle(source, forms, processes, data, roles | app.roles)


def _asks(forms: dict[str, Form], role: str) -> bool:
    return any(role in roles_asked(form) for form in forms.values())


def compare(runtime: Runtime, connection: Connection, bundle: Bundle) -> tuple[Piece, ...]:
    """Each form and process of the bundle, as this company would take it."""
    present = {code: version.form for code, version in runtime.definitions.forms(connection).items()}
    running = {code: one.definition for code, one in runtime.definitions.processes(connection).items()}
    new_processes = {code: one for code, one in bundle.processes.items() if code not in running}
    touched = fields_touched(bundle.forms.values(), new_processes.values())
    for definition in new_processes.values():  # its conditions may read any field of its own form
        form = bundle.forms.get(definition.form)
        if form is not None:
            touched.setdefault(form.code, set()).update(field.code for field in form.fields)
    found: list[Piece] = []
    for code, form in bundle.forms.items():
        if code in present:
            missing = _missing(form, present[code], touched.get(code, set()))
            found.append(Piece("form", code, present[code].name, "blocked" if missing else "reused", missing))
        else:
            taken = definitions.form_head(connection, code) is not None
            found.append(Piece("form", code, form.name, "blocked" if taken else "new"))
    for code, process in bundle.processes.items():
        if code in running:
            same = running[code].form == process.form
            found.append(Piece("process", code, running[code].name, "reused" if same else "blocked"))
        else:
            taken = definitions.process_head(connection, code) is not None
            found.append(Piece("process", code, process.name, "blocked" if taken else "new"))
    return tuple(found)


def _missing(wanted: Form, present: Form, touched: set[str]) -> tuple[str, ...]:
    types = {field.code: field.type for field in present.fields}
    return tuple(
        field.label
        for field in wanted.fields
        if field.code in touched and types.get(field.code) != field.type
    )


def refuse_collisions(pieces: tuple[Piece, ...]) -> None:
    """Raises CollisionError naming each code in the way, and what would be reused."""
    blocked = [piece for piece in pieces if piece.state == "blocked"]
    if not blocked:
        return
    errors = tuple(
        FieldError(
            f"{piece.kind}.{piece.code}",
            f"app.collides.{'fields' if piece.missing else piece.kind}",
            {"name": piece.name, "code": piece.code, "fields": "、".join(piece.missing)},
        )
        for piece in blocked
    )
    reused = "、".join(piece.name for piece in pieces if piece.state == "reused")
    raise CollisionError("app_collides", errors, count=len(blocked), reused=reused or "—")
