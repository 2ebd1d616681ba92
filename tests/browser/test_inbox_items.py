"""The checklist's manners of the inbox and the case page (22–32), each by its number, and what web.md owes beside."""

from __future__ import annotations

import base64
import re

from playwright.sync_api import FilePayload, Locator, Page, Route, expect
from tests.browser import purchases
from tests.browser.purchases import asking, box, publish_process, start_simple, waiting
from tests.browser.serving import PASSWORD, DemoServer, free_port
from tests.browser.watching import Visits, assert_accessible, eventually

PICTURE = FilePayload(
    name="现场.png",
    mimeType="image/png",
    buffer=base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
)


def current(page: Page) -> str:
    row = page.get_by_role("region", name="待办", exact=True).locator("[aria-current='true']")
    expect(row).to_have_count(1)
    return row.inner_text()


def three_cases(server: DemoServer, title: str) -> list[str]:
    buyer = server.api("wangli")
    return [purchases.sent(buyer, f"{title}{number}", amount=300, changed=False)["id"] for number in "一二三"]


def titles_of(page: Page) -> list[str]:
    return page.get_by_role("region", name="待办", exact=True).locator(".task b").all_inner_texts()


def test_item_22_j_and_k_move_and_the_detail_follows(visit: Visits, server: DemoServer) -> None:
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


def test_item_22_the_next_two_are_there_before_one_moves(visit: Visits, server: DemoServer) -> None:
    """A detail that asks the server for nothing is drawn within a frame, well below 200 ms."""
    cases = list(reversed(three_cases(server, "预取")))  # newest first
    page = visit("zhaomin")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto("/inbox")
    expect(page.get_by_role("heading", level=1, name=re.compile("预取三"))).to_be_visible()
    eventually(page, lambda: set(cases) <= set(asked), "the next two are asked for")
    cached = "number => performance.getEntriesByType('resource').filter(e => e.name.includes('/instances/')).length >= number"
    page.wait_for_function(cached, arg=3)
    asked.clear()
    for title in ("预取二", "预取一"):
        page.keyboard.press("j")
        expect(page.get_by_role("heading", level=1, name=re.compile(title))).to_be_visible()
    assert not set(cases) & set(asked)


def test_item_22_enter_opens_and_esc_comes_back_to_the_row(visit: Visits, server: DemoServer) -> None:
    buyer = server.api("wangli")
    for number in range(14):
        purchases.sent(buyer, f"长列表{number:02}", amount=300, changed=False)
    page = visit("zhaomin", "/inbox")
    page.set_viewport_size({"width": 1280, "height": 600})
    waiting(page, "长列表02").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("长列表02"))).to_be_visible()
    rows = page.locator(".rows")
    rows.evaluate("list => list.scrollBy(0, 40)")
    place = rows.evaluate("list => list.scrollTop")
    assert place > 0
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/cases/"))
    expect(page.get_by_role("heading", level=1, name=re.compile("长列表02"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/inbox/"))
    assert "长列表02" in current(page)
    assert rows.evaluate("list => list.scrollTop") == place


def agree(page: Page, title: str) -> None:
    waiting(page, title).click()
    expect(page.get_by_role("heading", level=1, name=re.compile(title))).to_be_visible()
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("button", name="业务需要，价格合理").click()
    expect(waiting(page, title)).to_have_count(0)


def decision_of(server: DemoServer, case: str) -> str:
    """What 赵敏 has decided on a case, as the server knows it."""
    tasks = server.api("wangli").get(f"/instances/{case}")["tasks"]
    return str(next(task["decision"] for task in tasks if task["assignee"] == "zhaomin"))


def undo_of(page: Page) -> Locator:
    return page.get_by_role("status").get_by_role("button", name="撤销")


def test_item_23_agreeing_can_be_undone_and_then_nothing_has_happened(
    visit: Visits, server: DemoServer
) -> None:
    first, *_ = three_cases(server, "反悔")
    page = visit("zhaomin", "/inbox")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/approve") else None)
    agree(page, "反悔一")
    expect(page.get_by_role("status").get_by_text("已同意")).to_be_visible()
    undo_of(page).click()
    expect(waiting(page, "反悔一")).to_have_count(1)
    expect(page.get_by_role("heading", level=1, name=re.compile("反悔一"))).to_be_visible()
    expect(page.get_by_role("button", name="同意", exact=True)).to_be_visible()
    agree(page, "反悔二")
    agree(page, "反悔三")
    page.keyboard.press("Control+z")  # the latest
    expect(waiting(page, "反悔三")).to_have_count(1)
    expect(undo_of(page)).to_have_count(0)  # its five seconds are over
    eventually(page, lambda: len(sent) == 1, "the other one is sent")
    assert decision_of(server, first) == ""


def test_item_23_left_alone_it_is_sent_once(visit: Visits, server: DemoServer) -> None:
    first, *_ = three_cases(server, "到点")
    page = visit("zhaomin", "/inbox")
    agree(page, "到点一")
    assert decision_of(server, first) == ""
    eventually(page, lambda: decision_of(server, first) == "approved", "sent by itself", 20_000)
    expect(waiting(page, "到点一")).to_have_count(0)


def test_item_23_leaving_the_page_loses_no_decision(visit: Visits, server: DemoServer) -> None:
    first, *_ = three_cases(server, "关页")
    page = visit("zhaomin", "/inbox")
    agree(page, "关页一")
    page.goto("about:blank")
    eventually(page, lambda: decision_of(server, first) == "approved", "sent on leaving", 4_000)


def test_item_23_signing_out_sends_what_waits(visit: Visits, server: DemoServer) -> None:
    first, *_ = three_cases(server, "下班")
    page = visit("", "/sign-in")  # a session of its own, since it ends here
    box(page, "用户名").fill("zhaomin")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile("待办")).click()
    agree(page, "下班一")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="搜索").fill("退出登录")
    expect(page.get_by_role("option", name=re.compile("退出登录"))).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in*")
    assert decision_of(server, first) == "approved"


def test_item_23_what_a_killed_page_left_is_sent_the_next_time_and_once(
    visit: Visits, server: DemoServer
) -> None:
    """As after a crash: the decision stands in the browser's store and its time is long over."""
    first, *_ = three_cases(server, "断电")
    page = visit("zhaomin", "/inbox")
    waiting(page, "断电一").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("断电一"))).to_be_visible()
    page.context.set_offline(True)
    agree(page, "断电一")
    kept = page.evaluate("() => localStorage.getItem('held')")
    assert first in kept
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.add_init_script(
        f"if (!sessionStorage.once) {{ sessionStorage.once = 1; localStorage.setItem('held', JSON.stringify("
        f"JSON.parse({kept!r}).map(one => ({{ ...one, due: Date.now() - 60_000 }})))) }}"
    )
    page.context.set_offline(False)
    again.goto(f"{server.base}/")
    eventually(again, lambda: decision_of(server, first) == "approved", "sent by the next page")
    again.wait_for_function("() => localStorage.getItem('held') === '[]'")


def test_item_23_a_refusal_brings_the_row_back_with_the_reason(visit: Visits, server: DemoServer) -> None:
    three_cases(server, "乐观")
    page = visit("zhaomin", "/inbox")
    problem = '{"type":"about:blank","title":"暂时无法保存","status":503,"detail":"暂时无法保存"}'

    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body=problem)

    page.route("**/api/v1/tasks/*/approve", refuse)
    agree(page, "乐观一")
    expect(waiting(page, "乐观一")).to_have_count(1)
    said = page.get_by_role("status").filter(has_text="乐观一")
    expect(said).to_contain_text("没有发出：暂时无法保存")
    said.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("乐观一"))).to_be_visible()


def test_item_23_words_that_say_nothing_are_refused_before_the_row_leaves(
    visit: Visits, server: DemoServer
) -> None:
    three_cases(server, "套话")
    page = visit("zhaomin", "/inbox")
    waiting(page, "套话一").click()
    page.get_by_role("button", name="同意", exact=True).click()
    box(page, "意见").fill("同意，OK！")
    page.get_by_role("button", name="确认同意").click()
    expect(page.get_by_role("alert")).to_contain_text("不算意见")
    expect(waiting(page, "套话一")).to_have_count(1)


def test_item_23_somebody_was_quicker_while_it_waited(visit: Visits, server: DemoServer) -> None:
    case, *_ = three_cases(server, "撤在前")
    page = visit("zhaomin", "/inbox")
    agree(page, "撤在前一")
    server.api("wangli").post(f"/instances/{case}/withdraw")
    said = page.get_by_role("status").filter(has_text="撤在前一")
    expect(said).to_contain_text("别人先处理了：这项待办已由王丽处理（撤回了申请）")
    expect(waiting(page, "撤在前一")).to_have_count(0)


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


def test_item_25_several_are_approved_together(visit: Visits, server: DemoServer) -> None:
    three_cases(server, "批量")
    page = visit("zhaomin", "/inbox")
    waiting(page, "批量三").click()
    page.keyboard.press("x")
    waiting(page, "批量一").click(modifiers=["Shift"])
    expect(page.get_by_text("已选 3 项")).to_be_visible()
    page.get_by_role("button", name="批量同意 3").click()
    dialog = page.get_by_role("dialog", name="批量同意 3 项")
    dialog.get_by_role("button", name="批量同意").click()
    expect(dialog.get_by_role("alert")).to_have_text("请写一句理由")
    dialog.get_by_role("textbox").fill("价格均在框架合同内")
    dialog.get_by_role("button", name="批量同意").click()
    expect(page.get_by_text("已同意 3 项")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(waiting(page, "批量")).to_have_count(0)


def test_item_25_what_needs_its_form_is_left_out_and_failures_say_why(
    visit: Visits, server: DemoServer
) -> None:
    admin = server.api("admin")
    publish_process(
        admin, "bulk_fill", "逐个填写", [asking("check", "核价", ["zhaomin"], fields={"reason": "required"})]
    )
    needing = start_simple(server.api("wangli"), "bulk_fill", "要填理由的单")
    quick, late, *_ = three_cases(server, "混选")
    page = visit("zhaomin", "/inbox")
    region = page.get_by_role("region", name="待办", exact=True)
    for title in ("要填理由的单", "混选一", "混选二"):
        waiting(page, title).hover()
        region.get_by_role("checkbox", name=re.compile(title)).check()
    page.get_by_role("button", name="批量同意 2").click()
    dialog = page.get_by_role("dialog")
    left_out = dialog.get_by_role("region", name="以下 1 项需要逐个处理，不会一起同意")
    expect(left_out).to_contain_text("要填理由的单")
    expect(left_out).to_contain_text("需要填写：申请理由")
    page.context.set_offline(True)  # its list does not hear of what happens now
    server.api("wangli").post(f"/instances/{late}/withdraw")
    page.context.set_offline(False)
    dialog.get_by_role("textbox").fill("价格均在框架合同内")
    dialog.get_by_role("button", name="批量同意").click()
    expect(dialog).to_have_accessible_name("批量同意的结果")
    expect(dialog.get_by_text("已同意 1 项")).to_be_visible()
    failed = dialog.get_by_role("region", name="1 项没有成功")
    expect(failed).to_contain_text("混选二")
    expect(failed).to_contain_text("这项待办已由王丽处理（撤回了申请）")
    expect(left_out).to_contain_text("要填理由的单")
    assert decision_of(server, quick) == "approved"
    assert purchases.task_of(server.api("zhaomin"), needing)


def test_item_26_one_dialog_asks_where_to_and_why(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "退到哪一步")
    purchases.approve(server.api("zhaomin"), case["id"])
    page = visit("sunqian", f"/inbox/{purchases.task_of(server.api('sunqian'), case['id'])}")
    page.get_by_role("button", name="驳回", exact=True).click()
    ways = page.get_by_role("group", name="这张单据接下来")
    expect(ways.get_by_role("radio")).to_have_count(3)
    expect(ways.get_by_label("结束流程")).to_be_checked()
    expect(page.get_by_role("button", name="确认驳回")).to_be_visible()
    box(page, "意见").fill("请部门经理核对单价")
    ways.get_by_label("退回到发起人").check()
    ways.get_by_label("退回到部门经理审批").check()
    expect(box(page, "意见")).to_have_value("请部门经理核对单价")  # another way, the same words
    page.get_by_role("button", name="确认退回").click()
    expect(page.get_by_text("已退回")).to_be_visible()
    assert purchases.task_of(server.api("zhaomin"), case["id"])


def test_item_26_ending_is_rejecting(visit: Visits, server: DemoServer) -> None:
    case, *_ = three_cases(server, "结束")
    page = visit("zhaomin", "/inbox")
    waiting(page, "结束一").click()
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_label("结束流程").check()
    page.get_by_role("button", name="确认驳回").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="超出预算").click()
    page.get_by_role("button", name="确认驳回").click()
    expect(waiting(page, "结束一")).to_have_count(0)
    eventually(
        page,
        lambda: server.api("wangli").get(f"/instances/{case}")["outcome"] == "rejected",
        "the case is rejected",
    )


def test_item_26_recent_phrases_somebody_named_and_a_picture(visit: Visits, server: DemoServer) -> None:
    first, second, *_ = three_cases(server, "意见")
    page = visit("zhaomin", "/inbox")
    waiting(page, "意见一").click()
    page.keyboard.press("r")
    box(page, "意见").fill("规格与库存重复，请先用库存")
    page.keyboard.press("Control+Enter")
    expect(waiting(page, "意见一")).to_have_count(0)

    waiting(page, "意见二").click()
    page.get_by_role("button", name="驳回", exact=True).click()
    page.get_by_role("group", name="最近用过").get_by_role(
        "button", name="规格与库存重复，请先用库存"
    ).click()
    box(page, "意见").press("End")
    box(page, "意见").type(" @王")
    page.get_by_role("listbox", name="提到谁").get_by_role("option", name="王丽").click()
    expect(box(page, "意见")).to_have_value("规格与库存重复，请先用库存 @王丽 ")
    page.get_by_test_id("opinion-files").set_input_files(PICTURE)
    expect(page.get_by_role("button", name="移除 现场.png")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="确认驳回").click()
    expect(waiting(page, "意见二")).to_have_count(0)

    buyer = visit("wangli", f"/cases/{second}")
    said = buyer.get_by_role("region", name="进展").get_by_role("listitem").filter(has_text="@王丽")
    said.get_by_role("button", name="现场.png").click()
    expect(buyer.get_by_role("dialog", name="现场.png").get_by_role("img")).to_be_visible()
    notices = [one["text"] for one in server.api("wangli").get("/notices")["items"]]
    assert any("赵敏在审批意见中提到了您" in text and "意见二" in text for text in notices)
    assert first != second


def test_item_27_the_timeline_says_who_what_why_and_when(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "时间线")
    purchases.approve(server.api("zhaomin"), case["id"])
    page = visit("wangli", f"/cases/{case['id']}")
    timeline = page.get_by_role("region", name="进展")
    said = timeline.get_by_role("listitem").filter(has_text="价格合理，同意采购").first
    expect(said).to_contain_text("赵敏")
    expect(said.locator(".avatar")).to_be_visible()
    expect(said.get_by_role("time")).to_have_attribute(
        "title", re.compile(r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d$")
    )
    for name in ("孙倩", "周法"):
        expect(timeline.get_by_role("listitem").filter(has_text=f"{name}").last).to_contain_text("审批")


def test_item_27_countersigning_shows_how_many_who_is_missing_and_a_nudge(
    visit: Visits, server: DemoServer
) -> None:
    publish_process(
        server.api("admin"), "countersign", "双人会签", [asking("both", "双人会签", ["zhaomin", "sunqian"])]
    )
    case = start_simple(server.api("wangli"), "countersign", "两人都要同意")
    page = visit("wangli", f"/cases/{case}")
    row = page.get_by_role("region", name="进展").get_by_role("listitem").filter(has_text="待处理 · 双人会签")
    expect(row).to_contain_text("0/2")
    expect(row).to_contain_text("赵敏、孙倩")
    purchases.approve(server.api("zhaomin"), case)
    expect(row).to_contain_text("1/2")
    expect(row).not_to_contain_text("赵敏")
    row.get_by_role("button", name="催办 孙倩").click()
    expect(page.get_by_text("已催办")).to_be_visible()
    notices = [one["text"] for one in server.api("sunqian").get("/notices")["items"]]
    assert any("催您尽快处理" in text and "两人都要同意" in text for text in notices)
    stranger = visit("sunqian", f"/cases/{case}")  # whoever is asked is not offered to remind
    expect(stranger.get_by_text("待处理 · 双人会签")).to_be_visible()
    expect(stranger.get_by_role("button", name="催办")).to_have_count(0)


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


def test_item_30_changes_stand_old_and_new_on_the_form_and_in_the_story(
    visit: Visits, server: DemoServer
) -> None:
    publish_process(
        server.api("admin"),
        "negotiate",
        "议价",
        [asking("check", "核价", ["zhaomin"], fields={"reason": "edit"})],
    )
    case = start_simple(server.api("wangli"), "negotiate", "议价单")
    task = purchases.task_of(server.api("zhaomin"), case)
    page = visit("zhaomin", f"/inbox/{task}")
    box(page, "申请理由").fill("改为二号工地")
    page.get_by_role("button", name="同意", exact=True).click()
    box(page, "意见").fill("地点写错了，已改")
    page.get_by_role("button", name="确认同意").click()
    reader = visit("wangli", f"/cases/{case}")
    story = reader.get_by_role("region", name="进展").get_by_role("listitem").filter(has_text="修改了")
    for place in (reader.locator("[data-field='reason']"), story):
        expect(place.locator("del")).to_have_text("三号工地")
        expect(place.locator("ins")).to_have_text("改为二号工地")
        expect(place).to_contain_text("赵敏")


def test_item_30_asked_again_one_sees_what_changed_since(visit: Visits, server: DemoServer) -> None:
    buyer, manager = server.api("wangli"), server.api("zhaomin")
    case = purchases.sent(buyer, "改了再交", amount=300, changed=False)
    task = purchases.task_of(manager, case["id"])
    manager.post(f"/tasks/{task}/return", {"to": "start", "opinion": {"text": "单价偏高，请再谈"}})
    data = buyer.get(f"/instances/{case['id']}")["data"]
    data["items"][0]["unit_price"] = "260"
    buyer.post(f"/instances/{case['id']}/submit", {"data": data})
    page = visit("zhaomin", "/inbox")
    waiting(page, "改了再交").click()  # once the supplier's credit is looked up again
    since = page.get_by_role("region", name="自您上次处理以来")
    expect(since).to_contain_text("单价偏高，请再谈")
    row = since.get_by_role("listitem").filter(has_text="第 1 行 · 单价")
    expect(row.locator("del")).to_contain_text("300")
    expect(row.locator("ins")).to_contain_text("260")
    expect(since.get_by_role("listitem").filter(has_text=re.compile("^金额")).locator("ins")).to_contain_text(
        "260"
    )
    assert_accessible(page)
    phone = visit("zhaomin", f"/inbox/{purchases.task_of(manager, case['id'])}", phone=True)
    expect(phone.get_by_role("region", name="自您上次处理以来").get_by_text("260").first).to_be_visible()
    assert_accessible(phone)


def test_somebody_was_quicker_the_open_page_says_who_and_what(visit: Visits, server: DemoServer) -> None:
    """Two people asked for one decision: the one who comes second reads it on the page, at once."""
    publish_process(
        server.api("admin"),
        "either",
        "任一人",
        [asking("one", "任一人审批", ["zhaomin", "sunqian"], completion="any")],
    )
    case = start_simple(server.api("wangli"), "either", "谁先看到谁批")
    second = visit("sunqian", f"/cases/{case}")
    expect(second.get_by_role("button", name="同意", exact=True)).to_be_visible()
    late = start_simple(server.api("wangli"), "either", "按下去才知道")
    third = visit("sunqian", f"/cases/{late}")
    third.get_by_role("button", name="驳回", exact=True).click()
    box(third, "意见").fill("我不同意")
    third.route("**/api/v1/instances/*", lambda route: route.abort())  # the news is late there
    for each in (case, late):
        purchases.approve(server.api("zhaomin"), each)
    said = second.get_by_role("alert").filter(has_text="别人先处理了")
    expect(said).to_contain_text("赵敏 同意")
    expect(second.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    third.get_by_role("button", name="确认驳回").click()
    told = third.get_by_role("alert").filter(has_text="别人先处理了")
    expect(told).to_contain_text("赵敏")
    expect(told).to_contain_text("同意")


def test_the_applicant_chooses_who_approves(visit: Visits, server: DemoServer) -> None:
    range_ = [{"kind": "user", "users": ["sunqian", "zhoufa"]}]
    step = asking("chosen", "自选审批", [])
    step["node"]["assignment"] = {"policies": [{"kind": "applicant_choice", "range": range_}]}
    publish_process(server.api("admin"), "choosing", "自选审批单", [step])
    for phone, name, user in ((False, "周法", "zhoufa"), (True, "孙倩", "sunqian")):
        page = visit("wangli", "/start/choosing", phone=phone)
        title = f"我来选人 {name}"
        box(page, "标题").fill(title)
        (purchases.choose_on_phone if phone else purchases.choose)(page, "供应商", "华兴建材有限公司")
        box(page, "申请理由").fill("三号工地")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.get_by_role("status").get_by_text("请先选择审批人：自选审批")).to_be_visible()
        group = page.get_by_role("group", name="自选审批 请选择审批人")
        group.get_by_role("button", name=name).click()
        expect(group.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        if phone:
            page.get_by_role("dialog", name="将由谁审批").get_by_role("button", name="关闭").click()
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url("**/cases/*")
        assert purchases.task_of(server.api(user), page.url.rsplit("/", 1)[1])


def test_a_failed_follow_up_says_what_to_do_and_keeps_its_technical_line(
    visit: Visits, server: DemoServer
) -> None:
    working = server.connectors()["webhook"]["url"]
    server.configure("webhook", f"http://127.0.0.1:{free_port()}/webhook")
    case = purchases.sent(server.api("wangli"), "推送不到", amount=90, changed=False)
    purchases.approve(server.api("zhaomin"), case["id"])
    page = visit("wangli", f"/cases/{case['id']}")
    hook = page.get_by_role("region", name="后续动作").get_by_role("listitem").filter(has_text="推送 Webhook")
    expect(hook.get_by_text("连不上对方的服务器。系统会自动再试")).to_be_visible()
    expect(hook.get_by_text("unreachable:")).to_be_hidden()
    hook.get_by_text("技术信息").click()
    expect(hook.get_by_text("unreachable:")).to_be_visible()
    hook.get_by_role("button", name="复制").click()
    expect(hook.get_by_role("button", name="已复制")).to_be_visible()
    server.configure("webhook", working)
