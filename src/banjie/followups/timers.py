"""Fires timers whose time has come. A timer cancelled meanwhile is refused by the engine, and that is fine."""

from __future__ import annotations

import structlog

from banjie.engine.commands import TimerFired
from banjie.engine.rejections import Rejected
from banjie.services.jobs import SYSTEM
from banjie.services.problems import ConflictError, NotFoundError
from banjie.services.run_command import run_command
from banjie.services.runtime import Runtime
from banjie.storage import timers

log = structlog.get_logger("banjie.followups")


def fire_due(runtime: Runtime, limit: int = 50) -> int:
    """Fire due timers; returns how many did something."""
    with runtime.database.read() as connection:
        due = timers.due(connection, runtime.clock(), limit)
    fired = 0
    for timer, instance in due:
        try:
            run_command(runtime, instance, SYSTEM, lambda _work, timer=timer: TimerFired(timer))  # type: ignore[misc]
            fired += 1
        except (Rejected, NotFoundError):
            with runtime.database.write() as connection:
                timers.remove(connection, timer)
        except ConflictError:
            continue
    return fired
