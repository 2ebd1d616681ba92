"""Approved is not closed: a follow-up that fails is seen by everybody concerned and retried by hand."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser import purchases
from tests.browser.serving import DemoServer, free_port
from tests.browser.watching import Visits, assert_accessible


def test_a_dead_webhook_is_an_incident_until_it_is_retried(visit: Visits, server: DemoServer) -> None:
    # given a webhook receiver that is gone
    working = server.connectors()["webhook"]["url"]
    server.configure("webhook", f"http://127.0.0.1:{free_port()}/webhook")
    case = purchases.sent(server.api("wangli"), "工地照明", amount=800, changed=False)
    buyer = visit("wangli", f"/cases/{case['id']}")

    # when it is approved, the case is approved but not closed, and says which follow-up hangs
    purchases.approve(server.api("zhaomin"), case["id"])
    expect(buyer.get_by_text("已通过，后续处理中").first).to_be_visible()
    hook = (
        buyer.get_by_role("region", name="后续动作").get_by_role("listitem").filter(has_text="推送 Webhook")
    )
    expect(hook).to_contain_text("重试中")
    expect(hook).to_contain_text("次")
    admin = visit("admin", "/incidents")
    expect(admin.get_by_text("没有异常，一切都已落地")).to_be_visible()

    # then, out of retries, it stands on the incidents page without reloading
    incident = admin.get_by_role("main").get_by_role("listitem").filter(has_text="推送 Webhook")
    expect(incident).to_be_visible(timeout=60_000)
    expect(incident).to_contain_text("工地照明")
    expect(admin.get_by_role("navigation", name="主导航").get_by_role("link", name="异常")).to_contain_text(
        "1"
    )
    expect(hook).to_contain_text("异常")
    expect(buyer.get_by_text("已办结")).to_have_count(0)
    assert_accessible(admin)
    assert_accessible(buyer)

    # when the address is repaired on the page and the job retried, the case closes
    admin.get_by_role("link", name="连接").click()
    admin.get_by_role("button", name=re.compile("Webhook")).click()
    admin.get_by_label("地址", exact=True).fill(working)
    assert_accessible(admin)
    admin.get_by_role("button", name="保存", exact=True).click()
    expect(admin.get_by_text("已保存")).to_be_visible()
    admin.get_by_role("navigation", name="主导航").get_by_role("link", name="异常").click()
    incident.get_by_role("button", name="重试").click()
    expect(admin.get_by_text("没有异常，一切都已落地")).to_be_visible()
    expect(buyer.get_by_text("已办结").first).to_be_visible()
    expect(hook).to_contain_text("回执")
    admin.get_by_role("link", name="演示收件箱").click()
    expect(admin.get_by_text("purchase.approved").first).to_be_visible()


def test_an_incident_can_be_waived_with_a_reason(visit: Visits, server: DemoServer) -> None:
    working = server.connectors()["webhook"]["url"]
    server.configure("webhook", f"http://127.0.0.1:{free_port()}/webhook")
    case = purchases.sent(server.api("wangli"), "样品三箱", amount=90, changed=False)
    purchases.approve(server.api("zhaomin"), case["id"])
    admin = visit("admin", "/incidents")
    incident = admin.get_by_role("main").get_by_role("listitem").filter(has_text="样品三箱")
    incident.get_by_role("button", name="不再需要").click(timeout=60_000)
    dialog = admin.get_by_role("dialog")
    dialog.get_by_role("button", name="不再需要").click()
    expect(dialog).to_be_visible()  # not without a reason
    dialog.get_by_role("textbox").fill("合作方已停用这个接口")
    dialog.get_by_role("button", name="不再需要").click()
    expect(incident).to_have_count(0)
    admin.goto(f"/cases/{case['id']}")
    expect(admin.get_by_text("已办结").first).to_be_visible()
    expect(admin.get_by_text("合作方已停用这个接口").first).to_be_visible()
    server.configure("webhook", working)
