"""One attempt at one job, from claim to receipt or failure. Connectors talk to the world; services write.

The same code runs in the in-process executor and in PostgreSQL's workers. What has gone out and cannot be
told from a repeat by its receiver is never sent again because of a failure of ours: it becomes an incident
marked as uncertain.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog

from banjie.followups.archive import render_archive
from banjie.followups.connectors.delivery import (
    Delivery,
    DeliveryError,
    Permanent,
    Receipt,
    Retryable,
    Uncertain,
)
from banjie.followups.connectors.registry import CONNECTORS
from banjie.services import backups, exports, jobs
from banjie.services.imports import records as imports
from banjie.services.internal_effects import EFFECTS
from banjie.services.mapping import MappingError
from banjie.services.runtime import Runtime
from banjie.services.vault import open_connection

WRITE_BACK_TRIES = 4
PAUSE = 0.2

log = structlog.get_logger("banjie.followups")

Landing = Callable[[], object]


def execute(runtime: Runtime, job: str, owner: str) -> None:
    """Try a job once, if it is due and nobody else has it. Never raises: a surprise becomes a retry."""
    if exports.is_export(job):
        _surely(job, lambda: exports.run(runtime, job, owner))
        return
    if imports.is_import(job):
        _surely(job, lambda: imports.run(runtime, job, owner))
        return
    if backups.is_backup(job):
        _surely(job, lambda: backups.run(runtime, job, owner))
        return
    try:
        attempt = jobs.claim(runtime, job, owner)
    except MappingError as error:
        words = str(error)
        _surely(job, lambda: jobs.fail_claimed(runtime, job, owner, words, permanent=True))
        return
    except Exception as error:
        log.exception("job could not be prepared", job=job)
        reason = type(error).__name__
        _surely(job, lambda: jobs.fail_claimed(runtime, job, owner, reason, permanent=False))
        return
    if attempt is None:
        return
    try:
        landing = _perform(runtime, attempt)
    except Retryable as error:
        _fail(runtime, attempt, _words(error), retry_after=error.retry_after)
    except Permanent as error:
        _fail(runtime, attempt, _words(error), permanent=True)
    except Uncertain as error:
        _fail(runtime, attempt, _words(error), permanent=True, uncertain=True)
    except Exception as error:
        log.exception("job failed", job=job, connector=attempt.connector)
        _fail(runtime, attempt, f"{type(error).__name__}: {error}"[:500])
    else:
        _land(runtime, attempt, landing)


def _perform(runtime: Runtime, attempt: jobs.Attempt) -> Landing:
    """Do what is to be done outside of our tables; returns how to write down that it is done."""
    if attempt.crashed and attempt.attempt > len(jobs.retry_plan(runtime)) + 1:
        raise Permanent("crashed", "the process died at every attempt")
    if attempt.connector in EFFECTS:
        return lambda: jobs.land(runtime, attempt, {})
    if attempt.connector == "document":
        content = render_archive(attempt.payload, runtime.files)
        return lambda: jobs.land_document(runtime, attempt, content)
    connector = CONNECTORS[attempt.connector]
    if attempt.crashed and not connector.repeatable(attempt.payload):
        raise Uncertain("crashed_while_sending", "the process died while sending; it may have gone out")
    receipt = connector.deliver(_delivery(runtime, attempt), runtime.clock())
    facts = receipt.result.get("facts") if connector.looks_up else None
    source = str(receipt.result.get("source", attempt.connector))
    repeatable = connector.repeatable(attempt.payload)
    return lambda: jobs.land(runtime, attempt, _stored(receipt), facts, source=source, repeatable=repeatable)


def _land(runtime: Runtime, attempt: jobs.Attempt, landing: Landing) -> None:
    """Write the receipt back. Where that cannot be done, what has gone out stays known to have gone out."""
    connector = CONNECTORS.get(attempt.connector)
    uncertain = connector is not None and not connector.repeatable(attempt.payload)
    try:
        _patiently(landing)
    except MappingError as error:
        _fail(runtime, attempt, str(error), permanent=True, uncertain=uncertain)
    except Exception as error:
        log.exception("receipt could not be written", job=attempt.job, connector=attempt.connector)
        reason = f"{type(error).__name__}: {error}"[:500]
        _fail(runtime, attempt, reason, permanent=uncertain, uncertain=uncertain)


def _fail(
    runtime: Runtime,
    attempt: jobs.Attempt,
    error: str,
    *,
    permanent: bool = False,
    uncertain: bool = False,
    retry_after: float | None = None,
) -> None:
    def write() -> None:
        jobs.fail(runtime, attempt, error, permanent=permanent, uncertain=uncertain, retry_after=retry_after)

    _surely(attempt.job, write)


def _surely(job: str, write: Landing) -> None:
    """Write a failure down, or leave the attempt to its lease when the database is not to be had."""
    try:
        _patiently(write)
    except Exception:
        log.exception("failure could not be written", job=job)


def _patiently(write: Landing) -> None:
    """A lost race or a short break of the database is no reason to give up an attempt's result."""
    for turn in range(WRITE_BACK_TRIES):
        try:
            write()
        except MappingError:
            raise
        except Exception:
            if turn == WRITE_BACK_TRIES - 1:
                raise
            time.sleep(PAUSE * 2**turn)
        else:
            return


def _words(error: DeliveryError) -> str:
    return f"{error.code}: {error.detail}" if error.detail else error.code


def _delivery(runtime: Runtime, attempt: jobs.Attempt) -> Delivery:
    return Delivery(
        job_id=attempt.job,
        idempotency_key=attempt.key,
        attempt=attempt.attempt,
        connection=open_connection(runtime, attempt.connection),
        payload=attempt.payload,
    )


def _stored(receipt: Receipt) -> dict[str, Any]:
    return {"id": receipt.id, "at": receipt.at.isoformat(), "result": receipt.result}
