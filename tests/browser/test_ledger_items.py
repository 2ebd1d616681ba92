"""The ledger: purchases and their orders as a grid, and the checklist's manners of it (33–41)."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook
from tests.browser import purchases
from tests.browser.ledgers import FIELDS, add, cell, grid, labels, lengthen, publish
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually


@pytest.fixture
def closed(server: DemoServer) -> str:
    """A purchase with its order, in this module's ledger; its title."""
    title = "台账里的水泥"
    buyer = server.api("wangli")
    if not buyer.get("/instances", role="started", q=title)["items"]:
        for name, amount in ((title, 700), (f"{title}二", 900)):
            case = purchases.sent(buyer, name, amount=amount, changed=False)
            purchases.approve(server.api("zhaomin"), case["id"])
    return title


def column(page: Page, name: str, label: str) -> list[str]:
    """The texts of a column, top down, as far as drawn."""
    at = grid(page, name).get_by_role("columnheader", name=label).get_attribute("aria-colindex")
    return (
        grid(page, name).locator(f"[role=rowgroup] [role=gridcell][aria-colindex='{at}']").all_inner_texts()
    )


def amounts(page: Page) -> list[Decimal]:
    return [
        Decimal(text.strip("¥").replace(",", "")) for text in column(page, "采购申请", "金额") if "¥" in text
    ]


def filter_by(page: Page, field: str, operator: str, value: str) -> None:
    page.get_by_role("button", name=re.compile("筛选")).first.click()
    dialog = page.get_by_role("dialog", name="筛选")
    dialog.get_by_label("字段").last.select_option(label=field)
    dialog.get_by_label("比较").last.select_option(label=operator)
    dialog.get_by_label("值", exact=True).last.fill(value)
    dialog.get_by_role("button", name="应用").click()


def test_purchases_and_orders_are_ledgers(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers")
    page.get_by_role("link", name=re.compile("采购申请")).click()
    expect(grid(page, "采购申请")).to_contain_text(closed)
    assert_accessible(page)
    page.goto("/ledgers/purchase_orders")
    expect(grid(page, "采购订单")).to_contain_text(re.compile(r"PO\d{6}-\d{4}"))
    assert_accessible(page)


@pytest.fixture
def kept(server: DemoServer) -> str:
    """A ledger kept by hand with some rows; its address."""
    admin = publish(server, "things", "物品")
    if not admin.get("/forms/things/records")["items"]:
        for number in range(1, 13):
            add(admin, "things", name=f"物品{number:02}", qty=str(number), price="10.50", kind="tool",
                day=f"2026-11-{number:02}", owner="wangli" if number % 2 else "admin", dept="purchasing")  # fmt: skip
    return "/ledgers/things"


def width_of(head: Locator) -> float:
    box = head.bounding_box()
    return box["width"] if box else 0.0


def menu(page: Page, label: str, choice: str) -> None:
    """Open a column's menu with the keys, choose with them."""
    page.get_by_role("columnheader", name=label).locator(".name").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("menu").get_by_role("menuitem", name=choice).or_(
        page.get_by_role("menu").get_by_role("menuitemcheckbox", name=choice)
    ).press("Enter")


def test_item_36_columns_are_moved_sized_frozen_and_hidden_and_stay_so(visit: Visits, kept: str) -> None:
    page = visit("admin", kept)
    grid(page, "物品")
    assert labels(page)[:4] == ["名称", "类别", "数量", "单价"]

    price = page.get_by_role("columnheader", name="单价")
    source, target = price.bounding_box(), page.get_by_role("columnheader", name="类别").bounding_box()
    assert source
    assert target
    page.mouse.move(source["x"] + 40, source["y"] + 18)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 18, steps=6)
    page.mouse.move(target["x"] + 10, target["y"] + 18, steps=3)
    expect(page.locator(".drop")).to_be_visible()
    page.mouse.up()
    expect(page.locator("[role=columnheader] .name").nth(1)).to_have_text("单价")
    expect(price).to_have_attribute("aria-sort", "none")  # the drag was no click

    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    handle = price.locator(".handle").bounding_box()
    before = price.bounding_box()
    assert handle
    assert before
    page.mouse.move(handle["x"] + 4, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 84, handle["y"] + 8, steps=4)
    page.mouse.up()
    eventually(page, lambda: abs(width_of(price) - before["width"] - 80) < 6, "the column is wider")

    menu(page, "类别", "隐藏此列")
    expect(page.get_by_role("columnheader", name="类别")).to_have_count(0)
    menu(page, "单价", "冻结到此列")
    assert_accessible(page)
    page.reload()
    grid(page, "物品")
    assert labels(page)[:3] == ["名称", "单价", "数量"]
    eventually(page, lambda: abs(width_of(price) - before["width"] - 80) < 6, "the width has survived")
    after = price.bounding_box()
    assert after
    page.get_by_role("grid", name="物品").evaluate("grid => grid.scrollLeft = 600")
    expect(price).to_be_in_viewport()
    moved = price.bounding_box()
    assert moved
    assert moved["x"] == pytest.approx(after["x"], abs=2)

    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_role("menu", name="列").get_by_role("menuitemcheckbox", name="类别").click()
    page.keyboard.press("Escape")
    page.get_by_role("grid", name="物品").evaluate("grid => grid.scrollLeft = 0")
    expect(page.get_by_role("columnheader", name="类别")).to_be_visible()


def test_item_36_the_head_moves_sizes_sorts_filters_and_groups_by_keys(visit: Visits, kept: str) -> None:
    page = visit("admin", kept)
    grid(page, "物品")
    head = page.get_by_role("columnheader", name="类别")
    more = head.get_by_role("button", name="类别：列菜单")
    expect(more).to_have_attribute("aria-haspopup", "menu")
    wide = head.bounding_box()
    head.locator(".name").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[role=columnheader] .name").nth(2)).to_have_text("类别")
    expect(head.locator(".name")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowRight")
    assert wide
    eventually(page, lambda: width_of(head) > wide["width"], "the column is wider")
    quantity = page.get_by_role("columnheader", name="数量")
    menu(page, "数量", "降序")
    expect(quantity).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("sort=-qty"))
    expect(cell(page, 0, "数量")).to_have_text("12")
    quantity.locator(".name").click()
    expect(quantity).to_have_attribute("aria-sort", "none")
    menu(page, "数量", "按此列筛选")
    expect(page.get_by_role("dialog", name="筛选").get_by_label("字段")).to_have_value("qty")
    page.keyboard.press("Escape")
    menu(page, "类别", "按此列分组")
    expect(page).to_have_url(re.compile("group=kind"))


def test_item_37_filters_have_groups_relative_days_and_me_as_chips_in_the_address(
    visit: Visits, server: DemoServer, kept: str
) -> None:
    page = visit("admin", kept)
    grid(page, "物品")
    page.get_by_role("button", name="筛选").click()
    dialog = page.get_by_role("dialog", name="筛选")
    dialog.get_by_label("字段").select_option(label="负责人")
    expect(dialog.get_by_label("比较")).to_have_value("me")
    dialog.get_by_role("button", name="添加条件组").click()
    group = dialog.get_by_role("group", name="条件组")
    for index, value in enumerate(("2", "4")):
        group.get_by_label("字段").nth(index).select_option(label="数量")
        group.get_by_label("比较").nth(index).select_option(label="等于")
        group.get_by_label("值", exact=True).nth(index).fill(value)
    assert_accessible(page)
    dialog.get_by_role("button", name="应用").click()
    expect(page.get_by_text("共 2 条")).to_be_visible()
    assert sorted(column(page, "物品", "数量")) == ["2", "4"]
    page.reload()
    expect(page.locator(".chip")).to_have_text(["负责人 是我", "数量 等于 2", "数量 等于 4"])
    expect(page.locator(".part.many")).to_contain_text("或")
    grid(page, "物品")
    assert_accessible(page)
    page.get_by_role("button", name="移除条件 数量 等于 4").click()
    expect(page.get_by_text("共 1 条")).to_be_visible()
    page.get_by_role("button", name="移除条件 负责人 是我").click()
    expect(page.locator(".chip")).to_have_count(1)

    page.get_by_role("button", name="清空").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("filter="))

    today = server.api("admin").get("/forms/things/records", filter="created_at <= now()", total=True)[
        "total"
    ]
    page.get_by_role("button", name="筛选").click()
    dialog.get_by_label("字段").select_option(label="创建时间")
    dialog.get_by_label("值", exact=True).select_option(label="本周")
    dialog.get_by_role("button", name="应用").click()
    expect(page.get_by_text(f"共 {today} 条")).to_be_visible()
    assert "thisWeek" in unquote(page.url)
    page.get_by_role("button", name="移除条件 创建时间 在 本周").click()
    expect(page.locator(".chip")).to_have_count(0)


def test_item_33_a_hundred_thousand_rows(visit: Visits, server: DemoServer) -> None:
    publish(server, "long", "长台账")
    lengthen(server, "long", 100_000)
    page = visit("admin", "/ledgers/long?sort=id")
    grid(page, "长台账")
    expect(cell(page, 0, "名称")).to_have_text("第1行")
    expect(page.get_by_text("共 100000 条")).to_be_visible()
    assert page.get_by_role("grid").evaluate("grid => grid.querySelectorAll('*').length") <= 1000
    # Every frame of a long scroll is covered with rows, known or still to come.
    gaps = page.get_by_role("grid").evaluate(SCROLL)
    assert gaps == 0
    page.locator("[data-cell]").first.focus()
    page.keyboard.press("Control+End")
    last = page.locator("[data-cell^='99999:']").first
    expect(last).to_be_focused()
    expect(last).to_have_text("第100000行")
    assert page.get_by_role("grid").evaluate("grid => grid.querySelectorAll('*').length") <= 1000
    page.get_by_role("grid").evaluate("grid => grid.scrollTop = 50_000 * 36")
    expect(page.locator("[data-cell='50005:0']")).to_have_text("第50006行")
    page.keyboard.press("Control+Home")
    expect(page.locator("[data-cell='0:0'] [data-editor]")).to_be_focused()
    expect(page.locator("[data-cell='0:0']")).to_have_text("第1行")
    assert_accessible(page)


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


SCROLL = """async grid => {
  const body = grid.querySelector('.body')
  let gaps = 0
  for (let step = 0; step < 60; step += 1) {
    grid.scrollTop += 700
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    const box = grid.getBoundingClientRect()
    for (const y of [box.top + 60, box.top + box.height / 2, box.bottom - 60])
      if (!document.elementFromPoint(box.left + 100, y)?.closest('[role=row]')) gaps += 1
  }
  return gaps
}"""


def test_item_39_space_opens_a_record_beside_the_grid_and_arrows_walk(visit: Visits, kept: str) -> None:
    page = visit("admin", f"{kept}?sort=qty")
    grid(page, "物品")
    cell(page, 1, "数量").click()
    page.keyboard.press(" ")
    peek = page.get_by_role("dialog", name="物品02")
    expect(peek.get_by_text("负责人")).to_be_visible()
    expect(page).to_have_url(re.compile(r"record=\d+"))
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("dialog", name="物品03")).to_be_visible()
    expect(page.locator(".tr.current")).to_contain_text("物品03")  # the grid says where one is
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_role("dialog", name="物品01")).to_be_visible()
    page.keyboard.press("ArrowUp")  # there is none before the first
    expect(page.get_by_role("dialog", name="物品01")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def exporting(page: Page, name: str) -> Locator:
    """The dialog behind 导出, opened with the keys; the first choice of format has the focus."""
    page.get_by_role("button", name="导出", exact=True).press("Enter")
    dialog = page.get_by_role("dialog", name=f"导出{name}")
    expect(dialog.get_by_label("Excel")).to_be_focused()
    return dialog


def saved(page: Page, click: Locator, target: Path) -> Path:
    with page.expect_download() as caught:
        click.click()
    target = target / caught.value.suggested_filename
    caught.value.save_as(target)
    return target


def test_item_40_an_export_asks_for_format_rows_and_columns(
    visit: Visits, server: DemoServer, kept: str, tmp_path: Path
) -> None:
    page = visit("admin", f"{kept}?sort=-qty")
    grid(page, "物品")
    menu(page, "类别", "隐藏此列")
    dialog = exporting(page, "物品")
    total = server.api("admin").get("/forms/things/records", total=True)["total"]
    expect(dialog.get_by_text(f"全部 {total} 行")).to_be_visible()
    expect(dialog.get_by_label("当前筛选")).to_have_count(0)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="导出", exact=True)).to_be_focused()

    filter_by(page, "数量", "大于", "10")
    expect(page.locator(".chip")).to_have_count(1)
    expect(cell(page, 0, "名称")).to_have_text("物品12")
    shown = [field["label"] for field in FIELDS if field["label"] != "类别"]
    dialog = exporting(page, "物品")
    expect(dialog.get_by_label("当前筛选的 2 行")).to_be_checked()
    expect(dialog.get_by_label(f"全部 {total} 行")).not_to_be_checked()
    expect(dialog.get_by_label(f"看得见的 {len(shown)} 列")).to_be_checked()
    assert_accessible(page)
    book = saved(page, dialog.get_by_role("button", name="导出"), tmp_path)
    expect(dialog).to_be_hidden()
    assert book.name == "物品.xlsx"
    head, *rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert head == shown
    assert [dict(zip(head, row, strict=True))["名称"] for row in rows] == ["物品12", "物品11"]
    assert [dict(zip(head, row, strict=True))["单价"] for row in rows] == [10.5, 10.5]

    dialog = exporting(page, "物品")
    page.keyboard.press("ArrowDown")  # the format is chosen with the keys
    expect(dialog.get_by_label("CSV")).to_be_checked()
    dialog.get_by_label(f"全部 {total} 行").check()
    dialog.get_by_label("全部列").check()
    text = saved(page, dialog.get_by_role("button", name="导出"), tmp_path)
    assert text.name == "物品.csv"
    lines = list(csv.reader(text.read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == total + 1
    assert {"类别", "编号", "状态", "创建人"} <= set(lines[0])


def test_item_40_a_long_export_is_made_behind_and_its_notice_has_the_link(
    visit: Visits, server: DemoServer, tmp_path: Path
) -> None:
    publish(server, "plenty", "多行台账")
    lengthen(server, "plenty", 5_200)
    page = visit("admin", "/ledgers/plenty?sort=id")
    grid(page, "多行台账")
    dialog = exporting(page, "多行台账")
    expect(dialog.get_by_text("全部 5,200 行")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("正在后台生成")).to_be_visible()
    expect(dialog).to_be_hidden()
    bell = page.get_by_role("button", name=re.compile("通知"))
    expect(bell).to_have_accessible_name(re.compile("未读"), timeout=60_000)  # told without reloading
    bell.click()
    notices = page.get_by_role("dialog", name="通知")
    link = notices.get_by_role("link", name=re.compile("多行台账 已导出：5,200 行"))
    expect(link).to_be_visible()
    assert_accessible(page)
    book = saved(page, link, tmp_path)
    assert book.name == "多行台账.xlsx"
    head, *rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert head == [field["label"] for field in FIELDS]
    assert len(rows) == 5_200
    first, last = (dict(zip(head, row, strict=True)) for row in (rows[0], rows[-1]))
    assert (first["名称"], first["数量"], first["单价"]) == ("第1行", 1, 1.5)
    assert (last["名称"], last["数量"], last["单价"]) == ("第5200行", 5200, 7800)
    address = link.get_attribute("href")
    assert address
    stranger = visit("wangli", "/")
    assert stranger.request.get(address).status == 404


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab").filter(has=page.get_by_text(name, exact=True))


def view_menu(page: Page, choice: str) -> None:
    page.get_by_role("button", name=re.compile("^视图“.*”的操作$")).click()
    page.get_by_role("menuitem", name=choice, exact=True).click()


def test_item_38_views_are_tabs_and_changes_wait_to_be_saved(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "viewed", "看法")
    for number in range(1, 6):
        add(admin, "viewed", name=f"看法{number}", qty=str(number), price="10")
    page = visit("admin", "/ledgers/viewed")
    grid(page, "看法")
    expect(tab(page, "全部")).to_have_attribute("aria-selected", "true")
    filter_by(page, "数量", "大于", "2")
    changes = page.get_by_role("group", name="有未保存的修改")
    expect(changes.get_by_role("button", name="保存")).to_have_count(0)  # everything is nobody's view
    changes.get_by_role("button", name="另存为").click()
    dialog = page.get_by_role("dialog", name="新建视图")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("alert")).to_have_text("请填写视图名称")
    dialog.get_by_label("视图名称").fill("两个以上")
    assert_accessible(page)
    dialog.get_by_role("button", name="保存").click()
    expect(tab(page, "两个以上")).to_have_attribute("aria-selected", "true")
    expect(changes).to_be_hidden()
    assert_accessible(page)

    page.get_by_role("columnheader", name="数量").locator(".name").click()  # sorted: a change of the view
    expect(changes).to_be_visible()
    page.reload()
    expect(changes).to_be_visible()  # and still one after a reload
    changes.get_by_role("button", name="还原").click()
    expect(changes).to_be_hidden()
    expect(page).not_to_have_url(re.compile("sort="))
    expect(page.locator(".chip").filter(has_text="数量 大于 2")).to_be_visible()
    menu(page, "单价", "隐藏")
    expect(changes).to_be_visible()
    changes.get_by_role("button", name="保存").click()
    expect(changes).to_be_hidden()

    tab(page, "全部").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="单价")).to_be_visible()
    tab(page, "全部").press("ArrowRight")
    expect(tab(page, "两个以上")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("共 3 条")).to_be_visible()
    grid(page, "看法")
    expect(page.get_by_role("columnheader", name="单价")).to_have_count(0)
    page.goto(page.url.split("?")[0] + "?" + (re.search(r"view=\d+", page.url) or [""])[0])
    expect(page.locator(".chip").filter(has_text="数量 大于 2")).to_be_visible()  # its bare address is enough


def test_item_38_shared_views_open_first_for_their_roles(visit: Visits, server: DemoServer) -> None:
    readers = [{"kind": "role", "role": "finance_director"}]
    admin = publish(server, "shared", "共用", viewers=readers)
    add(admin, "shared", name="便宜", price="1")
    add(admin, "shared", name="昂贵", price="9999")
    page = visit("admin", "/ledgers/shared")
    grid(page, "共用")
    filter_by(page, "单价", "大于等于", "1000")
    page.get_by_role("button", name="另存为").click()
    dialog = page.get_by_role("dialog", name="新建视图")
    dialog.get_by_label("视图名称").fill("大额")
    dialog.get_by_label("共享：能打开这个台账的人都能看到").check()
    dialog.get_by_label("财务总监").check()
    dialog.get_by_role("button", name="保存").click()
    expect(tab(page, "大额")).to_have_attribute("aria-selected", "true")

    other = visit("sunqian", "/ledgers/shared")
    expect(tab(other, "大额")).to_have_attribute("aria-selected", "true")
    expect(grid(other, "共用")).to_contain_text("昂贵")
    expect(grid(other, "共用")).not_to_contain_text("便宜")
    expect(other.get_by_role("button", name="视图“大额”的操作")).to_have_count(
        0
    )  # it is not theirs to change
    filter_by(other, "名称", "包含", "贵")
    changes = other.get_by_role("group", name="有未保存的修改")
    expect(changes.get_by_role("button", name="保存")).to_have_count(0)
    changes.get_by_role("button", name="另存为").click()
    other.get_by_label("视图名称").fill("我看的")
    other.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(tab(other, "我看的")).to_be_visible()
    page.reload()
    expect(tab(page, "大额")).to_be_visible()
    expect(tab(page, "我看的")).to_have_count(0)

    view_menu(other, "重命名")
    other.get_by_label("视图名称").fill("改了名")
    other.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(tab(other, "改了名")).to_be_visible()
    view_menu(other, "删除")
    expect(tab(other, "改了名")).to_be_hidden()
    other.get_by_role("button", name="撤销").click()  # for five seconds
    tab(other, "改了名").click()
    view_menu(other, "删除")
    other.goto("/ledgers")  # leaving sends it
    eventually(
        other, lambda: len(server.api("sunqian").get("/forms/shared/views")["items"]) == 1, "the view is gone"
    )


def test_item_38_two_save_the_same_view(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "contested", "争用")
    add(admin, "contested", name="一条")
    made = admin.post("/forms/contested/views", {"name": "共同", "shared": True})
    page = visit("admin", f"/ledgers/contested?view={made['id']}")
    grid(page, "争用")
    expect(tab(page, "共同")).to_have_attribute("aria-selected", "true")
    admin.call("PATCH", f"/forms/contested/views/{made['id']}", json={"settings": {"sort": "qty"}})
    page.get_by_role("columnheader", name="名称").locator(".name").click()
    page.get_by_role("group", name="有未保存的修改").get_by_role("button", name="保存").click()
    expect(page.get_by_text("这个视图刚刚被别人改过")).to_be_visible()
    assert admin.get("/forms/contested/views")["items"][0]["settings"]["sort"] == "qty"


def test_item_41_rows_are_coloured_by_rule(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "painted", "上色")
    for name, price, done in (("贵的", "9999", False), ("完成的", "10", True), ("又贵又完成", "8000", True), ("普通", "5", False)):  # fmt: skip
        add(admin, "painted", name=name, price=price, done=done)
    page = visit("admin", "/ledgers/painted")
    grid(page, "上色")
    page.get_by_role("button", name="行颜色").click()
    dialog = page.get_by_role("dialog", name="行颜色")
    first = dialog.get_by_role("region", name="第 1 条规则")
    first.get_by_label("红色").check(force=True)
    first.get_by_label("含义").fill("大额")
    first.get_by_label("字段").select_option(label="单价")
    first.get_by_label("比较").select_option(label="大于")
    first.get_by_label("值", exact=True).fill("1,000")
    dialog.get_by_role("button", name="添加规则").click()
    second = dialog.get_by_role("region", name="第 2 条规则")
    second.get_by_label("绿色").check(force=True)
    second.get_by_label("字段").select_option(label="完成")
    second.get_by_label("值", exact=True).select_option(label="是")
    assert_accessible(page)
    dialog.get_by_role("button", name="应用").click()

    def row(name: str) -> Locator:
        return page.locator(".tr").filter(has=page.locator(".td").get_by_text(name, exact=True))

    expect(row("贵的")).to_have_attribute("data-tint", "red")
    expect(row("完成的")).to_have_attribute("data-tint", "green")
    expect(row("又贵又完成")).to_have_attribute("data-tint", "red")  # the first that fits
    expect(row("普通")).not_to_have_attribute("data-tint", re.compile("."))
    expect(row("贵的").locator(".gutter")).to_contain_text("大额")  # in words too
    assert len({row(name).locator(".td").last.evaluate("e => getComputedStyle(e).backgroundColor") for name in ("贵的", "完成的", "普通")}) == 3  # fmt: skip
    assert_accessible(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert_accessible(page)
    page.reload()
    expect(row("贵的")).to_have_attribute("data-tint", "red")

    cell(page, 0, "单价").click()  # what is typed changes the colour
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(row("普通")).not_to_have_attribute("data-tint", re.compile("."))
    page.get_by_role("button", name="另存为").click()
    page.get_by_label("视图名称").fill("带颜色")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(tab(page, "带颜色")).to_be_visible()
    expect(row("贵的")).to_have_attribute("data-tint", "red")
    tab(page, "全部").click()
    expect(row("贵的")).not_to_have_attribute("data-tint", re.compile("."))


CONDITIONS = [
    ["qty", ">", "3"],
    ["qty", "<=", "3.00"],
    ["qty", "!=", "3"],
    ["qty", "empty", None],
    ["price", "=", "10.5"],
    ["kind", "=", "tool"],
    ["kind", "!=", "tool"],
    ["kind", "in", ["tool", "raw"]],
    ["done", "=", "true"],
    ["done", "=", "false"],
    ["day", "within", "thisYear"],
    ["day", ">=", "2026-11-03"],
    ["owner", "me", None],
    ["owner", "not me", None],
    ["dept", "mine", None],
    ["tags", "contains", "急"],
    ["tags", "empty", None],
    ["name", "contains", "品1"],
    ["name", "starts with", "物"],
    ["worth", ">", "21"],
    ["worth", "!=", "21"],
    ["created_by", "me", None],
    ["created_at", "within", "today"],
]


def tinted(page: Page) -> list[str]:
    """Names of the coloured rows."""
    return sorted(page.locator("[data-tint=red] [data-cell$=':0']").all_inner_texts())


def test_item_41_a_rule_holds_where_the_servers_filter_finds_the_row(
    visit: Visits, server: DemoServer
) -> None:
    """Every kind of condition as a colour and as a filter over the same rows, among them empty ones."""
    admin = publish(server, "mixed", "混合")
    if not admin.get("/forms/mixed/records")["items"]:
        add(admin, "mixed", name="空的")
        add(admin, "mixed", name="物品1", qty="2", price="10.50", kind="tool", day="2026-11-03", done=True, owner="admin", dept="company", tags=["急", "贵"])  # fmt: skip
        add(admin, "mixed", name="物品2", qty="3.5", price="0.1", kind="raw", day="2025-01-01", done=False, owner="wangli", dept="hr", tags=["旧"])  # fmt: skip
    page = visit("admin", "/ledgers/mixed")
    grid(page, "混合")
    differ = []
    for condition in CONDITIONS:
        text = json.dumps({"j": "and", "r": [condition]}, ensure_ascii=False)
        rules = json.dumps([{"name": "x", "colour": "red", "when": text}], ensure_ascii=False)
        page.evaluate("rules => localStorage.setItem('colours/mixed/', rules)", rules)
        page.goto("/ledgers/mixed?view=all")
        grid(page, "混合")
        names = page.locator("[role=rowgroup] [data-cell$=':0']")
        expect(names).to_have_count(3)
        expect(names.filter(has_text=re.compile(".+"))).to_have_count(3)
        coloured = tinted(page)
        page.goto(f"/ledgers/mixed?view=all&filter={quote(text)}")
        expect(page.get_by_text(re.compile(r"^共 \d 条$"))).to_be_visible()
        count = int(re.sub(r"\D", "", page.get_by_text(re.compile(r"^共 \d 条$")).inner_text()))
        found = sorted(grid(page, "混合").locator("[role=rowgroup] [data-cell$=':0']").all_inner_texts()) if count else []  # fmt: skip
        if coloured != found:
            differ.append((condition, coloured, found))
    assert differ == []


def test_item_41_totals_and_groups_are_of_the_whole_filter(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请")
    filter_by(page, "标题", "包含", closed)
    expect(grid(page, "采购申请").get_by_role("row").last).to_contain_text("¥1,600.00")
    page.get_by_label("分组").select_option(label="按供应商")
    expect(page).to_have_url(re.compile("group=supplier"))
    group = page.get_by_role("table").get_by_role("row").filter(has_text="华兴建材有限公司")
    expect(group).to_contain_text("2")
    expect(group).to_contain_text("¥1,600.00")
    assert_accessible(page)
