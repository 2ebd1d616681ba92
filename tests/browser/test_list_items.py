"""Every list and page (50): a skeleton after 200 ms, words for empty, an error with a retry, never blanked anew.

The table names what each page asks the server for. An answer is held back with the page's clock stopped, then
refused, then empty.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from tests.browser import purchases
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

NUMBER = "prb-20260101-7"
EMPTY = {"items": [], "next_cursor": None, "total": 0, "unread": 0}
WHOLE = {
    "/forms", "/processes", "/users", "/departments", "/roles", "/substitutions", "/tokens", "/connectors",
    "/demo/received", "/templates", "/dashboards",
}  # fmt: skip
"""Lists that come whole, without pages."""


class Shown(NamedTuple):
    """A page, what it asks for, its words when there is nothing (none where it is no list) and where they stand."""

    path: str
    asks: str
    empty: str = ""
    within: str = "main"


DESKTOP = (
    Shown("/", "/tasks?*", "没有待办，喝口水吧"),
    Shown("/", "/instances?*", "从第一张开始"),
    Shown("/", "/processes", "请管理员开通流程"),
    Shown("/start", "/processes", "请管理员开通流程"),
    Shown("/start/purchase", "/processes/purchase"),
    Shown("/inbox", "/tasks?*", "没有待办，喝口水吧"),
    Shown("/inbox?state=done", "/tasks?*", "您处理过的待办会出现在这里"),
    Shown("/cases?role=started", "/instances?*", "从第一张开始"),
    Shown("/cases?role=handled", "/instances?*", "会出现在这里"),
    Shown("/cases?role=cc", "/instances?*", "会出现在这里"),
    Shown("/cases?role=all", "/instances?*", "会出现在这里"),
    Shown("/cases?role=started&q=没有这样的", "/instances?*", "换一个关键词"),
    Shown("/cases/{case}", "/instances/*"),
    Shown("/ledgers", "/forms", "请联系管理员开通"),
    Shown("/ledgers/purchase", "/forms/purchase"),
    Shown("/ledgers/purchase", "/forms/purchase/records?*", "有人新增之后会出现在这里"),
    Shown("/ledgers/purchase?record={record}", "/forms/purchase/records/*", "", "[role=dialog]"),
    Shown("/dashboards", "/dashboards", "把台账里的数字放到一起看"),
    Shown("/dashboards/{dashboard}", "/dashboards/*"),
    Shown("/people", "/users", "换一个部门或关键词"),
    Shown("/people", "/departments", "还没有部门"),
    Shown("/people?by=roles", "/roles", "还没有角色"),
    Shown("/substitutions", "/substitutions", "请同事代办"),
    Shown("/tokens", "/tokens", "放进脚本的请求头里就能用"),
    Shown("/incidents", "/incidents?*", "等您处理"),
    Shown("/admin/forms", "/forms", "粘贴 Excel 的表头"),
    Shown("/admin/forms/purchase", "/forms/purchase"),
    Shown("/admin/processes", "/processes", "不用先画图"),
    Shown("/admin/processes/purchase", "/processes/purchase"),
    Shown("/admin/templates", "/templates", "换个词试试"),
    Shown("/admin/templates/gate_pass", "/templates/gate_pass"),
    Shown("/admin/connections", "/connectors", "测试通过后就能在流程里使用"),
    Shown("/admin/audit", "/audit?*", "会记在这里"),
    Shown("/admin/calendar", "/calendars"),
    Shown("/admin/calendar", "/calendars/company/years/*"),
    Shown("/admin/received", "/demo/received", "会出现在这里"),
)
PHONE = (
    Shown("/", "/tasks?*", "没有待办，喝口水吧", ".frame"),
    Shown("/?state=done", "/tasks?*", "您处理过的待办会出现在这里", ".frame"),
    Shown("/inbox/{task}", "/tasks/*", "", ".frame"),
    Shown("/start", "/processes", "请管理员开通流程", ".frame"),
    Shown("/start/purchase", "/processes/purchase", "", ".frame"),
    Shown("/cases", "/instances?*", "从第一张开始", ".frame"),
    Shown("/cases?role=handled", "/instances?*", "会出现在这里", ".frame"),
    Shown("/cases?role=cc", "/instances?*", "会出现在这里", ".frame"),
    Shown("/cases/{case}", "/instances/*", "", ".frame"),
    Shown("/ledgers", "/forms", "请联系管理员开通", ".frame"),
    Shown("/ledgers/purchase", "/forms/purchase", "", ".frame"),
    Shown("/ledgers/purchase", "/forms/purchase/records?*", "有人新增之后会出现在这里", ".frame"),
    Shown("/dashboards", "/dashboards", "在电脑上可以新建看板", ".frame"),
    Shown("/dashboards/{dashboard}", "/dashboards/*", "", ".frame"),
    Shown("/substitutions", "/substitutions", "请同事代办", ".frame"),
    Shown("/mine", "/me", "", ".frame"),
    Shown("/search?q=没有这样的", "/search?*", "没有找到“没有这样的”", ".frame"),
    Shown("/notices", "/notices?limit=30", "有人处理您的单据时", ".frame"),
)


@pytest.fixture(scope="module")
def places(server: DemoServer) -> dict[str, object]:
    """What the addresses above need: a case, its task and a record of it."""
    case = purchases.sent(server.api("wangli"), "列表的三种样子", amount=300, changed=False)
    return {
        "dashboard": server.api("admin").post("/dashboards", {"name": "大家的", "shared": True})["id"],
        "case": case["id"],
        "task": purchases.task_of(server.api("zhaomin"), case["id"]),
        "record": server.api("admin").get("/forms/purchase/records", limit=1)["items"][0]["id"],
    }


def asked_for(shown: Shown) -> re.Pattern[str]:
    return re.compile("/api/v1" + re.escape(shown.asks).replace(r"\*", "[^/]*") + "$")


def refuse(route: Route) -> None:
    problem = {
        "type": "about:blank",
        "title": "服务器出了点问题",
        "status": 500,
        "detail": "数据库暂时连不上",
    }
    body = json.dumps(problem | {"instance": NUMBER})
    route.fulfill(status=500, content_type="application/problem+json", body=body)


def until_there(page: Page, skeleton: Locator) -> None:
    """With the clock stopped: a few milliseconds at a time, until the page waits for its answer."""

    def there() -> bool:
        page.clock.run_for(5)
        return skeleton.count() > 0

    eventually(page, there, "the page waits for its answer")


def trouble(area: Locator) -> Locator:
    return area.get_by_role("alert").filter(has=area.page.get_by_role("button", name="重试"))


def slow(page: Page, shown: Shown, address: str) -> None:
    """Nothing at first, bars after 200 ms, and the answer takes their place."""
    area = page.locator(shown.within).last
    skeleton = area.get_by_role("status", name="正在加载")
    held: list[Route] = []
    page.route(asked_for(shown), lambda route: held.append(route))
    page.clock.install(time="2030-01-01T09:00:00")
    page.clock.pause_at("2030-01-01T10:00:00")
    page.goto(address)
    until_there(page, skeleton)
    expect(skeleton.locator(".bar")).to_have_count(0)
    page.clock.run_for(150)
    expect(skeleton.locator(".bar")).to_have_count(0)
    page.clock.run_for(60)
    expect(skeleton.locator(".bar").first).to_be_visible()
    frame = (
        page.get_by_role("navigation", name="主导航") if shown.within != ".frame" else page.locator("header")
    )
    expect(frame.first).to_be_visible()  # what is there already stays: no page of nothing but a spinner
    page.clock.resume()
    for route in held:
        route.continue_()
    page.unroute(asked_for(shown))
    expect(skeleton).to_have_count(0)


def failing(page: Page, shown: Shown, address: str) -> None:
    """Words, a number to quote, and a retry that works."""
    area = page.locator(shown.within).last
    page.route(asked_for(shown), refuse)
    page.goto(address)
    alert = trouble(area)
    expect(alert).to_contain_text("数据库暂时连不上")
    expect(alert).to_contain_text(NUMBER)
    assert_accessible(page)
    page.unroute(asked_for(shown))
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_have_count(0)
    expect(area.get_by_role("status", name="正在加载")).to_have_count(0)
    expect(alert).to_have_count(0)  # the answer is the page, not another refusal


def empty(page: Page, shown: Shown, address: str) -> None:
    """A sentence that says what to do."""
    page.route(asked_for(shown), lambda route: route.fulfill(json=[] if shown.asks in WHOLE else EMPTY))
    page.goto(address)
    expect(page.locator(shown.within).last.get_by_text(re.compile(shown.empty)).first).to_be_visible()
    expect(trouble(page.locator(shown.within).last)).to_have_count(0)
    page.unroute(asked_for(shown))


def named(shown: Shown) -> str:
    return f"{shown.path.partition('&q=')[0]} {shown.asks}"


@pytest.mark.parametrize("shown", DESKTOP, ids=named)
def test_item_50_every_page_waits_fails_and_is_empty_in_words(
    visit: Visits, places: dict[str, object], shown: Shown
) -> None:
    page = visit("admin", "/nirgends")
    address = shown.path.format(**places)
    failing(page, shown, address)
    if shown.empty:
        empty(page, shown, address)
    slow(page, shown, address)


@pytest.mark.parametrize("shown", PHONE, ids=named)
def test_item_50_every_page_of_the_phone_too(visit: Visits, places: dict[str, object], shown: Shown) -> None:
    person = "admin" if shown.path.startswith("/ledgers/") else "zhaomin"  # who may open the ledger
    page = visit(person, "/mine", phone=True)
    address = "/m" + shown.path.format(**places)
    failing(page, shown, address)
    if shown.empty:
        empty(page, shown, address)
    slow(page, shown, address)


def test_item_50_the_palette_waits_fails_and_finds_nothing_in_words(visit: Visits) -> None:
    page = visit("wangli", "/")
    page.route("**/api/v1/search?*", refuse)
    page.get_by_role("button", name="搜索").click()
    found = page.get_by_role("dialog", name="搜索")
    found.get_by_role("combobox").fill("没有这样的")
    expect(found.get_by_role("alert")).to_contain_text(NUMBER)
    page.unroute("**/api/v1/search?*")
    held: list[Route] = []
    page.route("**/api/v1/search?*", lambda route: held.append(route))
    found.get_by_role("button", name="重试").click()
    expect(found.get_by_role("status", name="正在加载").locator(".bar").first).to_be_visible()
    held[0].continue_()
    expect(found.get_by_text("没有找到“没有这样的”")).to_be_visible()


def test_item_50_the_notices_panel_waits_fails_and_is_empty_in_words(visit: Visits) -> None:
    page = visit("wangli", "/")
    asks = re.compile(r"/api/v1/notices\?limit=30$")
    page.route(asks, refuse)
    page.get_by_role("button", name=re.compile("通知")).click()
    alert = page.get_by_role("alert").filter(has_text=NUMBER)
    expect(alert).to_be_visible()
    held: list[Route] = []
    page.unroute(asks)
    page.route(asks, lambda route: held.append(route))
    alert.get_by_role("button", name="重试").click()
    expect(page.get_by_role("status", name="正在加载").locator(".bar").first).to_be_visible()
    held[0].fulfill(json=EMPTY)
    expect(page.get_by_text("有人处理您的单据时")).to_be_visible()


def test_item_50_asking_again_blanks_nothing(visit: Visits, places: dict[str, object]) -> None:
    """A filter of the same list, and the list asked for anew: what is there stays until the answer is."""
    page = visit("admin", "/cases?role=all")
    rows = page.locator("main section a")
    expect(rows.first).to_be_visible()
    page.evaluate(
        "() => { window.blank = 0; const look = () => { if (!document.querySelector('main section a'))"
        " window.blank += 1; requestAnimationFrame(look) }; look() }"
    )
    held: list[Route] = []
    page.route(re.compile(r"/api/v1/instances\?"), lambda route: held.append(route))
    page.get_by_role("searchbox", name=re.compile("搜索|查找|标题")).fill("列表的三种样子")
    eventually(page, lambda: len(held) == 1, "asked with the word")
    expect(rows.first).to_be_visible()
    held[0].continue_()
    expect(rows).to_have_count(1)
    page.unroute_all()
    assert places["case"] in str(rows.first.get_attribute("href"))
    assert page.evaluate("() => window.blank") == 0
