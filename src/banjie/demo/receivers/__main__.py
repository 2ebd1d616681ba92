"""`python -m banjie.demo.receivers --smtp-port 8425 --http-port 8426 --data DIR`.

Prints the chosen ports as one JSON line (0 or a taken port becomes a free one) and runs until it is told to
stop or the process that started it has gone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path

from banjie.demo.receivers.control import Control
from banjie.demo.receivers.erp import Erp
from banjie.demo.receivers.http_server import Receivers, make_server
from banjie.demo.receivers.inbox import Inbox
from banjie.demo.receivers.smtp_sink import SmtpSession
from banjie.demo.receivers.webhook_sink import DEMO_SECRET

_POLL_S = 0.5
_LINE = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="banjie.demo.receivers")
    parser.add_argument("--smtp-port", type=int, default=8425)
    parser.add_argument("--http-port", type=int, default=8426)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--webhook-secret", default=DEMO_SECRET)
    parser.add_argument("--token-seconds", type=float, default=600)
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(given))


async def _run(given: argparse.Namespace) -> None:
    parent = os.getppid()
    control, inbox = Control(), Inbox(given.data)
    erp = Erp(given.data, token_seconds=given.token_seconds)
    receivers = Receivers(inbox, erp, control, given.webhook_secret)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await SmtpSession(reader, writer, inbox, control).run()

    http = _or_free(given.http_port, lambda port: make_server(receivers, port))
    try:
        smtp = await asyncio.start_server(talk, "127.0.0.1", given.smtp_port, limit=_LINE)
    except OSError:
        smtp = await asyncio.start_server(talk, "127.0.0.1", 0, limit=_LINE)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    ports = {"smtp": smtp.sockets[0].getsockname()[1], "http": http.server_port}
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    await _until_told_or_orphaned(parent)
    http.shutdown()
    http.server_close()
    smtp.close()
    erp.close()
    inbox.close()


def _or_free(port: int, make: Callable[[int], ThreadingHTTPServer]) -> ThreadingHTTPServer:
    try:
        return make(port)
    except OSError:
        return make(0)


async def _until_told_or_orphaned(parent: int) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    while not told.is_set() and os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), _POLL_S)


if __name__ == "__main__":
    main()
