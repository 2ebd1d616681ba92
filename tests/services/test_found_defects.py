"""Defects that were found by reading and using the product, each told as what must hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from tests.systems.world import World, eventually

from banjie.api.views.case import instance_view
from banjie.services import ledger, lists, notices, process_pages, publish_process, read_case
from banjie.services.problems import BadRequestError, InvalidError
from banjie.storage import definitions


def steps_of(world: World, code: str) -> list[dict[str, Any]]:
    page = process_pages.page(world.runtime, world.viewer("admin"), code)
    assert page.version is not None
    found = publish_process.steps_of(page.version.definition)
    assert found is not None
    return found


def publish(world: World, code: str, steps: list[dict[str, Any]]) -> None:
    """Publish past the check: what it warns of may still be published."""
    page = process_pages.page(world.runtime, world.viewer("admin"), code)
    assert page.version is not None
    document = {**msgspec.to_builtins(page.version.definition), "steps": steps}
    document.pop("nodes")
    document.pop("flows")
    definition = publish_process.decode(document)
    with world.runtime.database.write() as connection:
        publish_process.publish_definition(world.runtime, connection, page.head.id, definition, "admin")


def blocked_after_effect(world: World) -> str:
    """A case whose follow-up is followed by a branch that nobody fits."""
    steps = steps_of(world, "record")
    lanes = [
        {"id": "never", "condition": "amount > 1000000", "steps": []},
        {"id": "neither", "condition": "amount < 0", "steps": []},
    ]
    publish(world, "record", [*steps, {"kind": "branch", "code": "dead_end", "lanes": lanes}])
    return world.approved("record")


def test_a_follow_up_whose_next_step_refuses_is_an_incident_and_not_landed(world: World) -> None:
    case = blocked_after_effect(world)
    with world.executing():
        eventually(lambda: world.job(case).state == "incident")

    assert "no_branch" in world.job(case).error
    assert world.entries() == 0
    assert not world.state(case).closed
    assert next(iter(world.state(case).jobs.values())).state == "incident"


def test_a_hidden_field_does_not_show_in_the_inbox(world: World) -> None:
    seen = world.start(amount="777")
    publish(world, "note", _first_asks(world, {"amount": "hidden", "remark": "required"}))
    unseen = world.start(amount="888")

    page = lists.tasks(world.runtime, world.viewer("zhaomin"), "open", None, 10)

    assert any("777" in text for pair in page.summaries[seen] for text in pair)
    assert not any("888" in text for pair in page.summaries[unseen] for text in pair)


def _first_asks(world: World, fields: dict[str, str]) -> list[dict[str, Any]]:
    steps = steps_of(world, "note")
    steps[0]["node"]["fields"] = fields
    return steps


def add_goods(world: World, count: int) -> None:
    for number in range(count):
        ledger.create(
            world.runtime, world.viewer("admin"), "goods", {"name": f"货{number}", "price": f"{number}.50"}
        )


def test_who_may_only_look_up_titles_learns_no_value_from_the_order(world: World) -> None:
    add_goods(world, 4)
    query = ledger.Query(limit=2, sort=("-price",))

    page = ledger.listed(world.runtime, world.viewer("wangli"), "goods", query)

    assert [item.record.id for item in page.items] == [4, 3]
    assert all(item.values == {} for item in page.items)
    plain = ledger.listed(world.runtime, world.viewer("wangli"), "goods", ledger.Query(limit=2))
    assert page.next_cursor == plain.next_cursor


def test_a_filter_does_not_look_through_a_link_into_a_ledger_one_may_not_see(world: World) -> None:
    with world.runtime.database.write() as connection:
        head = definitions.form_head(connection, "note")
        assert head is not None
        connection.execute(
            text("UPDATE form_version SET definition = :definition WHERE form_id = :id"),
            {"definition": _visible_to_all(world), "id": head.id},
        )
    world.runtime.definitions.__init__()  # type: ignore[misc] # forget the cached version
    query = ledger.Query(filter='goods.name = "货0"')

    assert ledger.listed(world.runtime, world.viewer("admin"), "note", query).items == []
    with pytest.raises(BadRequestError):
        ledger.listed(world.runtime, world.viewer("wangli"), "note", query)


def _visible_to_all(world: World) -> str:
    with world.runtime.database.read() as connection:
        form = world.runtime.definitions.form(connection, "note").form
    open_form = msgspec.structs.replace(form, viewers=({"kind": "user", "users": ["wangli"]},))
    return msgspec.json.encode(open_form).decode()


def test_no_step_is_offered_for_return_that_would_be_refused(world: World) -> None:
    case = world.start(amount="5000")
    world.act("zhaomin", world.task(case, "zhaomin"), data={"remark": "好"})
    world.act("laozhang", world.task(case, "laozhang"), "return", to="check")
    world.act("zhaomin", world.task(case, "zhaomin"), data={"remark": "再看过"})

    view = instance_view(read_case.read_case(world.runtime, world.viewer("laozhang"), case))
    assert view.my_task is not None
    for target in view.my_task.return_to:
        assert target.node in ("start", "check")
    world.act("laozhang", world.task(case, "laozhang"), "return", to="check")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"condition": "amont > 5"}, "finding.unknown_name"),
        ({"connector": "carrier_pigeon"}, "finding.unknown_connector"),
        ({"config": {"form": "entries", "values": {"title": "titel"}}}, "finding.unknown_name"),
        ({"config": {"form": "entries", "values": {"title": ""}}}, "finding.setting_unset"),
        ({"config": {"form": "", "values": {}}}, "finding.setting_unset"),
        (
            {"connector": "record_update", "config": {"form": "entries", "values": {"title": "title"}}},
            "finding.match_unset",
        ),
        (
            {"connector": "record_upsert", "config": {"form": "entries", "match": {}, "values": {}}},
            "finding.match_unset",
        ),
        ({"connector": "http", "config": {"connection": "", "path": "/x"}}, "finding.setting_unset"),
        ({"assignment": {"policies": [{"kind": "role", "role": ""}]}}, "finding.policy_unset"),
        ({"assignment": {"policies": [{"kind": "user", "users": []}]}}, "finding.policy_unset"),
        ({"assignment": {"policies": [{"kind": "field", "field": "boss"}]}}, "finding.policy_unknown_field"),
        ({"assignment": {"policies": [{"kind": "handler_of", "node": "x"}]}}, "finding.policy_unknown_step"),
        ({"fields": {"nothing": "read"}}, "finding.unknown_field"),
    ],
)
def test_what_would_fail_later_is_refused_when_publishing(
    world: World, change: dict[str, Any], code: str
) -> None:
    steps = steps_of(world, "note")
    if "condition" in change:
        steps[1]["lanes"][0].update(change)
    elif "fields" in change or "assignment" in change:
        steps[0]["node"].update(change)
    else:
        steps[2]["lanes"][0]["steps"][0]["node"].update(change)
    admin = world.viewer("admin")
    publish_process.save_draft(world.runtime, admin, "note", {"steps": steps}, 0)

    with pytest.raises(InvalidError) as refused:
        publish_process.publish_draft(world.runtime, admin, "note")

    assert code in [error.code for error in refused.value.errors]


def test_a_timer_whose_next_step_refuses_is_told_and_kept(world: World) -> None:
    from banjie.followups.timers import fire_due

    publish(
        world,
        "record",
        [
            {"kind": "node", "node": {"kind": "timerCatch", "code": "wait", "name": "等待", "due": "PT1S"}},
            {
                "kind": "branch",
                "code": "dead_end",
                "lanes": [
                    {"id": "never", "condition": "amount > 1000000", "steps": []},
                    {"id": "neither", "condition": "amount < 0", "steps": []},
                ],
            },
        ],
    )
    case = world.start("record")
    with world.runtime.database.write() as connection:
        past = world.runtime.clock() - timedelta(hours=1)
        connection.execute(
            text("UPDATE timer SET due_at = :past").bindparams(past=past.replace(tzinfo=None))
            if world.dialect == "sqlite"
            else text("UPDATE timer SET due_at = :past").bindparams(past=past)
        )

    assert fire_due(world.runtime) == 0

    assert world.state(case).timers
    rows, unread = notices.listed(world.runtime, world.viewer("admin"), None, 10)
    assert unread == 1
    assert rows[0].case == case
