"""What a saved view shows its records as beside the grid: a board, a calendar, a gallery.

Each kind names fields of the form. A view that cannot be shown is refused when it is saved, at the setting that
is wrong; a field that goes later leaves the view as it is, and the page says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from banjie.forms.compiled import compile_form
from banjie.forms.form import Form
from banjie.forms.registry import BoundField
from banjie.services.problems import FieldError
from banjie.storage.keyset import SORTABLE

Kind = Literal["grid", "kanban", "calendar", "gallery"]
Code = Annotated[str, msgspec.Meta(max_length=64)]
CardFields = Annotated[list[Code], msgspec.Meta(max_length=8)]

LANES = frozenset({"select", "person", "department", "boolean"})
DAYS = frozenset({"date", "datetime"})
PICTURES = frozenset({"image", "attachment"})
SYSTEM_DAYS = frozenset({"created_at", "updated_at"})
SYSTEM = SYSTEM_DAYS | {"created_by"}


class Kanban(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column for each value of `by`; `card`: the fields on a card; `sum`: what a column's head adds up."""

    by: Code
    card: CardFields = []
    sum: Code = ""


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records on the day of `start`, or with `end` from the one to the other."""

    start: Code
    end: Code = ""
    span: Literal["month", "week"] = "month"


class Gallery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A card each, with the first picture of the field `picture` where there is one."""

    picture: Code = ""
    card: CardFields = []


def errors_of(
    form: Form, kind: Kind, kanban: Kanban | None, calendar: Calendar | None, gallery: Gallery | None
) -> list[FieldError]:
    """What of the kind's settings does not fit the form, each at its place; of other kinds' nothing."""
    found = _Finder(form)
    if kind == "kanban":
        return (
            [FieldError("settings.kanban", "problem.view_kind")] if kanban is None else found.kanban(kanban)
        )
    if kind == "calendar":
        if calendar is None:
            return [FieldError("settings.calendar", "problem.view_kind")]
        return found.calendar(calendar)
    return found.gallery(gallery) if kind == "gallery" and gallery is not None else []


class _Finder:
    def __init__(self, form: Form) -> None:
        self._fields: Mapping[str, BoundField] = compile_form(form).fields

    def kanban(self, given: Kanban) -> list[FieldError]:
        errors = self._one("settings.kanban.by", given.by, LANES, "view_lane_field", ("created_by",))
        bound = self._fields.get(given.by)
        if not errors and bound is not None and bound.column.kind not in SORTABLE:
            errors = [FieldError("settings.kanban.by", "problem.view_lane_field")]  # several people at once
        if given.sum:
            summed = self._fields.get(given.sum)
            if summed is None:
                errors.append(_unknown("settings.kanban.sum", given.sum))
            elif summed.column.kind not in ("integer", "decimal"):
                errors.append(FieldError("settings.kanban.sum", "problem.view_sum_field"))
        return errors + self._cards("settings.kanban.card", given.card)

    def calendar(self, given: Calendar) -> list[FieldError]:
        errors = self._one("settings.calendar.start", given.start, DAYS, "view_day_field", SYSTEM_DAYS)
        if given.end:
            errors += self._one("settings.calendar.end", given.end, DAYS, "view_day_field", SYSTEM_DAYS)
            if not errors and self._type(given.start) != self._type(given.end):
                errors.append(FieldError("settings.calendar.end", "problem.view_day_pair"))
        return errors

    def gallery(self, given: Gallery) -> list[FieldError]:
        errors: list[FieldError] = []
        if given.picture:
            errors = self._one("settings.gallery.picture", given.picture, PICTURES, "view_picture_field", ())
        return errors + self._cards("settings.gallery.card", given.card)

    def _type(self, code: str) -> str:
        bound = self._fields.get(code)
        return "datetime" if bound is None else bound.column.kind

    def _one(
        self,
        place: str,
        code: str,
        types: frozenset[str],
        wrong: str,
        system: frozenset[str] | tuple[str, ...],
    ) -> list[FieldError]:
        bound = self._fields.get(code)
        if bound is None:
            return [] if code in system else [_unknown(place, code)]
        if bound.type.code in types or (
            bound.type.code in ("formula", "lookup") and bound.column.kind in types
        ):
            return []
        return [FieldError(place, f"problem.{wrong}")]

    def _cards(self, place: str, codes: list[str]) -> list[FieldError]:
        return [
            _unknown(f"{place}[{index}]", code)
            for index, code in enumerate(codes)
            if code not in self._fields and code not in SYSTEM
        ]


def _unknown(place: str, code: str) -> FieldError:
    return FieldError(place, "problem.view_unknown_field", {"field": code})
