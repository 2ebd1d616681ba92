"""(a) on SQLite, against the `sqlite3` module with the same pragmas."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from banjie.bootstrap import System
from bench.approvals import fresh, measure


def bare_transactions(system: System) -> Callable[[list[tuple[str, Any, bool]], int], None]:
    path = system.runtime.config.database_url.removeprefix("sqlite:///")
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")

    def execute(statements: list[tuple[str, Any, bool]], number: int) -> None:
        raw.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in statements:
            if many:
                raw.executemany(statement, [fresh(one, number) for one in parameters])
            else:
                raw.execute(statement, fresh(parameters, number))
        raw.execute("COMMIT")

    return execute


def run(cases: int = 100) -> dict[str, float]:
    return measure(None, bare_transactions, cases)
