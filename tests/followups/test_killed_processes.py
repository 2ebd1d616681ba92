"""Processes killed in the middle of a job: real workers, real databases, real receivers."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.connectors.servers import Reply, Seen, free_port, http_server
from tests.systems.world import LEASE, World, eventually

from banjie.services import exports, ledger, uploads
from banjie.services.administration import Patch, change
from banjie.services.imports import records as imports
from banjie.services.imports.plan import Column, Plan
from banjie.services.ledger_files import Wanted
from banjie.storage import jobs

BANJIE = Path(sys.executable).parent / "banjie"


@contextmanager
def process(world: World) -> Iterator[subprocess.Popen[bytes]]:
    """A process that executes jobs: a worker on PostgreSQL, the server on SQLite."""
    config = world.runtime.config
    command = ["worker"] if world.dialect == "postgresql" else ["serve", "--port", str(free_port())]
    running = subprocess.Popen(
        [str(BANJIE), *command, "--data", str(config.data), "--database-url", config.database_url],
        env={**os.environ, "BANJIE_LEASE_SECONDS": str(LEASE)},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def test_a_killed_process_leaves_nothing_undone_and_nothing_done_twice(world: World) -> None:
    """Given jobs under way, when their process is killed with -9, then another one ends them.

    The webhook comes again under its key, the entry in our own ledger is made exactly once.
    """
    hanging, release = threading.Event(), threading.Event()

    def answer(_seen: Seen) -> Reply | None:
        first = not hanging.is_set()
        hanging.set()
        if first:
            release.wait(60)
        return (200, {"ok": True})

    with http_server(answer) as receiver:
        change(
            world.runtime,
            world.viewer("admin"),
            "webhook",
            Patch(
                url=receiver.url,
                allow_private=True,
                secrets={"secret": "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0"},
            ),
        )
        case = world.approved("hook")
        entry = world.approved("record")
        with process(world) as first:
            assert eventually(hanging.is_set, 60)
            assert world.job(case).state == "running"
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        with process(world):
            eventually(lambda: world.state(case).closed and world.state(entry).closed, 60)
        release.set()
        keys = {seen.headers.get("webhook-id") for seen in receiver.requests}
    assert len(receiver.requests) == 2
    assert keys == {world.job(case).idempotency_key}
    assert world.job(case).attempts == 2
    assert world.entries() == 1


def test_a_mail_cut_off_by_a_kill_is_marked_and_not_sent_again(world: World) -> None:
    """Given a mail server that was in the middle of a mail, when the process is killed, then a person decides."""
    import socket

    talking = threading.Event()
    calls: list[int] = []
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            calls.append(1)
            with caller, caller.makefile("rb") as lines:
                caller.sendall(b"220 here\r\n")
                for line in lines:
                    if line.upper().startswith(b"DATA"):
                        caller.sendall(b"354 go on\r\n")
                        talking.set()
                    elif not talking.is_set():
                        caller.sendall(b"250 fine\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        change(
            world.runtime,
            world.viewer("admin"),
            "mail",
            Patch(url=f"smtp://127.0.0.1:{port}", allow_private=True),
        )
        case = world.approved("letter")
        with process(world) as first:
            assert eventually(talking.is_set, 60)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        with process(world):
            eventually(lambda: world.job(case).state == "incident", 60)
    finally:
        listener.close()
    assert world.job(case).uncertain
    assert len(calls) == 1
    assert not world.state(case).closed


def test_an_export_cut_off_by_a_kill_is_made_once_by_the_next_process(world: World) -> None:
    """Given an export that is being written, when the process is killed, then another makes it, with one notice."""
    rows = 30_000
    world.goods(rows)
    admin = world.viewer("admin")
    asked = exports.ask(world.runtime, admin, Wanted("goods", sort=("id",)))
    assert asked.id is not None

    def state() -> str:
        with world.runtime.database.read() as connection:
            row = jobs.get(connection, f"export:{asked.id}")
        assert row is not None
        return str(row.state)

    with process(world) as first:
        eventually(lambda: state() == "running", 60)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert state() == "running"
    assert world.notices("admin") == []
    with process(world):
        eventually(lambda: state() == "landed", 90)
    (notice,) = world.notices("admin")
    assert (notice.row.kind, notice.file) == ("exported", asked.id)
    _, content = uploads.fetch(world.runtime, admin, asked.id)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == rows + 1
    assert sheet[-1][:2] == [f"货{rows}", rows + 0.5]


def test_an_import_cut_off_by_a_kill_is_written_once_by_the_next_process(world: World) -> None:
    """Given an import under way, when the process is killed, then another brings every row in, once."""
    rows = 20_000
    admin = world.viewer("admin")
    table = "名称,单价\n" + "".join(f"货{n},{n}.5\n" for n in range(rows))
    file = uploads.store(world.runtime, admin, "货品.csv", table.encode()).id
    columns = (Column(0, "name"), Column(1, "price"))
    asked = imports.ask(world.runtime, admin, Plan("goods", file, columns, check=False))

    def found() -> imports.Import:
        return imports.see(world.runtime, admin, asked.id)

    with process(world) as first:
        eventually(lambda: found().total == rows, 60)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert found().state == "working"
    with process(world):
        eventually(lambda: found().state == "done", 90)
    assert (found().new, found().wrote) == (rows, True)
    assert ledger.listed(world.runtime, admin, "goods", ledger.Query(total=True)).total == rows
    assert [one.row.kind for one in world.notices("admin")] == ["imported"]


def test_several_serving_processes_answer_and_stop(world: World) -> None:
    if world.dialect != "postgresql":
        pytest.skip("SQLite is for one process")
    import httpx

    config, port = world.runtime.config, free_port()
    arguments = ["--workers", "2", "--port", str(port), "--data", str(config.data)]
    running = subprocess.Popen(
        [str(BANJIE), "serve", *arguments, "--database-url", config.database_url], stdout=subprocess.DEVNULL
    )
    try:

        def ready() -> bool:
            try:
                return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
            except httpx.HTTPError:
                return False

        eventually(ready, 90)
        case = world.approved("record")
        eventually(lambda: world.state(case).closed, 60)
        running.terminate()
        assert running.wait(60) in (0, -signal.SIGTERM)
    finally:
        running.kill()
        running.wait()
