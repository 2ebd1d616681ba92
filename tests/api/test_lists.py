"""Lists of cases and tasks: sorted as asked, filtered by FEEL, counted, and read to the end by cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.browser import Person, Site, problem


@pytest.fixture(scope="module")
def cases(site: Site) -> list[str]:
    """Four cases of 王丽's with titles b a d c; the second is decided."""
    buyer = site.as_("wangli")
    found = [buyer.start(title=f"清单 {name}")["id"] for name in "badc"]
    assert site.as_("zhaomin").decide(found[1], data={"remark": "好"}).status_code == 200
    return found


def pages(person: Person, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Every page of a list, each from the cursor of the one before."""
    while True:
        answer = person.get(path, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        if page["next_cursor"] is None:
            return
        query["cursor"] = page["next_cursor"]


def titles(person: Person, path: str, **query: Any) -> list[str]:
    return [
        item["title"].removeprefix("申请 ") for page in pages(person, path, **query) for item in page["items"]
    ]


OURS = 'contains(title, "清单")'


@pytest.mark.parametrize("role", ["started", "all"])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("title", "a b c d"),
        ("-title", "d c b a"),
        ("-created_at", "c d a b"),
        ("created_at", "b a d c"),
        ("-outcome,title", "a b c d"),
        ("status,-title", "a d c b"),
    ],
)
def test_cases_are_sorted_as_asked_and_no_page_loses_or_repeats_one(
    site: Site, cases: list[str], role: str, sort: str, order: str
) -> None:
    for limit in (1, 3, 50):
        found = titles(site.as_("admin" if role == "all" else "wangli"), "/instances",
                       role=role, sort=sort, filter=OURS, limit=limit)  # fmt: skip
        if sort == "status,-title":  # ended before running, as words
            assert sorted(found) == sorted(f"清单 {name}" for name in "abcd")
        else:
            assert found == [f"清单 {name}" for name in order.split()], limit


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('title = "申请 清单 a"', "a"),
        ('outcome = "approved"', "a"),
        ("outcome = null", "b c d"),
        ('status = "running" and title != "申请 清单 b"', "a c d"),
        ('title in ("申请 清单 b", "申请 清单 d")', "b d"),
        ("applicant = user.username", "a b c d"),
        ('applicant = "hrlin"', ""),
        ('process = "note" and created_at >= now() - duration("P1D")', "a b c d"),
        ('created_at < date and time("2020-01-01T00:00:00Z")', ""),
        ("not(closed)", "b c d"),
    ],
)
def test_cases_are_filtered_by_feel(site: Site, cases: list[str], condition: str, expected: str) -> None:
    found = titles(site.as_("wangli"), "/instances", sort="title", filter=f"{OURS} and ({condition})")
    shown = [title.removeprefix("清单 ") for title in found]
    if condition == "not(closed)":
        assert set("bcd") <= set(shown)  # the approved one's follow-up may not have landed
    else:
        assert shown == expected.split()


def test_what_i_handled_and_was_copied_on_is_a_list_of_its_own(site: Site, cases: list[str]) -> None:
    approver = site.as_("zhaomin")
    assert titles(approver, "/instances", role="handled", filter=OURS) == ["清单 a"]
    assert titles(approver, "/instances", role="handled", filter=OURS, sort="-participated_at,title")
    assert titles(approver, "/instances", role="started", filter=OURS) == []


def test_the_total_is_exact_where_it_is_small_and_left_out_on_later_pages(
    site: Site, cases: list[str]
) -> None:
    first, *later = pages(site.as_("wangli"), "/instances", filter=OURS, limit=3)
    assert first["total"] == 4
    assert [page["total"] for page in later] == [None]
    assert [
        page["total"] for page in pages(site.as_("wangli"), "/instances", filter=OURS, limit=3, total=True)
    ] == [4, 4]


def test_tasks_are_sorted_and_filtered_too(site: Site, cases: list[str]) -> None:
    approver = site.as_("zhaomin")
    for limit in (1, 50):
        found = titles(approver, "/tasks", sort="title", filter=OURS, limit=limit)
        assert found == ["清单 b", "清单 c", "清单 d"]
    assert titles(approver, "/tasks", state="done", filter=f'{OURS} and decision = "approved"') == ["清单 a"]
    assert titles(approver, "/tasks", filter=f"{OURS} and due_at != null") == []
    assert titles(site.as_("wangli"), "/tasks", filter=OURS) == []


@pytest.mark.parametrize("path", ["/instances", "/tasks"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"sort": "colour"}, "bad_sort"),
        ({"sort": "snapshot"}, "bad_sort"),
        ({"filter": "colour = 3"}, "bad_filter"),
        ({"filter": "title ="}, "bad_filter"),
        ({"filter": "title + 1 = 2"}, "bad_filter"),
        ({"filter": "some x in title satisfies x = 1"}, "bad_filter"),
        ({"filter": "true", "cursor": "nonsense"}, "bad_cursor"),
    ],
)
def test_what_a_list_does_not_know_is_refused_with_the_place(
    site: Site, path: str, query: dict[str, str], code: str
) -> None:
    found = problem(site.as_("wangli").get(path, params=query), 400, code)
    if code == "bad_filter":
        assert any(character.isdigit() for character in found["title"] + found["detail"])


def test_a_cursor_of_another_order_is_refused(site: Site, cases: list[str]) -> None:
    page = next(pages(site.as_("wangli"), "/instances", sort="title", filter=OURS, limit=1))
    query = {"sort": "-title", "filter": OURS, "cursor": page["next_cursor"]}
    problem(site.as_("wangli").get("/instances", params=query), 400, "bad_cursor")


def test_a_role_nobody_knows_is_refused(site: Site) -> None:
    problem(site.as_("wangli").get("/instances", params={"role": "boss"}), 400, "invalid_body")
