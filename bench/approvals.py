"""(a), (b): approvals through the whole service against the bare transaction of the same rows.

The bare side replays, statement by statement, what one approval of the service wrote: the same inserts and
updates with the same values, prepared once, one transaction each, on the same database in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from banjie.bootstrap import System
from banjie.services import act, submit
from banjie.services.opinions import GivenOpinion
from bench.company import APPLICANT, APPROVER, STEPS, running

OPINION = act.TaskInput(opinion=GivenOpinion(text="价格合理，预算充足"))


def start_cases(system: System, count: int) -> list[str]:
    return [
        submit.start(
            system.runtime, APPLICANT, "bench", {"title": f"case {n}", "amount": "12.50"}, {}, submit=True
        )
        for n in range(count)
    ]


def open_task(system: System, case: str) -> str:
    with system.runtime.database.read() as connection:
        found = connection.execute(
            sa.text("SELECT id FROM task WHERE instance = :case AND state = 'open'"), {"case": case}
        )
        return str(found.scalar_one())


def through_service(system: System, cases: list[str], rounds: int) -> float:
    """Approvals per second, the way a person's click takes (task ids are looked up outside the clock)."""
    spent = 0.0
    done = 0
    for _ in range(rounds):
        tasks = [open_task(system, case) for case in cases]
        begin = time.perf_counter()
        for task in tasks:
            act.on_task(system.runtime, APPROVER, task, "approve", OPINION)
        spent += time.perf_counter() - begin
        done += len(tasks)
    return done / spent


def captured(system: System) -> list[tuple[str, Any, bool]]:
    """The writing statements of one approval: text, parameters, many or not."""
    case = start_cases(system, 1)[0]
    task = open_task(system, case)
    statements: list[tuple[str, Any, bool]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append((statement, parameters, many))

    engine = system.runtime.database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        act.on_task(system.runtime, APPROVER, task, "approve", OPINION)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return statements


def bare(
    statements: list[tuple[str, Any, bool]],
    execute: Callable[[list[tuple[str, Any, bool]], int], None],
    count: int,
) -> float:
    """Transactions per second of the same rows."""
    begin = time.perf_counter()
    for number in range(count):
        execute(statements, number)
    return count / (time.perf_counter() - begin)


def fresh(value: Any, number: int) -> Any:
    """New keys for each repetition: ids end in a counter, so inserts do not collide."""
    if isinstance(value, dict):
        return {key: _renamed(key, item, number) for key, item in value.items()}
    return tuple(_renamed("", item, number) for item in value)


def _renamed(_key: str, item: Any, number: int) -> Any:
    if isinstance(item, str) and len(item) >= 26 and item[:26].isalnum() and item[:2] == "01":
        return f"{number:08d}{item[8:]}"
    return item


def measure(
    database_url: str | None,
    execute_with: Callable[[System], Callable[[list[tuple[str, Any, bool]], int], None]],
    cases: int,
) -> dict[str, float]:
    with running(database_url) as system:
        statements = captured(system)
        execute = execute_with(system)
        bare(statements, execute, 50)
        batch = start_cases(system, cases)
        through_service(system, start_cases(system, 20), 1)
        baseline = bare(statements, lambda given, number: execute(given, number + 1000), cases * (STEPS - 1))
        service = through_service(system, batch, STEPS - 1)
        return {"service": service, "bare": baseline, "ratio": service / baseline}
