"""The checklist's manners of the phone (42–48), each by its number.

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import purchases
from tests.browser.purchases import box, field
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible

_SIZES = """selector => [...document.querySelectorAll(selector)].filter(e => e.offsetParent).map(e => {
  const box = e.getBoundingClientRect()
  return { what: e.outerHTML.slice(0, 120), height: box.height, font: parseFloat(getComputedStyle(e).fontSize) }
})"""


def form(visit: Visits) -> Page:
    page = visit("wangli", "/start/purchase", phone=True)
    expect(box(page, "标题")).to_be_visible()
    return page


def test_item_42_targets_and_inputs_are_big_enough_and_submit_stays(visit: Visits) -> None:
    page = form(visit)
    page.get_by_role("button", name="添加一行").click()
    expect(box(page, "第 1 行 数量")).to_be_visible()
    for control in page.evaluate(_SIZES, "input:not([type=file]), textarea, select"):
        assert control["font"] >= 16, control
    for target in page.evaluate(_SIZES, "main button, footer button, .foot button, header button"):
        assert target["height"] >= 44 or "switch" in target["what"], target
    label = page.locator("label[for='f-title']").bounding_box()
    control = box(page, "标题").bounding_box()
    assert label
    assert control
    assert label["y"] + label["height"] <= control["y"]
    box(page, "申请理由").focus()
    expect(page.get_by_role("button", name="提交", exact=True)).to_be_in_viewport(ratio=1)


def test_item_43_gaps_are_marked_and_sending_happens_once(visit: Visits, server: DemoServer) -> None:
    page = form(visit)
    page.get_by_role("button", name="提交", exact=True).click()
    for code in ("title", "supplier", "reason", "items", "attachments"):
        expect(field(page, code).get_by_role("alert")).not_to_be_empty()
    expect(field(page, "title")).to_be_in_viewport()
    purchases.fill(page, "只提交一次", phone=True, changed=False)
    purchases.add_line(page, 1, purchases.LINES[0], phone=True)
    purchases.attach(page)
    page.get_by_role("button", name="提交", exact=True).dblclick()
    page.wait_for_url("**/m/cases/*")
    mine = server.api("wangli").get("/instances", role="started", q="只提交一次")["items"]
    assert len(mine) == 1


def test_item_45_the_draft_survives_a_killed_page(visit: Visits) -> None:
    page = form(visit)
    box(page, "标题").fill("填到一半被打断")
    keeps = "() => indexedDB.databases().then(all => all.length > 0)"
    page.wait_for_function(keeps)
    page.wait_for_timeout(2_500)  # kept every two seconds, by the clock
    page.goto("about:blank")
    page.goto("/m/start/purchase")
    expect(page.get_by_text(re.compile(r"有一份 \d\d:\d\d 没填完的草稿"))).to_be_visible()
    page.get_by_role("button", name="继续填写").click()
    expect(box(page, "标题")).to_have_value("填到一半被打断")


def test_item_46_two_taps_approve(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "两下同意", amount=300, changed=False)
    task = purchases.task_of(server.api("zhaomin"), case["id"])
    page = visit("zhaomin", f"/inbox/{task}", phone=True)
    page.get_by_role("button", name="同意", exact=True).tap()
    page.get_by_role("button", name="业务需要，价格合理").tap()
    expect(page.get_by_text("已同意")).to_be_visible()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()


@pytest.fixture(scope="module")
def signing(server: DemoServer, browser: Browser) -> str:
    """请假, whose first approval asks for a signature from now on: set in the designer, published there."""
    visits = Visits(browser, server)
    admin = visits("admin", "/admin/processes/leave")
    admin.get_by_role("button", name=re.compile("部门负责人审批|部门经理审批|直属上级")).first.click()
    node = admin.get_by_role("dialog")
    node.get_by_role("tab", name="意见").click()
    node.get_by_label("同意时必须手写签名").check()
    node.get_by_role("button", name="完成").click()
    expect(admin.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(admin.get_by_text(re.compile(r"第 \d+ 版已发布"))).to_be_visible()
    visits.close()
    assert visits.faults == []
    return "leave"


def leave(server: DemoServer, process: str, reason: str) -> str:
    data = {"category": "annual", "starts_on": "2026-12-01", "ends_on": "2026-12-01", "reason": reason}
    return str(server.api("wangli").post("/instances", {"process": process, "data": data})["id"])


def scribble(page: Page) -> None:
    """A stroke over the middle of the paper."""
    paper = page.get_by_role("img", name="签名区").bounding_box()
    assert paper
    x, y = paper["x"] + paper["width"] / 2, paper["y"] + paper["height"] / 2
    page.mouse.move(x - 60, y - 90)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(x - 60 + step * 9, y - 90 + step * 14 + (step % 2) * 12)
    page.mouse.up()


def test_item_46_the_signature_is_a_full_screen_landscape_sheet(
    visit: Visits, server: DemoServer, signing: str
) -> None:
    case = leave(server, signing, "手机上签名")
    zhaomin = server.api("zhaomin")
    page = visit("zhaomin", f"/inbox/{purchases.task_of(zhaomin, case)}", phone=True)
    page.get_by_role("button", name="同意", exact=True).tap()
    page.get_by_label("意见").fill("工作已交接，准假一天")
    page.get_by_role("button", name="确认同意").tap()

    sheet = page.get_by_role("dialog", name="手写签名")
    paper = page.get_by_role("img", name="签名区").bounding_box()
    screen = sheet.bounding_box()
    assert screen == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert paper
    assert paper["height"] > 2 * paper["width"]  # the long side of the phone is the line to write on
    assert page.get_by_role("img", name="签名区").evaluate("e => getComputedStyle(e).touchAction") == "none"
    expect(sheet.get_by_role("button", name="确定")).to_be_disabled()
    assert_accessible(page)
    page.go_back()  # Back puts the sheet away, not the page
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="手写签名").tap()
    scribble(page)
    sheet.get_by_role("button", name="清除").tap()
    expect(sheet.get_by_role("button", name="确定")).to_be_disabled()
    scribble(page)
    page.set_viewport_size({"width": 844, "height": 390})  # turning the phone keeps what was drawn
    expect(sheet.get_by_role("button", name="确定")).to_be_enabled()
    sheet.get_by_role("button", name="确定").tap()

    expect(page.get_by_text("已同意")).to_be_visible()
    told = [line["opinion"] for line in zhaomin.get(f"/instances/{case}")["timeline"] if line["opinion"]]
    picture = zhaomin.download(f"/files/{told[0]['signature']['id']}")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert width > height > 40  # upright for the reader: the stroke ran along the phone
    page.goto(f"/m/cases/{case}")
    shown = page.get_by_role("img", name="赵敏的手写签名")
    expect(shown).to_be_visible()
    assert shown.evaluate("e => e.naturalWidth") == width


def test_item_46_on_the_desktop_the_mouse_signs(visit: Visits, server: DemoServer, signing: str) -> None:
    case = leave(server, signing, "电脑上签名")
    page = visit("zhaomin", f"/cases/{case}")
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_label("意见").fill("工作已交接，准假一天")
    page.get_by_role("button", name="手写签名").click()
    sheet = page.get_by_role("dialog", name="手写签名")
    expect(sheet).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="确认同意").click()
    scribble(page)
    sheet.get_by_role("button", name="确定").click()
    expect(page.get_by_role("img", name="赵敏的手写签名")).to_be_visible()


def test_item_47_part_rows_are_cards_that_feed_the_total(visit: Visits) -> None:
    page = form(visit)
    purchases.add_line(page, 1, purchases.LINES[0], phone=True)
    card = page.get_by_role("region", name="第 1 条")
    expect(card).to_be_visible()
    expect(field(page, "amount").last).to_contain_text("4,200.00")
    page.get_by_role("button", name="复制第 1 行").click()
    expect(field(page, "amount").last).to_contain_text("8,400.00")
    page.get_by_role("button", name="删除第 2 行").click()
    expect(field(page, "amount").last).to_contain_text("4,200.00")
    page.get_by_role("button", name="撤销").click()
    expect(field(page, "amount").last).to_contain_text("8,400.00")


def test_item_48_back_closes_the_sheet_first(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "返回键", amount=300, changed=False)
    page = visit("zhaomin", "/", phone=True)
    page.get_by_role("link", name=re.compile("返回键")).click()
    page.get_by_role("button", name="同意", exact=True).click()
    sheet = page.get_by_role("dialog", name="同意")
    expect(sheet).to_be_visible()
    page.go_back()
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(re.compile("/m/inbox/"))
    page.go_back()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    assert case["id"]
