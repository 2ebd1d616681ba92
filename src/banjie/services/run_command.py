"""One command on one case: load, decide, append, project, enqueue, in one transaction.

The caller's `build` turns the loaded case into a command (validating input, writing the record) inside the
same transaction. A lost race is tried again, at most three times; a refusal changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from banjie.engine.commands import AnyCommand
from banjie.engine.context import Actor, Answer, AnyNeed, Context
from banjie.engine.decide import Decision, Needs, decide
from banjie.engine.state import State
from banjie.services import notices
from banjie.services.answers import answer_need
from banjie.services.case_work import CaseWork
from banjie.services.problems import ConflictError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import event_log, instances
from banjie.storage.database import sent_together
from banjie.storage.projection import project
from banjie.storage.sealing import sealed_in

TRIES = 3
ROUNDS = 50

Build = Callable[[CaseWork], AnyCommand]


def run_command(
    runtime: Runtime,
    instance: str,
    actor: Actor | Viewer,
    build: Build,
    *,
    expected_revision: int | None = None,
    after: Callable[[CaseWork], None] | None = None,
) -> State:
    """Carry out one command; returns the state after it.

    `after` runs in the same transaction, after the events were appended. Raises NotFoundError,
    ConflictError (revision, lost race), `Rejected`, and whatever `build` raises; nothing is changed then.
    """
    for remaining in range(TRIES - 1, -1, -1):
        try:
            with runtime.database.write() as connection:
                work = open_case(runtime, connection, instance, actor)
                command = build(work)  # first: it refuses who may not know the case, and its revision
                if expected_revision is not None and expected_revision != work.state.seq:
                    raise _changed_meanwhile(work, expected_revision)
                apply_command(work, command)
                if after is not None:
                    after(work)
        except (instances.LostRaceError, IntegrityError) as error:
            if not remaining:
                raise ConflictError("lost_race") from error
            continue
        except OperationalError as error:
            if not remaining or runtime.database.dialect == "sqlite":
                raise ConflictError("lost_race") from error
            continue
        runtime.jobs.wake()
        runtime.signals.flush()
        return work.state
    raise AssertionError("unreachable")


def _changed_meanwhile(work: CaseWork, revision: int) -> ConflictError:
    """409 with the current revision and what happened since the one that the caller knew."""
    happened = event_log.since(work.connection, work.instance, revision)
    for item in happened:
        item["by_name"] = work.directory.name_of(item["by"])
    return ConflictError(
        "revision_conflict",
        revision=work.state.seq,
        current=work.state.seq,
        meanwhile={"status": work.state.status, "outcome": work.state.outcome, "events": happened},
    )


def open_case(
    runtime: Runtime, connection: Connection, instance: str, actor: Actor | Viewer, *, lock: bool = True
) -> CaseWork:
    """Load a case, locked for a command. A reader becomes an actor with the rights of this process.

    Raises NotFoundError.
    """
    row = instances.load(connection, instance, lock=lock)
    if row is None:
        raise NotFoundError("case_not_found")
    version = runtime.definitions.process_version(connection, row.process_id, row.version, row.form_version)
    directory = None
    if isinstance(actor, Viewer):
        directory = runtime.directory.get(connection)
        actor = actor.actor(directory, version.definition.administrators)
    return CaseWork(
        runtime=runtime,
        connection=connection,
        actor=actor,
        now=runtime.clock(),
        version=version,
        instance=instance,
        row=row,
        state=instances.state_of(connection, row),
        directory=directory,
    )


def apply_command(work: CaseWork, command: AnyCommand) -> None:
    """Decide and write. `work.state` is the state after it."""
    before = work.state
    decision = _decide(work, command)
    if not decision.events:
        return
    with sent_together(work.connection):
        work.sealer.store(
            work.connection, (sealed for event in decision.events for sealed in sealed_in(event))
        )
        head = event_log.append(
            work.connection, work.instance, before.seq, work.head, decision.events, work.actor.user, work.now
        )
        people = project(work.connection, work.version.graph, before, decision.state, work.now)
    work.state = decision.state
    work.save(before.seq, head)
    work.record_status(before)
    notices.write(work, decision.events)
    jobs = [
        key
        for key, job in decision.state.jobs.items()
        if _is_new(before, key) or _requeued(before, key, job.state)
    ]
    if jobs:
        work.runtime.jobs.enqueue(work.connection, jobs)
    work.after_commit(people)


def _is_new(before: State, job: str) -> bool:
    return job not in before.jobs


def _requeued(before: State, job: str, state: str) -> bool:
    return state == "queued" and before.jobs[job].state != "queued"


def _decide(work: CaseWork, command: AnyCommand) -> Decision:
    answers: dict[AnyNeed, Answer] = {}
    for _ in range(ROUNDS):
        context = Context(work.version.graph, work.now, work.actor, answers)
        result = decide(context, work.state, command)
        if isinstance(result, Decision):
            return result
        assert isinstance(result, Needs)
        for need in result.needs:
            answers[need] = answer_need(work, need, result.state)
    raise ConflictError("lost_race")
