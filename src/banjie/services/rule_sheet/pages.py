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
from banjie.services.rule_sheet.generate import Words, attached, definition_of, form_of, is_as_drawn, redrawn
from banjie.services.rule_sheet.sheet import Flaw, Sheet, flaws, whole
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
    flaws: tuple[Flaw, ...]
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
        if head is None or (version is not None and not _published(connection, head, version)):
            raise NotFoundError("process_not_found", what=code)
        if version is None:
            definition = publish_process.drafted(runtime, connection, head)
            form = _form(runtime, connection, definition.form)
        else:
            published = runtime.definitions.process_version(connection, head.id, version)
            definition, form = published.definition, published.form.form
    return _page(head, definition, form, head.latest if version is None else version)


def _published(connection: Connection, head: Head, version: int) -> bool:
    return definitions.process_document(connection, head.id, version) is not None


def save(
    runtime: Runtime, viewer: Viewer, code: str, document: Json, revision: int, *, generate: bool
) -> SheetPage:
    """Attach a sheet to the process's draft. Form and flow follow it as long as nobody worked on them by hand;
    with `generate` the flow is drawn anew in any case.

    Unfinished parts are kept and told as `flaws`, nothing is generated from them. A process that does not exist
    yet is made, with a form of the same code. Raises InvalidError for what is no sheet, ConflictError where
    somebody saved meanwhile or the code is a form's already.
    """
    sheet = _decoded(document)
    words = {name: viewer.words(f"sheet.{name}") for name in ("number", "title", "otherwise")}
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        head = definitions.process_head(connection, code)
        if head is None:
            form, drawn = _made(connection, whole(sheet), code, words)
            process_id = definitions.create_process(connection, code, sheet.name)
        else:
            process_id = head.id
            base = publish_process.drafted(runtime, connection, head)
            form, drawn = _followed(runtime, connection, base, whole(sheet), words, generate)
        definition = attached(drawn, sheet)
        if not definitions.save_process_draft(
            connection, process_id, msgspec.to_builtins(definition), revision
        ):
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
                return _publish(runtime, connection, viewer, code)
        except PublishBusyError:
            if not remaining:
                raise ConflictError("lost_race") from None
    raise AssertionError("unreachable")


def _publish(runtime: Runtime, connection: Connection, viewer: Viewer, code: str) -> int:
    head = definitions.process_head(connection, code)
    if head is None:
        raise NotFoundError("process_not_found", what=code)
    definition = publish_process.drafted(runtime, connection, head)
    form_head = definitions.form_head(connection, definition.form)
    if form_head is None:
        raise NotFoundError("form_not_found", what=definition.form)
    form = publish_form.drafted(runtime, connection, form_head)
    checked = publish_form.check_form(runtime, connection, form_head.code, form)
    unfinished = flaws(msgspec.convert(definition.sheet, Sheet)) if definition.sheet else ()
    problems = (
        *(FieldError(f"sheet.{one.where}", one.code, one.params) for one in unfinished),
        *publish_form.problems_of(checked.findings),
        *publish_process.problems_of(publish_process.check_with_form(definition, form)),
    )
    if problems:
        raise InvalidError("definition_invalid", problems, count=len(problems))
    if form_head.draft is not None:
        made = publish_form.publish_form(runtime, connection, form_head.id, form, viewer.username)
        publish_form.noted(runtime, connection, viewer, form, made)
    version = publish_process.publish_definition(runtime, connection, head.id, definition, viewer.username)
    publish_process.noted(runtime, connection, viewer, definition, version)
    return version


def _decoded(document: Json) -> Sheet:
    try:
        sheet = msgspec.convert(document, Sheet)
    except msgspec.ValidationError as error:
        where = FieldError("sheet", "problem.invalid_body", {"detail": str(error)})
        raise InvalidError("invalid_body", (where,), detail=str(error)) from None
    if not sheet.name.strip():
        raise InvalidError("invalid_form", (FieldError("name", "sheet.flaw.name"),), count=1)
    return sheet


def _made(connection: Connection, sheet: Sheet, code: str, words: Words) -> tuple[Form, ProcessDefinition]:
    """The form (kept as a draft) and the process that a new sheet makes."""
    if definitions.form_head(connection, code) is not None:
        raise ConflictError("code_taken", name=code)
    form = form_of(sheet, code, words)
    form_id = definitions.create_form(connection, code, form.name, form.kind)
    definitions.save_form_draft(connection, form_id, msgspec.to_builtins(form), 0)
    return form, definition_of(sheet, code, code, words)


def _followed(
    runtime: Runtime,
    connection: Connection,
    base: ProcessDefinition,
    sheet: Sheet,
    words: Words,
    generate: bool,
) -> tuple[Form, ProcessDefinition]:
    """Form and flow after the sheet changed; the form's draft is replaced only where that changes something."""
    head = definitions.form_head(connection, base.form)
    if head is None:
        raise UnknownDefinitionError("form", base.form)
    form = publish_form.drafted(runtime, connection, head)
    before = whole(msgspec.convert(base.sheet, Sheet)) if base.sheet else None
    follows = before is not None and is_as_drawn(base, before, words)
    if not (generate or follows):
        return form, base
    changed = redrawn(sheet, before, form, words) if before else form_of(sheet, base.form, words, form)
    if changed != form and not definitions.save_form_draft(
        connection, head.id, msgspec.to_builtins(changed), head.draft_revision
    ):
        raise ConflictError("draft_conflict")
    return changed, definition_of(sheet, base.code, base.form, words, base)


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
        flaws=() if derived else tuple(flaws(sheet)),
        departures=() if derived else departures(whole(sheet), form, definition),
        process=head.code,
        form=definition.form,
        version=version,
        revision=head.draft_revision,
    )
