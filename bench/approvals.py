"""(a), (b): approvals through the whole service against the bare transactions of the same rows.

The service approves one half of the cases. Of the other half it is written down what the service says to the
database, and that is replayed, statement by statement with the same values, in one transaction each, on a
twin of the database that was copied before: so the bare side inserts and updates real rows too. Everything
that could slow the bare side down (new ids, the words of the statements) is done outside its clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from banjie.bootstrap import System
from banjie.services import act, submit
from banjie.services.opinions import GivenOpinion
from bench.company import APPLICANT, APPROVER, STEPS, running
from bench.rounds import ratios

OPINION = act.TaskInput(opinion=GivenOpinion(text="价格合理，预算充足"))
PARTS = 4  # rounds for each step of the process

Statement = tuple[str, Any, bool]
"""Text, parameters, and whether these are many."""
Transaction = list[Statement]
Twin = Callable[[System], AbstractContextManager[Callable[[Transaction], None]]]
"""Copies a system's database; gives what executes one bare transaction on the copy."""


def start_cases(system: System, count: int) -> list[str]:
    return [
        submit.start(
            system.runtime, APPLICANT, "bench", {"title": f"case {n}", "amount": "12.50"}, {}, submit=True
        )
        for n in range(count)
    ]


def open_tasks(system: System, cases: list[str]) -> list[str]:
    with system.runtime.database.read() as connection:
        found = connection.execute(
            sa.text("SELECT instance, id FROM task WHERE state = 'open'"),
        )
        tasks = {row.instance: row.id for row in found}
    return [tasks[case] for case in cases]


def approve(system: System, task: str) -> None:
    act.on_task(system.runtime, APPROVER, task, "approve", OPINION)


def written(system: System, cases: list[str]) -> list[Transaction]:
    """Approves one task of each case; returns what was written for each."""
    statements: Transaction = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append((statement, parameters, many))

    engine = system.runtime.database.engine
    transactions: list[Transaction] = []
    tasks = open_tasks(system, cases)
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        for task in tasks:
            statements = []
            approve(system, task)
            transactions.append(statements)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return transactions


def rate(carry_out: Callable[[Any], None], items: list[Any]) -> float:
    begin = time.perf_counter()
    for item in items:
        carry_out(item)
    return len(items) / (time.perf_counter() - begin)


def measure(database_url: str | None, twin: Twin, cases: int) -> dict[str, float]:
    """Approvals per second, as a person's click takes them, against bare transactions per second."""
    with running(database_url) as system:
        approved, replayed, warming = (start_cases(system, count) for count in (cases, cases, 20))
        with twin(system) as execute:
            for transaction in written(system, warming):
                execute(transaction)

            def part(of: list[str], number: int) -> list[str]:
                return of[number % PARTS :: PARTS]

            def service(number: int) -> float:
                tasks = open_tasks(system, part(approved, number))
                return rate(lambda task: approve(system, task), tasks)

            def bare(number: int) -> float:
                return rate(execute, written(system, part(replayed, number)))

            return ratios((STEPS - 1) * PARTS, service, bare, ("service", "bare"))
