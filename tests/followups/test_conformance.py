"""One suite for both executors: what a job may count on, whoever executes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, text, update
from tests.systems.world import PLAN, REASON, World, eventually

from banjie import bootstrap
from banjie.followups import reconcile
from banjie.followups.connectors.delivery import (
    Delivery,
    DeliveryError,
    Permanent,
    Receipt,
    Retryable,
    Uncertain,
)
from banjie.followups.connectors.registry import CONNECTORS
from banjie.followups.execute import execute
from banjie.services import act
from banjie.services import jobs as job_service
from banjie.storage import jobs as job_table
from banjie.storage.tables import job as job_rows

Answer = Callable[[Delivery], Receipt | DeliveryError]


class Receiver:
    """Stands in for a connector: remembers the attempts, and answers what it is told."""

    def __init__(self) -> None:
        self.attempts: list[tuple[str, int]] = []
        self.answers: list[DeliveryError | None] = []
        self.gate = threading.Event()
        self.gate.set()
        self._lock = threading.Lock()

    def __call__(self, delivery: Delivery, now: datetime) -> Receipt:
        with self._lock:
            self.attempts.append((delivery.idempotency_key, delivery.attempt))
            answer = self.answers.pop(0) if self.answers else None
        self.gate.wait(20)
        if answer is not None:
            raise answer
        return Receipt(f"r-{delivery.idempotency_key}", now)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Behind both connectors; whether an attempt may be repeated stays the connector's own answer."""
    made = Receiver()
    for name in ("webhook", "email"):
        monkeypatch.setitem(CONNECTORS, name, msgspec.structs.replace(CONNECTORS[name], run=made))
    yield made
    made.gate.set()


def landed(world: World, case: str) -> bool:
    return all(job.state == "landed" for job in world.jobs(case))


def in_state(world: World, case: str, state: str) -> Callable[[], bool]:
    return lambda: bool(world.job(case).state == state)


def test_a_job_runs_and_its_receipt_closes_the_case(world: World, receiver: Receiver) -> None:
    with world.executing():
        case = world.approved("hook")
        eventually(lambda: world.state(case).closed)
    job = world.job(case)
    assert (job.state, job.attempts, job.owner, job.lease_until) == ("landed", 1, None, None)
    assert job.receipt["id"] == f"r-{job.idempotency_key}"
    assert receiver.attempts == [(job.idempotency_key, 1)]


def test_jobs_enqueued_before_the_executor_starts_are_found(world: World, receiver: Receiver) -> None:
    case = world.approved("hook")
    assert world.job(case).state == "queued"
    with world.executing():
        eventually(lambda: world.state(case).closed)


def test_internal_effects_land_with_their_record(world: World) -> None:
    with world.executing():
        case = world.approved("note")
        eventually(lambda: world.state(case).closed)
    assert world.entries() == 1


def test_a_failure_is_tried_again_by_the_plan_under_the_same_key(world: World, receiver: Receiver) -> None:
    receiver.answers = [Retryable("busy"), Retryable("busy")]
    with world.executing():
        case = world.approved("hook")
        eventually(lambda: world.state(case).closed)
    key = world.job(case).idempotency_key
    assert receiver.attempts == [(key, 1), (key, 2), (key, 3)]


def test_out_of_retries_it_is_an_incident_and_by_hand_it_goes_on(world: World, receiver: Receiver) -> None:
    receiver.answers = [Retryable("busy")] * (len(PLAN) + 1)
    with world.executing():
        case = world.approved("hook")
        eventually(in_state(world, case, "incident"))
        job = world.job(case)
        assert (job.attempts, job.error, job.uncertain) == (len(PLAN) + 1, "busy", False)
        assert not world.state(case).closed
        act.retry_job(world.runtime, world.viewer("admin"), job.id, case)
        eventually(lambda: world.state(case).closed)
    assert {key for key, _ in receiver.attempts} == {job.idempotency_key}


def test_what_cannot_help_is_an_incident_at_once(world: World, receiver: Receiver) -> None:
    receiver.answers = [Permanent("http_410", "gone")]
    with world.executing():
        case = world.approved("hook")
        eventually(in_state(world, case, "incident"))
    assert (world.job(case).attempts, world.job(case).error) == (1, "http_410: gone")


def test_an_uncertain_delivery_is_marked_and_never_repeated(world: World, receiver: Receiver) -> None:
    receiver.answers = [Uncertain("cut_off")]
    with world.executing():
        case = world.approved("letter")
        eventually(in_state(world, case, "incident"))
    assert (world.job(case).uncertain, len(receiver.attempts)) == (True, 1)


def test_a_mail_whose_receipt_cannot_be_written_is_uncertain_not_sent_twice(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own fault after the sending is no reason to send again."""

    def lose(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError("database on fire")

    monkeypatch.setattr(job_service, "land", lose)
    with world.executing():
        case = world.approved("letter")
        eventually(in_state(world, case, "incident"))
    assert (world.job(case).uncertain, len(receiver.attempts)) == (True, 1)


def test_a_retry_that_waits_can_be_hurried(world: World, receiver: Receiver) -> None:
    from banjie.services import followup_lists

    receiver.answers = [Retryable("busy", retry_after=3600)]
    with world.executing():
        case = world.approved("hook")
        eventually(in_state(world, case, "retrying"))
        assert followup_lists.hurry(world.runtime, world.viewer("admin"), world.job(case).id)
        eventually(lambda: world.state(case).closed)


def test_two_executors_never_run_the_same_attempt(world: World, receiver: Receiver) -> None:
    """Given one due job, when many owners try at once, then one of them has it."""
    case = world.approved("hook")
    job = world.job(case).id
    threads = [
        threading.Thread(target=execute, args=(world.runtime, job, f"owner {number}")) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receiver.attempts) == 1
    assert landed(world, case)


def claimed(world: World, case: str, owner: str) -> job_service.Attempt:
    found = job_service.claim(world.runtime, world.job(case).id, owner)
    assert found is not None
    return found


def expire(world: World, case: str) -> None:
    with world.runtime.database.write() as connection:
        connection.execute(
            update(job_rows)
            .where(job_rows.c.instance == case)
            .values(lease_until=world.runtime.clock() - timedelta(seconds=1))
        )


def test_a_late_answer_of_a_dead_attempt_is_refused(world: World, receiver: Receiver) -> None:
    """Given an attempt taken over after its lease, when the first one answers after all, then nothing changes."""
    case = world.approved("hook")
    late = claimed(world, case, "slow")
    assert job_service.claim(world.runtime, late.job, "other") is None
    expire(world, case)
    taken = claimed(world, case, "other")
    assert (taken.attempt, taken.crashed, taken.key) == (2, True, late.key)

    assert job_service.land(world.runtime, late, {"id": "late"}) is False
    job_service.fail(world.runtime, late, "late", permanent=True)
    assert world.job(case).state == "running"
    assert job_service.land(world.runtime, taken, {"id": "right"}) is True
    assert job_service.land(world.runtime, late, {"id": "late"}) is False
    assert world.job(case).receipt["id"] == "right"


def test_an_expired_lease_is_taken_over_and_a_mail_becomes_uncertain(
    world: World, receiver: Receiver
) -> None:
    hook, letter, entry = world.approved("hook"), world.approved("letter"), world.approved("record")
    for case in (hook, letter, entry):
        claimed(world, case, "dead")
        expire(world, case)
    with world.executing():
        eventually(lambda: landed(world, hook) and landed(world, entry))
        eventually(in_state(world, letter, "incident"))
    assert world.job(letter).uncertain
    assert [attempt for _, attempt in receiver.attempts] == [2]
    assert world.entries() == 1


def test_a_lease_is_renewed_while_an_attempt_takes_long(world: World, receiver: Receiver) -> None:
    receiver.gate.clear()
    with world.executing():
        case = world.approved("hook")
        eventually(lambda: receiver.attempts)
        first = world.job(case).lease_until
        eventually(lambda: world.job(case).lease_until > first)
        assert job_service.claim(world.runtime, world.job(case).id, "other") is None
        receiver.gate.set()
        eventually(lambda: landed(world, case))
    assert len(receiver.attempts) == 1


def test_a_job_that_kills_every_process_ends_as_an_incident(world: World, receiver: Receiver) -> None:
    case = world.approved("hook")
    for _ in range(len(PLAN) + 1):
        claimed(world, case, "dead")
        expire(world, case)
    with world.executing():
        eventually(in_state(world, case, "incident"))
    assert receiver.attempts == []


def test_a_job_that_nobody_knows_is_found(world: World, receiver: Receiver) -> None:
    """Given job rows whose queue entries are lost, then the reconciler finds them, each once."""
    case = world.approved("hook")
    if world.dialect == "postgresql":
        with world.runtime.database.write() as connection:
            connection.execute(text("DELETE FROM pgqueuer"))
        assert reconcile.reconcile(world.runtime) == 1
        assert reconcile.reconcile(world.runtime) == 0
        with world.runtime.database.write() as connection:
            connection.execute(text("DELETE FROM pgqueuer"))
    with world.executing():
        eventually(lambda: landed(world, case))
    assert len(receiver.attempts) == 1


def test_a_refused_or_rolled_back_command_leaves_no_entry(world: World) -> None:
    """The queue entry stands and falls with the transaction that asked for it."""
    if world.dialect != "postgresql":
        pytest.skip("the embedded executor has no queue beside the job table")
    case = world.approved("hook")
    job = world.job(case).id
    with world.runtime.database.write() as connection:
        connection.execute(text("DELETE FROM pgqueuer"))

    def entries() -> int:
        with world.runtime.database.read() as connection:
            return int(connection.execute(text("SELECT count(*) FROM pgqueuer")).scalar_one())

    with world.runtime.database.write() as connection:
        world.runtime.jobs.enqueue(connection, [job])
        connection.rollback()
    assert entries() == 0
    with world.runtime.database.write() as connection:
        world.runtime.jobs.enqueue(connection, [job])
        world.runtime.jobs.enqueue(connection, [job])
    assert entries() == 1


def test_a_case_that_moved_on_keeps_the_receipt_of_what_was_sent(world: World, receiver: Receiver) -> None:
    receiver.gate.clear()
    with world.executing():
        case = world.approved("hook")
        eventually(lambda: receiver.attempts)
        act.on_case(world.runtime, world.viewer("admin"), case, "terminate", act.CaseInput(opinion=REASON))
        receiver.gate.set()
        eventually(lambda: world.job(case).state not in ("running", "queued"))
    assert world.state(case).status == "ended"


def test_several_processes_may_prepare_an_empty_database_at_once(world: World) -> None:
    """Tables are made under a lock: concurrent starts find them whole."""
    with world.runtime.database.write() as connection:
        connection.execute(delete(job_rows))
    failures: list[Exception] = []

    def prepare() -> None:
        try:
            bootstrap.build(world.runtime.config).stop()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_claim_needs_a_due_job(world: World) -> None:
    case = world.approved("hook")
    job = world.job(case).id
    now = world.runtime.clock()
    with world.runtime.database.write() as connection:
        assert not job_table.claim(connection, job, "early", now - timedelta(hours=1), now)
        assert job_table.claim(connection, job, "right", world.runtime.clock(), now + timedelta(hours=1))
        assert not job_table.claim(connection, job, "second", world.runtime.clock(), now)
