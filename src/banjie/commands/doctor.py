"""`banjie doctor`: what is installed, reachable and misconfigured, in plain words. It changes nothing and prints
no secret. 1 where something fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from banjie.commands import doctor_connections, doctor_database, doctor_machine
from banjie.commands.doctor_line import Line
from banjie.config import Config
from banjie.messages import DEFAULT, words
from banjie.storage.database import open_database


def doctor(config: Config) -> int:
    """Print a line per finding, and how many there are of each kind."""
    counts: Counter[str] = Counter()
    for line in examine(config):
        counts[line.level] += 1
        mark = words(DEFAULT, f"doctor.level.{line.level}")
        _print(f"{mark} {words(DEFAULT, f'doctor.{line.key}', line.params)}")
        if line.level != "ok":
            _print(f"       → {words(DEFAULT, f'doctor.{line.key}.todo', line.params)}")
    found = {level: counts[level] for level in ("ok", "warning", "failing")}
    _print(words(DEFAULT, "doctor.summary", found))
    return 1 if counts["failing"] else 0


def examine(config: Config, now: datetime | None = None) -> Iterator[Line]:
    """All findings, the quick and basic ones first."""
    now = now or datetime.now(UTC)
    yield from doctor_machine.python()
    yield from doctor_machine.clock(now)
    yield from doctor_machine.data_folder(config)
    yield from doctor_machine.key(config)
    yield from _database(config, now)
    yield from doctor_machine.web()
    yield from doctor_machine.documents(now)


def _database(config: Config, now: datetime) -> Iterator[Line]:
    if config.embedded:
        lines = list(doctor_database.sqlite_file(config))
        yield from lines
        if any(line.level == "failing" for line in lines):
            return
    with open_database(config.database_url) as database:
        if not config.embedded:
            lines = list(doctor_database.postgresql(config, database, now))
            yield from lines
            if any(line.key == "postgresql_unreachable" for line in lines):
                return
        yield from doctor_database.content(database, now)
        yield from doctor_connections.reachable(config, database)
        yield from doctor_database.demo(database, config.host, config.port)


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's answer
