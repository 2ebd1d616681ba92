"""A process used again: its form and flow as drafts under a new name, to be changed and published by themselves."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import Node, ProcessDefinition, ServiceTask
from banjie.forms.form import Field, Form
from banjie.services import publish_form, publish_process
from banjie.services.problems import ConflictError, FieldError, InvalidError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import definitions

Json = dict[str, Any]


def copy(runtime: Runtime, viewer: Viewer, code: str, new: str, name: str) -> None:
    """Make `new`, a copy of the process `code` with a form of its own; both stay drafts.

    Cases, records and versions stay behind. Raises NotFoundError, ConflictError where a form or process has the
    code already, InvalidError without a name.
    """
    if not name.strip():
        raise InvalidError("invalid_form", (FieldError("name", "sheet.flaw.name"),), count=1)
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        if head is None:
            raise NotFoundError("process_not_found", what=code)
        _refuse_taken(connection, new)
        definition = publish_process.drafted(runtime, connection, head)
        form_head = definitions.form_head(connection, definition.form)
        if form_head is None:
            raise NotFoundError("form_not_found", what=definition.form)
        form = _form(publish_form.drafted(runtime, connection, form_head), new, name.strip())
        process = _process(definition, new, name.strip())
        form_id = definitions.create_form(connection, new, form.name, form.kind)
        definitions.save_form_draft(connection, form_id, msgspec.to_builtins(form), 0)
        process_id = definitions.create_process(connection, new, process.name)
        definitions.save_process_draft(connection, process_id, msgspec.to_builtins(process), 0)


def _refuse_taken(connection: Connection, code: str) -> None:
    found = (definitions.form_head(connection, code), definitions.process_head(connection, code))
    if any(one is not None for one in found):
        raise ConflictError("code_taken", name=code)


def _form(form: Form, code: str, name: str) -> Form:
    """The form with fields that have no numbers yet; links to itself lead to the copy."""
    fields = tuple(_field(field, form.code, code) for field in form.fields)
    return msgspec.structs.replace(form, code=code, name=name, fields=fields, next_field_id=1)


def _field(field: Field, old: str, new: str) -> Field:
    settings = {**field.settings, "form": new} if field.settings.get("form") == old else field.settings
    columns = tuple(_field(column, old, new) for column in field.fields)
    return msgspec.structs.replace(field, id=0, replaces=0, settings=settings, fields=columns)


def _process(definition: ProcessDefinition, code: str, name: str) -> ProcessDefinition:
    """The process on the copied form; what it wrote into its own ledger goes into the copy's."""
    nodes = tuple(_node(node, definition.form, code) for node in definition.nodes)
    sheet = {**definition.sheet, "name": name} if definition.sheet else {}
    return msgspec.structs.replace(definition, code=code, name=name, form=code, nodes=nodes, sheet=sheet)


def _node(node: Node, old: str, new: str) -> Node:
    if isinstance(node, ServiceTask) and node.config.get("form") == old:
        return msgspec.structs.replace(node, config={**node.config, "form": new})
    return node
