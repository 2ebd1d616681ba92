"""An installation without people: who may found its company, and what is left to set up afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from tests.systems.world import World

from banjie import bootstrap
from banjie.config import Config
from banjie.services import first_start, people, sign_in
from banjie.services.first_start import Founding
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, TooManyError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.database import Database

WISH = Founding("新公司", "zhangwei", "张伟", "a-good-password", "zh-CN")
HERE = "192.0.2.7"


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> Iterator[Runtime]:
    """A system whose tables are there and nobody in them."""
    url = database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    system = bootstrap.build(Config(tmp_path / "data", url))
    yield system.runtime
    system.stop()


def found(runtime: Runtime, wish: Founding = WISH, code: str | None = None) -> sign_in.SignedIn:
    return first_start.found(runtime, first_start.code(runtime) if code is None else code, wish, HERE)


def test_the_founder_is_administrator_head_and_signed_in(empty: Runtime) -> None:
    assert first_start.is_needed(empty)
    opened = found(empty)
    assert not first_start.is_needed(empty)
    me = people.me(empty, "zhangwei")
    assert (me.person.name, me.department_name, me.administrator) == ("张伟", "新公司", True)
    assert people.directory(empty).departments["company"].head == "zhangwei"
    known = sign_in.identify(empty, opened.secret)
    assert known is not None
    assert known.username == "zhangwei"
    assert sign_in.sign_in(empty, "zhangwei", WISH.password, HERE).username == "zhangwei"


def test_the_code_is_the_same_after_a_restart_and_forgives_how_it_is_typed(empty: Runtime) -> None:
    code = first_start.code(empty)
    assert first_start.code(empty) == code
    assert len(code) == 11
    found(empty, code=f" {code.lower().replace('-', ' ')} ")


def test_without_the_code_nothing_is_founded_and_guessing_ends(empty: Runtime) -> None:
    for guess in ("", "AAAAA-AAAAA", *(f"GUESS-{number:05}" for number in range(first_start.TRIES - 2))):
        with pytest.raises(InvalidError) as refused:
            found(empty, code=guess)
        assert [error.field for error in refused.value.errors] == ["code"]
    assert first_start.is_needed(empty)
    with pytest.raises(TooManyError):  # even the right one has to wait now
        found(empty)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company", "  "),
        ("company", "长" * 101),
        ("username", "张 伟"),
        ("name", ""),
        ("password", "short"),
        ("password", sign_in.DEMO_PASSWORD),
        ("locale", "xx"),
    ],
)
def test_what_does_not_hold_is_told_at_its_field(empty: Runtime, field: str, value: str) -> None:
    given = {name: getattr(WISH, name) for name in WISH.__struct_fields__}
    with pytest.raises(InvalidError) as refused:
        found(empty, Founding(**{**given, field: value}))
    assert [error.field for error in refused.value.errors] == [field]
    assert first_start.is_needed(empty)


def test_a_company_that_is_there_cannot_be_founded_again(world: World) -> None:
    assert not first_start.is_needed(world.runtime)
    with pytest.raises(ConflictError):
        found(world.runtime)


def test_of_two_at_the_same_moment_one_founds_it(empty: Runtime) -> None:
    together, ends = Barrier(2), []

    def try_it(name: str) -> None:
        together.wait()
        try:
            ends.append(found(empty, Founding("新公司", name, "创始人", WISH.password, "en")).username)
        except ConflictError:
            ends.append("")

    threads = [Thread(target=try_it, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends)[0] == ""
    assert list(people.directory(empty).people) == [sorted(ends)[1]]


def test_what_is_left_is_told_to_administrators_until_they_put_it_away(empty: Runtime) -> None:
    found(empty)
    founder = Viewer("zhangwei", "zh-CN")
    steps = first_start.steps(empty, founder)
    assert steps == first_start.Steps(wanted=True, people=0, processes=0, mail=False, closed=False)
    assert not first_start.put_away(empty, founder, wanted=False).wanted
    assert first_start.put_away(empty, founder, wanted=True).wanted


def test_what_is_there_counts(world: World) -> None:
    """A company that was there before is not reminded."""
    steps = first_start.steps(world.runtime, world.viewer("admin"))
    assert not steps.wanted
    assert steps.people == len(people.directory(world.runtime).people) - 1
    assert steps.processes >= 1
    with pytest.raises(ForbiddenError):
        first_start.steps(world.runtime, world.viewer("wangli"))
    with pytest.raises(ForbiddenError):
        first_start.put_away(world.runtime, world.viewer("wangli"), wanted=True)
