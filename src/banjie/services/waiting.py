"""Waiting a bounded while for outside lookups of a case that was just sent (`Prefer: wait=…`)."""

from __future__ import annotations

import time

from banjie.services.runtime import Runtime
from banjie.storage import instances

PAUSE = 0.05


def wait_for_lookups(runtime: Runtime, instance: str, seconds: float) -> None:
    """Return when the case waits for a person (or has ended), or when the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with runtime.database.read() as connection:
            row = instances.load(connection, instance)
            state = instances.state_of(connection, row) if row is not None else None
        if (
            state is None
            or state.status != "running"
            or any(task.state == "open" for task in state.tasks.values())
        ):
            return
        if not any(job.state == "queued" for job in state.jobs.values()):
            return
        time.sleep(PAUSE)
