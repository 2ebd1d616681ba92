"""The checklist's manners of every page (49–54), each by its number.

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser import purchases
from tests.browser.purchases import box
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible

DESKTOP = (
    "/", "/start", "/start/purchase", "/inbox", "/inbox?state=done", "/cases?role=started", "/cases?role=handled",
    "/cases?role=cc", "/cases?role=all", "/ledgers", "/ledgers/purchase", "/ledgers/purchase_orders", "/people",
    "/substitutions", "/incidents", "/admin/forms", "/admin/processes", "/admin/connections", "/admin/received",
    "/admin/forms/purchase", "/admin/processes/purchase", "/nirgends",
)  # fmt: skip
PHONE = ("/", "/start", "/start/purchase", "/cases", "/ledgers", "/ledgers/purchase", "/mine")


def settled(page: Page) -> None:
    """Until the page has drawn what it asked for."""
    page.wait_for_load_state("load")
    expect(page.locator("main, .frame").first).to_be_visible()
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done())))"
    )


def test_item_50_part_lists_have_skeletons_words_for_empty_and_a_retry(visit: Visits) -> None:
    page = visit("wangli", "/ledgers")
    expect(page.get_by_role("heading", name="台账")).to_be_visible()
    broken = True

    def answer(route: Route) -> None:
        if broken:
            problem = (
                '{"type":"about:blank","title":"数据库暂时连不上","status":503,"detail":"数据库暂时连不上"}'
            )
            route.fulfill(status=503, content_type="application/problem+json", body=problem)
        else:
            route.fallback()

    page.route("**/api/v1/instances?**", answer)
    page.goto("/cases?role=started")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("数据库暂时连不上")
    broken = False
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_be_hidden()
    page.goto("/cases?role=started&q=没有这样的标题")
    expect(page.get_by_text("这里还没有单据")).to_be_visible()


def test_item_51_part_no_native_confirm(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "不用系统弹窗", amount=300, changed=False)
    page = visit("wangli", f"/cases/{case['id']}")
    native: list[str] = []

    def seen(dialog: object) -> None:
        native.append(str(dialog))

    page.on("dialog", seen)
    page.get_by_role("button", name="撤回").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert native == []


def test_item_52_dialogs_trap_focus_and_give_it_back(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "焦点", amount=300, changed=False)
    page = visit("wangli", f"/cases/{case['id']}")
    opener = page.get_by_role("button", name="抄送")
    opener.click()
    expect(page.get_by_role("dialog", name="抄送给")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => Boolean(document.activeElement.closest('[role=dialog]'))")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_item_52_reduced_motion_is_obeyed(visit: Visits) -> None:
    page = visit("wangli", "/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    longest = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('*')].map("
        "e => parseFloat(getComputedStyle(e).transitionDuration) || 0))"
    )
    assert longest <= 0.01


@pytest.mark.parametrize("path", DESKTOP)
def test_item_52_no_serious_finding_on_the_desktop(visit: Visits, path: str) -> None:
    page = visit("admin", path)
    settled(page)
    assert_accessible(page)


@pytest.mark.parametrize("path", PHONE)
def test_item_52_no_serious_finding_on_the_phone(visit: Visits, path: str) -> None:
    page = visit("zhaomin", path, phone=True)
    settled(page)
    assert_accessible(page)


def test_item_52_no_serious_finding_in_the_dark(visit: Visits) -> None:
    page = visit("zhaomin", "/inbox", color_scheme="dark")
    settled(page)
    expect(page.get_by_role("region", name="流程")).to_be_visible()
    assert_accessible(page)


def test_item_53_part_errors_are_chinese_and_say_what_to_do(visit: Visits) -> None:
    page = visit("wangli", "/cases/01hzzzzzzzzzzzzzzzzzzzzzzz")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("没有找到，可能已被删除或无权查看")
    expect(alert.get_by_role("button", name="重试")).to_be_visible()
    page.goto("/sign-in")
    box(page, "用户名").fill("wangli")
    page.get_by_label("密码", exact=True).fill("falsch")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("^[^a-zA-Z]+$"))


def test_item_54_part_reload_comes_back_to_the_same_place(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "刷新之后", amount=300, changed=False)
    page = visit("zhaomin", f"/inbox/{purchases.task_of(server.api('zhaomin'), case['id'])}")
    expect(page.get_by_role("heading", level=1, name=re.compile("刷新之后"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name=re.compile("刷新之后"))).to_be_visible()
    page.goto("/cases?role=handled")
    page.get_by_label("状态", exact=True).select_option("ended")
    expect(page).to_have_url(re.compile("status=ended"))
    page.reload()
    expect(page.get_by_label("状态", exact=True)).to_have_value("ended")
