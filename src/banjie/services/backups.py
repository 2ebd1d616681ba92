"""Backups from the page: at once, or by a schedule; what is there, what went wrong, and when the next one is.

An archive holds the installation's keys, so it never goes to a browser: it stays in the server's folder, and the page
says where. A backup is a job without a case, so a killed process leaves one that another makes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from banjie.messages import words
from banjie.org.directory import ADMIN_ROLE
from banjie.services import audit, personal_jobs
from banjie.services.problems import ConflictError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import archives, backups, jobs, notices, people, settings
from banjie.storage.archives import Archive
from banjie.storage.ids import new_id

KEPT = timedelta(days=30)
"""How long is remembered what became of a backup; longer than the longest interval."""
AGAIN = timedelta(minutes=1)
_KEY = "backups"

Every = Literal["off", "day", "week"]


class Schedule(msgspec.Struct, frozen=True):
    """When by itself, in the company's zone: every day, or on a day of the week (0 is Monday), at a full hour.

    `keep`: how many archives stay, the newest ones; 0 keeps all.
    """

    every: Every = "off"
    hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 2
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] = 6
    keep: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 14


class Last(msgspec.Struct, frozen=True):
    """What became of the one that was asked for last. `error`: why it failed."""

    state: Literal["working", "done", "failed"]
    at: datetime
    error: str = ""


class Overview(msgspec.Struct, frozen=True):
    """Everything about backups: `folder` on the server, the archives there, the newest first."""

    schedule: Schedule
    folder: Path
    archives: tuple[Archive, ...]
    last: Last | None
    next: datetime | None


def overview(runtime: Runtime, viewer: Viewer) -> Overview:
    """For administrators. Raises ForbiddenError."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        schedule, _ = _schedule(connection)
        row = backups.latest(connection)
    last = None
    if row is not None:
        state: Any = {"landed": "done", "failed": "failed"}.get(row.state, "working")
        last = Last(state, row.updated_at if state != "working" else row.created_at, row.error or "")
    folder = runtime.config.backups
    return Overview(schedule, folder, tuple(archives.listed(folder)), last, _next(runtime, schedule))


def set_schedule(runtime: Runtime, viewer: Viewer, schedule: Schedule) -> Overview:
    """From now on: what was missed under the schedule before is not made up for."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        kept = {"schedule": msgspec.to_builtins(schedule), "since": runtime.clock().isoformat()}
        settings.put(connection, _KEY, kept)
        audit.note(
            runtime,
            connection,
            viewer,
            "backup.scheduled",
            "backup",
            "",
            every=schedule.every,
            hour=schedule.hour,
            keep=schedule.keep,
        )
    return overview(runtime, viewer)


def start(runtime: Runtime, viewer: Viewer) -> Overview:
    """Queue one now. Raises ConflictError while another is being made."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        row = backups.latest(connection)
        if row is not None and row.state not in ("landed", "failed"):
            raise ConflictError("backup_under_way")
        _queue(runtime, connection, new_id(), viewer.username, viewer.locale)
        audit.note(runtime, connection, viewer, "backup.started", "backup", "")
    runtime.jobs.wake()
    return overview(runtime, viewer)


def queue_due(runtime: Runtime) -> bool:
    """Queue what the schedule wants by now, once whoever asks; returns whether it was us."""
    with runtime.database.read() as connection:
        schedule, since = _schedule(connection)
        planned = _planned(runtime, schedule)
        if planned is None or since is None or planned <= since or _is_there(connection, planned):
            return False
    try:
        with runtime.database.write() as connection:
            if _is_there(connection, planned):
                return False
            _queue(runtime, connection, _name(planned), "", "")
    except IntegrityError:  # another process was first
        return False
    runtime.jobs.wake()
    return True


def is_backup(job: str) -> bool:
    return job.startswith(backups.PREFIX)


def run(runtime: Runtime, job: str, owner: str) -> None:
    """Make an archive, if nobody else does; then remove those that are too many."""
    attempt = personal_jobs.claim(runtime, backups.running, backups.put_off, job, owner, together=1)
    if attempt is None:
        return

    def make() -> None:
        folder = runtime.config.backups
        try:
            made = archives.make_archive(runtime.config, folder)
        except archives.Failures as error:
            raise ConflictError("backup_failed", detail=_brief(error)) from error
        with runtime.database.read() as connection:
            schedule, _ = _schedule(connection)
        archives.prune(folder, schedule.keep)
        _land(runtime, attempt, made)

    personal_jobs.perform(
        runtime, attempt, _locale(attempt), make, lambda reason: _fail(runtime, attempt, reason), again=AGAIN
    )


def sweep(runtime: Runtime, limit: int = 200) -> int:
    """Forget what became of backups long ago; the archives stay."""
    with runtime.database.write() as connection:
        gone = backups.ended(connection, runtime.clock() - KEPT, limit)
        for identifier in gone:
            backups.remove(connection, identifier)
    return len(gone)


def _queue(runtime: Runtime, connection: Connection, name: str, user: str, locale: str) -> None:
    job = backups.add(
        connection, name, {"user": user, "locale": locale}, form="", name="", at=runtime.clock()
    )
    runtime.jobs.enqueue(connection, [job])


def _schedule(connection: Connection) -> tuple[Schedule, datetime | None]:
    """The schedule, and since when it holds."""
    kept = settings.get(connection, _KEY)
    if not kept:
        return Schedule(), None
    return msgspec.convert(kept["schedule"], Schedule), datetime.fromisoformat(kept["since"])


def _planned(runtime: Runtime, schedule: Schedule) -> datetime | None:
    """The last moment at or before now for which the schedule wants one."""
    if schedule.every == "off":
        return None
    now = runtime.clock().astimezone(runtime.zone)
    planned = now.replace(hour=schedule.hour, minute=0, second=0, microsecond=0)
    if schedule.every == "week":
        planned -= timedelta(days=(planned.weekday() - schedule.weekday) % 7)
    if planned > now:
        planned -= timedelta(days=7 if schedule.every == "week" else 1)
    return planned


def _next(runtime: Runtime, schedule: Schedule) -> datetime | None:
    planned = _planned(runtime, schedule)
    return None if planned is None else planned + timedelta(days=7 if schedule.every == "week" else 1)


def _name(planned: datetime) -> str:
    return f"at-{planned.strftime('%Y%m%d%H%M%z')}"


def _is_there(connection: Connection, planned: datetime) -> bool:
    return jobs.get(connection, backups.PREFIX + _name(planned)) is not None


def _locale(attempt: Any) -> str:
    return str(attempt.payload["locale"])


def _land(runtime: Runtime, attempt: Any, made: Path) -> None:
    now = runtime.clock()
    with runtime.database.write() as connection:
        receipt = {"id": made.name, "at": now.isoformat(), "size": made.stat().st_size}
        if personal_jobs.ended(connection, attempt, now, state="landed", receipt=receipt):
            user = attempt.payload["user"]
            asker = Viewer(user, _locale(attempt))
            audit.note(
                runtime, connection, asker, "backup.made", "backup", made.name, size=made.stat().st_size
            )
            if user:  # those by the schedule are told of on the page only
                personal_jobs.tell(
                    runtime, connection, attempt, user, _locale(attempt), "backed_up", {"name": made.name}
                )
    runtime.signals.flush()


def _fail(runtime: Runtime, attempt: Any, reason: str) -> None:
    """Whoever asked is told; of one by the schedule every administrator, in their language."""
    now = runtime.clock()
    with runtime.database.write() as connection:
        if personal_jobs.ended(connection, attempt, now, state="failed", error=reason):
            asker = attempt.payload["user"]
            audit.note(
                runtime,
                connection,
                Viewer(asker, _locale(attempt)),
                "backup.failed",
                "backup",
                "",
                reason=reason,
            )
            told = [asker] if asker else _administrators(runtime, connection)
            for place, user in enumerate(told):
                found = people.credentials(connection, user)
                notices.add(
                    connection,
                    username=user,
                    instance="",
                    kind="backup_failed",
                    text=words(found[2] if found else "", "notice.backup_failed", {"reason": reason}),
                    at=now,
                    key=f"{attempt.id}:{place}",
                )
            runtime.signals.publish(connection, told, ())
    runtime.signals.flush()


def _administrators(runtime: Runtime, connection: Connection) -> list[str]:
    directory = runtime.directory.get(connection)
    return [user for user in directory.members(ADMIN_ROLE) if directory.is_active(user)]


def _brief(error: Exception) -> str:
    """What went wrong, without the folder: the reader knows it, and of a notice only a line is seen."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())[:300] or type(error).__name__
