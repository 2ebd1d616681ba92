"""C1 on the desktop, in Chinese, as its people do it: from signing in to 已办结 with every receipt."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Request, Route, expect
from tests.browser import purchases
from tests.browser.purchases import attach, box, choose, field, waiting
from tests.browser.serving import PASSWORD, DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

TITLE = "三号工地水泥与瓷砖"


def decide(page: Page, command: str, text: str = "") -> None:
    """Press a decision's button and say why."""
    page.get_by_role("button", name=command, exact=True).click()
    box(page, "意见").fill(text)
    page.get_by_role("button", name=f"确认{command}").click()


def test_a_purchase_from_sign_in_to_closed(visit: Visits, server: DemoServer) -> None:
    """The whole of C1: 6,200 and a changed supplier ask the manager, then finance and legal beside each other."""
    # given 赵敏's inbox, open in a browser of her own
    manager = visit("zhaomin", "/inbox")
    expect(
        manager.get_by_role("region", name="待办").get_by_role("link", name=re.compile("待处理"))
    ).to_be_visible()
    before = server.api("zhaomin").get("/me")["counts"]["open_tasks"]
    mails, calls = len(server.received("mail")), len(server.received("webhook"))

    # when 王丽 signs in by typing and starts a purchase
    buyer = visit(path="/")
    box(buyer, "用户名").fill("wangli")
    buyer.get_by_label("密码", exact=True).fill(PASSWORD)
    assert_accessible(buyer)
    buyer.get_by_role("button", name="登录", exact=True).click()
    expect(buyer.get_by_role("heading", name=re.compile("王丽"))).to_be_visible()
    buyer.get_by_role("link", name="发起申请").click()
    buyer.wait_for_url("**/start")
    buyer.get_by_role("region", name="采购").get_by_role("link", name=re.compile("采购申请")).click()

    # then an incomplete form is not sent, says so at each field and goes to the first
    box(buyer, "标题").fill(TITLE)
    buyer.get_by_role("button", name="提交", exact=True).click()
    expect(buyer.get_by_text(re.compile(r"还有 \d+ 处需要修改"))).to_be_visible()
    for code in ("supplier", "reason", "items", "attachments"):
        expect(field(buyer, code).get_by_role("alert")).not_to_be_empty()
    expect(buyer.get_by_role("combobox", name="供应商")).to_be_focused()
    expect(buyer).to_have_url(re.compile("/start/purchase"))
    assert_accessible(buyer)

    # when it is filled in, the preview names who will be asked and why, before it is sent
    purchases.fill(buyer, TITLE)
    purchases.add_lines(buyer)
    attach(buyer)
    preview = buyer.get_by_role("complementary", name="将由谁审批")
    for name, why in (("赵敏", "采购部的负责人"), ("孙倩", "财务总监"), ("周法", "法务")):
        expect(preview.get_by_role("listitem").filter(has_text=name)).to_contain_text(why)
    for name, beside in (("赵敏", 0), ("孙倩", 1), ("周法", 1)):
        asked = preview.get_by_role("listitem").filter(has_text=name)
        expect(asked.get_by_text("同时", exact=True)).to_have_count(beside)
    assert_accessible(buyer)
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/cases/*")
    expect(buyer.get_by_role("heading", name=re.compile(TITLE))).to_be_visible()
    expect(buyer.get_by_text("审批中").first).to_be_visible()

    # then 赵敏 gets it without reloading, with the reason, the form and the flow
    detail = manager.get_by_role("region", name="单据详情")
    waiting(manager, TITLE).click()
    expect(detail.get_by_role("heading", name=re.compile(TITLE))).to_be_visible()
    expect(manager).to_have_title(re.compile(rf"^\({before + 1}\)"))
    expect(detail.get_by_text("为什么找我")).to_be_visible()
    expect(detail.get_by_text("采购部的负责人").first).to_be_visible()
    expect(field(manager, "amount")).to_contain_text(purchases.TOTAL)
    for line in purchases.LINES:
        expect(field(manager, "items")).to_contain_text(line.product)
    flow = detail.get_by_role("region", name="流程")
    expect(flow.get_by_role("button", name=re.compile("查询库存.*已完成"))).to_be_visible()
    expect(flow.get_by_role("button", name=re.compile("部门经理审批.*进行中"))).to_be_visible()
    expect(flow.get_by_role("button", name=re.compile("财务总监审批.*未到达"))).to_be_visible()
    assert_accessible(manager)

    # a bare 同意 is refused at the field; a reason's button sends it on
    manager.get_by_role("button", name="同意", exact=True).click()
    manager.get_by_role("button", name="确认同意").click()
    expect(manager.get_by_role("alert").filter(has_text="请选一个理由")).to_be_visible()
    expect(box(manager, "意见")).to_have_attribute("aria-invalid", "true")
    assert_accessible(manager)
    manager.get_by_role("button", name="业务需要，价格合理").click()
    expect(waiting(manager, TITLE)).to_have_count(0)

    # 孙倩 and 周法 are asked at the same time; 周法 returns it to the start
    finance, legal = visit("sunqian", "/inbox"), visit("zhoufa", "/inbox")
    for page, why in ((finance, "财务总监"), (legal, "法务")):
        waiting(page, TITLE).click()
        expect(page.get_by_role("heading", name=re.compile(TITLE))).to_be_visible()
        expect(page.get_by_text(f"担任角色“{why}”").first).to_be_visible()
    legal.get_by_role("button", name="退回", exact=True).click()
    legal.get_by_label("发起", exact=False).first.check()
    box(legal, "意见").fill("请补充新供应商的资质")
    legal.get_by_role("button", name="确认退回").click()
    expect(waiting(legal, TITLE)).to_have_count(0)
    expect(waiting(finance, TITLE)).to_have_count(0)

    # 王丽 sees it on the open page, changes the reason and sends it again
    expect(buyer.get_by_text("请补充新供应商的资质").first).to_be_visible()
    buyer.get_by_role("button", name="修改并提交").click()
    box(buyer, "申请理由").fill("三号工地开工备料，资质见报价单")
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/cases/*")
    for page, text in ((manager, "资质已补"), (finance, "预算内"), (legal, "资质齐全")):
        waiting(page, TITLE).click()
        expect(page.get_by_role("heading", name=re.compile(TITLE))).to_be_visible()
        decide(page, "同意", text)
        expect(waiting(page, TITLE)).to_have_count(0)

    # the follow-ups land while she watches, each with its receipt, and the case is closed
    expect(buyer.get_by_text("已办结").first).to_be_visible(timeout=30_000)
    jobs = buyer.get_by_role("region", name="后续动作")
    for step in ("生成采购订单", "归档 PDF", "通知供应商", "推送 Webhook"):
        expect(jobs.get_by_role("listitem").filter(has_text=step)).to_contain_text("回执")
        expect(jobs.get_by_role("listitem").filter(has_text=step)).to_contain_text("已完成")
    assert_accessible(buyer)
    with buyer.expect_popup() as opened:
        pass_link = jobs.get_by_role("link", name=re.compile(r"\.pdf"))
        address = str(pass_link.get_attribute("href"))
        pass_link.click()
    opened.value.close()
    assert server.api("wangli").download(f"{server.base}/{address}").startswith(b"%PDF")
    jobs.get_by_role("link", name=re.compile("PO")).click()
    expect(buyer).to_have_url(re.compile(r"/ledgers/purchase_orders\?record=\d+"))
    order = server.api("admin").get(f"/forms/purchase_orders/records/{buyer.url.rsplit('=', 1)[1]}")
    assert Decimal(order["values"]["amount"]) == 6200
    assert len(order["values"]["items"]) == len(purchases.LINES)
    assert len(server.received("mail")) == mails + 1
    assert len(server.received("webhook")) == calls + 1


def test_the_preview_follows_the_values(visit: Visits) -> None:
    """Below 5,000 with the known supplier only the manager is asked."""
    page = visit("wangli", "/start/purchase")
    preview = page.get_by_role("complementary", name="将由谁审批")
    purchases.fill(page, "小额采购", changed=False)
    purchases.add_line(page, 1, purchases.LINES[0])
    expect(preview).to_contain_text("赵敏")
    expect(preview).not_to_contain_text("孙倩")
    expect(preview).not_to_contain_text("周法")
    box(page, "第 1 行 数量").fill("20")
    expect(preview).to_contain_text("孙倩")
    page.get_by_role("switch", name="供应商变更").click()
    expect(preview).to_contain_text("周法")


def test_rejecting_ends_the_case_and_the_applicant_reads_why(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "办公室绿植")
    buyer = visit("wangli", f"/cases/{case['id']}")
    manager = visit("zhaomin", f"/inbox/{purchases.task_of(server.api('zhaomin'), case['id'])}")
    manager.get_by_role("button", name="驳回", exact=True).click()
    manager.get_by_role("button", name="确认驳回").click()
    expect(manager.get_by_role("alert")).to_be_visible()  # a bare 驳回 is refused as well
    box(manager, "意见").fill("本季度没有这笔预算")
    manager.get_by_role("button", name="确认驳回").click()
    expect(buyer.get_by_text("已驳回").first).to_be_visible()
    expect(buyer.get_by_text("本季度没有这笔预算").first).to_be_visible()


def test_transfer_withdraw_comment_and_remind(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "备用发电机")
    buyer = visit("wangli", f"/cases/{case['id']}")
    manager = visit("zhaomin", f"/inbox/{purchases.task_of(server.api('zhaomin'), case['id'])}")
    boss = visit("laozhang", "/inbox")

    buyer.get_by_role("button", name="催办", exact=True).click()
    expect(buyer.get_by_text("已催办")).to_be_visible()
    box(buyer, "写评论").fill("周五前要用")
    buyer.get_by_role("button", name="发送", exact=True).click()
    expect(manager.get_by_text("周五前要用")).to_be_visible()

    manager.get_by_role("button", name="转交", exact=True).click()
    manager.get_by_role("combobox", name="交给谁").fill("老张")
    manager.get_by_role("option", name=re.compile("^老张")).click()
    box(manager, "意见").fill("金额较大，请总经理定")
    manager.get_by_role("button", name="确认转交").click()
    waiting(boss, "备用发电机").click()
    expect(boss.get_by_role("heading", name=re.compile("备用发电机"))).to_be_visible()

    buyer.get_by_role("button", name="撤回").click()
    dialog = buyer.get_by_role("dialog")
    assert_accessible(buyer)
    dialog.get_by_role("button", name="撤回").click()
    expect(waiting(boss, "备用发电机")).to_have_count(0)
    expect(buyer.get_by_role("button", name="修改并提交")).to_be_visible()


@pytest.mark.parametrize("command", ["同意", "驳回"])
def test_somebody_was_quicker(visit: Visits, server: DemoServer, command: str) -> None:
    """Two windows of one person: the second says at once who did what, and no error page comes."""
    case = purchases.sent(server.api("wangli"), f"抢先{command}", amount=300, changed=False)
    task = purchases.task_of(server.api("zhaomin"), case["id"])
    first, second = visit("zhaomin", f"/inbox/{task}"), visit("zhaomin", f"/cases/{case['id']}")
    second.get_by_role("button", name=command, exact=True).click()
    box(second, "意见").fill("第二个窗口")
    line = {"bad": True}  # what happens elsewhere does not reach it, until it has decided itself

    def reading(route: Route) -> None:
        (route.abort if line["bad"] else route.fallback)()

    def asked(request: Request) -> None:
        if request.method == "POST" and "/tasks/" in request.url:
            line["bad"] = False

    second.on("request", asked)
    second.route(re.compile(r"/api/v1/(instances|tasks\?|me$)"), reading)
    decide(first, "同意", "第一个窗口")
    eventually(
        first,
        lambda: server.api("wangli").get(f"/instances/{case['id']}")["outcome"] == "approved",
        "the first window's decision is sent",
        patience_ms=60_000,
    )
    second.get_by_role("button", name=f"确认{command}").click()
    # A refusal is sent at once and answered on the page; an agreement is sent after its five seconds.
    said = second.get_by_role("alert" if command == "驳回" else "status")
    beaten = said.filter(has_text="别人先处理了")
    expect(beaten).to_contain_text("赵敏")
    expect(beaten).to_contain_text("同意")
    expect(second.get_by_text("第一个窗口")).to_be_visible()


def test_a_missing_choice_is_named_where_it_is(visit: Visits) -> None:
    """A wrong line is marked in its own cell."""
    page = visit("wangli", "/start/purchase")
    purchases.fill(page, "数量不对")
    page.get_by_role("button", name="添加一行").click()
    choose(page, "第 1 行 产品", "水泥 P.O 42.5")
    box(page, "第 1 行 数量").fill("0")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("group", name="采购明细").get_by_text("数量必须大于 0")).to_be_visible()
    expect(box(page, "第 1 行 数量")).to_have_attribute("aria-invalid", "true")
