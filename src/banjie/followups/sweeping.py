"""What happens by itself: files whose time is over are deleted, backups begin. Both executors call it in their rounds."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from banjie.services import backups, exports
from banjie.services.imports import records as imports
from banjie.services.runtime import Runtime

HOUR_S = 3600.0
MINUTE_S = 60.0

log = structlog.get_logger("banjie.followups")

_ROUNDS: tuple[tuple[str, Callable[[Runtime], object], float], ...] = (
    ("exports", exports.sweep, HOUR_S),
    ("imports", imports.sweep, HOUR_S),
    ("backups", backups.sweep, HOUR_S),
    ("schedule of backups", backups.queue_due, MINUTE_S),
)
"""What, how, and after how many seconds again."""


class Sweeper:
    """Does each of them at the first call and then when its time has come; a failure is logged and waits its turn."""

    def __init__(self) -> None:
        self._next = dict.fromkeys((what for what, _, _ in _ROUNDS), 0.0)

    def now_and_then(self, runtime: Runtime) -> None:
        for what, sweep, every in _ROUNDS:
            if time.monotonic() < self._next[what]:
                continue
            self._next[what] = time.monotonic() + every
            try:
                sweep(runtime)
            except Exception:
                log.exception("not done in this round", what=what)
