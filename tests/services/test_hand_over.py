"""A person leaves: what is with them is listed, goes to successors, and the account ends with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.systems.world import World

from banjie.engine.rejections import Rejected
from banjie.services import hand_over, organise, people, publish_process
from banjie.services.hand_over import Successors
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, NotFoundError
from banjie.storage import people as rows

ADMIN = "admin"


def listed(world: World, username: str = "zhaomin") -> hand_over.Affected:
    return hand_over.affected(world.runtime, world.viewer(ADMIN), username)


def given(world: World, username: str = "zhaomin", *, leaves: bool = True, **to: str) -> hand_over.HandedOver:
    return hand_over.hand_over(world.runtime, world.viewer(ADMIN), username, Successors(**to), leaves=leaves)


def everything(to: str) -> dict[str, str]:
    return dict.fromkeys(("tasks", "reports", "departments", "roles"), to)


def led(world: World, **leaders: str) -> None:
    for username, leader in leaders.items():
        change = organise.PersonChange(leader=leader)
        organise.change_person(world.runtime, world.viewer(ADMIN), username, change)


def test_everything_that_is_with_a_person_is_listed(world: World) -> None:
    case = world.start()
    directory = people.directory(world.runtime)
    found = listed(world)
    assert [(task.case, task.id) for task in found.tasks] == [(case, world.task(case, "zhaomin"))]
    assert [one.id for one in listed(world, "wangli").cases] == [case]
    for username in directory.people:
        of = listed(world, username)
        assert set(of.departments) == {d.code for d in directory.departments.values() if d.head == username}
        roles = {r.code for r in directory.roles.values() if username in r.members}
        assert set(of.roles) == roles - {"admin"}


def test_a_leavers_tasks_reports_departments_and_roles_go_to_the_successor(world: World) -> None:
    case = world.start()
    led(world, wangli="zhaomin")
    before = listed(world)
    assert before.departments
    assert "wangli" in before.reports

    done = given(world, **everything("laozhang"))

    assert (done.tasks, done.refused) == (1, ())
    assert (done.left.tasks, done.left.reports, done.left.departments, done.left.roles) == ((), (), (), ())
    directory = people.directory(world.runtime)
    assert not directory.is_active("zhaomin")
    person = directory.person("wangli")
    assert person is not None
    assert person.leader == "laozhang"
    assert {directory.departments[code].head for code in before.departments} == {"laozhang"}
    assert all(directory.has_role("laozhang", role) for role in before.roles)
    # The task is decided by whom it went to, and the log says who gave it.
    assert world.task(case, "laozhang")
    world.act("laozhang", world.task(case, "laozhang"))


def test_the_administrators_right_is_not_inherited(world: World) -> None:
    change = organise.PersonChange(roles=("manager", "admin"))
    organise.change_person(world.runtime, world.viewer(ADMIN), "zhaomin", change)
    given(world, **everything("wangli"))
    directory = people.directory(world.runtime)
    assert directory.has_role("wangli", "manager")
    assert not directory.has_role("wangli", "admin")


def test_the_successor_keeps_a_leader_of_their_own(world: World) -> None:
    led(world, laozhang="zhaomin", zhaomin=ADMIN)
    given(world, reports="laozhang")
    person = people.directory(world.runtime).person("laozhang")
    assert person is not None
    assert person.leader == ADMIN


def test_a_task_that_cannot_go_is_told_and_stops_nothing(world: World) -> None:
    mine, others = world.start(by="laozhang"), world.start()

    done = given(world, tasks="laozhang")

    assert done.tasks == 1
    assert [(task.case, str(why)) for task, why in done.refused] == [(mine, "not_allowed")]
    assert isinstance(done.refused[0][1], Rejected)
    assert [task.case for task in done.left.tasks] == [mine]
    assert world.task(others, "laozhang")
    # Handing over again goes on with what is left.
    assert given(world, tasks=ADMIN).left.tasks == ()


def test_substitutions_end_and_the_account_is_signed_out(world: World) -> None:
    now = world.runtime.clock()
    with world.runtime.database.write() as connection:
        for starts in (now - timedelta(days=1), now + timedelta(days=2)):
            rows.add_substitution(connection, "zhaomin", "laozhang", starts, starts + timedelta(days=5), None)
    assert listed(world).substitutions == 2
    assert given(world).left.substitutions == 0


def test_processes_that_name_the_person_are_told_and_not_changed(world: World) -> None:
    policy = {"kind": "user", "users": ["zhaomin"]}
    step = {"kind": "userTask", "code": "only", "name": "赵敏审", "assignment": {"policies": [policy]}}
    given_draft = {
        "steps": [{"kind": "node", "node": step}],
        "definition": {"name": "点名的", "form": "note", "administrators": ["zhaomin"]},
    }
    publish_process.save_draft(world.runtime, world.viewer(ADMIN), "naming", given_draft, 0)
    publish_process.publish_draft(world.runtime, world.viewer(ADMIN), "naming")

    done = given(world, **everything("laozhang"))

    told = {one.code: one.steps for one in done.left.processes}
    assert told["naming"] == ("赵敏审", "")
    assert told["note"] == ("审核",)


def test_who_cannot_take_over_is_refused_and_nothing_is_changed(world: World) -> None:
    world.start()
    before = listed(world)
    for to in ("zhaomin", "nobody"):
        with pytest.raises(InvalidError) as refused:
            given(world, **everything(to))
        assert [problem.field for problem in refused.value.errors] == ["tasks"]
    with pytest.raises(ConflictError, match="hand_over_self"):
        given(world, ADMIN, **everything("laozhang"))
    with pytest.raises(NotFoundError):
        listed(world, "nobody")
    with pytest.raises(ForbiddenError):
        hand_over.hand_over(
            world.runtime, world.viewer("wangli"), "zhaomin", Successors(tasks="wangli"), leaves=True
        )
    assert listed(world) == before
    assert people.directory(world.runtime).is_active("zhaomin")
