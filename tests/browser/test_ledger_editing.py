"""Changing a ledger in the grid, and blocks from and for spreadsheets (items 34 and 35)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.ledgers import add, cell, grid, labels, lengthen, publish
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually


@pytest.fixture
def edited(server: DemoServer) -> str:
    """A ledger whose cells the tests change; its address, in the order of its rows."""
    admin = publish(server, "parts", "零件")
    found = {item["title"]: item for item in admin.get("/forms/parts/records", limit=100)["items"]}
    for number in range(1, 7):
        name = f"零件{number}"
        if name not in found:
            add(admin, "parts", name=name, qty=str(number), price="10", kind="tool", day="2026-11-01")
    return "/ledgers/parts?sort=id"


def part(server: DemoServer, name: str) -> dict[str, Any]:
    items = server.api("admin").get("/forms/parts/records", q=name)["items"]
    found: dict[str, Any] = next(item for item in items if item["values"]["name"] == name)
    return found


def test_item_34_typing_replaces_and_the_keys_walk(visit: Visits, server: DemoServer, edited: str) -> None:
    page = visit("admin", edited)
    grid(page, "零件")
    cell(page, 0, "数量").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(cell(page, 1, "单价")).to_have_class(re.compile("active"))
    page.keyboard.type("1,2")  # typing replaces
    page.keyboard.type("00.5")
    page.keyboard.press("Enter")  # saves and goes down
    expect(cell(page, 2, "单价")).to_have_class(re.compile("active"))
    expect(cell(page, 1, "单价")).to_have_text("¥1,200.50")
    eventually(page, lambda: part(server, "零件2")["values"]["price"] != "10.00", "it is written")
    stored = part(server, "零件2")["values"]
    assert (stored["price"], stored["worth"]) == ("1200.50", "2401.00")  # with what follows from it

    page.keyboard.press("F2")  # opens what is there
    expect(page.locator("[data-editor].on")).to_have_value("10")
    page.keyboard.press("End")
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    expect(cell(page, 2, "单价")).to_have_text("¥10.00")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type("1")
    page.keyboard.press("Tab")  # saves and goes right
    expect(cell(page, 2, "单价")).to_have_text("¥101.00")
    expect(cell(page, 2, "日期")).to_have_class(re.compile("active"))
    page.keyboard.type("2026年11月9日")
    page.keyboard.press("Shift+Tab")
    expect(cell(page, 2, "日期")).to_have_text("2026-11-09")
    expect(cell(page, 2, "单价")).to_have_class(re.compile("active"))
    page.keyboard.press("Delete")
    expect(cell(page, 2, "单价")).to_have_text("")
    page.keyboard.press("Control+z")
    expect(cell(page, 2, "单价")).to_have_text("¥101.00")
    assert_accessible(page)


GREEN = """() => {
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.background = 'var(--ok-soft)'
  const green = getComputedStyle(probe).backgroundColor
  probe.remove()
  return window.flashed.includes(green)
}"""


def test_item_34_a_saved_cell_flashes_green(visit: Visits, edited: str) -> None:
    page = visit("admin", edited)
    grid(page, "零件")
    page.evaluate(
        """() => { window.flashed = []; new MutationObserver(seen => seen.forEach(one => {
          if (one.target.matches?.('.td.saved')) setTimeout(() => window.flashed.push(getComputedStyle(one.target).backgroundColor), 100) }))
          .observe(document.body, { subtree: true, attributes: true, attributeFilter: ['class'] }) }"""
    )
    cell(page, 0, "备注").click()
    page.keyboard.type("绿色")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "备注")).to_have_text("绿色")
    eventually(page, lambda: bool(page.evaluate(GREEN)), "a flash")
    expect(cell(page, 0, "备注")).not_to_have_class(re.compile("saved"))


def test_item_34_choices_are_offered_as_one_types(visit: Visits, server: DemoServer, edited: str) -> None:
    page = visit("admin", edited)
    grid(page, "零件")
    cell(page, 3, "类别").click()
    page.keyboard.type("原")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text(["原料"])
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(cell(page, 3, "类别")).to_have_text("原料")
    cell(page, 3, "负责人").click()
    page.keyboard.press("Enter")
    page.get_by_role("option", name="王丽").click()
    expect(cell(page, 3, "负责人")).to_have_text("王丽")
    cell(page, 3, "标签").click()
    page.keyboard.press("Enter")
    page.get_by_role("option", name="急").click()
    page.get_by_role("option", name="旧").click()
    page.keyboard.press("Enter")
    expect(cell(page, 3, "标签")).to_have_text("急、旧")
    cell(page, 3, "完成").click()
    page.keyboard.type("是")
    page.keyboard.press("Tab")
    expect(cell(page, 3, "完成")).to_have_text("是")
    cell(page, 3, "产品").click()
    page.keyboard.type("水泥")
    page.get_by_role("listbox").get_by_role("option").filter(has_text="水泥").first.click()
    expect(cell(page, 3, "产品")).to_contain_text("水泥")
    eventually(page, lambda: part(server, "零件4")["values"]["product"], "all of it is written")
    values = part(server, "零件4")["values"]
    assert (values["kind"], values["owner"], values["tags"], values["done"]) == (
        "raw",
        "wangli",
        ["急", "旧"],
        True,
    )


def test_item_34_an_input_method_composes_in_the_cell(visit: Visits, edited: str) -> None:
    page = visit("admin", edited)
    grid(page, "零件")
    cell(page, 4, "备注").click()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "bei", "selectionStart": 3, "selectionEnd": 3})
    expect(page.locator("[data-editor].on")).to_have_value("bei")
    session.send("Input.insertText", {"text": "备"})
    page.keyboard.type("用")
    page.keyboard.press("Enter")
    expect(cell(page, 4, "备注")).to_have_text("备用")


def test_item_34_what_is_refused_says_so_in_the_cell_and_keeps_what_was_typed(
    visit: Visits, server: DemoServer, edited: str
) -> None:
    page = visit("admin", edited)
    grid(page, "零件")
    cell(page, 5, "单价").click()
    page.keyboard.type("-3")
    page.keyboard.press("Enter")
    bad = cell(page, 5, "单价")
    expect(bad).to_have_class(re.compile("bad"))
    expect(bad).to_have_attribute("title", "单价不能为负")
    expect(bad).to_have_text("-3")
    assert part(server, "零件6")["values"]["price"] == "10.00"
    bad.click()
    expect(page.locator(".status[role=status]")).to_have_text("单价不能为负")
    page.keyboard.press("F2")
    expect(page.locator("[data-editor].on")).to_have_value("-3")
    page.keyboard.press("Home")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(bad).to_have_text("¥3.00")


def test_item_34_a_conflict_shows_both_values(visit: Visits, server: DemoServer, edited: str) -> None:
    page = visit("admin", edited)
    grid(page, "零件")
    api = server.api("admin")

    def meanwhile(**values: Any) -> None:
        found = part(server, "零件5")
        api.call("PATCH", f"/forms/parts/records/{found['id']}", json={"values": values})

    meanwhile(note="别处改的")  # another field: no conflict
    cell(page, 4, "数量").click()
    page.keyboard.type("55")
    page.keyboard.press("Enter")
    expect(cell(page, 4, "备注")).to_have_text("别处改的")
    expect(cell(page, 4, "数量")).to_have_text("55")

    meanwhile(qty="77")
    cell(page, 4, "数量").click()
    page.keyboard.type("66")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="数量有两个改动")
    expect(dialog).to_contain_text("77")
    expect(dialog).to_contain_text("66")
    assert_accessible(page)
    dialog.get_by_role("button", name="用我填的").click()
    expect(cell(page, 4, "数量")).to_have_text("66")
    eventually(page, lambda: part(server, "零件5")["values"]["qty"] == "66", "it is written")

    meanwhile(qty="88")
    cell(page, 4, "数量").click()
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="保留现在的").click()
    expect(cell(page, 4, "数量")).to_have_text("88")


def test_item_34_undo_takes_back_what_was_done_last(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "undone", "撤销台账")
    for name in ("一", "二"):
        add(admin, "undone", name=name, price="1")
    page = visit("admin", "/ledgers/undone?sort=id")
    grid(page, "撤销台账")
    cell(page, 0, "单价").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "单价")).to_have_text("¥5.00")
    cell(page, 1, "名称").click()
    page.keyboard.press(" ")
    page.get_by_role("dialog", name="二").get_by_role("button", name="删除").click()
    expect(page.locator(".tr")).to_have_count(1)

    cell(page, 0, "名称").click()
    page.keyboard.press("Control+z")  # the deletion, which still waits
    expect(page.locator(".tr")).to_have_count(2)
    cell(page, 0, "名称").click()
    page.keyboard.press("Control+z")  # then the cell
    expect(cell(page, 0, "单价")).to_have_text("¥1.00")


def test_item_34_undo_does_not_reach_into_another_ledger(visit: Visits, server: DemoServer) -> None:
    for code, name in (("one_ledger", "甲账"), ("other_ledger", "乙账")):
        add(publish(server, code, name), code, name="同一行", price="1")
    page = visit("admin", "/ledgers/one_ledger")
    grid(page, "甲账")
    cell(page, 0, "单价").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "单价")).to_have_text("¥5.00")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    expect(palette).to_be_visible()
    page.keyboard.type("乙账")
    palette.get_by_role("option", name="乙账").first.click()
    expect(page).to_have_url(re.compile("other_ledger"))
    grid(page, "乙账")
    cell(page, 0, "名称").click()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("没有可以撤销的修改")).to_be_visible()
    expect(cell(page, 0, "单价")).to_have_text("¥1.00")
    stored = [server.api("admin").get(f"/forms/{code}/records")["items"][0]["values"]["price"] for code in ("one_ledger", "other_ledger")]  # fmt: skip
    assert stored == ["5.00", "1.00"]


def test_item_35_rows_that_cannot_be_read_are_not_taken_for_missing(
    visit: Visits, server: DemoServer
) -> None:
    publish(server, "unread", "读不出")
    lengthen(server, "unread", 600)
    page = visit("admin", "/ledgers/unread?sort=id")
    grid(page, "读不出")
    cell(page, 0, "名称").click()
    page.route(re.compile("/records\\?.*cursor="), lambda route: route.abort())
    for _ in range(3):
        page.keyboard.press("Shift+PageDown")
    page.evaluate(PASTE, "\n".join(f"新{n}" for n in range(500)))
    expect(page.get_by_text("有几行没能读出来")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_item_34_who_may_not_edit_only_walks(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请").locator("[data-cell='0:0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-cell='1:1']")).to_be_focused()
    page.keyboard.type("x")
    expect(page.locator("[data-editor]")).to_have_count(0)
    page.keyboard.press("Control+Home")
    expect(page.locator("[data-cell='0:0']")).to_be_focused()


COPY = """() => {
  const carried = new DataTransfer()
  const event = new ClipboardEvent('copy', { clipboardData: carried, bubbles: true, cancelable: true })
  document.activeElement.dispatchEvent(event)
  return carried.getData('text/plain')
}"""


def test_item_35_a_range_is_copied_as_spreadsheets_take_it(visit: Visits, kept: str) -> None:
    page = visit("admin", f"{kept}?sort=qty")
    grid(page, "物品")
    cell(page, 0, "名称").click()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[role=gridcell][aria-selected=true]")).to_have_count(8)
    rows = [line.split("\t") for line in page.evaluate(COPY).split("\n")]
    shown = dict(zip(labels(page), zip(*rows, strict=True), strict=False))
    assert shown["名称"] == ("物品01", "物品02")
    assert shown["类别"] == ("工具", "工具")
    assert [float(text) for text in shown["数量"]] == [1, 2]
    assert [float(text) for text in shown["单价"]] == [10.5, 10.5]  # numbers, not ¥


PASTE = """text => {
  const carried = new DataTransfer()
  carried.setData('text/plain', text)
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }))
}"""


def test_item_35_the_status_bar_counts_sums_and_averages(visit: Visits, kept: str) -> None:
    page = visit("admin", f"{kept}?sort=qty")
    grid(page, "物品")
    bar = page.locator(".status[role=status]")
    cell(page, 0, "数量").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(bar).to_contain_text("已选 3 个单元格")
    expect(bar).to_contain_text("求和 6")
    expect(bar).to_contain_text("平均 2")
    first, last = cell(page, 0, "单价").bounding_box(), cell(page, 3, "单价").bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 20, first["y"] + 10)  # dragging chooses too
    page.mouse.down()
    page.mouse.move(last["x"] + 20, last["y"] + 10, steps=6)
    page.mouse.up()
    expect(bar).to_contain_text("计数 4")
    expect(bar).to_contain_text("求和 42")
    expect(bar).to_contain_text("平均 10.5")


def test_item_35_a_block_from_excel_is_previewed_and_refused_cells_are_told(
    visit: Visits, server: DemoServer
) -> None:
    admin = publish(server, "pasted", "粘贴")
    for number in (1, 2):
        add(admin, "pasted", name=f"旧{number}", qty=str(number), price="1")
    page = visit("admin", "/ledgers/pasted?sort=id")
    grid(page, "粘贴")
    cell(page, 0, "名称").click()
    block = "甲\t工具\t1,000.5\t¥2\t2026/11/3\t是\t王丽\n乙\t没有\t3\t-1\t昨天\t否\t没有人\n丙\t原料\t5\t6\t2026-11-05\t\t李四"
    page.evaluate(PASTE, block)
    dialog = page.get_by_role("dialog", name="粘贴预览")
    expect(dialog.get_by_role("status")).to_contain_text("修改 2 条、新增 1 条")
    row = dialog.get_by_role("row").filter(has_text="乙")
    expect(row).to_contain_text("单价不能为负")
    expect(row).to_contain_text("没有“没有”这个选项")
    expect(row).to_contain_text("没有找到“没有人”")
    expect(row.locator(".refused")).to_have_count(4)
    expect(dialog.get_by_role("row").filter(has_text="甲").locator("s").first).to_have_text("旧1")
    assert_accessible(page)
    dialog.get_by_role("button", name=re.compile("粘贴 .* 个单元格")).click()

    expect(dialog).to_be_hidden()
    expect(cell(page, 0, "数量")).to_have_text("1,000.5")
    expect(cell(page, 1, "名称")).to_have_text("乙")
    expect(cell(page, 2, "名称")).to_have_text("丙")
    rows = {item["values"]["name"]: item["values"] for item in admin.get("/forms/pasted/records")["items"]}
    assert (rows["甲"]["kind"], rows["甲"]["day"], rows["甲"]["owner"]) == ("tool", "2026-11-03", "wangli")
    assert (rows["乙"]["price"], rows["乙"]["qty"], rows["乙"]["kind"]) == ("1.00", "3", None)

    page.get_by_role("button", name="撤销").click()
    expect(cell(page, 0, "名称")).to_have_text("旧1")
    expect(page.get_by_role("row")).to_have_count(4)  # head, two rows, totals
    names = {item["values"]["name"] for item in admin.get("/forms/pasted/records")["items"]}
    assert names == {"旧1", "旧2"}


def test_item_35_the_keys_of_the_clipboard_work_in_a_cell(visit: Visits, edited: str) -> None:
    page = visit("admin", edited)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid(page, "零件")
    cell(page, 0, "名称").click()
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "零件1"
    cell(page, 0, "备注").click()
    page.keyboard.press("Control+v")
    page.get_by_role("dialog", name="粘贴预览").get_by_role("button", name="粘贴 1 个单元格").click()
    expect(cell(page, 0, "备注")).to_have_text("零件1")
