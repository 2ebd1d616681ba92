"""Processes: what I may start, who would be asked, drafts, checks and publishing."""

from __future__ import annotations

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import (
    CheckResult,
    PilotInput,
    Preview,
    PreviewInput,
    ProcessCopy,
    ProcessDetail,
    ProcessDraft,
    ProcessSummary,
    ProcessVersionDetail,
    SimulateInput,
    Simulation,
    Version,
)
from banjie.api.views.definitions import (
    preview_view,
    process_check,
    process_detail,
    process_summary,
    process_version,
    simulation,
    versions,
)
from banjie.services import (
    copy_process,
    people,
    pilots,
    preview,
    process_pages,
    publish_process,
    simulate_draft,
)
from banjie.services import versions as version_lists

_DRAFTED = (
    "steps", "definition", "name", "title", "description", "start_range", "administrators", "category",
)  # fmt: skip


@get("/processes", operation_id="listProcesses", sync_to_thread=True)
def get_processes(runtime: Runtime, viewer: Viewer) -> list[ProcessSummary]:
    """Processes that I may start."""
    return [process_summary(page) for page in process_pages.listed(runtime, viewer)]


@get("/processes/{code:str}", operation_id="getProcess", sync_to_thread=True)
def get_process(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> ProcessDetail:
    """A process with its form; administrators also get the draft."""
    return process_detail(process_pages.page(runtime, viewer, code))


@get("/processes/{code:str}/versions", operation_id="listProcessVersions", sync_to_thread=True)
def get_versions(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> list[Version]:
    """Published versions with the cases running on each, latest first."""
    return versions(version_lists.of_process(runtime, viewer, code))


@get("/processes/{code:str}/versions/{version:int}", operation_id="getProcessVersion", sync_to_thread=True)
def get_version(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], version: FromPath[int]
) -> ProcessVersionDetail:
    """A process as a version published it, for comparing."""
    return process_version(version, version_lists.process_at(runtime, viewer, code, version))


@post("/processes/{code:str}/preview", operation_id="previewProcess", status_code=200, sync_to_thread=True)
def post_preview(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[PreviewInput]
) -> Preview:
    """Who would be asked and why, for values not sent yet."""
    found = preview.preview(runtime, viewer, code, data.data, data.choices)
    return preview_view(found, viewer, people.directory(runtime))


@post("/processes/{code:str}/simulate", operation_id="simulateProcess", status_code=200, sync_to_thread=True)
def post_simulate(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[SimulateInput]
) -> Simulation:
    """The way that a case of somebody would take through the draft, and why; for administrators."""
    found = simulate_draft.simulate_draft(
        runtime, viewer, code, data.applicant, data.values, data.choices, data.changed
    )
    return simulation(found, viewer, people.directory(runtime))


@post("/processes/{code:str}/copy", operation_id="copyProcess", sync_to_thread=True)
def post_copy(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[ProcessCopy]
) -> ProcessDetail:
    """Form and flow as drafts under a new name."""
    copy_process.copy(runtime, viewer, code, data.code, data.name)
    return process_detail(process_pages.page(runtime, viewer, data.code))


@put("/processes/{code:str}/draft", operation_id="saveProcessDraft", sync_to_thread=True)
def put_draft(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[ProcessDraft]
) -> ProcessDetail:
    """Save the draft, by steps or whole."""
    given = {name: value for name in _DRAFTED if (value := getattr(data, name)) is not None}
    publish_process.save_draft(runtime, viewer, code, given, data.revision)
    return process_detail(process_pages.page(runtime, viewer, code))


@post("/processes/{code:str}/check", operation_id="checkProcess", status_code=200, sync_to_thread=True)
def post_check(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> CheckResult:
    """What publishing would find, and how many cases run."""
    return process_check(publish_process.check_draft(runtime, viewer, code), viewer)


@post("/processes/{code:str}/publish", operation_id="publishProcess", status_code=200, sync_to_thread=True)
def post_publish(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> ProcessDetail:
    """Publish the draft as the next version; running cases keep theirs."""
    publish_process.publish_draft(runtime, viewer, code)
    return process_detail(process_pages.page(runtime, viewer, code))


@post("/processes/{code:str}/pilot", operation_id="startPilot", status_code=200, sync_to_thread=True)
def post_pilot(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[PilotInput]
) -> ProcessDetail:
    """Publish the draft for a pilot group; the others keep the published version."""
    pilots.start(runtime, viewer, code, tuple(data.range))
    return process_detail(process_pages.page(runtime, viewer, code))


@post(
    "/processes/{code:str}/pilot/promote", operation_id="promotePilot", status_code=200, sync_to_thread=True
)
def post_promote(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> ProcessDetail:
    """Open the pilot's version to everybody."""
    pilots.promote(runtime, viewer, code)
    return process_detail(process_pages.page(runtime, viewer, code))


@delete("/processes/{code:str}/pilot", operation_id="endPilot", status_code=200, sync_to_thread=True)
def delete_pilot(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> ProcessDetail:
    """Let the group start in the published version again; the pilot's becomes the draft."""
    pilots.end(runtime, viewer, code)
    return process_detail(process_pages.page(runtime, viewer, code))


ROUTES = [
    get_processes,
    get_process,
    get_versions,
    get_version,
    post_preview,
    post_simulate,
    put_draft,
    post_check,
    post_publish,
    post_copy,
    post_pilot,
    post_promote,
    delete_pilot,
]
