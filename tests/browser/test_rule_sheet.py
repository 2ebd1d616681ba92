"""业务规则单 in the browser: three questions answered by choosing make C6, which then runs to closed."""

from __future__ import annotations

import base64
import re
import time
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser import purchases
from tests.browser.purchases import box
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible

PNG = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
CODE = "cu_xiao_shen_qing_gui_ze"


def begin(page: Page, name: str) -> None:
    page.goto("/admin/processes")
    page.get_by_role("button", name="新建流程").click()
    asked = page.get_by_role("dialog", name="新建流程")
    asked.get_by_label("名称", exact=True).fill(name)
    expect(asked.get_by_label("编码")).not_to_have_value("")
    asked.get_by_role("button", name="开始设计").click()
    page.wait_for_url("**/sheet")
    expect(page.get_by_role("heading", name="业务规则单", level=2)).to_be_visible()


def capture(place: Locator, name: str, kind: str) -> None:
    place.get_by_label(re.compile("^新内容的名称")).last.fill(name)
    place.get_by_label(re.compile("^新内容的类型")).last.select_option(label=kind)
    place.get_by_role("button", name="添加", exact=True).last.click()
    expect(place.get_by_role("checkbox", name=f"“{name}”必填")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()


def write_promotion(page: Page) -> None:
    """The sentence: 折扣率 > 15 % → 运营总监; 竞品价格截图、预计销量、毛利测算; 审批后同步 ERP 调价并通知客服."""
    # 2: what must be captured
    two = page.get_by_role("region", name=re.compile("要交代清楚什么"))
    capture(two, "促销产品", "明细表")
    lines = two.get_by_role("group", name="“促销产品”的每一行")
    capture(lines, "产品", "关联记录")
    lines.get_by_label("“产品”关联哪个表单").select_option(label="产品")
    capture(lines, "目录价", "关联带出")
    lines.get_by_label("通过哪个关联").select_option(label="产品")
    lines.get_by_label("取哪个字段").select_option(label="参考单价")
    capture(lines, "促销价", "金额")
    capture(lines, "折扣", "公式")
    how = lines.get_by_role("group", name="“折扣”怎么算")
    how.get_by_label("怎么算", exact=True).select_option(label="降了百分之几（1 − 现价 ÷ 原价）")
    how.get_by_label("第一项").select_option(label="促销价")
    how.get_by_label("第二项").select_option(label="目录价")
    expect(how).to_contain_text("= 1 − 促销价 ÷ 目录价")
    capture(two, "折扣率", "公式")
    how = two.get_by_role("group", name="“折扣率”怎么算")
    how.get_by_label("怎么算", exact=True).select_option(label="明细里最大的")
    how.get_by_label("哪一列").select_option(label="折扣")
    how.get_by_label("结果怎么显示").select_option(label="按百分数显示")
    capture(two, "竞品价格截图", "图片")
    capture(two, "预计销量", "数字")
    capture(two, "毛利测算", "数字")
    two.get_by_role("listitem").filter(has=page.get_by_label("“毛利测算”必填")).get_by_label("百分数").check()
    capture(two, "开始日期", "日期")
    capture(two, "结束日期", "日期")

    # 1: who decides what
    one = page.get_by_role("region", name=re.compile("哪些事要谁来定"))
    one.get_by_role("button", name=re.compile("再加一条：在某种情况下")).click()
    rule = one.get_by_role("listitem").last
    rule.get_by_role("button", name="添加条件").click()
    rule.get_by_label("字段", exact=True).select_option(label="折扣率")
    rule.get_by_label("比较", exact=True).select_option(label="大于")
    rule.get_by_label("值", exact=True).fill("15%")
    rule.get_by_label("角色", exact=True).select_option(label="运营总监")
    expect(rule.get_by_label("这一步叫")).to_have_value("运营总监审批")

    # 3: what happens afterwards
    three = page.get_by_role("region", name=re.compile("批完以后要做什么"))
    three.get_by_role("button", name="添加后续动作").click()
    page.get_by_role("menuitem", name="同步外部系统").click()
    erp = three.get_by_role("listitem").last
    erp.get_by_label("哪个系统").select_option(label="erp")
    erp.get_by_label("已有的调用").select_option(label="同步 ERP 价格（促销申请）")
    expect(erp.get_by_label("后续动作的名称")).to_have_value("同步 ERP 价格")
    erp.get_by_label("starts_on", exact=True).select_option(label="开始日期")
    erp.get_by_label("ends_on", exact=True).select_option(label="结束日期")
    erp.get_by_label("items.sku", exact=True).select_option(label="产品 · 编码")
    erp.get_by_label("items.price", exact=True).select_option(label="促销价")
    three.get_by_role("button", name="添加后续动作").click()
    page.get_by_role("menuitem", name="通知同事").click()
    tell = three.get_by_role("listitem").last
    tell.get_by_label("后续动作的名称").fill("通知客服")
    tell.get_by_label("通知谁").select_option(label="部门成员")
    tell.get_by_label("部门", exact=True).select_option(label="客服部")
    tell.get_by_label("内容", exact=True).fill("促销开始：{标题}，从 {开始日期} 起")
    saved(page)


def test_three_answers_by_choosing_make_a_process_that_runs_to_closed(
    visit: Visits, server: DemoServer
) -> None:
    page = visit("admin", "/admin/processes")
    begin(page, "促销申请规则")
    expect(page.get_by_text("用企业微信自带的审批就够了")).to_be_visible()
    assert_accessible(page)
    write_promotion(page)
    expect(page.get_by_text("用企业微信自带的审批就够了")).to_have_count(0)
    expect(page.get_by_text("表单和流程与规则单一致")).to_be_visible()
    assert_accessible(page)
    page.reload()
    expect(page.get_by_label("后续动作的名称").last).to_have_value("通知客服")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 1 版已发布")).to_be_visible()

    # the applicant and the deciders
    buyer = visit("wangli", f"/start/{CODE}")
    preview = buyer.get_by_role("complementary", name="将由谁审批")
    box(buyer, "标题").fill("年末瓷砖促销")
    send = buyer.get_by_role("button", name="提交", exact=True)
    send.click()
    for missing in ("竞品价格截图", "预计销量", "毛利测算"):
        expect(
            buyer.locator("[data-field]").filter(has_text=missing).get_by_role("alert").first
        ).to_be_visible()
    case = started(server, "25.00")
    assert [step["name"] for step in asked(server, "30.60")] == ["部门负责人审批"]
    assert [step["name"] for step in asked(server, "30.59")] == ["部门负责人审批", "运营总监审批"]
    purchases.approve(server.api("zhaomin"), case)
    purchases.approve(server.api("liuyun"), case)
    expect(preview).to_be_visible()
    closed = ended(server, case)
    receipts = {job["node"]: job["receipt"] for job in closed["jobs"]}
    assert receipts["follow_up_1"]["id"].startswith("PS-")
    assert receipts["follow_up_2"]["people"] == ["chenkefu"]
    told = server.api("chenkefu").get("/notices")["items"]
    assert any("促销开始：年末瓷砖促销" in one["text"] for one in told)


def values(server: DemoServer, price: str) -> dict[str, Any]:
    api = server.api("wangli")
    [tile] = api.get("/forms/products/records", q="瓷砖 800")["items"]
    return {
        "title": "年末瓷砖促销",
        "促销产品": [{"产品": tile["id"], "促销价": price}],
        "竞品价格截图": [api.upload("a.png", PNG, "image/png")],
        "预计销量": "500",
        "毛利测算": "0.22",
        "开始日期": "2026-12-10",
        "结束日期": "2026-12-31",
    }


def ended(server: DemoServer, case: str) -> dict[str, Any]:
    """The case once it is closed."""
    api = server.api("wangli")
    for _ in range(600):
        found: dict[str, Any] = api.get(f"/instances/{case}")
        if found["closed"]:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not closed: {found['jobs']}")


def started(server: DemoServer, price: str) -> str:
    body = {"process": CODE, "data": values(server, price)}
    return str(server.api("wangli").post("/instances", body)["id"])


def asked(server: DemoServer, price: str) -> list[dict[str, Any]]:
    found = server.api("wangli").post(f"/processes/{CODE}/preview", {"data": values(server, price)})
    return [
        step for step in found["steps"] if step["people"] and step["kind"] == "userTask" and step["certain"]
    ]


def test_what_left_the_sheet_is_told_and_the_flow_can_be_redrawn(visit: Visits, server: DemoServer) -> None:
    """Somebody works on the flow by hand: the sheet says so, the designer warns, one click draws it anew."""
    page = visit("admin", "/admin/processes")
    begin(page, "样品外借")
    code = page.url.split("/")[-2]
    two = page.get_by_role("region", name=re.compile("要交代清楚什么"))
    capture(two, "押金", "金额")
    one = page.get_by_role("region", name=re.compile("哪些事要谁来定"))
    one.get_by_role("button", name=re.compile("再加一条：在某种情况下")).click()
    expect(page.get_by_text(re.compile("还有 2 处没写完"))).to_be_visible()
    rule = one.get_by_role("listitem").last
    rule.get_by_role("button", name="添加条件").click()
    rule.get_by_label("字段", exact=True).select_option(label="押金")
    rule.get_by_label("比较", exact=True).select_option(label="大于")
    rule.get_by_label("值", exact=True).fill("1000")
    rule.get_by_label("角色", exact=True).select_option(label="财务总监")
    expect(page.get_by_text(re.compile("处没写完"))).to_have_count(0)
    saved(page)

    admin = server.api("admin")
    drawn = admin.get(f"/processes/{code}")
    admin.call(
        "PUT",
        f"/processes/{code}/draft",
        json={"steps": drawn["draft_steps"][:1], "revision": drawn["draft_revision"]},
    )
    page.reload()
    apart = page.get_by_role("region", name="和规则单是否一致")
    expect(apart).to_contain_text("规则单里的判断“财务总监审批”不再对应任何分支")
    assert_accessible(page)
    apart.get_by_role("button", name="按规则单重画流程").click()
    page.get_by_role("alertdialog").or_(page.get_by_role("dialog")).get_by_role(
        "button", name="按规则单重画流程"
    ).click()
    expect(apart).to_contain_text("表单和流程与规则单一致")
    steps = admin.get(f"/processes/{code}")["draft_steps"]
    assert [step["kind"] for step in steps] == ["node", "branch"]


def test_the_sheet_of_a_process_drawn_by_hand_is_read_off_and_prints_on_one_page(visit: Visits) -> None:
    page = visit("admin", "/admin/processes/promotion/sheet")
    expect(page.get_by_text("这份规则单是从现有流程读出来的")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="打印规则单").click()
    paper = page.get_by_role("article")
    for words in ("促销申请", "如果 最大折扣率 大于 0.15", "运营总监", "竞品价格截图", "同步 ERP 价格"):
        expect(paper).to_contain_text(words)
    expect(paper).to_contain_text("客服部")
    assert_accessible(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert (
        printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type/Page/") == 1
    )


def test_a_process_is_copied_under_a_new_name_and_exported_as_files(
    visit: Visits, server: DemoServer
) -> None:
    page = visit("admin", "/admin/processes")
    page.get_by_role("button", name=re.compile("^请假.*的更多操作$")).first.click()
    with page.expect_download() as coming:
        page.get_by_role("menuitem", name="导出应用文件").click()
    assert coming.value.suggested_filename.endswith(".zip")

    page.get_by_role("button", name=re.compile("^请假.*的更多操作$")).first.click()
    page.get_by_role("menuitem", name="复制为新流程").click()
    asked = page.get_by_role("dialog")
    asked.get_by_label("名称").fill("外出登记")
    expect(asked.get_by_label("编码")).to_have_value("wai_chu_deng_ji")
    assert_accessible(page)
    asked.get_by_role("button", name="复制为新流程").click()
    page.wait_for_url("**/admin/processes/wai_chu_deng_ji/sheet")
    expect(page.get_by_role("heading", name="外出登记", level=1)).to_be_visible()
    made = server.api("admin").get("/processes/wai_chu_deng_ji")
    assert (made["version"], made["form"]["code"]) == (0, "wai_chu_deng_ji")
