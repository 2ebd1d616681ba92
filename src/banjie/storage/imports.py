"""Imports in the `job` table. The list of an import's faulty rows is a file under the job's id without prefix."""

from __future__ import annotations

from banjie.storage.personal_jobs import PersonalJobs

_imports = PersonalJobs("import")
CONNECTOR = _imports.connector
PREFIX = _imports.prefix

lock = _imports.lock
open_of = _imports.open_of
running = _imports.running
add = _imports.add
put_off = _imports.put_off
note = _imports.note
some = _imports.some
ended = _imports.ended
remove = _imports.remove
