"""`banjie serve` and `banjie worker`."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

from banjie.config import Config
from banjie.messages import DEFAULT, words


def say(key: str, **params: object) -> None:
    """A line for the person at the terminal."""
    print(words(DEFAULT, f"cli.{key}", params), flush=True)  # noqa: T201


def complain(key: str, **params: object) -> None:
    print(words(DEFAULT, f"cli.{key}", params), file=sys.stderr, flush=True)  # noqa: T201


def serve(config: Config, workers: int) -> int:
    """Serve until stopped. SQLite is for one process."""
    if workers > 1 and config.embedded:
        complain("sqlite_one_process")
        return 2
    import uvicorn

    from banjie import bootstrap
    from banjie.demo import hosting

    system = bootstrap.build(config)
    receivers = hosting.start_receivers(system.runtime)
    system.start()
    say("serving", url=f"http://{config.host}:{config.port}")
    hosting.print_accounts(system.runtime)
    try:
        uvicorn.run(
            system.app(),
            host=config.host,
            port=config.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    finally:
        system.stop()
        if receivers is not None:
            receivers.stop()
    return 0


def worker(config: Config) -> int:
    """Execute jobs and timers until stopped."""
    if config.embedded:
        complain("worker_needs_postgresql")
        return 2
    from banjie import bootstrap

    system = bootstrap.build(config)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    system.start()
    say("working")
    stop.wait()
    system.stop()
    return 0
