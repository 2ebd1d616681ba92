"""`banjie serve` and `banjie worker`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, Any

import msgspec

from banjie.config import Config
from banjie.messages import DEFAULT, words

if TYPE_CHECKING:
    from litestar import Litestar


def say(key: str, **params: object) -> None:
    """A line for the person at the terminal."""
    print(words(DEFAULT, f"cli.{key}", params), flush=True)  # noqa: T201


def complain(key: str, **params: object) -> None:
    print(words(DEFAULT, f"cli.{key}", params), file=sys.stderr, flush=True)  # noqa: T201


def serve(config: Config, workers: int) -> int:
    """Serve until stopped. SQLite is for one process; on PostgreSQL each of `workers` processes serves, and
    executes jobs unless that is left to `banjie worker`."""
    if workers > 1 and config.embedded:
        complain("sqlite_one_process")
        return 2
    import uvicorn

    from banjie import bootstrap
    from banjie.demo import hosting, protection
    from banjie.services import first_start

    system = bootstrap.build(config)
    protection.protect_accounts(system.runtime, config.host)
    receivers = hosting.start_receivers(system.runtime)
    if workers == 1:
        system.start(execute=config.embedded or config.serve_executes)
    url = f"http://{protection.reachable_address(config.host)}:{config.port}"
    say("serving", url=url)
    if first_start.is_needed(system.runtime):
        code = first_start.code(system.runtime)
        say("first_start", url=f"{url}{config.root_path}/setup?code={code}", code=code)
    hosting.print_accounts(system.runtime)
    options: dict[str, Any] = {
        "host": config.host,
        "port": config.port,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": 5,
    }
    try:
        if workers == 1:
            uvicorn.run(system.app(), **options)
        else:
            system.runtime.database.close()  # no connection may be shared with the children
            os.environ[_HANDED_DOWN] = msgspec.json.encode(config, enc_hook=str).decode()
            # A child on a busy machine may take its time to start: it is not dead for that.
            options["timeout_worker_healthcheck"] = 60
            uvicorn.run("banjie.commands.serving:child", factory=True, workers=workers, **options)
    finally:
        system.stop()
        if receivers is not None:
            receivers.stop()
    return 0


_HANDED_DOWN = "BANJIE_SERVE_CONFIG"


def child() -> Litestar:
    """The application of one of several serving processes."""
    from banjie import bootstrap

    def hook(kind: type, value: Any) -> Any:
        return kind(value)

    config = msgspec.json.decode(os.environ[_HANDED_DOWN], type=Config, dec_hook=hook)
    system = bootstrap.build(config)
    system.start(execute=config.serve_executes)
    app = system.app()
    app.on_shutdown.append(system.stop)
    return app


def worker(config: Config) -> int:
    """Execute jobs and timers until stopped."""
    if config.embedded:
        complain("worker_needs_postgresql")
        return 2
    from banjie import bootstrap

    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    system = bootstrap.build(config)
    system.start(listen=False)
    say("working")
    stop.wait()
    system.stop()
    return 0
