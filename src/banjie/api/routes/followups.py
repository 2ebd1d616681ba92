"""Follow-ups: jobs with receipts, incidents, retry and waive."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import opinion_of
from banjie.api.paging import limited, read_cursor, write_cursor
from banjie.api.schemas import JobPage, JobView, WaiveInput
from banjie.api.views.jobs import job_view
from banjie.services import act, followup_lists
from banjie.services.opinions import GivenOpinion


def _page(
    runtime: Runtime, viewer: Viewer, states: tuple[str, ...] | None, limit: int | None, cursor: str | None
) -> JobPage:
    page = followup_lists.page(runtime, viewer, states, read_cursor(cursor), limited(limit))
    return JobPage(
        items=[job_view(row, row.title, viewer) for row in page.rows],
        next_cursor=write_cursor(*page.following) if page.following else None,
        total=None,
    )


@get("/jobs", operation_id="listJobs", sync_to_thread=True)
def get_jobs(
    runtime: Runtime,
    viewer: Viewer,
    which: Annotated[str, QueryParameter(name="state")] = "",
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> JobPage:
    """Follow-ups, newest first."""
    return _page(runtime, viewer, (which,) if which else None, limit, cursor)


@get("/jobs/{identifier:str}", operation_id="getJob", sync_to_thread=True)
def get_job(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> JobView:
    """One follow-up with its receipt."""
    return job_view(followup_lists.get(runtime, viewer, identifier), "", viewer)


@get("/incidents", operation_id="listIncidents", sync_to_thread=True)
def get_incidents(
    runtime: Runtime,
    viewer: Viewer,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> JobPage:
    """Follow-ups out of retries."""
    return _page(runtime, viewer, ("incident",), limit, cursor)


@post("/incidents/{identifier:str}/retry", operation_id="retryIncident", status_code=200, sync_to_thread=True)
def post_retry(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> JobView:
    """Try again, under the same key; a job that only waits for its next attempt is tried at once."""
    row = followup_lists.get(runtime, viewer, identifier)
    if row.state != "retrying" or not followup_lists.hurry(runtime, viewer, identifier):
        act.retry_job(runtime, viewer, identifier, row.instance)
    return job_view(followup_lists.get(runtime, viewer, identifier), "", viewer)


@post("/incidents/{identifier:str}/waive", operation_id="waiveIncident", status_code=200, sync_to_thread=True)
def post_waive(
    runtime: Runtime, viewer: Viewer, identifier: FromPath[str], data: JSONBody[WaiveInput]
) -> JobView:
    """Say with a reason that it is not needed any more."""
    row = followup_lists.get(runtime, viewer, identifier)
    act.waive_job(runtime, viewer, identifier, row.instance, opinion_of(data.opinion) or GivenOpinion())
    return job_view(followup_lists.get(runtime, viewer, identifier), "", viewer)


ROUTES = [get_jobs, get_job, get_incidents, post_retry, post_waive]
