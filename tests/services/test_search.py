"""The search box: found by name, number and pinyin; nothing that the reader may not see."""

from __future__ import annotations

import pytest
from tests.systems.world import World

from banjie.services import search
from banjie.services.pinyin import code_of, rank


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("费用", "费用报销", 0),
        ("报销", "费用报销", 1),
        ("fy", "费用报销", 2),
        ("FYBX", "费用报销", 2),
        ("feiyong", "费用报销", 2),
        ("fei yong bao", "费用报销", 2),
        ("fyong", "费用报销", 2),
        ("bx", "费用报销", 3),
        ("shan", "单雄信", 2),  # a surname's reading
        ("zg", "曾国藩", 2),
        ("wl", "王丽", 2),
        ("cg2026", "CG2026-0001", 0),
        ("2026 nian", "2026 年试点", 2),
        ("nv", "女工体检", 2),
        ("yf", "费用报销", None),
        ("fyy", "费用报销", None),
        ("费y", "费用报销", None),
        ("", "费用报销", None),
        ("f" * 60, "费用报销", None),
    ],
)
def test_what_people_type_fits_or_does_not(query: str, text: str, expected: int | None) -> None:
    assert rank(query, text) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("费用报销", "fei_yong_bao_xiao"),
        ("IT 设备申请", "it_she_bei_shen_qing"),
        ("2026 年报", "f_2026_nian_bao"),
        ("!!!", ""),
    ],
)
def test_a_code_is_suggested_from_the_name(name: str, code: str) -> None:
    assert code_of(name) == code


def kinds(world: World, user: str, query: str) -> set[tuple[str, str]]:
    return {(hit.kind, hit.title) for hit in search.search(world.runtime, world.viewer(user), query)}


def test_one_box_finds_what_may_be_started_and_people(world: World) -> None:
    assert ("start", "申请") in kinds(world, "wangli", "sq")
    assert ("person", "赵敏") in kinds(world, "wangli", "zm")
    assert ("person", "赵敏") in kinds(world, "wangli", "zhaomin")


def test_cases_are_found_by_number_title_and_pinyin_by_those_who_take_part(world: World) -> None:
    case = world.start("note", title="复印纸")
    for query in ("复印", "fyz", "N0001"):
        for user in ("wangli", "zhaomin", "admin"):
            found = search.search(world.runtime, world.viewer(user), query)
            assert case in {hit.id for hit in found if hit.kind == "case"}, (user, query)
        stranger = search.search(world.runtime, world.viewer("chenkefu"), query)
        assert not [hit for hit in stranger if hit.kind in ("case", "record")], query


def test_somebody_elses_draft_is_nobodys_find(world: World) -> None:
    world.start("note", title="还没想好", send=False)
    assert [hit for hit in search.search(world.runtime, world.viewer("wangli"), "还没") if hit.kind == "case"]
    for user in ("admin", "zhaomin"):
        assert not [
            hit for hit in search.search(world.runtime, world.viewer(user), "还没") if hit.kind == "case"
        ]


def test_designing_is_offered_to_administrators_only(world: World) -> None:
    assert {"form", "process"} <= {kind for kind, _ in kinds(world, "admin", "shenqing")}
    assert not {"form", "process"} & {kind for kind, _ in kinds(world, "wangli", "shenqing")}


def test_a_suggested_code_is_free(world: World) -> None:
    assert search.suggest_code(world.runtime, world.viewer("admin"), "form", "note") == "note_2"
    assert search.suggest_code(world.runtime, world.viewer("admin"), "process", "！") == "process"


@pytest.mark.parametrize("query", ["", " ", "\x00", "%", "_", "'; --", "x" * 5000])
def test_odd_questions_find_little_and_break_nothing(world: World, query: str) -> None:
    world.start("note", title="复印纸")
    assert not [
        hit for hit in search.search(world.runtime, world.viewer("wangli"), query) if hit.kind == "case"
    ]
