"""One attempt at one job, from claim to receipt or failure. Connectors talk to the world; services write.

The same code runs in the in-process executor and in PostgreSQL's workers.
"""

from __future__ import annotations

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
from banjie.services import jobs
from banjie.services.internal_effects import EFFECTS
from banjie.services.mapping import MappingError
from banjie.services.runtime import Runtime
from banjie.services.vault import open_connection

log = structlog.get_logger("banjie.followups")


def execute(runtime: Runtime, job: str, owner: str) -> None:
    """Try a job once, if it is due and nobody else has it. Never raises: a surprise becomes a retry."""
    try:
        attempt = jobs.claim(runtime, job, owner)
    except MappingError as error:
        jobs.fail_claimed(runtime, job, owner, str(error), permanent=True)
        return
    except Exception as error:
        log.exception("job could not be prepared", job=job)
        jobs.fail_claimed(runtime, job, owner, type(error).__name__, permanent=False)
        return
    if attempt is None:
        return
    try:
        _perform(runtime, attempt)
    except Retryable as error:
        jobs.fail(runtime, attempt, _words(error), permanent=False, retry_after=error.retry_after)
    except Permanent as error:
        jobs.fail(runtime, attempt, _words(error), permanent=True)
    except Uncertain as error:
        jobs.fail(runtime, attempt, _words(error), permanent=True, uncertain=True)
    except MappingError as error:
        jobs.fail(runtime, attempt, str(error), permanent=True)
    except Exception as error:
        log.exception("job failed", job=job, connector=attempt.connector)
        jobs.fail(runtime, attempt, f"{type(error).__name__}: {error}"[:500], permanent=False)


def _perform(runtime: Runtime, attempt: jobs.Attempt) -> None:
    if attempt.connector in EFFECTS:
        jobs.land(runtime, attempt, {})
        return
    if attempt.connector == "document":
        jobs.land_document(runtime, attempt, render_archive(attempt.payload))
        return
    connector = CONNECTORS[attempt.connector]
    if attempt.crashed and not connector.repeatable(attempt.payload):
        raise Uncertain("crashed_while_sending", "the process died while sending; it may have gone out")
    receipt = connector.deliver(_delivery(runtime, attempt), runtime.clock())
    facts = receipt.result.get("facts") if connector.looks_up else None
    jobs.land(
        runtime, attempt, _stored(receipt), facts, source=str(receipt.result.get("source", attempt.connector))
    )


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
