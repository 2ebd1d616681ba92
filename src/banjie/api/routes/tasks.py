"""My inbox, and the commands at a task."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from banjie.api import problems
from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import opinion_of, revision_of, task_input
from banjie.api.paging import limited, read_cursor, sort_names, write_cursor
from banjie.api.schemas import (
    BatchAnswer,
    BatchInput,
    BatchResult,
    Instance,
    TaskCommandInput,
    TaskDetail,
    TaskPage,
)
from banjie.api.views.case import instance_view, task_detail
from banjie.api.views.tasks import task_page
from banjie.engine.rejections import Rejected
from banjie.services import act, lists
from banjie.services.problems import InvalidError, ServiceError
from banjie.services.read_case import read_case, read_case_of_task

MAX_BATCH = 100


@get("/tasks", operation_id="listTasks", sync_to_thread=True)
def get_tasks(
    runtime: Runtime,
    viewer: Viewer,
    which: Annotated[Literal["open", "done"], QueryParameter(name="state")] = "open",
    filter: FromQuery[str] = "",  # noqa: A002 - the contract's name
    sort: FromQuery[str] = "",
    total: FromQuery[bool] = False,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> TaskPage:
    """My open tasks, newest first, or what I have decided, latest first."""
    if filter or sort or total:
        query = lists.Query(limited(limit), cursor, sort_names(sort), filter, total)
        found, following = lists.sorted_tasks(runtime, viewer, which, query)
        return task_page(found, viewer, following)
    page = lists.tasks(runtime, viewer, which, read_cursor(cursor), limited(limit))
    return task_page(page, viewer, write_cursor(*page.following) if page.following else None)


@get("/tasks/{identifier:str}", operation_id="getTask", sync_to_thread=True)
def get_task(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> TaskDetail:
    """A task with what I may do there."""
    case = read_case_of_task(runtime, viewer, identifier)
    task = case.state.tasks[identifier]
    mine = task.state == "open" and task.assignee == viewer.username
    return task_detail(case, task, {}, mine=mine)


@post("/tasks/batch", operation_id="batchTasks", status_code=200, sync_to_thread=True)
def post_batch(
    request: Request[Any, Any, Any], runtime: Runtime, viewer: Viewer, data: JSONBody[BatchInput]
) -> BatchResult:
    """One command with one reason for many tasks; an answer per id, each on its own."""
    if len(data.ids) > MAX_BATCH:
        raise InvalidError("invalid_body", detail=f"ids > {MAX_BATCH}")
    given = act.TaskInput(opinion=opinion_of(data.opinion))
    answers = []
    for identifier in dict.fromkeys(data.ids):
        problem = None
        try:
            act.on_task(runtime, viewer, identifier, data.command, given)
        except Rejected as refusal:
            problem = problems.rejection_problem(viewer.locale, refusal)
        except ServiceError as error:
            problem = problems.on_service_error(request, error).content
        answers.append(BatchAnswer(id=identifier, ok=problem is None, problem=problem))
    return BatchResult(items=answers)


@post(
    "/tasks/{identifier:str}/{command:str}", operation_id="commandTask", status_code=200, sync_to_thread=True
)
def post_command(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    identifier: FromPath[str],
    command: FromPath[str],
    data: JSONBody[TaskCommandInput],
) -> Instance:
    """approve, reject, return, complete, transfer, remind, comment; answers the case."""
    state = act.on_task(runtime, viewer, identifier, command, task_input(data), revision_of(request))
    return instance_view(read_case(runtime, viewer, state.instance))


ROUTES = [get_tasks, get_task, post_batch, post_command]
