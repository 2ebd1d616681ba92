"""Who may start, see and change: pure decisions."""

from __future__ import annotations

import pytest
from tests.org.company import company, request

from banjie.org.permissions import may_administer, may_edit_ledger, may_start, may_view_case, may_view_ledger

PURCHASING = [{"kind": "department_members", "department": "purchasing"}]


@pytest.mark.parametrize(
    ("user", "rule"),
    [("wangli", "in_range"), ("xiaowu", "in_range"), ("sunqian", "not_in_range"), ("gone", "inactive"),
     ("nobody", "inactive")],
)  # fmt: skip
def test_a_start_range_names_who_may_start(user: str, rule: str) -> None:
    assert may_start(PURCHASING, company(), request(user)).rule == rule


def test_without_a_range_everybody_active_may_start() -> None:
    assert may_start((), company(), request("sunqian"))
    assert not may_start((), company(), request("gone"))


@pytest.mark.parametrize(
    ("user", "allowed"),
    [("wangli", True), ("zhoufa", True), ("admin", True), ("sunqian", False), ("gone", False)],
)
def test_a_case_is_seen_by_who_takes_part_and_by_administrators(user: str, allowed: bool) -> None:
    assert bool(may_view_case({"wangli", "gone"}, ("zhoufa",), company(), user)) is allowed


def test_taking_part_is_not_administering() -> None:
    assert may_administer((), company(), "wangli").rule == "no_administrator"


def test_editors_see_viewers_do_not_change() -> None:
    viewers, editors = [{"kind": "role", "role": "legal"}], PURCHASING
    directory = company()
    assert may_view_ledger(viewers, editors, directory, request("zhoufa"))
    assert not may_edit_ledger(editors, directory, request("zhoufa"))
    assert may_view_ledger(viewers, editors, directory, request("wangli")).rule == "editor"
    assert not may_view_ledger(viewers, editors, directory, request("sunqian"))
    assert may_view_ledger((), (), directory, request("admin")).rule == "administrator"
