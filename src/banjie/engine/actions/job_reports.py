"""A job's way: landed with a receipt, failed into an incident, retried, waived.

Reports may come twice (at least once is the promise): what is already known changes nothing. A report
that comes too late is refused, so that the executor can mark it for a person.
"""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import JobFailed, JobLanded, RetryJob, WaiveJob
from banjie.engine.definition import ServiceTask
from banjie.engine.opinions import require_text
from banjie.engine.preconditions import require_administrator, require_job, require_system
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run
from banjie.engine.state import Job
from banjie.engine.values import Reason


def landed(run: Run, command: JobLanded) -> None:
    """The receipt is kept; with facts it is also the node's result; the waiting token goes on."""
    require_system(run)
    job = require_job(run, command.job)
    if job.state == "landed":
        return
    _require_waiting(job)
    run.emit(e.JobReported(job=job.id, state="landed", at=run.now, by=run.actor.user, detail=command.receipt))
    node = run.graph.nodes.get(job.node)
    if command.has_facts and isinstance(node, ServiceTask) and node.result is not None:
        run.emit(
            e.FactRecorded(
                name=node.result,
                value=command.receipt,
                source=command.source or node.connector,
                at=run.now,
                node=node.code,
            )
        )
    if _token_waits(run, job):
        run.complete(job.entry)


def failed(run: Run, command: JobFailed) -> None:
    require_system(run)
    job = require_job(run, command.job)
    if job.state == "incident":
        return
    _require_waiting(job)
    run.emit(
        e.JobReported(
            job=job.id,
            state="incident",
            at=run.now,
            by=run.actor.user,
            detail=command.error,
            uncertain=command.uncertain,
        )
    )


def retry(run: Run, command: RetryJob) -> None:
    job = _require_incident(run, command.job)
    run.emit(e.JobReported(job=job.id, state="queued", at=run.now, by=run.actor.user))


def waive(run: Run, command: WaiveJob) -> None:
    """A person takes the responsibility that this follow-up is not needed any more."""
    job = _require_incident(run, command.job)
    opinion = require_text(command.opinion)
    run.emit(e.JobReported(job=job.id, state="waived", at=run.now, by=run.actor.user, opinion=opinion))
    if _token_waits(run, job):
        run.skip(job.entry, Reason("job_waived", {"job": job.id}))


def _require_waiting(job: Job) -> None:
    if job.state not in ("queued", "incident"):
        raise Rejected("wrong_state", job=job.id, state=job.state)


def _require_incident(run: Run, job_id: str) -> Job:
    job = require_job(run, job_id)
    require_administrator(run)
    if job.state != "incident":
        raise Rejected("job_not_in_incident", job=job.id, state=job.state)
    return job


def _token_waits(run: Run, job: Job) -> bool:
    return run.draft.entries[job.entry].result == "active"
