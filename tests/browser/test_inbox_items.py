"""The checklist's manners of the inbox and the case page (22–32), each by its number.

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser import purchases
from tests.browser.purchases import box, waiting
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, eventually


def current(page: Page) -> str:
    row = page.get_by_role("region", name="待办", exact=True).locator("[aria-current='true']")
    expect(row).to_have_count(1)
    return row.inner_text()


def three_cases(server: DemoServer, title: str) -> list[str]:
    buyer = server.api("wangli")
    return [purchases.sent(buyer, f"{title}{number}", amount=300, changed=False)["id"] for number in "一二三"]


def test_item_22_part_j_and_k_move_and_the_detail_follows(visit: Visits, server: DemoServer) -> None:
    three_cases(server, "移动")
    page = visit("zhaomin", "/inbox")
    waiting(page, "移动二").click()
    drawn = page.get_by_role("region", name="待办", exact=True).inner_text()
    order = list(dict.fromkeys(re.findall("移动[一二三]", drawn)))
    at = order.index("移动二")
    for key, step in (("j", 1), ("k", -1), ("ArrowDown", 1), ("ArrowUp", -1)):
        page.keyboard.press(key)
        wanted = order[at + step] if 0 <= at + step < len(order) else None
        if wanted:
            expect(page.get_by_role("heading", level=1, name=re.compile(wanted))).to_be_visible()
            assert wanted in current(page)
        page.keyboard.press({"j": "k", "k": "j", "ArrowDown": "ArrowUp", "ArrowUp": "ArrowDown"}[key])
        expect(page.get_by_role("heading", level=1, name=re.compile("移动二"))).to_be_visible()


def test_item_23_part_approving_takes_the_row_away_at_once(visit: Visits, server: DemoServer) -> None:
    """The row leaves before the server has answered; a refusal brings it back with the reason."""
    three_cases(server, "乐观")
    page = visit("zhaomin", "/inbox")
    waiting(page, "乐观一").click()
    answer: list[object] = []

    def refuse(route: object) -> None:
        answer.append(route)

    page.route("**/api/v1/tasks/*/approve", refuse)
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("button", name="业务需要，价格合理").click()
    expect(waiting(page, "乐观一")).to_have_count(0)
    assert len(answer) == 1
    problem = '{"type":"about:blank","title":"暂时无法保存","status":503,"detail":"暂时无法保存"}'
    answer[0].fulfill(status=503, content_type="application/problem+json", body=problem)  # type: ignore[attr-defined]
    expect(waiting(page, "乐观一")).to_have_count(1)
    expect(page.get_by_role("status").get_by_text("暂时无法保存")).to_be_visible()


def test_item_24_keys_decide_and_are_silent_while_typing(visit: Visits, server: DemoServer) -> None:
    three_cases(server, "按键")
    page = visit("zhaomin", "/inbox")
    waiting(page, "按键一").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("按键一"))).to_be_visible()
    for name in ("同意", "驳回", "转交"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("t")
    expect(page.get_by_role("combobox", name="交给谁")).to_be_visible()
    page.get_by_role("button", name="取消", exact=True).click()
    page.keyboard.press("r")
    expect(box(page, "意见")).to_be_focused()
    page.keyboard.type("j 和 r 只是文字")
    expect(box(page, "意见")).to_have_value("j 和 r 只是文字")
    page.keyboard.press("Control+Enter")
    expect(waiting(page, "按键一")).to_have_count(0)
    expect(page.get_by_text("已驳回").first).to_be_visible()


def test_item_25_part_several_are_approved_together(visit: Visits, server: DemoServer) -> None:
    three_cases(server, "批量")
    page = visit("zhaomin", "/inbox")
    waiting(page, "批量一").click()
    page.keyboard.press("x")
    row = page.get_by_role("region", name="待办", exact=True)
    waiting(page, "批量三").hover()
    row.get_by_role("checkbox", name=re.compile("批量三")).click(modifiers=["Shift"])
    expect(page.get_by_text("已选 3 项")).to_be_visible()
    page.get_by_role("button", name="批量同意").click()
    dialog = page.get_by_role("dialog", name="批量同意 3 项")
    dialog.get_by_role("textbox").fill("价格均在框架合同内")
    dialog.get_by_role("button", name="批量同意").click()
    expect(page.get_by_text("已同意 3 项")).to_be_visible()
    expect(waiting(page, "批量")).to_have_count(0)


def test_item_26_part_returning_asks_where_to_and_why(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "退到哪一步")
    purchases.approve(server.api("zhaomin"), case["id"])
    page = visit("sunqian", f"/inbox/{purchases.task_of(server.api('sunqian'), case['id'])}")
    page.get_by_role("button", name="退回", exact=True).click()
    targets = page.get_by_role("group", name="退回到")
    expect(targets.get_by_role("radio")).to_have_count(2)
    targets.get_by_label("部门经理审批").check()
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_role("alert")).to_be_visible()
    box(page, "意见").fill("请部门经理核对单价")
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("已退回")).to_be_visible()
    assert purchases.task_of(server.api("zhaomin"), case["id"])


def test_item_27_part_the_timeline_says_who_what_why_and_when(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "时间线")
    purchases.approve(server.api("zhaomin"), case["id"])
    page = visit("wangli", f"/cases/{case['id']}")
    timeline = page.get_by_role("region", name="进展")
    said = timeline.get_by_role("listitem").filter(has_text="价格合理，同意采购").first
    expect(said).to_contain_text("赵敏")
    expect(said.get_by_role("time")).to_have_attribute(
        "title", re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d$")
    )
    for name in ("孙倩", "周法"):
        expect(timeline.get_by_role("listitem").filter(has_text=f"{name}").last).to_contain_text("审批")
    expect(page.get_by_role("button", name="催办")).to_be_visible()


def test_item_28_the_picture_shows_done_now_to_come_and_skipped(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "进度图", amount=5600, changed=False)
    purchases.approve(server.api("zhaomin"), case["id"])
    page = visit("wangli", f"/cases/{case['id']}")
    flow = page.get_by_role("region", name="流程")
    states = {"部门经理审批": "已完成", "财务总监审批": "进行中", "生成采购订单": "未到达"}
    for step, state in states.items():
        expect(flow.get_by_role("button", name=re.compile(f"{step}.*{state}"))).to_be_visible()
    flow.get_by_role("button", name=re.compile("部门经理审批")).click()
    expect(flow.get_by_text("采购部的负责人")).to_be_visible()


def test_item_29_attachments_open_over_the_page(visit: Visits, server: DemoServer) -> None:
    names = ("华兴报价单.pdf", "东方报价单.pdf")
    case = purchases.sent(server.api("wangli"), "看附件", amount=300, changed=False, quotations=names)
    page = visit("wangli", f"/cases/{case['id']}")
    opener = page.get_by_role("button", name=re.compile(names[0]))
    opener.click()
    viewer = page.get_by_role("dialog")
    for key, name in (("", names[0]), ("ArrowRight", names[1]), ("ArrowLeft", names[0])):
        if key:
            page.keyboard.press(key)
        expect(viewer).to_have_accessible_name(name)
        expect(viewer.get_by_role("link", name="下载")).to_have_attribute("download", name)
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page).to_have_url(re.compile("/cases/"))


def test_item_31_counters_agree_within_five_seconds(visit: Visits, server: DemoServer) -> None:
    desktop, phone = visit("zhaomin", "/"), visit("zhaomin", "/", phone=True)
    expect(phone.get_by_role("tab", name="待处理")).to_be_visible()
    (case, *_) = three_cases(server, "计数")
    menu = desktop.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile("待办"))

    def agree() -> bool:
        count = server.api("zhaomin").get("/me")["counts"]["open_tasks"]
        expect(menu).to_contain_text(str(count), timeout=5_000)
        expect(desktop).to_have_title(re.compile(rf"^\({count}\)"), timeout=5_000)
        bar = phone.get_by_role("navigation").get_by_role("link", name=re.compile("待办"))
        expect(bar).to_contain_text(str(count), timeout=5_000)
        return True

    assert agree()
    purchases.approve(server.api("zhaomin"), case)
    eventually(desktop, agree, "the counters agree")


def test_item_32_an_empty_inbox_says_so_kindly(visit: Visits, server: DemoServer) -> None:
    idle = next(
        name for name in ("hrlin", "liuyun", "chenkefu", "laozhang", "admin", "wangli")
        if not server.api(name).get("/tasks", state="open")["items"]
    )  # fmt: skip
    page = visit(idle, "/inbox")
    expect(page.get_by_text("没有待办，喝口水吧")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="已处理").last.click()
    expect(page).to_have_url(re.compile("state=done"))
