"""The first designers: an administrator changes form and process by choosing only, and publishes."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser import purchases
from tests.browser.purchases import box
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_a_new_field_a_new_amount_and_another_approver(visit: Visits, server: DemoServer) -> None:
    """The next case follows what was published; the one that is running keeps its version."""
    running = purchases.sent(server.api("wangli"), "按旧规则", amount=6200, changed=False)

    # given a new field, chosen from the palette and named
    admin = visit("admin", "/admin/forms")
    admin.get_by_role("main").get_by_role("link", name=re.compile("采购申请")).click()
    palette = admin.get_by_role("navigation", name="字段类型")
    palette.get_by_role("button", name="单行文本").click()
    settings = admin.get_by_role("complementary", name="设置")
    settings.get_by_label("标题", exact=True).fill("使用地点")
    expect(admin.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
    assert_accessible(admin)
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(admin.get_by_text(re.compile(r"第 \d+ 版已发布"))).to_be_visible()

    # and a branch from 8,000 on, whose approver is 总经理
    admin.goto("/admin/processes")
    admin.get_by_role("main").get_by_role("link", name=re.compile("^采购申请 ")).click()
    admin.get_by_role("button", name=re.compile("金额 ≥ 5000")).click()
    lane = admin.get_by_role("dialog")
    lane.get_by_label("名称", exact=True).fill("金额 ≥ 8000")
    lane.get_by_label("值", exact=True).fill("8000")
    assert_accessible(admin)
    lane.get_by_role("button", name="完成").click()
    admin.get_by_role("button", name=re.compile("财务总监审批")).click()
    node = admin.get_by_role("dialog")
    node.get_by_label("名称", exact=True).fill("总经理审批")
    node.get_by_label("角色", exact=True).select_option(label="总经理")
    assert_accessible(admin)
    node.get_by_role("button", name="完成").click()
    expect(admin.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
    assert_accessible(admin)
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(admin.get_by_text(re.compile(r"第 \d+ 版已发布"))).to_be_visible()

    # then the next case has the field, and asks 老张 only from 8,000 on
    buyer = visit("wangli", "/start/purchase")
    preview = buyer.get_by_role("complementary", name="将由谁审批")
    purchases.fill(buyer, "按新规则", changed=False)
    box(buyer, "使用地点").fill("三号工地")
    purchases.add_lines(buyer)
    purchases.attach(buyer)
    expect(preview).to_contain_text("赵敏")
    expect(preview).not_to_contain_text("总经理审批")
    box(buyer, "第 1 行 数量").fill("20")
    expect(preview).to_contain_text("总经理审批")
    expect(preview).not_to_contain_text("孙倩")
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/cases/*")
    fresh = buyer.url.rsplit("/", 1)[1]
    expect(buyer.get_by_text("三号工地").first).to_be_visible()

    # and the running one goes on as it began
    zhaomin = server.api("zhaomin")
    purchases.approve(zhaomin, running["id"])
    purchases.approve(zhaomin, fresh)
    assert purchases.task_of(server.api("sunqian"), running["id"])
    assert purchases.task_of(server.api("laozhang"), fresh)


def test_a_form_and_a_process_begin_on_the_page_and_are_started(visit: Visits, server: DemoServer) -> None:
    """From two lists to the first case: named, built, published, sent."""
    admin = visit("admin", "/")
    expect(admin.get_by_role("heading", level=1)).to_be_visible()
    admin.keyboard.press("Control+k")
    admin.get_by_role("combobox", name="搜索").fill("新建表单")
    expect(admin.get_by_role("option", name=re.compile("新建表单"))).to_be_visible()
    admin.keyboard.press("Enter")
    asked = admin.get_by_role("dialog", name="新建表单")
    assert_accessible(admin)
    asked.get_by_role("button", name="开始设计").click()
    expect(asked.get_by_role("alert")).to_have_text("请填写名称")
    asked.get_by_label("名称", exact=True).fill("用章登记")
    expect(asked.get_by_label("编码")).to_have_value("yong_zhang_deng_ji")
    asked.get_by_role("button", name="开始设计").click()
    admin.wait_for_url("**/admin/forms/yong_zhang_deng_ji")
    admin.get_by_role("navigation", name="字段类型").get_by_role("button", name="多行文本").click()
    admin.get_by_role("complementary", name="设置").get_by_label("标题", exact=True).fill("用章事由")
    expect(admin.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(admin.get_by_text("第 1 版已发布")).to_be_visible()

    admin.goto("/admin/processes")
    admin.get_by_role("button", name="新建流程").click()
    asked = admin.get_by_role("dialog", name="新建流程")
    asked.get_by_label("名称", exact=True).fill("用章审批")
    expect(asked.get_by_label("编码")).to_have_value("yong_zhang_shen_pi")
    asked.get_by_label("编码").fill("purchase")
    asked.get_by_label("直接画流程，用已有的表单").check()
    asked.get_by_label("用哪张表单").select_option(label="用章登记")
    asked.get_by_role("button", name="开始设计").click()
    expect(asked.get_by_role("alert")).to_contain_text("已经有人用了")
    asked.get_by_label("编码").fill("yong_zhang_shen_pi")
    asked.get_by_role("button", name="开始设计").click()
    admin.wait_for_url("**/admin/processes/yong_zhang_shen_pi")
    expect(admin.get_by_role("heading", name="用章审批")).to_be_visible()
    expect(admin.get_by_role("button", name=re.compile("审批.*部门负责人"))).to_be_visible()
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(admin.get_by_text("第 1 版已发布")).to_be_visible()

    buyer = visit("wangli", "/start")
    buyer.get_by_role("link", name=re.compile("用章审批")).click()
    box(buyer, "标题").fill("框架合同用章")
    box(buyer, "用章事由").fill("年度框架合同")
    buyer.get_by_role("button", name="提交", exact=True).click()
    buyer.wait_for_url("**/cases/*")
    assert purchases.task_of(server.api("zhaomin"), buyer.url.rsplit("/", 1)[1])
