"""A form as data: fields with their settings, rules over several fields, and how its ledger looks.

`settings` of a field are opaque here; its type's module in `fields/` owns and decodes them.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Json = dict[str, Any]


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of every part of a form: immutable, and strict about unknown keys."""


class Field(Part, frozen=True):
    """One field. `code` is its key in `values` (may be Chinese), `id` its stable number within the form.

    `id` 0 means not given yet; publishing gives it, renames keep it, the column is `f_<id>`.
    `required_when`, `visible_when`, `default` and `check` are FEEL over the form's values; `check` must not
    be false for a value that is there, `check_message` says what is wrong (the form owner's words).
    `fields` are the columns of a subtable. `replaces` is the number of the field whose values this one took
    over when the way of storing them changed (0: none); publishing sets it.
    """

    code: str
    label: str
    type: str
    id: int = 0
    replaces: int = 0
    required: bool = False
    required_when: str = ""
    visible_when: str = ""
    readonly: bool = False
    default: str = ""
    check: str = ""
    check_message: str = ""
    help: str = ""
    placeholder: str = ""
    width: Literal["full", "half", "third"] = "full"
    settings: Json = {}
    fields: tuple[Field, ...] = ()


class Rule(Part, frozen=True):
    """A rule over several fields: where `check` is false, `message` appears at `field`."""

    check: str
    message: str
    field: str


class Section(Part, frozen=True):
    """A titled group of fields, by code; fields in no section come first, without a title."""

    title: str
    fields: tuple[str, ...]


class Form(Part, frozen=True):
    """One version of a form.

    `kind`: `process` (its records come from cases) or `ledger` (records kept by hand, master data).
    `title` is FEEL giving a record's short text (for links and lists). `columns` are the codes the grid
    shows first. `viewers` and `editors` are opaque assignment policies: who may see or change the ledger
    (empty: administrators, and for process forms the people who take part).
    """

    code: str
    name: str
    fields: tuple[Field, ...]
    kind: Literal["process", "ledger"] = "process"
    title: str = ""
    description: str = ""
    icon: str = ""
    sections: tuple[Section, ...] = ()
    rules: tuple[Rule, ...] = ()
    columns: tuple[str, ...] = ()
    viewers: tuple[Json, ...] = ()
    editors: tuple[Json, ...] = ()
    next_field_id: int = 1
