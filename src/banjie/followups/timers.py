"""Fires timers whose time has come. A timer cancelled meanwhile is refused by the engine, and that is fine."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog

from banjie.engine.commands import TimerFired
from banjie.engine.rejections import Rejected
from banjie.services.jobs import SYSTEM
from banjie.services.notices import tell_stuck
from banjie.services.problems import ConflictError, NotFoundError
from banjie.services.run_command import run_command
from banjie.services.runtime import Runtime
from banjie.storage import timers

ROUND_SECONDS = 20.0
PUT_OFF = timedelta(minutes=5)

log = structlog.get_logger("banjie.followups")


def fire_due(runtime: Runtime, limit: int = 50) -> int:
    """Fire due timers; returns how many did something. One process at a time does: the others return 0.

    A timer whose command fails for an unforeseen reason is put off, so that it does not stand in the way
    of the others.
    """
    with runtime.database.read() as connection:
        due = timers.due(connection, runtime.clock(), limit)
    if not due:
        return 0
    fired = 0
    until = time.monotonic() + ROUND_SECONDS
    with timers.turn(runtime.database) as ours:
        if not ours:
            return 0
        for timer, instance in due:
            if time.monotonic() > until:
                break
            fired += _fire(runtime, timer, instance)
    return fired


def _fire(runtime: Runtime, timer: str, instance: str) -> bool:
    try:
        run_command(runtime, instance, SYSTEM, lambda _work: TimerFired(timer))
    except NotFoundError:
        _remove(runtime, timer)
        return False
    except Rejected as refusal:
        if refusal.code == "wrong_state":
            _remove(runtime, timer)  # cancelled meanwhile
        else:
            _stuck(runtime, timer, instance, refusal)
        return False
    except ConflictError:
        return False
    except Exception:
        log.exception("timer could not be fired", timer=timer, instance=instance)
        with runtime.database.write() as connection:
            timers.put_off(connection, timer, runtime.clock() + PUT_OFF)
        return False
    return True


def _remove(runtime: Runtime, timer: str) -> None:
    with runtime.database.write() as connection:
        timers.remove(connection, timer)


def _stuck(runtime: Runtime, timer: str, instance: str, refusal: Rejected) -> None:
    """The step behind the timer cannot begin: administrators are told once, and it is tried again later."""
    log.error("the step behind a timer was refused", timer=timer, instance=instance, code=refusal.code)
    with runtime.database.write() as connection:
        timers.put_off(connection, timer, runtime.clock() + PUT_OFF)
        tell_stuck(runtime, connection, timer, instance, refusal.code)
    runtime.signals.flush()
