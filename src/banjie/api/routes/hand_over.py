"""A leaver's hand-over (administrators)."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.problems import refusal_text
from banjie.api.schemas import Affected, HandedOver, HandOverInput, Naming, RefusedTask, WithThem
from banjie.services import hand_over as service
from banjie.services.hand_over import Successors


def _with_them(one: service.WithThem) -> WithThem:
    return WithThem(id=one.id, case=one.case, title=one.title, number=one.number, where=one.where)


def _place(viewer: Viewer, step: str) -> str:
    return {"": viewer.words("hand_over.administers"), "start": viewer.words("hand_over.starts")}.get(
        step, step
    )


def _affected(viewer: Viewer, found: service.Affected) -> Affected:
    return Affected(
        tasks=[_with_them(one) for one in found.tasks],
        cases=[_with_them(one) for one in found.cases],
        drafts=found.drafts,
        reports=list(found.reports),
        departments=list(found.departments),
        roles=list(found.roles),
        substitutions=found.substitutions,
        processes=[
            Naming(code=one.code, name=one.name, places=[_place(viewer, step) for step in one.steps])
            for one in found.processes
        ],
        views=found.views,
    )


@get("/users/{username:str}/hand-over", operation_id="getHandOver", sync_to_thread=True)
def get_hand_over(runtime: Runtime, viewer: Viewer, username: FromPath[str]) -> Affected:
    """What is with a person: tasks, cases, reports, departments, roles, and the processes that name them."""
    return _affected(viewer, service.affected(runtime, viewer, username))


@post("/users/{username:str}/hand-over", operation_id="handOver", status_code=200, sync_to_thread=True)
def post_hand_over(
    runtime: Runtime, viewer: Viewer, username: FromPath[str], data: JSONBody[HandOverInput]
) -> HandedOver:
    """Give it to successors; a task that cannot go is told and stops nothing."""
    to = Successors(data.tasks, data.reports, data.departments, data.roles)
    found = service.hand_over(runtime, viewer, username, to, leaves=data.leaves)
    return HandedOver(
        tasks=found.tasks,
        refused=[
            RefusedTask(task=_with_them(task), message=refusal_text(viewer.locale, error))
            for task, error in found.refused
        ],
        left=_affected(viewer, found.left),
    )


ROUTES = [get_hand_over, post_hand_over]
