"""业务规则单: a process's three answers, what they generate, and where form and flow have left them."""

from __future__ import annotations

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import (
    FieldProblem,
    KnownCall,
    ProcessDetail,
    RuleSheet,
    RuleSheetInput,
    SheetDeparture,
)
from banjie.api.views.definitions import process_detail
from banjie.services import known_calls, process_pages
from banjie.services.rule_sheet import pages
from banjie.services.viewer import Viewer as Reader


def _view(page: pages.SheetPage, reader: Reader) -> RuleSheet:
    return RuleSheet(
        process=page.process,
        form=page.form,
        version=page.version,
        revision=page.revision,
        sheet=msgspec.to_builtins(page.sheet),
        derived=page.derived,
        enough_elsewhere=page.sheet.enough_elsewhere,
        flaws=[
            FieldProblem(field=one.where, code=one.code, message=reader.words(one.code, **one.params))
            for one in page.flaws
        ],
        departures=[
            SheetDeparture(
                what=one.what,
                of=one.of,
                where=one.where,
                message=reader.words(f"finding.sheet.{one.what}", **one.params),
            )
            for one in page.departures
        ],
    )


@get("/processes/{code:str}/sheet", operation_id="getRuleSheet", sync_to_thread=True)
def get_sheet(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], version: FromQuery[int | None] = None
) -> RuleSheet:
    """The rule sheet of the draft, or of one published version, with where form and flow have left it."""
    return _view(pages.page(runtime, viewer, code, version), viewer)


@put("/processes/{code:str}/sheet", operation_id="saveRuleSheet", sync_to_thread=True)
def put_sheet(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[RuleSheetInput]
) -> RuleSheet:
    """Attach the sheet to the draft; form and flow follow it while nobody worked on them, or with `generate`."""
    page = pages.save(runtime, viewer, code, data.sheet, data.revision, generate=data.generate)
    return _view(page, viewer)


@post(
    "/processes/{code:str}/sheet/publish",
    operation_id="publishRuleSheet",
    status_code=200,
    sync_to_thread=True,
)
def post_publish(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> ProcessDetail:
    """Publish the drafts of form and process together, both or neither."""
    pages.publish(runtime, viewer, code)
    return process_detail(process_pages.page(runtime, viewer, code))


@get("/connectors/{name:str}/calls", operation_id="listKnownCalls", sync_to_thread=True)
def get_calls(runtime: Runtime, viewer: Viewer, name: FromPath[str]) -> list[KnownCall]:
    """Calls over this connection that some process or ready-made app makes already."""
    return [
        KnownCall(name=one.name, process=one.process, connector=one.connector, config=one.config)
        for one in known_calls.of_connection(runtime, viewer, name)
    ]


ROUTES = [get_sheet, put_sheet, post_publish, get_calls]
