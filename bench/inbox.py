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
from bench.rounds import ratios

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
    """Median seconds of CPU for the first page: no network and no wait is in it."""
    spent = []
    for _ in range(20):
        begin = time.process_time()
        page = lists.tasks(system.runtime, APPROVER, "open", None, LIMIT)
        spent.append(time.process_time() - begin)
        assert len(page.rows) == LIMIT
    return statistics.median(spent)


def run() -> dict[str, float]:
    with running() as small, running() as large:
        for system, count in ((small, 1_000), (large, 100_000)):
            start_cases(system, 100)
            fill(system, count)
            page_time(system)
        return ratios(10, lambda _: page_time(large), lambda _: page_time(small), ("100000", "1000"))
