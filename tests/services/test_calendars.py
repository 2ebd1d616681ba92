"""The company's calendar: as it comes, as it is changed, and what is due by it."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from tests.systems.world import World

from banjie.services import calendars, process_pages, publish_process
from banjie.services.calendars import COMPANY, Decision, Hours
from banjie.services.problems import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)


def due(world: World, start: str, span: str) -> str:
    local = datetime.fromisoformat(start).replace(tzinfo=world.runtime.zone)
    return calendars.tried(world.runtime, COMPANY, span, local).strftime("%m-%d %H:%M")


def decide(world: World, *decisions: Decision) -> None:
    calendars.decide(world.runtime, world.viewer("admin"), COMPANY, list(decisions))


def special(world: World, year: int) -> dict[str, tuple[bool, str, bool]]:
    found = calendars.year(world.runtime, world.viewer("wangli"), COMPANY, year)
    return {one.day.isoformat(): (one.working, one.name, one.decided) for one in found.days}


def test_as_it_comes_it_knows_office_hours_and_the_published_holidays(world: World) -> None:
    assert calendars.get(world.runtime, COMPANY) == calendars.Kept(Hours(), 0)
    days = special(world, 2026)
    assert days["2026-10-01"] == (False, "国庆节", False)
    assert days["2026-10-10"] == (True, "国庆节", False)
    assert due(world, "2026-09-30 10:00", "3 working days") == "10-10 18:00"


def test_a_year_that_is_not_published_says_so(world: World) -> None:
    viewer = world.viewer("wangli")
    assert calendars.year(world.runtime, viewer, COMPANY, 2026).published
    later = calendars.year(world.runtime, viewer, COMPANY, 2099)
    assert (later.published, later.days) == (False, [])
    with pytest.raises(BadRequestError):
        calendars.year(world.runtime, viewer, COMPANY, 1999)


def test_the_companys_word_stands_above_the_governments_and_can_be_taken_back(world: World) -> None:
    holiday, friday = date(2026, 10, 8), date(2026, 10, 9)
    decide(
        world,
        Decision(holiday, False, "公司旅游"),
        Decision(friday, False, "公司旅游"),
        Decision(date(2026, 10, 10), False),
    )
    assert due(world, "2026-09-30 10:00", "1 working days") == "10-12 18:00"
    assert special(world, 2026)["2026-10-10"] == (False, "", True)

    decide(world, Decision(date(2026, 10, 10), None), Decision(friday, None))
    assert special(world, 2026)["2026-10-10"] == (True, "国庆节", False)
    assert "2026-10-09" not in special(world, 2026)
    assert due(world, "2026-09-30 10:00", "1 working days") == "10-09 18:00"


def test_changed_hours_count_at_once_and_only_from_what_was_seen(world: World) -> None:
    admin = world.viewer("admin")
    hours = Hours((0, 1, 2, 3, 4, 5), (("20:00", "24:00"),), "")
    kept = calendars.change(world.runtime, admin, COMPANY, hours, 0)
    assert (kept.hours, kept.revision) == (hours, 1)
    assert due(world, "2026-09-30 10:00", "1 working days") == "10-02 00:00"
    with pytest.raises(ConflictError):
        calendars.change(world.runtime, admin, COMPANY, Hours(), 0)
    assert calendars.change(world.runtime, admin, COMPANY, Hours(), 1).revision == 2


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (Hours(week=()), "week"),
        (Hours(week=(7,)), "week"),
        (Hours(periods=()), "periods"),
        (Hours(periods=(("9:00", "12:00"),)), "periods"),
        (Hours(periods=(("T0900", "12:00"),)), "periods"),
        (Hours(periods=(("24:00", "12:00"),)), "periods"),
        (Hours(periods=(("12:00", "09:00"),)), "periods"),
        (Hours(holidays="atlantis"), "holidays"),
    ],
)
def test_what_is_no_calendar_is_refused_where_it_is_wrong(world: World, hours: Hours, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        calendars.change(world.runtime, world.viewer("admin"), COMPANY, hours, None)
    assert [error.field for error in refused.value.errors] == [field]
    assert calendars.get(world.runtime, COMPANY).revision == 0


def test_days_are_refused_whole(world: World) -> None:
    day = date(2026, 3, 2)
    for wrong in ([Decision(day, False), Decision(day, True)], [Decision(day, False, "长" * 41)]):
        with pytest.raises(InvalidError):
            decide(world, *wrong)
    with pytest.raises(BadRequestError):
        decide(world, Decision(day, False), Decision(date(1900, 1, 1), False))
    assert day.isoformat() not in special(world, 2026)


def test_only_administrators_keep_it_and_there_is_no_other(world: World) -> None:
    with pytest.raises(ForbiddenError):
        calendars.change(world.runtime, world.viewer("wangli"), COMPANY, Hours(holidays=""), None)
    with pytest.raises(ForbiddenError):
        calendars.decide(world.runtime, world.viewer("wangli"), COMPANY, [])
    with pytest.raises(NotFoundError):
        calendars.get(world.runtime, "nirgends")


@pytest.mark.parametrize("span", ["", "3 days", "P3D", "99999 working days"])
def test_other_spans_are_refused(world: World, span: str) -> None:
    with pytest.raises(BadRequestError):
        calendars.tried(world.runtime, COMPANY, span, None)
    with pytest.raises(BadRequestError):
        calendars.tried(
            world.runtime, COMPANY, "1 working days", datetime.fromisoformat("9999-12-31T23:00+00:00")
        )


def publish_due(world: World, text: str) -> None:
    """A process with the note's form whose first approval has a time limit."""
    runtime, admin = world.runtime, world.viewer("admin")
    page = process_pages.page(runtime, admin, "note")
    assert page.version is not None
    steps = json.loads(json.dumps(publish_process.steps_of(page.version.definition)))
    first = next(step["node"] for step in steps if step["kind"] == "node")
    first["due"] = text
    given = {"steps": steps, "definition": {"name": "限时的事", "form": "note"}}
    publish_process.save_draft(runtime, admin, "timed", given, 0)
    publish_process.publish_draft(runtime, admin, "timed")


def test_a_task_is_due_by_the_calendar(world: World) -> None:
    publish_due(world, "2 working days")
    state = world.state(world.start(process="timed"))
    tasks = [one for one in state.tasks.values() if one.state == "open"]
    assert tasks
    for task in tasks:
        assert task.due_at == calendars.tried(world.runtime, COMPANY, "2 working days", task.created_at)


def test_a_span_that_is_none_is_refused_before_publishing(world: World) -> None:
    with pytest.raises(InvalidError):
        publish_due(world, "2 working days later")
