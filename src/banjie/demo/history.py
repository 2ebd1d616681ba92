"""A few weeks at the demo company, lived through by the real commands at past times.

Cases of all ten processes by different people, in every state; the outside follow-ups go to the demo's
receivers, which run for as long as this takes. Nothing is written past the services.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banjie.demo import hosting
from banjie.demo.history_cases import CASES, At, Filling, Past, Step
from banjie.demo.pictures import letter, picture
from banjie.demo.receivers.launch import RunningReceivers
from banjie.engine.state import State
from banjie.followups.archive import render_archive
from banjie.followups.connectors.delivery import Delivery
from banjie.followups.connectors.registry import CONNECTORS
from banjie.services import act, form_data, jobs, submit, uploads
from banjie.services.internal_effects import EFFECTS
from banjie.services.opinions import GivenOpinion
from banjie.services.runtime import Runtime, utc_now
from banjie.services.vault import open_connection
from banjie.services.viewer import Viewer
from banjie.storage import connections, instances, settings
from banjie.storage import jobs as job_table

if TYPE_CHECKING:
    from banjie.bootstrap import System

OWNER = "history"
LANDING = timedelta(minutes=1)


def write_history(system: System, *, receivers: bool) -> int:
    """Live through all cases, in the order in which things happened; returns how many there are.

    `receivers`: what they receive stays for the demo's inbox. Without, they run in a folder that goes away.
    """
    now = system.runtime.clock()
    with _receivers(system.runtime, keep=receivers):
        lives = [_Life(system.runtime, past, now) for past in CASES]
        moments = sorted(
            ((at, order, life) for order, life in enumerate(lives) for at in life.times),
            key=lambda moment: moment[:2],
        )
        for _, _, life in moments:
            life.go_on()
    return len(lives)


@contextmanager
def _receivers(runtime: Runtime, *, keep: bool) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as elsewhere:
        folder = runtime.config.data / "receivers" if keep else Path(elsewhere)
        folder.mkdir(parents=True, exist_ok=True)
        with RunningReceivers(folder, smtp_port=0, http_port=0) as running:
            hosting.point_connections(runtime, running.smtp_url, running.http_url)
            yield
    if not keep:
        with runtime.database.write() as connection:
            for name in hosting.CONNECTIONS:
                connections.remove(connection, name)
            settings.remove(connection, "demo_receivers")


class _Life:
    """One case, step by step. Its runtime's clock stands where the story is."""

    def __init__(self, runtime: Runtime, past: Past, now: datetime) -> None:
        self._past = past
        self._now = now
        self._at = now
        self._runtime = replace(runtime, clock=lambda: self._at)
        self._instance = ""
        self._steps = list(past.steps)
        first = self._moment(past.day)
        self.times = [first]
        for step in past.steps:
            self.times.append(self._after(self.times[-1], step))
        self._waiting = list(self.times)

    def go_on(self) -> None:
        """The next thing that happened, with what followed by itself."""
        self._at = self._waiting.pop(0)
        if not self._instance:
            self._send()
        else:
            self._step(self._steps.pop(0))
        self._follow_up()

    def _moment(self, at: At) -> datetime:
        """A time of day on a working day so many days ago, and never in the future."""
        zone = self._runtime.zone
        day = (self._now.astimezone(zone) - timedelta(days=at.days_ago)).date()
        if at.days_ago:
            day -= timedelta(days=max(0, day.weekday() - 4))
        local = datetime.combine(day, time(at.hour, at.minute), zone)
        return min(local.astimezone(UTC), self._now - timedelta(minutes=20))

    def _after(self, before: datetime, step: Step) -> datetime:
        """So many hours later, within office hours of a working day, and never in the future."""
        zone = self._runtime.zone
        at = (before + timedelta(hours=step.hours)).astimezone(zone)
        if at.hour >= 18:
            at = (at + timedelta(days=1)).replace(hour=9, minute=at.minute)
        elif at.hour < 8:
            at = at.replace(hour=9)
        while at.weekday() > 4:
            at += timedelta(days=1)
        return max(before + LANDING, min(at.astimezone(UTC), self._now - timedelta(minutes=5)))

    def _send(self) -> None:
        past = self._past
        self._instance = submit.start(
            self._runtime, self._viewer(past.who), past.process, self._filled(past.values), {}, submit=True
        )

    def _step(self, step: Step) -> None:
        viewer = self._viewer(step.who)
        opinion = GivenOpinion(text=step.text, reason_code=step.code)
        data = self._filled(step.values) if step.values else None
        if step.command == "resubmit":
            submit.submit(self._runtime, viewer, self._instance, data, {})
        elif step.command in ("withdraw", "comment", "remind"):
            act.on_case(
                self._runtime,
                viewer,
                self._instance,
                step.command,
                act.CaseInput(opinion=opinion if step.command == "withdraw" else None, text=step.text),
            )
        else:
            given = act.TaskInput(opinion=opinion, data=data, to=step.to)
            act.on_task(self._runtime, viewer, self._task_of(step.who), step.command, given)

    def _task_of(self, user: str) -> str:
        state = self._state()
        return next(
            task.id for task in state.tasks.values() if task.state == "open" and task.assignee == user
        )

    def _state(self) -> State:
        with self._runtime.database.read() as connection:
            row = instances.load(connection, self._instance)
            assert row is not None
            return instances.state_of(connection, row)

    def _follow_up(self) -> None:
        """Carry out what is queued, a minute later each round, until nothing is."""
        while True:
            with self._runtime.database.read() as connection:
                rows = job_table.of_instance(connection, self._instance)
            queued = [row.id for row in rows if row.state == "queued"]
            if not queued:
                return
            self._at = min(self._at + LANDING, self._now)
            for job in queued:
                self._carry_out(job)

    def _carry_out(self, job: str) -> None:
        """One follow-up, now: signatures are of today, its receipt and its event are of then."""
        runtime = self._runtime
        attempt = jobs.claim(runtime, job, OWNER)
        assert attempt is not None, f"{job} of {self._past.process}"
        if attempt.connector in EFFECTS:
            jobs.land(runtime, attempt, {})
        elif attempt.connector == "document":
            jobs.land_document(runtime, attempt, render_archive(attempt.payload, runtime.files))
        else:
            connector = CONNECTORS[attempt.connector]
            opened = open_connection(runtime, attempt.connection)
            delivery = Delivery(attempt.job, attempt.key, attempt.attempt, opened, attempt.payload)
            brought = connector.deliver(delivery, utc_now())
            receipt = {"id": brought.id, "at": self._at.isoformat(), "result": brought.result}
            facts = brought.result.get("facts") if connector.looks_up else None
            source = str(brought.result.get("source", attempt.connector))
            jobs.land(runtime, attempt, receipt, facts, source=source)

    # --- filling in -------------------------------------------------------------------------------------

    def _filled(self, values: dict[str, Any]) -> dict[str, Any]:
        return {field: self._value(value) for field, value in values.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return self._filled(value)
        if not isinstance(value, Filling):
            return value
        match value.kind:
            case "record":
                return self._record(value.form, value.name)
            case "day":
                return (
                    (self._at.astimezone(self._runtime.zone) + timedelta(days=value.days)).date().isoformat()
                )
            case "photo":
                return self._file(value.name, "image/png", picture(value.name))
            case _:
                return self._file(value.name, "application/pdf", letter(value.name))

    def _record(self, form: str, title: str) -> int:
        with self._runtime.database.read() as connection:
            version = self._runtime.definitions.form(connection, form)
            main = form_data.tables_of(self._runtime, connection, version).main.table
            found = connection.execute(main.select().where(main.c.title == title)).first()
        assert found is not None, f"{form}: {title}"
        return int(found.id)

    def _file(self, name: str, media_type: str, content: bytes) -> str:
        return uploads.keep(self._runtime, self._past.who, name, media_type, content).id

    def _viewer(self, user: str) -> Viewer:
        return Viewer(user, "zh-CN")
