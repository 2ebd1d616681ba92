"""What of a file goes where: the head, the columns and the fields they mean, and how records are found again."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from banjie.forms.compiled import compile_form
from banjie.forms.registry import BoundField
from banjie.services import ledger, uploads
from banjie.services.imports import heads, sheet
from banjie.services.imports.heads import Head, Target
from banjie.services.problems import BadRequestError, FieldError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.definitions import FormVersion

KEYS = frozenset(("text", "serial", "number", "date", "select", "person"))
"""Types of fields by which a record may be found again."""

_FILES = frozenset(("image", "attachment"))


class Column(msgspec.Struct, frozen=True):
    """A column of the file, counted from 0, and the field it means."""

    index: int
    field: str


class Plan(msgspec.Struct, frozen=True):
    """An import as it was asked for. `head` 0: wherever it is found. `key`: records whose field says the same
    are changed, the others are new; empty: all are new. `skip`: what stands goes in without the faulty rows.
    `check`: nothing is written."""

    form: str
    file: str
    columns: tuple[Column, ...]
    sheet: str = ""
    head: int = 0
    key: str = ""
    skip: bool = False
    check: bool = True


class Choice(msgspec.Struct, frozen=True):
    """A field that columns may mean. `closed`: why none may (a key of the catalogue); `key`: finds records."""

    code: str
    label: str
    type: str
    required: bool
    key: bool
    closed: str = ""


class Found(msgspec.Struct, frozen=True):
    """A column of the file: what it is called, what it says first, which field it is called like.

    `closed`: that field takes nothing from a file (a key of the catalogue), though records may be found by it.
    """

    index: int
    letter: str
    label: str
    samples: tuple[str, ...]
    field: str | None
    closed: str = ""


class Look(msgspec.Struct, frozen=True):
    """A file as it was understood."""

    name: str
    sheets: tuple[str, ...]
    sheet: str
    head: int
    rows: int
    columns: tuple[Found, ...]
    fields: tuple[Choice, ...]


def look(runtime: Runtime, viewer: Viewer, form: str, file: str, wanted: str = "", head: int = 0) -> Look:
    """How a file would be understood. Raises ForbiddenError, NotFoundError, InvalidError."""
    with runtime.database.read() as connection:
        version = ledger.editable(runtime, connection, viewer, form)
    name, found = load(runtime, viewer, file, wanted)
    fields = choices(version)
    targets = _targets(fields)
    top = heads.find(found, targets, head or None)
    matched = heads.match(top.labels, targets)
    closed = {one.code: one.closed for one in fields}
    return Look(
        name=name,
        sheets=found.names,
        sheet=found.name,
        head=top.number,
        rows=len(top.rows),
        columns=tuple(
            Found(
                index,
                heads.letter(index),
                label,
                tuple(heads.samples(top, index)),
                matched.get(index),
                closed.get(matched.get(index, ""), ""),
            )
            for index, label in enumerate(top.labels)
        ),
        fields=fields,
    )


def load(runtime: Runtime, viewer: Viewer, file: str, wanted: str) -> tuple[str, sheet.Sheet]:
    """The file's name and its sheet. Raises NotFoundError, InvalidError."""
    stored, content = uploads.fetch(runtime, viewer, file)
    return stored.name, sheet.read(stored.name, content, wanted)


def head_of(found: sheet.Sheet, version: FormVersion, plan: Plan) -> Head:
    """The head that the plan speaks of. Raises BadRequestError where a column lies beyond the file."""
    if any(not 0 <= column.index < found.width for column in plan.columns):
        raise BadRequestError("import_columns")
    return heads.find(found, _targets(choices(version)), plan.head or None)


def choices(version: FormVersion) -> tuple[Choice, ...]:
    """The form's fields in their order, and which of them a file can fill."""
    return tuple(
        Choice(
            code,
            bound.field.label,
            bound.type.code,
            bound.field.required and not _closed(bound),
            bound.type.code in KEYS and not getattr(bound.settings, "multiple", False),
            _closed(bound),
        )
        for code, bound in compile_form(version.form).fields.items()
    )


def checked(runtime: Runtime, connection: sa.Connection, viewer: Viewer, plan: Plan) -> FormVersion:
    """The ledger that the reader may write, and a plan that fits it. Raises ForbiddenError, BadRequestError."""
    version = ledger.editable(runtime, connection, viewer, plan.form)
    known = {one.code: one for one in choices(version)}
    named = [column.field for column in plan.columns]
    errors = []
    for field in named:
        one = known.get(field)
        if one is None:
            errors.append(FieldError("columns", "import.no_field", {"field": field[:64]}))
        elif one.closed and field != plan.key:
            errors.append(FieldError("columns", one.closed, {"label": one.label}))
    if len(set(named)) < len(named) or len({column.index for column in plan.columns}) < len(named):
        errors.append(FieldError("columns", "import.twice", {}))
    if not named:
        errors.append(FieldError("columns", "import.no_columns", {}))
    if plan.key and (plan.key not in named or not known[plan.key].key):
        errors.append(FieldError("key", "import.no_key", {}))
    if errors:
        raise BadRequestError("import_columns", tuple(errors))
    return version


def _closed(bound: BoundField) -> str:
    """Why a file cannot fill the field; empty where it can."""
    if bound.type.code == "subtable":
        return "import.closed_rows"
    if bound.type.code in _FILES:
        return "import.closed_files"
    if bound.type.computed:
        return "import.closed_computed"
    return "import.closed_readonly" if bound.field.readonly else ""


def _targets(fields: tuple[Choice, ...]) -> list[Target]:
    """Fields that can be filled first: where two are called the same, a column means the one that can."""
    ordered: list[Any] = sorted(fields, key=lambda one: bool(one.closed))
    return [Target(one.code, (one.label, one.code)) for one in ordered]
