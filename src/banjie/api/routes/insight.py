"""How a process does: its figures, for those who look after it."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath, FromQuery

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import CountedItem, ProcessInsight, StepInsight
from banjie.services import insight


@get("/insight/processes/{process:str}", operation_id="getProcessInsight", sync_to_thread=True)
def get_insight(
    runtime: Runtime, viewer: Viewer, process: FromPath[str], days: FromQuery[int] = 90
) -> ProcessInsight:
    """Cases, first-pass share, median hours, waits by step, returns by reason and by field."""
    found = insight.of_process(runtime, viewer, process, days)
    return ProcessInsight(
        process=found.code,
        name=found.name,
        days=found.days,
        cases=found.cases,
        running=found.running,
        outcomes=found.outcomes,
        closed=found.closed,
        first_pass=found.first_pass,
        hours_to_outcome=found.hours_to_outcome,
        hours_to_closed=found.hours_to_closed,
        steps=[
            StepInsight(
                node=one.node, name=one.name, decided=one.decided, hours=one.hours, waiting=one.waiting
            )
            for one in found.steps
        ],
        return_reasons=[
            CountedItem(key=one.key, label=one.label or viewer.words("insight.no_reason"), count=one.count)
            for one in found.return_reasons
        ],
        return_fields=[
            CountedItem(key=one.key, label=one.label, count=one.count) for one in found.return_fields
        ],
        before=found.before,
    )


ROUTES = [get_insight]
