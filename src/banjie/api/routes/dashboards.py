"""Dashboards, and the charts that they ask ledgers for."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.inputs import revision_of
from banjie.api.schemas.dashboards import Chart, ChartPoint, Dashboard, DashboardChange, DashboardInput
from banjie.services import dashboards, ledger_charts
from banjie.storage.records.aggregate import Function


def _view(found: dashboards.Dashboard) -> Dashboard:
    return Dashboard(**{**msgspec.structs.asdict(found), "roles": list(found.roles)})


@get("/forms/{code:str}/records/chart", operation_id="chartRecords", sync_to_thread=True)
def get_chart(
    runtime: Runtime,
    viewer: Viewer,
    code: FromPath[str],
    function: FromQuery[Function] = "count",
    field: FromQuery[str] = "",
    by: FromQuery[str] = "",
    split: FromQuery[str] = "",
    top: FromQuery[int] = 10,
    filter: FromQuery[str] = "",  # noqa: A002
    q: FromQuery[str] = "",
) -> Chart:
    """A measure by one or two keys: fields, `items.product`, `created_at:month`, `created_by:department`."""
    question = ledger_charts.Question(function, field, by, split, top)
    found = ledger_charts.chart(runtime, viewer, code, question, filter, q)
    points = [ChartPoint(**msgspec.structs.asdict(point)) for point in found.points]
    return Chart(points=points, total=found.total, count=found.count, left=found.left)


@get("/dashboards", operation_id="listDashboards", sync_to_thread=True)
def get_dashboards(runtime: Runtime, viewer: Viewer) -> list[Dashboard]:
    """Everybody's that are for me, then mine."""
    return [_view(one) for one in dashboards.listed(runtime, viewer)]


@get("/dashboards/{identifier:int}", operation_id="getDashboard", sync_to_thread=True)
def get_dashboard(runtime: Runtime, viewer: Viewer, identifier: FromPath[int]) -> Dashboard:
    """One dashboard."""
    return _view(dashboards.get(runtime, viewer, identifier))


@post("/dashboards", operation_id="createDashboard", status_code=201, sync_to_thread=True)
def post_dashboard(runtime: Runtime, viewer: Viewer, data: JSONBody[DashboardInput]) -> Dashboard:
    """A new dashboard: mine, or with `shared` everybody's."""
    return _view(
        dashboards.create(runtime, viewer, data.name, data.cards, shared=data.shared, roles=tuple(data.roles))
    )


@patch("/dashboards/{identifier:int}", operation_id="changeDashboard", sync_to_thread=True)
def patch_dashboard(
    request: Request[Any, Any, Any],
    runtime: Runtime,
    viewer: Viewer,
    identifier: FromPath[int],
    data: JSONBody[DashboardChange],
) -> Dashboard:
    """Change a dashboard; `If-Match` makes it conditional."""
    change = dashboards.Change(
        name=data.name,
        shared=data.shared,
        roles=None if data.roles is None else tuple(data.roles),
        cards=data.cards,
    )
    return _view(dashboards.change(runtime, viewer, identifier, change, revision_of(request)))


@delete("/dashboards/{identifier:int}", operation_id="deleteDashboard", sync_to_thread=True)
def delete_dashboard(runtime: Runtime, viewer: Viewer, identifier: FromPath[int]) -> None:
    """Delete a dashboard; the records stay."""
    dashboards.remove(runtime, viewer, identifier)


ROUTES = [get_chart, get_dashboards, get_dashboard, post_dashboard, patch_dashboard, delete_dashboard]
