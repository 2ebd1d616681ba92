"""(d): the first page of an inbox with 100 000 open tasks against one with 1 000."""

from __future__ import annotations

import statistics
import time

import sqlalchemy as sa

from banjie.bootstrap import System
from banjie.services import lists
from banjie.storage.tables import task
from bench.approvals import start_cases
from bench.company import APPROVER, running

LIMIT = 50


def fill(system: System, count: int) -> None:
    """Copies of real open tasks, spread over the same cases, until the inbox holds `count`."""
    runtime = system.runtime
    with runtime.database.write() as connection:
        rows = [
            dict(row._mapping) for row in connection.execute(sa.select(task).where(task.c.state == "open"))
        ]
        missing = count - len(rows)
        for start in range(0, missing, 5000):
            batch = [
                {**rows[number % len(rows)], "id": f"copy{count:06d}-{start + number:08d}"}
                for number in range(min(5000, missing - start))
            ]
            connection.execute(sa.insert(task), batch)
        connection.execute(sa.text("ANALYZE"))


def page_time(system: System) -> float:
    """Median seconds of the first page."""
    spent = []
    for _ in range(40):
        begin = time.perf_counter()
        page = lists.tasks(system.runtime, APPROVER, "open", None, LIMIT)
        spent.append(time.perf_counter() - begin)
        assert len(page.rows) == LIMIT
    return statistics.median(spent)


def run() -> dict[str, float]:
    with running() as system:
        start_cases(system, 100)
        fill(system, 1_000)
        page_time(system)
        small = page_time(system)
        fill(system, 100_000)
        page_time(system)
        large = page_time(system)
        return {"1000": small, "100000": large, "ratio": large / small}
