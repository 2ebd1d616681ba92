"""The gallery of ready-made apps; apps as files (administrators)."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote

from litestar import Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas.templates import AdoptInput, AdoptResult, AppReport, TemplateDetail, TemplateSummary
from banjie.api.views import templates as views
from banjie.services import app_import, templates
from banjie.services.problems import InvalidError


@get("/templates", operation_id="listTemplates", sync_to_thread=True)
def get_templates(runtime: Runtime, viewer: Viewer) -> list[TemplateSummary]:
    """The ready-made apps, by category, and which of them are here."""
    return [views.summary(card) for card in templates.listed(runtime, viewer)]


@get("/templates/{code:str}", operation_id="getTemplate", sync_to_thread=True)
def get_template(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> TemplateDetail:
    """A ready-made app: its form with a sample, its flow, what lands where, whom it asks."""
    return views.detail(templates.detail(runtime, viewer, code), viewer)


@post("/templates/{code:str}/try", operation_id="tryTemplate", status_code=200, sync_to_thread=True)
def post_try(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> AdoptResult:
    """Bring it in for me alone, with sample records; `data` is what a first request may begin with."""
    return views.adopted(templates.try_(runtime, viewer, code))


@delete("/templates/{code:str}/try", operation_id="endTrial", sync_to_thread=True)
def delete_try(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> None:
    """Take a trial away again, as long as nothing was started in it."""
    templates.end_trial(runtime, viewer, code)


@post("/templates/{code:str}/adopt", operation_id="adoptTemplate", status_code=200, sync_to_thread=True)
def post_adopt(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[AdoptInput]
) -> AdoptResult:
    """Bring it into the company, without sample records, and give its roles to people."""
    chosen = {role: tuple(users) for role, users in data.roles.items()}
    return views.adopted(templates.adopt(runtime, viewer, code, chosen, leave_out=data.leave_out))


@get("/apps/{code:str}/export", operation_id="exportApp", sync_to_thread=True)
def get_app(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> Response[bytes]:
    """An app (or a process or form with what it needs) as a zip of readable files, without secrets."""
    name, content = app_import.export(runtime, viewer, code)
    return Response(
        content,
        media_type="application/zip",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.zip"},
    )


@post("/apps/import", operation_id="importApp", status_code=200)
async def post_app(
    runtime: Runtime,
    viewer: Viewer,
    data: Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
    dry: FromQuery[bool] = False,
) -> AppReport:
    """Bring in an app from a zip, the multipart part `file`; `dry=true` only says what would come of it."""
    part = data.get("file")
    if not isinstance(part, UploadFile):
        raise InvalidError("invalid_body", detail="file")
    content = await part.read()
    return views.report(
        await asyncio.to_thread(app_import.bring_in, runtime, viewer, content, dry=dry), viewer
    )


ROUTES = [get_templates, get_template, post_try, delete_try, post_adopt, get_app, post_app]
