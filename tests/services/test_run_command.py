"""The laws of one command: all or nothing, one winner, and the stored state is what the events say."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import MetaData, select
from tests.systems.world import REASON, World

from banjie.engine.commands import Withdraw
from banjie.engine.context import Actor
from banjie.engine.evolve import replay
from banjie.engine.rejections import Rejected
from banjie.services import act, submit
from banjie.services.case_work import CaseWork
from banjie.services.opinions import GivenOpinion
from banjie.services.problems import ConflictError, InvalidError, NotFoundError, ServiceError
from banjie.services.run_command import run_command
from banjie.storage import event_log, instances
from banjie.storage.database import metadata
from banjie.storage.projection import task_values
from banjie.storage.tables import instance, task, timer

RACES = 200


def everything(world: World) -> dict[str, list[Any]]:
    """All rows of all tables of ours, forms' tables included."""
    found: dict[str, list[Any]] = {}
    with world.runtime.database.read() as connection:
        stored = MetaData()
        stored.reflect(connection)
        for table in stored.sorted_tables:
            # PgQueuer's log notes that an entry was looked at; our truth is elsewhere.
            if not table.name.startswith("pgqueuer"):
                found[table.name] = sorted(map(repr, connection.execute(select(table))))
    assert {"event", "instance", "task", "sealed_value"} <= set(found)
    return found


def test_rebuilding_from_events_gives_the_stored_state_of_every_case(world: World) -> None:
    """Given cases in every stage, when their events are replayed, then the snapshots and tasks come out."""
    world.start(send=False)
    world.start()
    first = world.start(amount="5000")
    world.act("zhaomin", world.task(first, "zhaomin"), data={"amount": "6000", "remark": "改"})
    world.act("laozhang", world.task(first, "laozhang"))
    second = world.start()
    world.act("sunqian", world.task(second, "sunqian"), "return", to="start")
    submit.submit(world.runtime, world.viewer("wangli"), second, {"title": "改过"}, {})
    third = world.start()
    world.act("zhaomin", world.task(third, "zhaomin"), "transfer", to="liuyun")
    act.on_case(world.runtime, world.viewer("wangli"), third, "withdraw", act.CaseInput())
    world.act("zhaomin", world.task(world.start(), "zhaomin"), "reject")

    with world.runtime.database.read() as connection:
        rows = list(connection.execute(select(instance)))
        assert len(rows) == 6
        for row in rows:
            stored = instances.state_of(connection, row)
            rebuilt = replay(recorded.event for recorded in event_log.read(connection, row.id))
            assert rebuilt == stored
            assert (row.status, row.outcome, row.closed, row.revision) == (
                rebuilt.status,
                rebuilt.outcome,
                rebuilt.closed,
                rebuilt.seq,
            )
            shown = {
                found.id: found for found in connection.execute(select(task).where(task.c.instance == row.id))
            }
            assert set(shown) == set(rebuilt.tasks)
            for key, item in rebuilt.tasks.items():
                for name, value in task_values(item).items():
                    assert getattr(shown[key], name) == value, (key, name)
            assert set(
                connection.execute(select(timer.c.id).where(timer.c.instance == row.id)).scalars()
            ) == (set(rebuilt.timers))


def approve_without_reason(world: World, case: str) -> None:
    world.act("zhaomin", world.task(case, "zhaomin"), opinion=None, data={"amount": "77", "remark": "x"})


def approve_with_a_stock_phrase(world: World, case: str) -> None:
    world.act("zhaomin", world.task(case, "zhaomin"), opinion=GivenOpinion(text="同意"), data={"remark": "x"})


def approve_without_a_required_field(world: World, case: str) -> None:
    world.act("zhaomin", world.task(case, "zhaomin"), data={"amount": "77", "remark": ""})


def approve_for_somebody_else(world: World, case: str) -> None:
    act.on_task(
        world.runtime,
        world.viewer("hrlin"),
        world.task(case, "zhaomin"),
        "approve",
        act.TaskInput(opinion=REASON, data={"amount": "77"}),
    )


def approve_as_a_stranger(world: World, case: str) -> None:
    world.act("chenkefu", world.task(case, "zhaomin"))


def return_to_nowhere(world: World, case: str) -> None:
    world.act("zhaomin", world.task(case, "zhaomin"), "return", to="boss")


def transfer_to_nobody(world: World, case: str) -> None:
    world.act("zhaomin", world.task(case, "zhaomin"), "transfer", to="nobody")


def submit_twice(world: World, case: str) -> None:
    submit.submit(world.runtime, world.viewer("wangli"), case, {"title": "zwei"}, {})


def save_a_running_case(world: World, case: str) -> None:
    submit.save_draft(world.runtime, world.viewer("wangli"), case, {"title": "zwei"}, {})


def withdraw_for_somebody_else(world: World, case: str) -> None:
    act.on_case(world.runtime, world.viewer("zhaomin"), case, "withdraw", act.CaseInput())


def say_nothing(world: World, case: str) -> None:
    act.on_case(world.runtime, world.viewer("wangli"), case, "comment", act.CaseInput(text="  "))


def terminate_as_applicant(world: World, case: str) -> None:
    act.on_case(world.runtime, world.viewer("wangli"), case, "terminate", act.CaseInput(opinion=REASON))


def act_on_an_old_revision(world: World, case: str) -> None:
    act.on_case(world.runtime, world.viewer("wangli"), case, "comment", act.CaseInput(text="hm"), 1)


def start_with_a_wrong_form(world: World, _case: str) -> None:
    world.start(title="", amount="viel")


def start_for_nothing(world: World, _case: str) -> None:
    world.start("no such process")


REFUSED: tuple[Callable[[World, str], None], ...] = (
    approve_without_reason,
    approve_with_a_stock_phrase,
    approve_without_a_required_field,
    approve_for_somebody_else,
    approve_as_a_stranger,
    return_to_nowhere,
    transfer_to_nobody,
    submit_twice,
    save_a_running_case,
    withdraw_for_somebody_else,
    say_nothing,
    terminate_as_applicant,
    act_on_an_old_revision,
    start_with_a_wrong_form,
    start_for_nothing,
)


def test_a_refused_command_changes_nothing(world: World) -> None:
    """Given a case, when a command is refused for whatever reason, then every table is as before."""
    case = world.start()
    before = everything(world)
    for attempt in REFUSED:
        with pytest.raises((Rejected, ServiceError, LookupError)):
            attempt(world, case)
        after = everything(world)
        changed = {name for name in before if before[name] != after[name]}
        assert not changed, (attempt.__name__, changed)


def test_the_system_tables_are_all_looked_at(world: World) -> None:
    assert set(metadata.tables) <= set(everything(world))


def decided_at_once(world: World, case: str, people: tuple[str, ...]) -> dict[str, Exception | None]:
    """Everybody agrees at the same instant; returns what each was told."""
    tasks = {user: world.task(case, user) for user in people}
    barrier = threading.Barrier(len(people))
    answers: dict[str, Exception | None] = {}

    def decide(user: str) -> None:
        barrier.wait()
        try:
            world.act(user, tasks[user], data={"remark": user})
            answers[user] = None
        except Exception as error:
            answers[user] = error

    threads = [threading.Thread(target=decide, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_approvers_at_the_same_instant_exactly_one_wins(world: World) -> None:
    """Given a task pool of two, when both agree at once, then one wins and the other learns who was quicker."""
    both = ("zhaomin", "sunqian")
    for turn in range(RACES):
        case = world.start(title=f"Nr. {turn}")
        answers = decided_at_once(world, case, both)
        winners = [user for user in both if answers[user] is None]
        assert len(winners) == 1, answers
        loser = next(user for user in both if user not in winners)
        refusal = answers[loser]
        assert isinstance(refusal, Rejected), refusal
        assert refusal.code == "task_closed"
        assert refusal.details["by"] == winners[0]
        assert refusal.details["decision"] == "approved"
        state = world.state(case)
        assert [item.decided_by for item in state.tasks.values() if item.state == "done"] == winners
        with world.runtime.database.read() as connection:
            kinds = [type(item.event).__name__ for item in event_log.read(connection, case)]
        assert kinds.count("TaskDecided") == 1


def test_a_lost_race_is_tried_again_and_gives_up_with_a_conflict(world: World) -> None:
    """Given a row that moves under the command, when it was lost twice, then the third try goes through."""
    case = world.start()
    actor = Actor("wangli")
    lost = 0

    def race(times: int) -> Callable[[CaseWork], Withdraw]:
        def build(work: CaseWork) -> Withdraw:
            nonlocal lost
            if lost < times:
                lost += 1
                raise instances.LostRaceError(case)
            return Withdraw(None)

        return build

    with pytest.raises(ConflictError) as caught:
        run_command(world.runtime, case, actor, race(3))
    assert caught.value.code == "lost_race"
    assert world.state(case).status == "running"

    lost = 0
    state = run_command(world.runtime, case, actor, race(2))
    assert (lost, state.status, state.outcome) == (2, "draft", "withdrawn")


def test_a_command_on_an_old_revision_says_which_is_current(world: World) -> None:
    case = world.start()
    revision = world.state(case).seq
    with pytest.raises(ConflictError) as caught:
        act.on_case(
            world.runtime, world.viewer("wangli"), case, "comment", act.CaseInput(text="hm"), revision - 1
        )
    assert caught.value.code == "revision_conflict"
    assert caught.value.revision == revision


def test_unknown_commands_and_cases_are_not_found(world: World) -> None:
    case = world.start()
    for attempt in (
        lambda: act.on_case(world.runtime, world.viewer("wangli"), case, "burn", act.CaseInput()),
        lambda: act.on_case(world.runtime, world.viewer("wangli"), "nothing", "remind", act.CaseInput()),
        lambda: world.act("wangli", "nothing"),
        lambda: world.act("zhaomin", world.task(case, "zhaomin"), "burn"),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def test_errors_of_a_form_stand_at_their_fields(world: World) -> None:
    with pytest.raises(InvalidError) as caught:
        world.start(title="", amount="viel")
    assert {error.field for error in caught.value.errors} == {"title", "amount"}
