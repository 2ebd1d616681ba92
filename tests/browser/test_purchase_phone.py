"""C1 on the phone, under /m, at 390 × 844: the same purchase with thumbs."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser import purchases
from tests.browser.purchases import attach, box, field
from tests.browser.serving import PASSWORD, DemoServer
from tests.browser.watching import Visits, assert_accessible

TITLE = "二号库补货"


def decide(page: Page, command: str, text: str) -> None:
    page.get_by_role("link", name=re.compile(TITLE)).click()
    page.get_by_role("button", name=command, exact=True).click()
    box(page, "意见").fill(text)
    page.get_by_role("button", name=f"确认{command}").click()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(TITLE))).to_have_count(0)


def test_a_purchase_from_sign_in_to_closed(visit: Visits, server: DemoServer) -> None:
    manager = visit("zhaomin", "/", phone=True)
    expect(manager.get_by_role("tab", name="待处理")).to_be_visible()

    # the desktop's address leads a phone to its own pages; 王丽 signs in by typing
    buyer = visit(phone=True)
    buyer.goto("/start/purchase")
    expect(buyer).to_have_url(re.compile("/m/sign-in"))
    box(buyer, "用户名").fill("wangli")
    buyer.get_by_label("密码", exact=True).fill(PASSWORD)
    assert_accessible(buyer)
    buyer.get_by_role("button", name="登录", exact=True).click()
    expect(box(buyer, "标题")).to_be_visible()

    # an incomplete form stays, marks its gaps and goes to the first
    buyer.get_by_role("button", name="提交", exact=True).click()
    expect(buyer.get_by_text(re.compile(r"还有 \d+ 处需要修改"))).to_be_visible()
    expect(field(buyer, "title").get_by_role("alert")).to_be_in_viewport()
    expect(field(buyer, "attachments").get_by_role("alert")).not_to_be_empty()

    purchases.fill(buyer, TITLE, phone=True)
    purchases.add_lines(buyer, phone=True)
    attach(buyer)
    assert_accessible(buyer)
    who = buyer.get_by_role("button", name=re.compile("将由谁审批"))
    expect(who).to_contain_text(re.compile("赵敏.*孙倩.*周法"))
    who.click()
    sheet = buyer.get_by_role("dialog", name="将由谁审批")
    expect(sheet.get_by_role("listitem").filter(has_text="孙倩")).to_contain_text("财务总监")
    assert_accessible(buyer)
    buyer.go_back()
    expect(sheet).to_be_hidden()
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/m/cases/*")

    # 赵敏's list brings it without reloading; two taps decide, a bare one does not
    manager.get_by_role("link", name=re.compile(TITLE)).click()
    expect(manager.get_by_text("采购部的负责人").first).to_be_visible()
    expect(field(manager, "amount")).to_contain_text(purchases.TOTAL)
    assert_accessible(manager)
    manager.get_by_role("button", name="同意", exact=True).click()
    manager.get_by_role("button", name="确认同意").click()
    expect(manager.get_by_role("alert").filter(has_text="请选一个理由")).to_be_visible()
    assert_accessible(manager)
    manager.get_by_role("button", name="业务需要，价格合理").click()
    expect(manager.get_by_role("heading", name="待办")).to_be_visible()
    expect(manager.get_by_role("link", name=re.compile(TITLE))).to_have_count(0)

    decide(visit("sunqian", "/", phone=True), "同意", "预算内")
    decide(visit("zhoufa", "/", phone=True), "同意", "资质齐全")
    expect(buyer.get_by_text("已办结").first).to_be_visible(timeout=30_000)
    jobs = buyer.locator("section").filter(has=buyer.get_by_role("heading", name=re.compile("后续动作")))
    for step in ("生成采购订单", "归档 PDF", "通知供应商", "推送 Webhook"):
        expect(jobs.get_by_role("listitem").filter(has_text=step)).to_contain_text("回执")
    assert_accessible(buyer)
    jobs.get_by_role("link", name=re.compile("PO")).click()
    expect(buyer).to_have_url(re.compile("/m/ledgers/purchase_orders"))
    assert_accessible(buyer)


def test_return_and_resubmit(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "三箱样品", amount=300, changed=False)
    buyer = visit("wangli", f"/cases/{case['id']}", phone=True)
    manager = visit("zhaomin", f"/cases/{case['id']}", phone=True)
    manager.get_by_role("button", name="退回", exact=True).click()
    box(manager, "意见").fill("请写明用在哪里")
    manager.get_by_role("button", name="确认退回").click()
    buyer.get_by_role("button", name="修改并提交").click()
    box(buyer, "申请理由").fill("给客户看的样品")
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/m/cases/*")
    expect(buyer.get_by_text("审批中").first).to_be_visible()
    expect(buyer.get_by_text("请写明用在哪里").first).to_be_visible()


def test_withdraw_comment_and_remind(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "两把梯子", amount=300, changed=False)
    buyer = visit("wangli", f"/cases/{case['id']}", phone=True)
    box(buyer, "写评论").fill("周五前要用")
    buyer.get_by_role("button", name="发送", exact=True).click()
    expect(buyer.get_by_text("周五前要用")).to_be_visible()
    for action, answer in (("催办", "已催办"), ("撤回", "已撤回")):
        buyer.get_by_role("button", name="更多操作").click()
        menu = buyer.get_by_role("dialog", name="更多操作")
        menu.get_by_role("button", name=action).click()
        if action == "撤回":
            buyer.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
        expect(buyer.get_by_text(answer).first).to_be_visible()
    expect(buyer.get_by_role("button", name="修改并提交")).to_be_visible()
