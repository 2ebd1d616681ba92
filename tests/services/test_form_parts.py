"""Parts of forms that are kept for others: copies, bounded, administrators' alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.systems.world import World

from banjie.services import form_parts
from banjie.services.problems import ConflictError, ForbiddenError, InvalidError, NotFoundError

FIELDS = [
    {"code": "to", "label": "收货人", "type": "text", "required": True, "id": 7},
    {
        "code": "lines",
        "label": "明细",
        "type": "subtable",
        "id": 8,
        "fields": [{"code": "qty", "label": "数量", "type": "number", "id": 9}],
    },
]
SECTION: dict[str, Any] = {
    "title": "收货",
    "fields": FIELDS,
    "rules": [{"check": "to != null", "message": "要有人", "field": "to"}],
}


def test_a_part_comes_back_without_the_numbers_of_the_form_it_came_from(world: World) -> None:
    viewer = world.viewer("admin")
    made = form_parts.add(world.runtime, viewer, " 收货信息 ", SECTION)
    assert made.name == "收货信息"
    (found,) = form_parts.listed(world.runtime, viewer)
    assert found == made
    assert found.content["title"] == "收货"
    assert found.content["rules"][0]["check"] == "to != null"
    fields = found.content["fields"]
    assert [field["code"] for field in fields] == ["to", "lines"]
    assert not any("id" in one for field in fields for one in (field, *field.get("fields", ())))


def test_it_is_renamed_and_forgotten_once(world: World) -> None:
    viewer = world.viewer("admin")
    part = form_parts.add(world.runtime, viewer, "甲", SECTION)
    form_parts.rename(world.runtime, viewer, part.id, "乙")
    assert [one.name for one in form_parts.listed(world.runtime, viewer)] == ["乙"]
    form_parts.remove(world.runtime, viewer, part.id)
    assert form_parts.listed(world.runtime, viewer) == []
    for gone in (
        lambda: form_parts.remove(world.runtime, viewer, part.id),
        lambda: form_parts.rename(world.runtime, viewer, part.id, "丙"),
    ):
        with pytest.raises(NotFoundError):
            gone()


def many(count: int) -> list[dict[str, Any]]:
    return [{"code": f"f{n}", "label": f"字段{n}", "type": "text"} for n in range(count)]


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("", SECTION, "name"),
        ("长" * 41, SECTION, "name"),
        ("空", {"fields": []}, "content"),
        ("多", {"fields": many(form_parts.MOST_FIELDS + 1)}, "content"),
        ("大", {"fields": [{"code": "a", "label": "x" * 300_000, "type": "text"}]}, "content"),
        ("错", {"fields": [{"code": "a"}]}, "content"),
        ("别的", {"fields": many(1), "script": "1"}, "content"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_kept(
    world: World, name: str, content: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        form_parts.add(world.runtime, world.viewer("admin"), name, content)
    assert [error.field for error in refused.value.errors] == [field]
    assert form_parts.listed(world.runtime, world.viewer("admin")) == []


def test_there_is_an_end_to_their_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_parts, "MOST", 1)
    form_parts.add(world.runtime, world.viewer("admin"), "甲", SECTION)
    with pytest.raises(ConflictError):
        form_parts.add(world.runtime, world.viewer("admin"), "乙", SECTION)


def test_only_administrators_keep_them(world: World) -> None:
    other = world.viewer("wangli")
    for act in (
        lambda: form_parts.listed(world.runtime, other),
        lambda: form_parts.add(world.runtime, other, "甲", SECTION),
        lambda: form_parts.rename(world.runtime, other, 1, "甲"),
        lambda: form_parts.remove(world.runtime, other, 1),
    ):
        with pytest.raises(ForbiddenError):
            act()
