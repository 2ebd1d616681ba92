"""Backups: at once, by a schedule, and what is there. Archives hold keys: they are not for download."""

from __future__ import annotations

import msgspec
from litestar import get, post, put
from litestar.params import JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas.backups import (
    BackupArchive,
    Backups,
    BackupSchedule,
    BackupScheduleInput,
    LastBackup,
)
from banjie.services import backups


def _view(found: backups.Overview) -> Backups:
    return Backups(
        schedule=BackupSchedule(**msgspec.structs.asdict(found.schedule)),
        folder=str(found.folder),
        archives=[
            BackupArchive(name=one.path.name, path=str(one.path), at=one.at, size=one.size)
            for one in found.archives
        ],
        last=None if found.last is None else LastBackup(**msgspec.structs.asdict(found.last)),
        next=found.next,
    )


@get("/backups", operation_id="listBackups", sync_to_thread=True)
def get_backups(runtime: Runtime, viewer: Viewer) -> Backups:
    """The archives on the server, the schedule, and what became of the last one."""
    return _view(backups.overview(runtime, viewer))


@post("/backups", operation_id="startBackup", status_code=202, sync_to_thread=True)
def post_backup(runtime: Runtime, viewer: Viewer) -> Backups:
    """Make one now, in the background; 409 while another is being made."""
    return _view(backups.start(runtime, viewer))


@put("/backups/schedule", operation_id="setBackupSchedule", sync_to_thread=True)
def put_schedule(runtime: Runtime, viewer: Viewer, data: JSONBody[BackupScheduleInput]) -> Backups:
    """When backups are made by themselves, and how many are kept."""
    return _view(backups.set_schedule(runtime, viewer, backups.Schedule(**msgspec.structs.asdict(data))))


ROUTES = [get_backups, post_backup, put_schedule]
