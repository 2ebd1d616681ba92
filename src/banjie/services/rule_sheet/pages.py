"""The rule sheet of a process: read with its departures, saved, turned into form and flow, published with them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine.definition import ProcessDefinition
from banjie.forms.form import Form
from banjie.services import publish_form, publish_process
from banjie.services.problems import ConflictError, FieldError, InvalidError, NotFoundError
from banjie.services.rule_sheet.departures import Departure, departures
from banjie.services.rule_sheet.derive import derive
from banjie.services.rule_sheet.generate import Words, definition_of, form_of
from banjie.services.rule_sheet.sheet import Sheet, flaws
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import definitions
from banjie.storage.definitions import Head, UnknownDefinitionError
from banjie.storage.records.publish import PublishBusyError

Json = dict[str, Any]
# Worked out here, before threads meet (see `storage.definitions`).
msgspec.json.Decoder(Sheet)


class SheetPage(msgspec.Struct, frozen=True):
    """A process's sheet as it stands; `derived`: nobody wrote it, it was read off form and flow.

    `version` is the process version it belongs to, 0 for the draft of one never published.
    """

    sheet: Sheet
    derived: bool
    departures: tuple[Departure, ...]
    process: str
    form: str
    version: int
    revision: int


def page(runtime: Runtime, viewer: Viewer, code: str, version: int | None = None) -> SheetPage:
    """The sheet of the draft (else of what is published), or of one published version. Administrators only."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        if head is None or (version is not None and not 1 <= version <= head.version):
            raise NotFoundError("process_not_found", what=code)
        if version is None:
            definition = publish_process.drafted(runtime, connection, head)
            form = _form(runtime, connection, definition.form)
        else:
            published = runtime.definitions.process_version(connection, head.id, version)
            definition, form = published.definition, published.form.form
    return _page(head, definition, form, head.version if version is None else version)


def save(
    runtime: Runtime, viewer: Viewer, code: str, document: Json, revision: int, *, generate: bool
) -> SheetPage:
    """Attach a sheet to the process's draft; with `generate` also draw the flow and complete the form from it.

    A process that does not exist yet is made, with a form of the same code. Raises InvalidError with each flaw at
    its place, ConflictError where somebody saved meanwhile or the code is a form's already.
    """
    sheet = _decoded(document)
    words = {name: viewer.words(f"sheet.{name}") for name in ("number", "title", "otherwise")}
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        if head is None:
            form, definition = _made(connection, sheet, code, words)
            process_id = definitions.create_process(connection, code, sheet.name)
        else:
            process_id = head.id
            base = publish_process.drafted(runtime, connection, head)
            form = _form(runtime, connection, base.form)
            if generate:
                form = _completed(runtime, connection, sheet, base.form, words)
                definition = definition_of(sheet, code, base.form, words, base)
            else:
                definition = msgspec.structs.replace(base, sheet=msgspec.to_builtins(sheet))
        draft = msgspec.to_builtins(definition)
        if not definitions.save_process_draft(connection, process_id, draft, revision):
            raise ConflictError("draft_conflict")
        saved = definitions.process_head(connection, code)
        assert saved is not None
    return _page(saved, definition, form, saved.version)


def publish(runtime: Runtime, viewer: Viewer, code: str) -> int:
    """Publish form and process together, both or neither; returns the process's version.

    Both are checked before anything is written. Raises InvalidError with every error, ConflictError where the
    form's table is busy.
    """
    for remaining in range(publish_form.TRIES - 1, -1, -1):
        try:
            with runtime.database.write() as connection:
                require_administrator(runtime, connection, viewer)
                return _publish(runtime, connection, code, viewer.username)
        except PublishBusyError:
            if not remaining:
                raise ConflictError("lost_race") from None
    raise AssertionError("unreachable")


def _publish(runtime: Runtime, connection: Connection, code: str, by: str) -> int:
    head = definitions.process_head(connection, code)
    if head is None:
        raise NotFoundError("process_not_found", what=code)
    definition = publish_process.drafted(runtime, connection, head)
    form_head = definitions.form_head(connection, definition.form)
    if form_head is None:
        raise NotFoundError("form_not_found", what=definition.form)
    form = publish_form.drafted(runtime, connection, form_head)
    checked = publish_form.check_form(runtime, connection, form_head.code, form)
    problems = (
        *publish_form.problems_of(checked.findings),
        *publish_process.problems_of(publish_process.check_with_form(definition, form)),
    )
    if problems:
        raise InvalidError("definition_invalid", problems, count=len(problems))
    if form_head.draft is not None:
        publish_form.publish_form(runtime, connection, form_head.id, form, by)
    return publish_process.publish_definition(runtime, connection, head.id, definition, by)


def _decoded(document: Json) -> Sheet:
    try:
        sheet = msgspec.convert(document, Sheet)
    except msgspec.ValidationError as error:
        where = FieldError("sheet", "problem.invalid_body", {"detail": str(error)})
        raise InvalidError("invalid_body", (where,), detail=str(error)) from None
    if found := tuple(FieldError(f"sheet.{one.where}", one.code, one.params) for one in flaws(sheet)):
        raise InvalidError("invalid_form", found, count=len(found))
    return sheet


def _made(connection: Connection, sheet: Sheet, code: str, words: Words) -> tuple[Form, ProcessDefinition]:
    """The form (kept as a draft) and the process that a new sheet makes."""
    if definitions.form_head(connection, code) is not None:
        raise ConflictError("code_taken", name=code)
    form = form_of(sheet, code, words)
    form_id = definitions.create_form(connection, code, form.name, form.kind)
    definitions.save_form_draft(connection, form_id, msgspec.to_builtins(form), 0)
    return form, definition_of(sheet, code, code, words)


def _completed(runtime: Runtime, connection: Connection, sheet: Sheet, code: str, words: Words) -> Form:
    """The form with what the sheet says; its draft is replaced only where that changes something."""
    head = definitions.form_head(connection, code)
    assert head is not None
    base = publish_form.drafted(runtime, connection, head)
    form = form_of(sheet, code, words, base)
    if form != base and not definitions.save_form_draft(
        connection, head.id, msgspec.to_builtins(form), head.draft_revision
    ):
        raise ConflictError("draft_conflict")
    return form


def _form(runtime: Runtime, connection: Connection, code: str) -> Form:
    head = definitions.form_head(connection, code)
    if head is None:
        raise UnknownDefinitionError("form", code)
    return publish_form.drafted(runtime, connection, head)


def _page(head: Head, definition: ProcessDefinition, form: Form, version: int) -> SheetPage:
    derived = not definition.sheet
    sheet = derive(form, definition) if derived else msgspec.convert(definition.sheet, Sheet)
    return SheetPage(
        sheet=sheet,
        derived=derived,
        departures=() if derived else departures(sheet, form, definition),
        process=head.code,
        form=definition.form,
        version=version,
        revision=head.draft_revision,
    )
