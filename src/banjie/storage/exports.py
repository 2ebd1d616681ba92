"""Exports in the `job` table. The file's id is the job's without prefix."""

from __future__ import annotations

from banjie.storage.personal_jobs import PersonalJobs

_exports = PersonalJobs("export")
CONNECTOR = _exports.connector
PREFIX = _exports.prefix

lock = _exports.lock
open_of = _exports.open_of
running = _exports.running
add = _exports.add
put_off = _exports.put_off
some = _exports.some
ended = _exports.ended
remove = _exports.remove
