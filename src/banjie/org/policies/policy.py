"""What every policy is: settings decoded from JSON, and `find`, which yields people with reasons.

A policy yields whom its rule names, even when they have left: replacing leavers, substitution and exclusion
come after (`assignment.py`), the same for all. It never fails for a wrong organisation; it finds nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from banjie.org.directory import Directory
from banjie.org.request import Found, Reason, Request, texts_at


class Policy(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True, omit_defaults=True):
    """Base of all policies; `kind` in the JSON chooses the class."""

    def find(self, directory: Directory, request: Request) -> Iterable[Found]:
        raise NotImplementedError


class FieldOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`{"field": "items.person"}`: whoever that field of the form names."""

    field: str


Of = Literal["applicant"] | FieldOf


def people_of(of: Of, directory: Directory, request: Request) -> tuple[str, ...]:
    """The usernames that `of` names; unknown ones left out."""
    if isinstance(of, FieldOf):
        return tuple(name for name in texts_at(request.values, of.field) if name in directory.people)
    return (request.applicant,) if request.applicant in directory.people else ()


def departments_of(of: Of, directory: Directory, request: Request) -> tuple[str, ...]:
    """The department codes that `of` names: a department field's values, or where the named people work."""
    if isinstance(of, FieldOf):
        named = texts_at(request.values, of.field)
        codes = (name if name in directory.departments else _place(directory, name) for name in named)
    else:
        codes = (code for code in (_place(directory, request.applicant),))
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _place(directory: Directory, username: str) -> str | None:
    department = directory.department_of(username)
    return department.code if department else None


def head_of(directory: Directory, code: str, rule: str = "department_head") -> Found | None:
    """The head of a department, or of the nearest one above it that has a head."""
    department = directory.headed(code)
    if department is None or department.head is None:
        return None
    params = {"department": department.name, "path": directory.path(department.code)}
    if department.code != code:
        return Found(department.head, Reason(f"{rule}_above", params | {"below": directory.path(code)}))
    return Found(department.head, Reason(rule, params))


def present(directory: Directory, usernames: Iterable[str]) -> tuple[str, ...]:
    """The active ones of a group; where none is, all of it, so that somebody can be found in their place."""
    everybody = tuple(usernames)
    return tuple(name for name in everybody if directory.is_active(name)) or everybody
