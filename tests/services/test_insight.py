"""A process in figures: counted over real cases, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from tests.systems.world import Clock, World

from banjie.services import insight, submit
from banjie.services.insight import ProcessFigures
from banjie.services.opinions import GivenOpinion
from banjie.services.problems import BadRequestError, ForbiddenError, NotFoundError


@pytest.fixture
def clock(world: World) -> Clock:
    """The world's own clock, standing still until told."""
    clock = Clock(world.runtime.clock())
    world.runtime = replace(world.runtime, clock=clock)
    return clock


def figures(world: World, by: str = "admin", code: str = "note", days: int = 90) -> ProcessFigures:
    return insight.of_process(world.runtime, world.viewer(by), code, days)


def decide(world: World, case: str, command: str = "approve", **given: object) -> None:
    if command == "approve":
        given["data"] = {"remark": "好"}
    world.act("zhaomin", world.task(case, "zhaomin"), command, **given)


def sent_again(world: World, case: str, **data: object) -> None:
    values = {"title": "纸", "amount": "10", "fixed": "不变", "secret": "底价", "remark": "无", **data}
    submit.submit(world.runtime, world.viewer("wangli"), case, values, {})


def test_without_cases_there_are_no_figures(world: World) -> None:
    found = figures(world)

    assert (found.cases, found.first_pass, found.hours_to_outcome, found.hours_to_closed) == (
        0,
        None,
        None,
        None,
    )
    assert found.steps == ()


def test_counts_share_and_median_hours(world: World, clock: Clock) -> None:
    quick, slow, refused, open_ = (world.start() for _ in range(4))
    clock.forward(hours=2)
    decide(world, quick)
    decide(world, refused, "reject", opinion=GivenOpinion(text="金额写错了"))
    clock.forward(hours=4)
    decide(world, slow)

    found = figures(world)

    assert (found.cases, found.running, found.outcomes) == (4, 3, {"approved": 2, "rejected": 1})
    assert (found.first_pass, found.hours_to_outcome, found.hours_to_closed) == (1.0, 2.0, None)
    [check] = found.steps
    assert (check.node, check.name, check.decided, check.hours, check.waiting) == ("check", "审核", 3, 2.0, 2)
    assert world.state(open_).outcome is None


def test_returns_are_told_by_reason_and_by_field_that_was_corrected(world: World, clock: Clock) -> None:
    smooth, back = world.start(), world.start()
    decide(world, smooth)
    decide(world, back, "return", to="start", opinion=GivenOpinion(text="数量不对", reason_code="wrong"))
    clock.forward(hours=1)
    sent_again(world, back, amount="12", title="纸张")
    decide(world, back, "return", to="start", opinion=GivenOpinion(text="还是不对，再核对一遍"))
    sent_again(world, back, amount="13", title="纸张")
    decide(world, back)

    found = figures(world)

    assert (found.cases, found.first_pass) == (2, 0.5)
    assert [(one.key, one.label, one.count) for one in found.return_reasons] == [
        ("wrong", "有误", 1),
        ("", "", 1),
    ]
    corrected = {one.key: (one.label, one.count) for one in found.return_fields}
    assert corrected["amount"][1] == 2
    assert corrected["title"][1] == 1
    assert "remark" not in corrected


def test_only_cases_of_the_span_count(world: World, clock: Clock) -> None:
    decide(world, world.start())
    clock.forward(days=31)
    world.start()

    assert (figures(world, days=30).cases, figures(world, days=90).cases) == (1, 2)


def test_for_administrators_of_the_company_and_of_the_process_only(world: World) -> None:
    assert figures(world, by="hrlin").cases == 0
    with pytest.raises(ForbiddenError):
        figures(world, by="wangli")
    with pytest.raises(NotFoundError):
        figures(world, code="nothing")
    with pytest.raises(BadRequestError):
        figures(world, days=0)


@pytest.fixture
def statements(world: World) -> Iterator[list[str]]:
    """Every statement sent to the database, as it is sent."""
    found: list[str] = []

    def note(*given: Any) -> None:
        found.append(str(given[2]))

    engine = world.runtime.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_few_statements_whatever_the_number_of_cases(world: World, statements: list[str]) -> None:
    for _ in range(3):
        decide(world, world.start())
    figures(world)
    statements.clear()
    figures(world)
    few = len(statements)
    for _ in range(5):
        decide(world, world.start())
    statements.clear()
    figures(world)

    assert len(statements) == few
