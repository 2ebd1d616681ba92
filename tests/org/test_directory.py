"""The tree of departments and the chain of leaders, whole and broken."""

from __future__ import annotations

from tests.org.company import END, NOW, START, away, company

from banjie.org.directory import Department, Directory, Person


def test_a_departments_path_reads_from_the_root() -> None:
    assert company().path("purchasing_one") == "建材批发 / 采购部 / 采购一组"


def test_a_department_without_a_head_is_led_from_above() -> None:
    found = company().headed("purchasing_one")
    assert found is not None
    assert found.head == "zhaomin"


def test_the_head_is_led_by_the_head_above() -> None:
    assert company().leader_of("zhaomin") == "laozhang"
    assert company().leaders("xiaowu") == ("zhaomin", "laozhang")


def test_nobody_leads_the_topmost() -> None:
    assert company().leader_of("laozhang") is None


def test_below_holds_the_department_and_all_under_it() -> None:
    assert company().below("purchasing") == ("purchasing", "purchasing_one")
    assert company().below("nothing") == ()


def test_walks_end_on_cycles() -> None:
    directory = Directory(
        people=(Person("a", "A", "x", leader="b"), Person("b", "B", "x", leader="a")),
        departments=(Department("x", "X", parent="y"), Department("y", "Y", parent="x")),
    )
    assert [one.code for one in directory.ancestors("x")] == ["x", "y"]
    assert directory.leaders("a") == ("b",)
    assert set(directory.below("x")) == {"x", "y"}


def test_a_substitution_for_the_process_comes_before_one_for_all() -> None:
    directory = company(away("zhaomin", "sunqian"), away("zhaomin", "zhoufa", "purchase"))
    for process, expected in (("purchase", "zhoufa"), ("leave", "sunqian")):
        found = directory.substitute_of("zhaomin", NOW, process)
        assert found is not None
        assert found.substitute == expected


def test_a_substitution_holds_from_its_start_until_before_its_end() -> None:
    directory = company(away("zhaomin", "sunqian"))
    assert directory.substitute_of("zhaomin", START, "p") is not None
    assert directory.substitute_of("zhaomin", END, "p") is None
