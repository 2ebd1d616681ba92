"""Cases: start, list, read, change a draft, and the commands on a case."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, patch, post
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import case_input, revision_of
from banjie.api.paging import limited, sort_names
from banjie.api.schemas import DraftPatch, Instance, InstanceCommandInput, InstancePage, StartInput
from banjie.api.views.case import instance_view
from banjie.api.views.instances import instance_page
from banjie.services import act, lists, submit
from banjie.services.read_case import read_case
from banjie.services.waiting import wait_for_lookups
from banjie.storage.case_lists import Role

MAX_WAIT = 30.0


def _shown(runtime: Runtime, viewer: Viewer, identifier: str) -> Instance:
    return instance_view(read_case(runtime, viewer, identifier))


@post("/instances", operation_id="startInstance", sync_to_thread=True)
def post_instance(
    runtime: Runtime,
    viewer: Viewer,
    data: JSONBody[StartInput],
    prefer: Annotated[str | None, HeaderParameter(name="Prefer", required=False)] = None,
) -> Instance:
    """Start a case; `submit: false` keeps a draft. `Prefer: wait=10` waits for outside lookups."""
    identifier = submit.start(runtime, viewer, data.process, data.data, data.choices, submit=data.submit)
    seconds = _wait(prefer)
    if seconds:
        wait_for_lookups(runtime, identifier, seconds)
    return _shown(runtime, viewer, identifier)


def _wait(prefer: str | None) -> float:
    for part in (prefer or "").split(","):
        name, _, value = part.strip().partition("=")
        if name == "wait" and value.isdigit():
            return min(float(value), MAX_WAIT)
    return 0.0


@get("/instances", operation_id="listInstances", sync_to_thread=True)
def get_instances(
    runtime: Runtime,
    viewer: Viewer,
    role: FromQuery[Role] = "started",
    process: FromQuery[str] = "",
    q: FromQuery[str] = "",
    status: FromQuery[str] = "",
    filter: FromQuery[str] = "",  # noqa: A002 - the contract's name
    sort: FromQuery[str] = "",
    total: FromQuery[bool] = False,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> InstancePage:
    """Cases that I started, handled, was copied on, or (administrators) all."""
    query = lists.Query(limited(limit), cursor, sort_names(sort), filter, total)
    page = lists.case_list(runtime, viewer, role, query, process=process, search=q, status=status)
    return instance_page(page, viewer)


@get("/instances/{identifier:str}", operation_id="getInstance", sync_to_thread=True)
def get_instance(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> Instance:
    """A case, whole."""
    return _shown(runtime, viewer, identifier)


@patch("/instances/{identifier:str}", operation_id="saveDraft", sync_to_thread=True)
def patch_instance(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    identifier: FromPath[str],
    data: JSONBody[DraftPatch],
) -> Instance:
    """Save a draft's values."""
    submit.save_draft(runtime, viewer, identifier, data.data, data.choices, revision_of(request))
    return _shown(runtime, viewer, identifier)


@post(
    "/instances/{identifier:str}/{command:str}",
    operation_id="commandInstance",
    status_code=200,
    sync_to_thread=True,
)
def post_command(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    identifier: FromPath[str],
    command: FromPath[str],
    data: JSONBody[InstanceCommandInput],
) -> Instance:
    """submit, resubmit, withdraw, remind, comment, cc, terminate."""
    revision = revision_of(request)
    if command in ("submit", "resubmit"):
        submit.submit(runtime, viewer, identifier, data.data, data.choices, revision)
    else:
        act.on_case(runtime, viewer, identifier, command, case_input(data), revision)
    return _shown(runtime, viewer, identifier)


ROUTES = [post_instance, get_instances, get_instance, patch_instance, post_command]
