"""Follow-ups as use cases: claim an attempt, prepare what to send, write back what came of it.

Who executes, and how a connector talks to the world, is not known here. Effects in our own tables happen
in the transaction that lands the job: exactly once. Everything else is at least once under one key.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from banjie.engine.commands import JobFailed, JobLanded
from banjie.engine.context import Actor
from banjie.engine.definition import ServiceTask
from banjie.engine.rejections import Rejected
from banjie.services.case_work import CaseWork
from banjie.services.internal_effects import EFFECTS
from banjie.services.payloads import build_payload
from banjie.services.run_command import open_case, run_command
from banjie.services.runtime import Runtime
from banjie.storage import connections, files, jobs, settings
from banjie.storage.ids import new_id

SYSTEM = Actor(user="system", system=True)
DEFAULT_PLAN = (5, 30, 120, 600, 1800, 7200, 18000)
"""Seconds between attempts; after the last one the job is an incident."""


class Attempt(msgspec.Struct, frozen=True):
    """One attempt at one job, claimed by `owner`. `crashed`: an earlier attempt died without an answer."""

    job: str
    instance: str
    node: str
    connector: str
    key: str
    owner: str
    attempt: int
    crashed: bool
    settings: dict[str, Any]
    payload: dict[str, Any]
    connection: connections.ConnectionRow | None


class Skipped(Exception):  # noqa: N818 (not a fault)
    """The job is somebody else's, done, or not due."""


def claim(runtime: Runtime, job: str, owner: str) -> Attempt | None:
    """Take one attempt. None when there is nothing to do any more (or not yet).

    Raises MappingError (after the claim) where the settings cannot be filled from the case.
    """
    now = runtime.clock()
    with runtime.database.write() as connection:
        before = jobs.get(connection, job)
        if before is None or not jobs.claim(connection, job, owner, now, now + runtime.config.lease):
            return None
    with runtime.database.read() as connection:
        row = jobs.get(connection, job)
        assert row is not None
        work = open_case(runtime, connection, row.instance, SYSTEM, lock=False)
        node = work.version.graph.nodes[row.node]
        assert isinstance(node, ServiceTask)
        payload = row.payload if row.payload is not None else build_payload(work, node, job)
        found = connections.get(connection, connections.name_for(node.connector, node.config))
    if row.payload is None:
        with runtime.database.write() as connection:
            jobs.set_payload(connection, job, payload)
    return Attempt(
        job=job,
        instance=row.instance,
        node=row.node,
        connector=row.connector,
        key=row.idempotency_key,
        owner=owner,
        attempt=row.attempts,
        crashed=before.state == "running",
        settings=node.config,
        payload=payload,
        connection=found,
    )


def land(
    runtime: Runtime,
    attempt: Attempt,
    receipt: dict[str, Any],
    facts: Any = None,
    source: str = "",
    also: Callable[[CaseWork], None] | None = None,
    *,
    repeatable: bool = True,
) -> bool:
    """The attempt brought a receipt. Our own effects, if the connector has some, happen here.

    Returns False when the attempt was not this owner's any more: nothing is changed then. Where the step
    behind refuses to begin (no branch holds, nobody to ask), our own effects are taken back and the job is
    an incident; what was sent outside by a connector that is not `repeatable` is marked uncertain.
    """

    def build(work: CaseWork) -> JobLanded:
        given = receipt
        effect = EFFECTS.get(attempt.connector)
        if effect is not None:
            given = {**receipt, **effect(work, attempt)}
        done = jobs.write_back(
            work.connection,
            attempt.job,
            attempt.owner,
            attempt.attempt,
            work.now,
            state="landed",
            receipt=given,
        )
        if not done:
            raise Skipped(attempt.job)
        value = facts if facts is not None else given
        return JobLanded(
            job=attempt.job, receipt=work.sealer.seal(value), source=source, has_facts=facts is not None
        )

    try:
        run_command(runtime, attempt.instance, SYSTEM, build, after=also)
    except Skipped:
        return False
    except Rejected as refusal:
        if refusal.code != "wrong_state":
            node = str(refusal.details.get("node") or refusal.details.get("node_name") or "")
            _incident(
                runtime, attempt, f"next_step_{refusal.code}: {node}".rstrip(": "), not repeatable, receipt
            )
            return False
        # The case has moved on (cancelled, terminated): the attempt is over, its receipt is kept.
        with runtime.database.write() as connection:
            jobs.write_back(
                connection,
                attempt.job,
                attempt.owner,
                attempt.attempt,
                runtime.clock(),
                state="landed",
                receipt=receipt,
                error=refusal.code,
            )
        return False
    return True


def land_document(runtime: Runtime, attempt: Attempt, content: bytes) -> bool:
    """A rendered archive: the bytes first, then its row and the receipt in one transaction."""
    digest = runtime.files.put(content)
    identifier = new_id()
    name = f"{attempt.payload.get('number') or attempt.instance}.pdf"
    receipt = {
        "id": identifier,
        "at": runtime.clock().isoformat(),
        "file": identifier,
        "name": name,
        "sha256": digest,
        "size": len(content),
    }

    def also(work: CaseWork) -> None:
        files.add(
            work.connection,
            {
                "id": identifier,
                "name": name,
                "media_type": "application/pdf",
                "size": len(content),
                "sha256": digest,
                "created_by": "system",
                "created_at": work.now,
                "instance": attempt.instance,
            },
        )

    return land(runtime, attempt, receipt, also=also)


def fail_claimed(runtime: Runtime, job: str, owner: str, error: str, *, permanent: bool) -> None:
    """An attempt that was claimed but could not even be prepared."""
    with runtime.database.read() as connection:
        row = jobs.get(connection, job)
    if row is None or row.state != "running" or row.owner != owner:
        return
    attempt = Attempt(
        job=job,
        instance=row.instance,
        node=row.node,
        connector=row.connector,
        key=row.idempotency_key,
        owner=owner,
        attempt=row.attempts,
        crashed=False,
        settings={},
        payload={},
        connection=None,
    )
    fail(runtime, attempt, error, permanent=permanent)


def fail(
    runtime: Runtime,
    attempt: Attempt,
    error: str,
    *,
    permanent: bool,
    uncertain: bool = False,
    retry_after: float | None = None,
) -> None:
    """The attempt failed: wait and try again by the plan, or make it an incident."""
    plan = retry_plan(runtime)
    now = runtime.clock()
    if not permanent and not uncertain and attempt.attempt <= len(plan):
        delay = max(plan[attempt.attempt - 1] * random.uniform(0.8, 1.2), retry_after or 0.0)  # noqa: S311
        with runtime.database.write() as connection:
            jobs.write_back(
                connection,
                attempt.job,
                attempt.owner,
                attempt.attempt,
                now,
                state="retrying",
                next_attempt_at=now + timedelta(seconds=min(delay, 86_400)),
                error=error,
            )
            runtime.jobs.enqueue(connection, [attempt.job])
            runtime.signals.publish(connection, administrators(runtime, connection), [attempt.instance])
        runtime.jobs.wake()
        runtime.signals.flush()
        return
    _incident(runtime, attempt, error, uncertain)


def _incident(
    runtime: Runtime, attempt: Attempt, error: str, uncertain: bool, receipt: dict[str, Any] | None = None
) -> None:
    def build(work: CaseWork) -> JobFailed:
        done = jobs.write_back(
            work.connection,
            attempt.job,
            attempt.owner,
            attempt.attempt,
            work.now,
            state="incident",
            error=error,
            uncertain=uncertain,
            receipt=receipt,
        )
        if not done:
            raise Skipped(attempt.job)
        work.tell(administrators(work.runtime, work.connection))
        return JobFailed(job=attempt.job, error=work.sealer.seal(error), uncertain=uncertain)

    try:
        run_command(runtime, attempt.instance, SYSTEM, build)
    except (Skipped, Rejected):
        return


def administrators(runtime: Runtime, connection: Any) -> tuple[str, ...]:
    """Who is told of incidents."""
    return runtime.directory.get(connection).members("admin")


def retry_plan(runtime: Runtime) -> tuple[float, ...]:
    """Seconds between attempts, from the setting `retry_plan`, else the default."""
    with runtime.database.read() as connection:
        found = settings.get(connection, "retry_plan")
    return tuple(float(item) for item in found) if isinstance(found, list) else DEFAULT_PLAN


def due(runtime: Runtime, limit: int = 50) -> tuple[list[str], datetime | None]:
    """Jobs to be executed now, and when to look again at the latest (None: nothing is waiting)."""
    with runtime.database.read() as connection:
        return jobs.due(connection, runtime.clock(), limit), jobs.next_due(connection)
