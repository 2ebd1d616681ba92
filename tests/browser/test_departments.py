"""Departments in a browser: carried to another place, by the keyboard too, taken back, and refused where it is no tree."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

BEFORE = ["采购部", "财务部", "法务部", "运营部", "客服部", "人事部"]


def row(page: Page, name: str) -> Locator:
    return page.locator("[data-department]").filter(has=page.get_by_text(name, exact=True))


def carry(page: Page, name: str, over: str, share: float) -> None:
    """Take a department and hold it over another one's row, at a share of its height."""
    start, end = row(page, name).bounding_box(), row(page, over).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 70, end["y"] + end["height"] / 2, steps=4)
    page.mouse.move(end["x"] + 70, end["y"] + end["height"] * share, steps=3)


def tree(server: DemoServer, parent: str = "company") -> list[str]:
    return [one["name"] for one in server.api("admin").get("/departments") if one["parent"] == parent]


def drop(page: Page) -> None:
    with page.expect_response("**/move"):
        page.mouse.up()


def test_a_department_is_carried_between_into_and_back(visit: Visits, server: DemoServer) -> None:
    assert tree(server) == BEFORE
    page = visit("admin", "/people")
    carry(page, "客服部", "财务部", 0.1)
    assert_accessible(page)
    drop(page)
    assert tree(server) == ["采购部", "客服部", "财务部", "法务部", "运营部", "人事部"]
    expect(page.get_by_text("已调整“客服部”的位置")).to_be_visible()

    carry(page, "法务部", "财务部", 0.5)
    drop(page)
    assert tree(server, "finance") == ["法务部"]
    row(page, "财务部").get_by_role("button").first.click()
    # A department counts with what is below it.
    expect(page.get_by_role("cell", name="周法 法务")).to_be_visible()
    page.get_by_role("button", name="撤销").last.click()
    eventually(page, lambda: tree(server, "finance") == [], "the move is taken back")
    eventually(page, lambda: tree(server).index("法务部") == 3, "it is where it was")

    page.keyboard.press("Escape")
    row(page, "客服部").get_by_role("button").first.focus()
    for _ in range(3):
        with page.expect_response("**/move"):
            page.keyboard.press("Alt+ArrowDown")
    expect(row(page, "客服部").get_by_role("button").first).to_be_focused()
    assert tree(server) == BEFORE
    with page.expect_response("**/move"):
        page.keyboard.press("Alt+ArrowRight")
    assert tree(server, "operations") == ["客服部"]
    with page.expect_response("**/move"):
        page.keyboard.press("Alt+ArrowLeft")
    assert tree(server) == BEFORE


def test_no_department_goes_below_itself_and_escape_lets_go(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/people")
    carry(page, "建材批发 老张", "法务部", 0.5)
    expect(page.get_by_text("不能放到自己的下级里")).to_be_visible()
    page.mouse.up()
    carry(page, "法务部", "财务部", 0.5)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert tree(server) == BEFORE


def test_what_somebody_else_has_moved_is_told_and_shown(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/people")
    expect(row(page, "法务部")).to_be_visible()
    body = {"parent": "finance", "before": None, "was": "company"}
    server.api("admin").post("/departments/legal/move", body)
    carry(page, "法务部", "采购部", 0.5)
    drop(page)
    expect(page.get_by_text("“法务部”刚被别人移到了“财务部”下面")).to_be_visible()
    assert tree(server, "finance") == ["法务部"]
    server.api("admin").post(
        "/departments/legal/move", {"parent": "company", "before": "operations", "was": "finance"}
    )
    assert tree(server) == BEFORE


def test_who_is_no_administrator_only_reads(visit: Visits, server: DemoServer) -> None:
    page = visit("wangli", "/people")
    carry(page, "客服部", "财务部", 0.5)
    page.mouse.up()
    row(page, "客服部").get_by_role("button").first.press("Alt+ArrowUp")
    expect(page.get_by_text("不能放到")).to_have_count(0)
    assert tree(server) == BEFORE
