"""A process in figures, beside how it went before: looked at by its owner."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser import purchases
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_the_figures_of_a_process_stand_beside_how_it_went_before(visit: Visits, server: DemoServer) -> None:
    told = server.api("admin").get("/insight/processes/purchase", days=365)
    assert told["cases"] > 0
    page = visit("admin", "/admin/processes")
    page.get_by_role("link", name="采购申请的运行情况").click()
    expect(page.get_by_role("heading", name="采购申请的运行情况")).to_be_visible()
    page.get_by_role("button", name="近 365 天").click()
    expect(page).to_have_url(re.compile(r"days=365"))
    cases = page.locator(".tile").filter(has_text="发起")
    expect(cases).to_contain_text(str(told["cases"]))
    expect(cases).to_contain_text(f"在办 {told['running']} 单")
    expect(page.locator(".tile").filter(has_text="一次通过率")).to_contain_text(
        f"{round(told['first_pass'] * 100)}%"
    )
    steps = page.get_by_role("list", name="卡在哪一步")
    for step in told["steps"]:
        expect(steps.get_by_role("listitem").filter(has_text=step["name"]).first).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="到规则单里补上").click()
    page.get_by_label(re.compile("现在是怎么办的")).fill("以前在群里喊，平均两天才有结果")
    expect(page.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 2 版已发布")).to_be_visible()
    page.goto("/admin/processes/purchase/insight")
    expect(page.get_by_text("以前在群里喊，平均两天才有结果")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="上线前，负责人这样说")).to_be_visible()


def test_a_process_nobody_used_says_so(visit: Visits, server: DemoServer) -> None:
    purchases.publish_process(
        server.api("admin"), "unused", "没人用过", [purchases.asking("look", "看一眼", ["zhaomin"])]
    )
    page = visit("admin", "/admin/processes/unused/insight")
    expect(page.get_by_text("这段时间还没有人发起")).to_be_visible()
    assert_accessible(page)
