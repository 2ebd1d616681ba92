"""A form that is still being designed, tried: its state for given values, and one expression of it.

Only administrators, only the draft, and nothing is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from banjie.feel import FeelError, FeelSyntaxError, compile_expression
from banjie.forms.feel_values import feel_context
from banjie.forms.field_error import Access
from banjie.forms.form import Form
from banjie.forms.state import FormState
from banjie.services import form_data, publish_form
from banjie.services.form_pages import Evaluated
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage.definitions import FormVersion

Json = dict[str, Any]
Kind = Literal["null", "boolean", "text"]
MOST_SHOWN = 300


class Tried(msgspec.Struct, frozen=True):
    """What an expression gives for the values, or the message (`code` with `params`) and place of its fault."""

    kind: Kind = "null"
    text: str = ""
    code: str | None = None
    params: dict[str, str] = {}
    position: int | None = None


def evaluate(
    runtime: Runtime,
    viewer: Viewer,
    code: str,
    definition: Json | None,
    values: Json,
    *,
    changed: str | None,
    access: Mapping[str, Access] | None,
) -> Evaluated:
    """The state of the draft, as the form's own page would ask for it."""
    with runtime.database.read() as connection:
        version = _draft(runtime, connection, viewer, code, definition)
        state = _state(runtime, connection, viewer, version, values, changed)
        if access is not None:  # what was filled in counts as stored: a step may only read much of it
            stored = _numbered(state.values)
            given = _numbered(values)
            state = _state(runtime, connection, viewer, version, given, changed, access, stored)
        directory = runtime.directory.get(connection)
        shown, display = form_data.shown(
            runtime,
            connection,
            version,
            state.values,
            dict.fromkeys(state.hidden, "hidden"),
            viewer.locale,
            directory,
        )
    return Evaluated(state, shown, display)


def expression(
    runtime: Runtime,
    viewer: Viewer,
    code: str,
    definition: Json | None,
    text: str,
    table: str,
    values: Json,
) -> Tried:
    """An expression of the draft with the values; in a subtable as its first row sees it."""
    with runtime.database.read() as connection:
        version = _draft(runtime, connection, viewer, code, definition)
        names = _names(version.form, table)
        try:
            compiled = compile_expression(text, sorted(names))
        except FeelSyntaxError as error:
            return Tried(code=f"form.syntax.{error.code}", params=error.params, position=error.position)
        for name in sorted(compiled.references - names):
            found = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text)
            place = found.start() if found else 0
            return Tried(code="form.syntax.unknown_name", params={"name": name}, position=place)
        state = _state(runtime, connection, viewer, version, values)
        links = form_data.links_for(runtime, connection, version.form, state.values)
        user = _user(runtime, connection, viewer)
    context = feel_context(version.form, state.values, links) | {"user": user}
    rows = context.get(table) if table else None
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    try:
        value = compiled.evaluate(context | row, now=runtime.clock().astimezone(runtime.zone))
    except FeelError:
        return Tried(code="form.syntax.too_costly", position=0)
    if value is None:
        return Tried()
    return Tried(kind="boolean" if isinstance(value, bool) else "text", text=_text(value))


def _draft(
    runtime: Runtime, connection: Connection, viewer: Viewer, code: str, definition: Json | None
) -> FormVersion:
    require_administrator(runtime, connection, viewer)
    head, form = publish_form.given(runtime, connection, code, definition)
    return FormVersion(head.id, head.version, form)


def _numbered(values: Json) -> Json:
    """Rows get the number that stored ones have: what may only be read stays by it."""
    return {
        code: (
            [{**row, "id": at} if isinstance(row, dict) else row for at, row in enumerate(value, 1)]
            if isinstance(value, list)
            else value
        )
        for code, value in values.items()
    }


def _names(form: Form, table: str) -> set[str]:
    names = {one.code for one in form.fields} | {"user", "id"}
    inside = next((one.fields for one in form.fields if table and one.code == table), ())
    return names | {one.code for one in inside}


def _user(runtime: Runtime, connection: Connection, viewer: Viewer) -> Json:
    person = runtime.directory.get(connection).person(viewer.username)
    return {"username": viewer.username, "name": person.name if person else viewer.username}


def _state(
    runtime: Runtime,
    connection: Connection,
    viewer: Viewer,
    version: FormVersion,
    values: Json,
    changed: str | None = None,
    access: Mapping[str, Access] | None = None,
    previous: Json | None = None,
) -> FormState:
    return form_data.evaluate(
        runtime,
        connection,
        version,
        values,
        now=runtime.clock(),
        mode="submit",
        access=access,
        previous=previous,
        changed=changed,
        user=_user(runtime, connection, viewer),
    )


def _text(value: object) -> str:
    """A value in short, as people read it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _text(value.get("title") or value.get("name") or value.get("id") or "")
    if isinstance(value, list | tuple):
        return "、".join(_text(item) for item in value[:20])[:MOST_SHOWN]
    return (f"{value.normalize():f}" if isinstance(value, Decimal) else str(value))[:MOST_SHOWN]
