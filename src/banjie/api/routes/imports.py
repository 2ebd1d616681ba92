"""Records out of files: templates, what a file seems to mean, looking through and bringing in."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas.imports import (
    Import,
    ImportChoice,
    ImportFault,
    ImportFound,
    ImportInput,
    ImportLook,
    ImportLookInput,
    ImportRow,
)
from banjie.services.imports import plan, records, template


@get("/forms/{code:str}/imports/template", operation_id="getImportTemplate", sync_to_thread=True)
def get_template(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> Response[bytes]:
    """An empty workbook for a ledger kept by hand: its heads, choices to choose from, explanations."""
    name, content = template.for_records(runtime, viewer, code)
    return workbook(viewer.words("import.template_name", name=name), content)


@post("/forms/{code:str}/imports/look", operation_id="lookAtImport", status_code=200, sync_to_thread=True)
def post_look(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[ImportLookInput]
) -> ImportLook:
    """How an uploaded file is understood: where its head is, which column seems to mean which field."""
    found = plan.look(runtime, viewer, code, data.file, data.sheet, data.head)
    return ImportLook(
        name=found.name,
        sheets=list(found.sheets),
        sheet=found.sheet,
        head=found.head,
        rows=found.rows,
        columns=[
            ImportFound(
                index=one.index,
                letter=one.letter,
                label=one.label,
                samples=list(one.samples),
                field=one.field,
                closed=viewer.words(one.closed, label=one.label) if one.closed else "",
            )
            for one in found.columns
        ],
        fields=[
            ImportChoice(
                code=one.code,
                label=one.label,
                type=one.type,
                required=one.required,
                key=one.key,
                closed=viewer.words(one.closed, label=one.label) if one.closed else "",
            )
            for one in found.fields
        ],
    )


@post("/forms/{code:str}/imports", operation_id="startImport", status_code=202, sync_to_thread=True)
def post_import(runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[ImportInput]) -> Import:
    """Look through a file (`check`) or bring its records in, in the background; `GET /imports/{id}` says how far."""
    columns = tuple(plan.Column(one.index, one.field) for one in data.columns)
    wanted = plan.Plan(code, data.file, columns, data.sheet, data.head, data.key, data.skip, data.check)
    return _view(records.ask(runtime, viewer, wanted))


@get("/imports/{identifier:str}", operation_id="getImport", sync_to_thread=True)
def get_state(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> Import:
    """How far an import of mine is, and what came of it; for seven days."""
    return _view(records.see(runtime, viewer, identifier))


def workbook(name: str, content: bytes) -> Response[bytes]:
    """An Excel file as an attachment."""
    return Response(
        content,
        media_type=records.XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"},
    )


def _view(found: records.Import) -> Import:
    return Import(
        id=found.id,
        state=found.state,
        check=found.check,
        done=found.done,
        total=found.total,
        new=found.new,
        changed=found.changed,
        same=found.same,
        faulty=found.faulty,
        faults=[msgspec.convert(msgspec.to_builtins(one), ImportFault) for one in found.faults],
        rows=[msgspec.convert(msgspec.to_builtins(one), ImportRow) for one in found.rows],
        wrote=found.wrote,
        address=f"/api/v1/files/{found.file}" if found.file else None,
        error=found.error,
    )


ROUTES = [get_template, post_look, post_import, get_state]
