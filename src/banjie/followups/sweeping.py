"""What is deleted by itself when its time is over. Both executors call it in their rounds."""

from __future__ import annotations

import time

import structlog

from banjie.services import exports
from banjie.services.imports import records as imports
from banjie.services.runtime import Runtime

EVERY_S = 3600.0

log = structlog.get_logger("banjie.followups")


class Sweeper:
    """Sweeps at its first call and then once an hour; a failure is logged and waits for the next hour."""

    def __init__(self) -> None:
        self._next = 0.0

    def now_and_then(self, runtime: Runtime) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        for what, sweep in (("exports", exports.sweep), ("imports", imports.sweep)):
            try:
                sweep(runtime)
            except Exception:
                log.exception("old files not deleted", what=what)
