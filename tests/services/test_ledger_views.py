"""Saved views of a ledger: whose they are, who keeps everybody's, which one opens first."""

from __future__ import annotations

import pytest
from tests.systems.world import World

from banjie.services import ledger_views, organise
from banjie.services.ledger_views import MOST, Change, ColourRule, Columns, View, ViewSettings
from banjie.services.organise import PersonChange
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, NotFoundError, ServiceError

LOOK = ViewSettings(
    filter='{"j":"and","r":[["name","contains","笔"]]}',
    sort="-price",
    group="name",
    columns=Columns(order=["price", "name"], widths={"name": 240}, hidden=["created_by"], frozen=2),
    colours=[ColourRule(colour="red", when='{"j":"and","r":[["price",">","100"]]}', name="贵")],
)


@pytest.fixture
def second(world: World) -> str:
    """A second administrator's user name."""
    change = PersonChange(name="副管理员", department="purchasing", roles=("admin",))
    organise.add_person(world.runtime, world.viewer("admin"), "deputy", change)
    return "deputy"


def save(
    world: World, name: str, by: str = "admin", *, shared: bool = False, roles: tuple[str, ...] = ()
) -> View:
    return ledger_views.create(
        world.runtime, world.viewer(by), "goods", name, LOOK, shared=shared, roles=roles
    )


def change(world: World, view: View, by: str = "admin", revision: int | None = None, **given: object) -> View:
    return ledger_views.change(
        world.runtime,
        world.viewer(by),
        "goods",
        view.id,
        Change(**given),
        revision,  # type: ignore[arg-type]
    )


def names(world: World, by: str = "admin") -> list[str]:
    return [view.name for view in ledger_views.listed(world.runtime, world.viewer(by), "goods")[0]]


def test_a_view_comes_back_as_it_was_saved(world: World) -> None:
    made = save(world, " 贵的 ")

    (found,), first = ledger_views.listed(world.runtime, world.viewer("admin"), "goods")

    assert found == made
    assert (found.name, found.settings, found.shared, found.can_edit, first) == (
        "贵的",
        LOOK,
        False,
        True,
        None,
    )


def test_everybodys_views_come_first_and_own_ones_are_nobody_elses(world: World, second: str) -> None:
    save(world, "我的")
    save(world, "大家的", shared=True)

    assert names(world) == ["大家的", "我的"]
    assert names(world, second) == ["大家的"]


def test_a_view_of_somebody_else_is_not_there(world: World, second: str) -> None:
    mine = save(world, "我的")

    with pytest.raises(NotFoundError):
        change(world, mine, second, name="他的")
    with pytest.raises(NotFoundError):
        ledger_views.remove(world.runtime, world.viewer(second), "goods", mine.id)
    with pytest.raises(NotFoundError):
        ledger_views.remove(world.runtime, world.viewer("admin"), "note", mine.id)
    assert names(world) == ["我的"]


def test_who_may_not_open_the_ledger_sees_and_keeps_no_views(world: World) -> None:
    shared = save(world, "大家的", shared=True)
    person = world.viewer("wangli")

    for act in (
        lambda: ledger_views.listed(world.runtime, person, "goods"),
        lambda: save(world, "我的", "wangli"),
        lambda: change(world, shared, "wangli", name="改"),
        lambda: ledger_views.remove(world.runtime, person, "goods", shared.id),
    ):
        with pytest.raises(ForbiddenError):
            act()


def test_the_first_view_for_ones_roles_opens_first(world: World, second: str) -> None:
    save(world, "没有角色", shared=True)
    for name in ("财务看的", "也是"):
        save(world, name, shared=True, roles=("admin",))

    views, first = ledger_views.listed(world.runtime, world.viewer(second), "goods")

    assert {view.id: view.name for view in views}[first or 0] == "财务看的"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"name": "好", "roles": ("nobody",), "shared": True}, "roles"),
        ({"name": "好", "roles": ("admin",)}, "roles"),
    ],
)
def test_bad_input_is_refused_at_its_field(world: World, given: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        save(world, **given)  # type: ignore[arg-type]
    assert [error.field for error in refused.value.errors] == [field]
    assert names(world) == []


def test_a_view_is_renamed_shared_and_taken_back(world: World, second: str) -> None:
    made = save(world, "我的")

    shared = change(world, made, name="大家的", shared=True, roles=("admin",))
    assert (shared.name, shared.shared, shared.roles, shared.settings) == ("大家的", True, ("admin",), LOOK)
    assert names(world, second) == ["大家的"]

    own = change(world, shared, second, shared=False)
    assert (own.shared, own.roles) == (False, ())
    assert names(world) == []
    assert names(world, second) == ["大家的"]


def test_two_at_once_the_slower_is_told(world: World, second: str) -> None:
    made = save(world, "大家的", shared=True)
    change(world, made, second, revision=made.revision, settings=ViewSettings(sort="name"))

    with pytest.raises(ConflictError) as told:
        change(world, made, revision=made.revision, settings=ViewSettings(sort="price"))

    assert told.value.code == "view_changed"
    (kept,), _ = ledger_views.listed(world.runtime, world.viewer("admin"), "goods")
    assert kept.settings.sort == "name"


def test_views_are_put_in_order_among_their_like(world: World) -> None:
    made = {name: save(world, name, shared=name.isupper()) for name in ("A", "B", "C", "甲", "乙")}

    change(world, made["C"], position=0)
    assert names(world) == ["C", "A", "B", "甲", "乙"]
    change(world, made["C"], position=99)
    assert names(world) == ["A", "B", "C", "甲", "乙"]
    change(world, made["乙"], position=0)
    assert names(world) == ["A", "B", "C", "乙", "甲"]


def test_there_are_so_many_and_no_more(world: World) -> None:
    for number in range(MOST):
        save(world, f"视图{number}")
    with pytest.raises(ConflictError):
        save(world, "再一个")
    shared = save(world, "大家的", shared=True)
    with pytest.raises(ServiceError):
        change(world, shared, shared=False)


def test_a_removed_view_is_gone(world: World) -> None:
    made = save(world, "我的")
    ledger_views.remove(world.runtime, world.viewer("admin"), "goods", made.id)
    assert names(world) == []
    with pytest.raises(NotFoundError):
        ledger_views.remove(world.runtime, world.viewer("admin"), "goods", made.id)
