"""Ledgers as files: short ones at once, long ones in the background."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode

from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.routes.records import names_of, sort_of
from banjie.api.schemas import Export, ExportInput
from banjie.services import exports
from banjie.services.ledger_files import Wanted

MOST = 100_000
"""Records that are written while the caller waits."""


@get("/forms/{code:str}/records/export", operation_id="exportRecords", sync_to_thread=True)
def get_export(
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    format: FromQuery[str] = "xlsx",  # noqa: A002 - the contract's name
    filter: FromQuery[str] = "",  # noqa: A002
    sort: FromQuery[str] = "-id",
    q: FromQuery[str] = "",
    fields: FromQuery[str] = "",
) -> Response[bytes]:
    """The filtered ledger as Excel or CSV, as an attachment. `fields`: the columns, comma-separated."""
    wanted = Wanted(
        form=code,
        format="csv" if format == "csv" else "xlsx",
        filter=filter,
        sort=sort_of(sort),
        search=q,
        fields=names_of(fields),
    )
    with TemporaryDirectory(prefix="banjie-export-") as folder:
        target = Path(folder) / "ledger"
        made = exports.at_once(runtime, viewer, wanted, target, MOST)
        content = target.read_bytes()
    name = f"{quote(made.name)}.{wanted.format}"
    return Response(
        content,
        media_type=exports.MEDIA[wanted.format],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@post(
    "/forms/{code:str}/exports",
    operation_id="startExport",
    status_code=202,
    responses={
        200: ResponseSpec(Export, description="Short enough to be had at once", generate_examples=False)
    },
    sync_to_thread=True,
)
def post_export(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[ExportInput]
) -> Response[Export]:
    """Export a ledger. Up to 5,000 records the answer (200) says where the file is to be had; above that it is
    made in the background (202), and a notice says when it is done."""
    wanted = Wanted(
        form=code,
        format=data.format,
        filter=data.filter,
        sort=sort_of(data.sort),
        search=data.q,
        fields=tuple(data.fields),
    )
    found = exports.ask(runtime, viewer, wanted)
    if found.id is not None:
        return Response(_view(found), status_code=202)
    return Response(_view(found, _direct(code, data)), status_code=200)


@get("/exports/{identifier:str}", operation_id="getExport", sync_to_thread=True)
def get_state(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> Export:
    """How far an export of mine is, and where its file is; for seven days."""
    return _view(exports.look(runtime, viewer, identifier))


def _view(found: exports.Export, address: str | None = None) -> Export:
    return Export(
        id=found.id,
        state=found.state,
        rows=found.rows,
        address=f"/api/v1/files/{found.file}" if found.file else address,
        error=found.error,
    )


def _direct(code: str, data: ExportInput) -> str:
    given = {
        "format": data.format,
        "filter": data.filter,
        "sort": data.sort,
        "q": data.q,
        "fields": ",".join(data.fields),
    }
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/api/v1/forms/{quote(code, safe='')}/records/export?{query}"


ROUTES = [get_export, post_export, get_state]
