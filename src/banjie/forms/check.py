"""Whether a form's definition is sound: what publishing refuses, said with the place and what to do.

Findings are codes with parameters; the words are in the catalogue. Nothing is changed and nothing raises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from banjie.feel import FeelSyntaxError, compile_expression
from banjie.feel.names import is_plain
from banjie.forms.changes import compare
from banjie.forms.compiled import compile_form
from banjie.forms.dependencies import graph, order
from banjie.forms.fields.formula import FormulaSettings
from banjie.forms.fields.link import LinkSettings
from banjie.forms.fields.lookup import LookupSettings
from banjie.forms.form import Field, Form
from banjie.forms.registry import BadField, BoundField, bind

MAX_FIELDS = 300
MAX_CODE = 64
MAX_LABEL = 100
RESERVED = frozenset(
    {"id", "revision", "case_status", "instance_id", "created_by", "created_at", "updated_at", "user",
     "record_id", "position", "item", "partial"}
)  # fmt: skip
"""Codes that mean something else in rows, filters or expressions."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is the field's path, `rules[0]`, or empty for the whole form; `position` counts into the FEEL text."""

    code: str
    where: str
    severity: Literal["error", "warning"] = "error"
    params: dict[str, Any] = field(default_factory=dict)
    position: int | None = None


def check(form: Form, forms: Mapping[str, Form] | None = None, previous: Form | None = None) -> list[Finding]:
    """Every finding, errors and warnings. `forms` are the others by code (None: links are not checked).

    With the version published before, changes of type that would strand its values are found too.
    """
    found = list(_form(form))
    if previous is not None:
        found += [
            Finding("form.check.refused_change", change.where, params=change.params)
            for change in compare(form, previous)
            if change.kind == "refused"
        ]
    found += _fields(form, forms)
    found += _expressions(form)
    return found


def _form(form: Form) -> Iterator[Finding]:
    if not form.fields:
        yield Finding("form.check.empty", "")
    if not form.name.strip() or len(form.name) > MAX_LABEL:
        yield Finding("form.check.name", "")
    count = sum(1 + len(one.fields) for one in form.fields)
    if count > MAX_FIELDS:
        yield Finding("form.check.too_many_fields", "", params={"count": count, "max": MAX_FIELDS})
    codes = {one.code for one in form.fields}
    for index, section in enumerate(form.sections):
        for code in section.fields:
            if code not in codes:
                yield Finding("form.check.unknown_field", f"sections[{index}]", params={"field": code})
    for index, rule in enumerate(form.rules):
        if rule.field not in codes:
            yield Finding("form.check.unknown_field", f"rules[{index}]", params={"field": rule.field})
        if not rule.message.strip():
            yield Finding("form.check.no_message", f"rules[{index}]")
    for code in form.columns:
        if code not in codes and code not in RESERVED:
            yield Finding("form.check.unknown_field", "columns", "warning", {"field": code})


def _fields(form: Form, forms: Mapping[str, Form] | None) -> Iterator[Finding]:
    yield from _codes(form.fields, "")
    for one in form.fields:
        yield from _field(one, one.code, form.fields, form, forms)
        if one.type != "subtable":
            if one.fields:
                yield Finding("form.check.fields_outside_subtable", one.code)
            continue
        if not one.fields:
            yield Finding("form.check.empty_subtable", one.code)
        yield from _codes(one.fields, f"{one.code}.")
        for inner in one.fields:
            where = f"{one.code}.{inner.code}"
            if inner.type in ("subtable", "serial"):
                yield Finding("form.check.not_in_subtable", where, params={"type": inner.type})
            yield from _field(inner, where, one.fields, form, forms)


def _codes(fields: tuple[Field, ...], path: str) -> Iterator[Finding]:
    for code, count in Counter(one.code for one in fields).items():
        where = path + code
        if count > 1:
            yield Finding("form.check.duplicate_code", where, params={"field": code})
        if code in RESERVED:
            yield Finding("form.check.reserved_code", where, params={"field": code})
        elif not is_plain(code) or len(code) > MAX_CODE:
            yield Finding("form.check.bad_code", where, params={"field": code})
    for label, count in Counter(one.label.strip() for one in fields).items():
        if count > 1:
            yield Finding("form.check.duplicate_label", path, "warning", {"label": label})


def _field(
    one: Field, where: str, beside: tuple[Field, ...], form: Form, forms: Mapping[str, Form] | None
) -> Iterator[Finding]:
    if not one.label.strip() or len(one.label) > MAX_LABEL:
        yield Finding("form.check.label", where)
    try:
        bound = bind(one)
    except BadField as error:
        yield Finding(error.code, where, params={"type": one.type, "detail": error.detail})
        return
    for code in bound.type.problems(bound.settings):
        yield Finding(code, where, params={"label": one.label})
    if bound.type.computed and one.required:
        yield Finding("form.check.computed_required", where, "warning", {"label": one.label})
    yield from _links(bound, where, beside, form, forms)


def _links(
    bound: BoundField,
    where: str,
    beside: tuple[Field, ...],
    form: Form,
    forms: Mapping[str, Form] | None,
) -> Iterator[Finding]:
    by_code = {one.code: one for one in beside}
    settings = bound.settings
    target = ""
    wanted: list[str] = []
    if isinstance(settings, LinkSettings):
        target, wanted = settings.form, list(settings.fill.values())
        for code in settings.fill:
            if code not in by_code:
                yield Finding("form.check.unknown_field", where, params={"field": code})
    elif isinstance(settings, LookupSettings):
        link = by_code.get(settings.link)
        if link is None or link.type != "link":
            yield Finding("form.check.lookup_without_link", where, params={"field": settings.link})
            return
        target, wanted = str(link.settings.get("form", "")), [settings.field]
    if not target or forms is None:
        return
    linked = form if target == form.code else forms.get(target)
    if linked is None:
        yield Finding("form.check.unknown_form", where, params={"form": target})
        return
    codes = {one.code for one in linked.fields}
    for code in wanted:
        if code not in codes:
            yield Finding(
                "form.check.unknown_linked_field", where, params={"field": code, "form": linked.name}
            )


def _expressions(form: Form) -> Iterator[Finding]:
    top = {one.code for one in form.fields} | {"user", "id"}
    yield from _expression(form.title, "title", top)
    for index, rule in enumerate(form.rules):
        yield from _expression(rule.check, f"rules[{index}]", top)
    for one in form.fields:
        yield from _of_field(one, one.code, top)
        inside = top | {inner.code for inner in one.fields}
        for inner in one.fields:
            yield from _of_field(inner, f"{one.code}.{inner.code}", inside)
    compiled = compile_form(form)
    _, cycle = order(graph(compiled.fields, compiled.columns))
    if cycle:
        yield Finding("form.check.cycle", cycle[0], params={"cycle": " → ".join(cycle)})


def _of_field(one: Field, where: str, names: set[str]) -> Iterator[Finding]:
    for text in (one.default, one.visible_when, one.required_when, one.check):
        yield from _expression(text, where, names)
    try:
        settings = bind(one).settings
    except BadField:
        return
    if isinstance(settings, FormulaSettings):
        yield from _expression(settings.expression, where, names)
    if one.check.strip() and not one.check_message.strip():
        yield Finding("form.check.no_message", where, "warning")


def _expression(text: str, where: str, names: set[str]) -> Iterator[Finding]:
    if not text.strip():
        return
    try:
        expression = compile_expression(text, sorted(names))
    except FeelSyntaxError as error:
        params = {
            **error.params,
            "expression": text,
            "detail": error.message,
            "reason": error.code,
            "line": error.line,
            "column": error.column,
        }
        yield Finding("form.check.syntax", where, params=params, position=error.position)
        return
    for name in sorted(expression.references - names):
        position = max(text.find(name), 0)
        yield Finding(
            "form.check.unknown_name", where, params={"name": name, "expression": text}, position=position
        )
