"""Keeping people, departments and roles: what is refused, and that somebody can always administer."""

from __future__ import annotations

import pytest
from tests.systems.world import World

from banjie.services import organise, sign_in
from banjie.services.organise import PersonChange
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, UnauthenticatedError


def directory(world: World):  # type: ignore[no-untyped-def]
    with world.runtime.database.read() as connection:
        return world.runtime.directory.get(connection)


def test_a_new_person_can_sign_in_and_is_asked(world: World) -> None:
    change = PersonChange(name="马涛", department="purchasing", roles=("manager",))

    password = organise.add_person(world.runtime, world.viewer("admin"), "matao", change)

    assert sign_in.sign_in(world.runtime, "matao", password, "test").username == "matao"
    assert directory(world).leader_of("matao") == "zhaomin"
    assert directory(world).has_role("matao", "manager")


@pytest.mark.parametrize(
    ("username", "change", "field"),
    [
        ("", PersonChange(name="x"), "username"),
        ("a b", PersonChange(name="x"), "username"),
        ("WangLi", PersonChange(name="x"), "username"),
        ("new", PersonChange(name=" "), "name"),
        ("new", PersonChange(name="x", department="nowhere"), "department"),
        ("new", PersonChange(name="x", leader="nobody"), "leader"),
        ("new", PersonChange(name="x", roles=("none",)), "roles"),
        ("new", PersonChange(name="x", password="short"), "password"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    world: World, username: str, change: PersonChange, field: str
) -> None:
    before = set(directory(world).people)
    with pytest.raises(InvalidError) as refused:
        organise.add_person(world.runtime, world.viewer("admin"), username, change)
    assert [error.field for error in refused.value.errors] == [field]
    assert set(directory(world).people) == before


def test_a_leaver_is_signed_out_and_cannot_come_back(world: World) -> None:
    session = sign_in.sign_in(world.runtime, "wangli", "banjie-demo", "test")

    organise.change_person(world.runtime, world.viewer("admin"), "wangli", PersonChange(active=False))

    assert sign_in.identify(world.runtime, session.secret) is None
    with pytest.raises(UnauthenticatedError):
        sign_in.sign_in(world.runtime, "wangli", "banjie-demo", "test")


def test_the_last_administrator_stays(world: World) -> None:
    admin = world.viewer("admin")
    for change in (PersonChange(active=False), PersonChange(roles=())):
        with pytest.raises(ConflictError):
            organise.change_person(world.runtime, admin, "admin", change)
    with pytest.raises(ConflictError):
        organise.put_role(world.runtime, admin, "admin", "管理员", ())
    assert directory(world).is_administrator("admin")


def test_a_department_is_never_below_itself(world: World) -> None:
    admin = world.viewer("admin")
    organise.put_department(world.runtime, admin, "warehouse", "仓库", "purchasing", "wangli")

    with pytest.raises(InvalidError):
        organise.put_department(world.runtime, admin, "purchasing", "采购部", "warehouse", "zhaomin")

    assert directory(world).path("warehouse").endswith("采购部 / 仓库")


def test_only_administrators_keep_the_organisation(world: World) -> None:
    with pytest.raises(ForbiddenError):
        organise.add_person(world.runtime, world.viewer("zhaomin"), "new", PersonChange(name="x"))
    with pytest.raises(ForbiddenError):
        organise.put_role(world.runtime, world.viewer("zhaomin"), "admin", "x", ("zhaomin",))
