"""(a) on SQLite, against the `sqlite3` module with the same pragmas."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from banjie.bootstrap import System
from bench.approvals import Transaction, measure


@contextmanager
def twin(system: System) -> Iterator[Callable[[Transaction], None]]:
    path = system.runtime.config.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"{path}.twin", isolation_level=None)) as raw:
        with closing(sqlite3.connect(path)) as original:
            original.backup(raw)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
            raw.execute(f"PRAGMA {pragma}")

        def execute(transaction: Transaction) -> None:
            raw.execute("BEGIN IMMEDIATE")
            for statement, parameters, many in transaction:
                if many:
                    raw.executemany(statement, parameters)
                else:
                    raw.execute(statement, parameters)
            raw.execute("COMMIT")

        yield execute


def run(cases: int = 160) -> dict[str, float]:
    return measure(None, twin, cases)
