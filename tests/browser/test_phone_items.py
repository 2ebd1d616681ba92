"""The checklist's manners of the phone (42–48), each by its number.

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import random
import re
import struct
import zlib
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Locator, Page, Route, expect
from tests.browser import purchases
from tests.browser.purchases import box, field
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

_SIZES = """selector => [...document.querySelectorAll(selector)].filter(e => e.offsetParent).map(e => {
  const box = e.getBoundingClientRect()
  return { what: e.outerHTML.slice(0, 120), height: box.height, font: parseFloat(getComputedStyle(e).fontSize) }
})"""


_KEPT = """() => new Promise(done => {
  const open = indexedDB.open('banjie')
  open.onsuccess = () => {
    const all = open.result.transaction('drafts').objectStore('drafts').count()
    all.onsuccess = () => { open.result.close(); done(all.result > 0) }
  }
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


def picture(width: int, height: int, name: str = "工地.png") -> FilePayload:
    """A PNG that does not pack well, as a photograph would not."""
    row = b"\x00" + random.Random(width).randbytes(width * 3)
    rows = b"".join(
        row[:1] + row[1 + shift :] + row[1 : 1 + shift] for shift in (y * 7 % 900 for y in range(height))
    )
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return FilePayload(name=name, mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + body)


def photos(visit: Visits) -> Page:
    page = visit("wangli", "/start/repair", phone=True)
    expect(field(page, "photos").get_by_role("button", name="相册")).to_be_visible()
    return page


def test_item_44_camera_or_album_and_pictures_are_made_small(visit: Visits) -> None:
    page = photos(visit)
    shots = field(page, "photos")
    with page.expect_file_chooser() as camera:
        shots.get_by_role("button", name="拍照").tap()
    assert camera.value.element.get_attribute("capture") == "environment"
    with page.expect_file_chooser() as album:
        shots.get_by_role("button", name="相册").tap()
    assert album.value.element.get_attribute("capture") is None
    assert album.value.is_multiple()

    small = [picture(90, 60 + number, f"{number}.png") for number in range(8)]
    album.value.set_files([picture(2400, 1200), *small, picture(50, 50, "多出的.png")])
    expect(page.get_by_text("最多 9 个，多出的 1 个没有添加")).to_be_visible()
    expect(shots.get_by_role("button", name=re.compile("移除"))).to_have_count(9)
    expect(shots.get_by_role("button", name="相册")).to_be_hidden()
    sizes = shots.locator("img").evaluate_all(
        "all => Promise.all(all.map(async e => { await e.decode(); return Math.max(e.naturalWidth, e.naturalHeight) }))"
    )
    assert max(sizes) == 1600
    assert sorted(sizes)[:-1] == [90] * 8  # what is small stays as it is


def test_item_44_each_picture_has_its_progress_and_a_retry(visit: Visits) -> None:
    page = photos(visit)
    shots = field(page, "photos")
    page.route("**/api/v1/files", lambda route: route.abort(), times=1)
    page.get_by_test_id("file-photos").set_input_files([picture(80, 60, "一.png")])
    expect(shots.get_by_role("alert")).to_contain_text("网络")
    held: list[Route] = []
    page.route("**/api/v1/files", lambda route: held.append(route))
    shots.get_by_role("button", name="重试").tap()
    expect(shots.get_by_text(re.compile(r"^\d+%$"))).to_be_visible()
    eventually(page, lambda: len(held) == 1, "the retried upload is on its way")

    # sending waits for it, leaving asks first
    page.get_by_role("button", name="提交", exact=True).tap()
    expect(page.get_by_text("文件还在上传")).to_be_visible()
    page.get_by_role("button", name="返回").tap()
    asked = page.get_by_role("dialog", name="还有文件正在上传")
    asked.get_by_role("button", name="取消").tap()
    expect(asked).to_be_hidden()
    expect(page).to_have_url(re.compile("/start/repair"))
    warned: list[str] = []

    def refuse(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", refuse)
    page.evaluate("() => void setTimeout(() => location.reload(), 0)")
    eventually(page, lambda: warned == ["beforeunload"], "the browser asks before the page is thrown away")
    held[0].continue_()
    expect(shots.get_by_role("button", name="移除 一.png")).to_be_visible()
    page.get_by_role("button", name="返回").tap()
    expect(page).to_have_url(re.compile("/m/(start)?$"))


def test_item_44_the_draft_is_kept_before_the_camera_opens(visit: Visits) -> None:
    page = visit("wangli", "/start", phone=True)
    # the clock that keeps drafts every two seconds stands still: only the camera can have kept this one
    page.add_init_script("window.setInterval = () => 0")
    page.goto("/m/start/repair")
    box(page, "故障描述").fill("吊机异响")
    with page.expect_file_chooser():
        field(page, "photos").get_by_role("button", name="拍照").tap()
    page.wait_for_function(_KEPT)
    page.goto("about:blank")
    page.goto("/m/start/repair")
    page.get_by_role("button", name="继续填写").tap()
    expect(box(page, "故障描述")).to_have_value("吊机异响")


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
    expect(page.get_by_text("已同意").first).to_be_visible()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()


def test_leave_is_sent_from_its_link_in_six_taps_at_most(visit: Visits, server: DemoServer) -> None:
    """The link opens the form; tomorrow, the whole day, stands there already."""
    page = visit("wangli", "/start/leave", phone=True)
    taps = 0

    def tap(target: Locator) -> None:
        nonlocal taps
        target.tap()
        taps += 1

    tap(page.get_by_role("combobox", name=re.compile("^假别")))
    tap(page.get_by_role("dialog").get_by_text("年假", exact=True))
    tap(box(page, "请假原因"))
    page.keyboard.type("带孩子打疫苗")
    tap(page.get_by_role("button", name="提交"))
    expect(page.get_by_text("带孩子打疫苗").first).to_be_visible()
    expect(page).to_have_url(re.compile("/m/cases/"))
    assert taps <= 6
    case = server.api("wangli").get("/instances", role="started")["items"][0]
    values = server.api("wangli").get(f"/instances/{case['id']}")["data"]
    assert (values["days"], values["starts_on"]) == ("1", values["ends_on"])


@pytest.fixture(scope="module")
def signing(server: DemoServer, browser: Browser) -> str:
    """请假, whose first approval asks for a signature from now on: set in the designer, published there."""
    visits = Visits(browser, server)
    admin = visits("admin", "/admin/processes/leave")
    admin.get_by_role("button", name=re.compile("部门负责人审批|部门经理审批|直属上级")).first.click()
    node = admin.get_by_role("dialog")
    node.get_by_role("tab", name="操作按钮").click()
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
    paper = page.get_by_role("img", name="签名区")
    expect(paper).to_be_visible()
    assert sheet.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}

    def laid_out() -> bool:
        """The long side of the phone is the line to write on, and the buttons leave the paper to the hand."""
        box = paper.bounding_box()
        return box is not None and box["height"] > 2 * box["width"] and box["width"] > 0.6 * 390

    eventually(page, laid_out, "most of the screen is paper")
    drawn_on = "e => [e.width, e.height].join() === [e.clientWidth, e.clientHeight].map(s => s * devicePixelRatio).join()"
    assert page.get_by_role("img", name="签名区").evaluate(drawn_on)  # ink falls where the finger is
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

    expect(page.get_by_text("已同意").first).to_be_visible()
    told: list[Any] = []

    def sent() -> bool:
        told[:] = [
            line["opinion"] for line in zhaomin.get(f"/instances/{case}")["timeline"] if line["opinion"]
        ]
        return bool(told)

    eventually(page, sent, "the agreement is sent")
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


def finger(page: Page, *way: tuple[float, float]) -> None:
    """A finger put down at the first place, moved along the others and lifted, as the browser itself sees it."""
    touch = page.context.new_cdp_session(page)

    def send(kind: str, points: list[dict[str, float]]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", [{"x": way[0][0], "y": way[0][1]}])
    for (x0, y0), (x1, y1) in pairwise(way):
        for step in range(1, 9):
            send("touchMove", [{"x": x0 + (x1 - x0) * step / 8, "y": y0 + (y1 - y0) * step / 8}])
    # A finger that rests before it is lifted throws nothing: the next tap is a tap.
    page.wait_for_timeout(120)
    send("touchMove", [{"x": way[-1][0], "y": way[-1][1]}])
    send("touchEnd", [])
    touch.detach()


def swipe(page: Page, card: Locator, by: float) -> None:
    """Pull a card to the left by that many pixels, beginning on its title."""
    card.scroll_into_view_if_needed()
    title = card.locator("header").bounding_box()
    assert title
    at = (title["x"] + title["width"] - 110, title["y"] + title["height"] / 2)
    finger(page, at, (at[0] - by, at[1] + 4))


def quantities(page: Page) -> list[str]:
    return [
        str(line.input_value())
        for line in page.get_by_role("textbox", name=re.compile("^第 .+ 行 数量")).all()
    ]


def three_rows(page: Page) -> None:
    """Quantities 1, 2 and 3 of the same product."""
    purchases.add_line(page, 1, purchases.Line(purchases.LINES[0].product, "1"), phone=True)
    for number in (2, 3):
        page.get_by_role("button", name=f"复制第 {number - 1} 行").click()
        box(page, f"第 {number} 行 数量").fill(str(number))
    assert quantities(page) == ["1", "2", "3"]


def test_item_47_rows_are_cards_that_feed_the_total_and_copy_below(visit: Visits) -> None:
    page = form(visit)
    purchases.add_line(page, 1, purchases.LINES[0], phone=True)
    expect(page.get_by_role("region", name="第 1 条")).to_be_visible()
    expect(field(page, "amount").last).to_contain_text("4,200.00")
    page.get_by_role("button", name="复制第 1 行").click()
    expect(field(page, "amount").last).to_contain_text("8,400.00")
    box(page, "第 2 行 数量").fill("20")
    page.get_by_role("button", name="复制第 1 行").click()
    expect(box(page, "第 3 行 数量")).to_have_value("20")
    assert quantities(page) == ["10", "10", "20"]  # the copy stands below its row


def test_item_47_a_card_pulled_left_is_deleted_and_can_come_back(visit: Visits) -> None:
    page = form(visit)
    three_rows(page)
    expect(field(page, "amount").last).to_contain_text("2,520.00")
    # a little shows the button, a tap beside it puts the card back
    second = page.get_by_role("region", name="第 2 条")
    swipe(page, second, 90)
    delete = second.get_by_text("删除", exact=True)
    expect(delete).to_be_in_viewport()
    assert_accessible(page)
    second.locator("b").tap()
    expect(delete).to_be_hidden()
    assert quantities(page) == ["1", "2", "3"]
    swipe(page, second, 90)
    delete.tap()
    expect(page.get_by_role("region", name="第 3 条")).to_have_count(0)
    assert quantities(page) == ["1", "3"]
    expect(field(page, "amount").last).to_contain_text("1,680.00")
    page.get_by_role("button", name="撤销").tap()
    expect(page.get_by_role("region", name="第 3 条")).to_be_visible()
    assert quantities(page) == ["1", "2", "3"]
    expect(field(page, "amount").last).to_contain_text("2,520.00")
    # far deletes at once
    swipe(page, page.get_by_role("region", name="第 1 条"), 240)
    expect(page.get_by_role("region", name="第 3 条")).to_have_count(0)
    assert quantities(page) == ["2", "3"]
    page.get_by_role("button", name="撤销").tap()
    expect(page.get_by_role("region", name="第 3 条")).to_be_visible()
    assert quantities(page) == ["1", "2", "3"]


def test_item_47_scrolling_over_cards_moves_the_page_and_no_card(visit: Visits) -> None:
    page = form(visit)
    three_rows(page)
    card = page.get_by_role("region", name="第 2 条")
    card.scroll_into_view_if_needed()
    before = card.bounding_box()
    assert before
    y = min(before["y"] + 40, 600)
    finger(page, (200, y), (185, y - 120), (60, y - 260))  # up first, then slanting to the left

    def moved() -> bool:
        now = card.bounding_box()
        return now is not None and now["y"] < before["y"] - 60

    eventually(page, moved, "the page scrolls under the finger")
    after = card.locator("header").bounding_box()
    assert after
    assert after["x"] > before["x"]  # no card went along
    expect(page.get_by_text("删除", exact=True)).to_have_count(0)
    assert quantities(page) == ["1", "2", "3"]


def test_item_47_errors_go_and_come_back_with_their_row(visit: Visits) -> None:
    page = form(visit)
    three_rows(page)
    box(page, "第 2 行 数量").fill("")
    page.get_by_role("button", name="提交", exact=True).tap()
    wrong = field(page, "items[1].qty").get_by_role("alert")
    expect(wrong).not_to_be_empty()
    words = wrong.inner_text()
    page.get_by_role("button", name="删除第 2 行").tap()  # the same without a finger
    expect(page.get_by_role("region", name="第 3 条")).to_have_count(0)
    assert quantities(page) == ["1", "3"]
    for number in (0, 1):
        expect(field(page, f"items[{number}].qty").get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="撤销").tap()
    expect(wrong).to_have_text(words)
    assert quantities(page) == ["1", "", "3"]
    box(page, "第 2 行 数量").fill("5")
    expect(wrong).to_have_count(0)


def test_item_47_undo_on_the_desktop_too_each_row_in_its_place(visit: Visits) -> None:
    page = visit("wangli", "/start/purchase")
    purchases.add_line(page, 1, purchases.Line(purchases.LINES[0].product, "1"))
    for number in (2, 3):
        page.get_by_role("button", name=f"复制第 {number - 1} 行").click()
        box(page, f"第 {number} 行 数量").fill(str(number))
    page.get_by_role("button", name="删除第 1 行").click()
    page.get_by_role("button", name="删除第 1 行").click()
    expect(box(page, "第 2 行 数量")).to_have_count(0)
    assert quantities(page) == ["3"]
    undo = page.get_by_role("button", name="撤销")
    expect(undo).to_have_count(2)
    undo.first.click()
    undo.first.click()
    expect(box(page, "第 3 行 数量")).to_be_visible()
    assert quantities(page) == ["1", "2", "3"]
    expect(field(page, "amount").last).to_contain_text("2,520.00")


def test_item_43_the_notice_of_gaps_goes_when_they_are_being_filled(visit: Visits) -> None:
    page = form(visit)
    page.get_by_role("button", name="提交", exact=True).tap()
    notice = page.get_by_text(re.compile("还有 .+ 处需要修改"))
    expect(notice).to_be_visible()
    page.clock.install()  # so that time alone takes no notice away
    box(page, "标题").fill("补")
    page.clock.run_for(500)
    expect(notice).to_be_hidden()


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
