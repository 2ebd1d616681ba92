"""Loaded by every Python process of a server under test: refuses, and writes down, what leaves the machine.

`BANJIE_GUARD_ALLOW` names a file with one loopback port per line, the configured receivers; `BANJIE_GUARD_LOG`
names the file that every other attempt is written to. An audit hook sees the calls of C code too, and cannot
be taken away again by what it watches.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "", "None"}
_CONNECTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_RESOLVES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _allowed() -> set[str]:
    try:
        return set(Path(os.environ["BANJIE_GUARD_ALLOW"]).read_text(encoding="ascii").split())
    except OSError:
        return set()


def _refuse(event: str, what: object) -> None:
    with Path(os.environ["BANJIE_GUARD_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{event} {what!r} by {' '.join(sys.argv[:2])}\n")
    raise PermissionError(f"the network outside is blocked in tests: {what!r}")


def _host(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _RESOLVES:
        if _host(arguments[0]) not in _LOOPBACK:
            _refuse(event, arguments[0])
    elif event in _CONNECTS:
        address = arguments[1]
        if not isinstance(address, tuple):  # a Unix socket, or one that is already connected
            return
        host, port = _host(address[0]), str(address[1])
        if host not in _LOOPBACK or port not in _allowed():
            _refuse(event, address)


if "BANJIE_GUARD_LOG" in os.environ:
    sys.addaudithook(_watch)
