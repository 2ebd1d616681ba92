"""Long work that somebody asked for, without a case: claimed, tried again, given up, told about.

It acts for whoever asked, with the rights of that moment. It never becomes an incident: nobody but the asker has
to act, and they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from banjie.messages import words
from banjie.services.problems import ConflictError, ForbiddenError, ServiceError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import jobs, notices
from banjie.storage.definitions import UnknownDefinitionError
from banjie.storage.records.export import StoppedError

TRIES = 3
BUSY = timedelta(seconds=1)

log = structlog.get_logger("banjie.personal_jobs")


def claim(
    runtime: Runtime,
    running: Callable[[Connection, datetime], int],
    put_off: Callable[[Connection, str, datetime], None],
    job: str,
    owner: str,
    together: int,
) -> Any:
    """The job's row, claimed for one attempt; None when there is nothing to do (or not yet)."""
    now = runtime.clock()
    with runtime.database.write() as connection:
        if running(connection, now) >= together:
            put_off(connection, job, now + BUSY)
            runtime.jobs.enqueue(connection, [job])
            return None
        if not jobs.claim(connection, job, owner, now, now + runtime.config.lease):
            return None
        return jobs.get(connection, job)


def perform(
    runtime: Runtime,
    attempt: Any,
    locale: str,
    make: Callable[[], None],
    fail: Callable[[str], None],
    *,
    again: timedelta,
) -> None:
    """Try once: what cannot be is said, a surprise is tried again, a process that ends leaves it to the next."""
    try:
        if attempt.attempts > TRIES:
            raise ConflictError(f"{attempt.connector}_interrupted")
        make()
    except StoppedError:
        _later(runtime, attempt, timedelta(0))
    except ServiceError as error:
        fail(words(locale, f"problem.{error.code}", error.params))
    except UnknownDefinitionError as error:
        fail(words(locale, "problem.form_not_found", {"what": error.code}))
    except Exception:
        log.exception("personal job failed", job=attempt.id, attempt=attempt.attempts)
        if attempt.attempts < TRIES:
            _later(runtime, attempt, again)
        else:
            fail(words(locale, "problem.internal", {"number": attempt.id[-10:].upper()}))


def viewer_of(runtime: Runtime, username: str, locale: str) -> Viewer:
    """Whoever asked, if they are still here. Raises ForbiddenError."""
    with runtime.database.read() as connection:
        if not runtime.directory.get(connection).is_active(username):
            raise ForbiddenError("forbidden")
    return Viewer(username, locale)


def ended(connection: Connection, attempt: Any, now: datetime, **given: Any) -> bool:
    """Write an attempt's end down; False where it is not ours any more."""
    return jobs.write_back(connection, attempt.id, attempt.owner, attempt.attempts, now, **given)


def tell(
    runtime: Runtime,
    connection: Connection,
    attempt: Any,
    username: str,
    locale: str,
    kind: str,
    params: Mapping[str, str],
) -> None:
    """Tell the asker, once."""
    notices.add(
        connection,
        username=username,
        instance="",
        kind=kind,
        text=words(locale, f"notice.{kind}", params),
        at=runtime.clock(),
        key=attempt.id,
    )
    runtime.signals.publish(connection, [username], ())


def _later(runtime: Runtime, attempt: Any, delay: timedelta) -> None:
    now = runtime.clock()
    with runtime.database.write() as connection:
        if ended(connection, attempt, now, state="retrying", next_attempt_at=now + delay):
            runtime.jobs.enqueue(connection, [attempt.id])
    runtime.jobs.wake()
