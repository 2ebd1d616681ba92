"""What a path of fields is called: `equipment.keeper` is 设备 › 保管人, through links and into line items."""

from __future__ import annotations

from sqlalchemy import Connection

from banjie.forms.form import Field, Form
from banjie.services.runtime import Runtime
from banjie.storage.definitions import UnknownDefinitionError


def path_label(runtime: Runtime, connection: Connection, form: Form, path: str) -> str:
    """The labels of a path, outermost first; a part that nobody knows stays as it is written."""
    fields: tuple[Field, ...] = form.fields
    labels: list[str] = []
    for code in path.split("."):
        found = next((field for field in fields if field.code == code), None)
        labels.append(found.label if found else code)
        fields = _behind(runtime, connection, found) if found else ()
    return " › ".join(labels)


def _behind(runtime: Runtime, connection: Connection, field: Field) -> tuple[Field, ...]:
    if field.fields:
        return field.fields
    linked = field.settings.get("form")
    try:
        return runtime.definitions.form(connection, str(linked)).form.fields if linked else ()
    except UnknownDefinitionError:
        return ()
