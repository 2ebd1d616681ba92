"""Keeping people, departments and roles: what is refused, and that somebody can always administer."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from tests.systems.world import World

from banjie.services import organise, sign_in
from banjie.services.organise import PersonChange
from banjie.services.problems import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)


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


def children(world: World, parent: str | None) -> list[str]:
    return [one.code for one in directory(world).departments.values() if one.parent == parent]


def moved(
    world: World, code: str, parent: str | None, before: str | None = None, was: str | None = "company"
) -> None:
    organise.move_department(world.runtime, world.viewer("admin"), code, parent, before, was)


def test_a_department_moves_to_its_place_with_what_is_below_it(world: World) -> None:
    for code in ("north", "south"):
        organise.put_department(world.runtime, world.viewer("admin"), code, code, "operations", None)
    siblings = children(world, "company")
    assert siblings[-1] != siblings[0]

    moved(world, siblings[-1], "company", siblings[0])
    assert children(world, "company") == [siblings[-1], *siblings[:-1]]
    moved(world, siblings[0], "company")
    assert children(world, "company") == [siblings[-1], *siblings[1:-1], siblings[0]]
    moved(world, "operations", "purchasing")
    assert children(world, "operations") == ["north", "south"]
    assert directory(world).path("south").endswith("采购部 / 运营部 / south")
    moved(world, "north", None, was="operations")
    assert children(world, None) == ["company", "north"]


def test_a_new_department_is_the_last_of_its_siblings(world: World) -> None:
    organise.put_department(world.runtime, world.viewer("admin"), "aaa", "新", "company", None)
    assert children(world, "company")[-1] == "aaa"


def test_what_would_not_be_a_tree_is_no_move(world: World) -> None:
    organise.put_department(world.runtime, world.viewer("admin"), "north", "北", "operations", None)
    before = directory(world).departments
    for parent, place, field in (
        ("north", None, "parent"),
        ("operations", None, "parent"),
        ("nirgends", None, "parent"),
        ("company", "north", "before"),
    ):
        with pytest.raises(InvalidError) as refused:
            moved(world, "operations", parent, place)
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(NotFoundError):
        moved(world, "nirgends", None)
    assert directory(world).departments == before


def test_what_somebody_else_moved_meanwhile_stays_where_they_put_it(world: World) -> None:
    moved(world, "operations", "purchasing")
    with pytest.raises(ConflictError) as refused:
        moved(world, "operations", None)
    assert refused.value.params == {"name": "运营部", "parent": "采购部"}
    assert children(world, "purchasing") == ["operations"]


def test_two_who_move_departments_below_each_other_at_once_make_no_ring(world: World) -> None:
    together, refused = Barrier(2), []

    def move(code: str, parent: str) -> None:
        together.wait()
        try:
            moved(world, code, parent)
        except InvalidError as error:
            refused.append(error)

    both = [
        Thread(target=move, args=pair)
        for pair in (("operations", "purchasing"), ("purchasing", "operations"))
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    assert {"company", "operations", "purchasing"} <= set(directory(world).below("company"))


def test_only_administrators_keep_the_organisation(world: World) -> None:
    with pytest.raises(ForbiddenError):
        organise.add_person(world.runtime, world.viewer("zhaomin"), "new", PersonChange(name="x"))
    with pytest.raises(ForbiddenError):
        organise.put_role(world.runtime, world.viewer("zhaomin"), "admin", "x", ("zhaomin",))
