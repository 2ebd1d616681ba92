"""The ledger: purchases and their orders as a grid, and the checklist's manners of it (33, 36, 37, 39–41)."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook
from tests.browser.ledgers import FIELDS, cell, filter_by, grid, labels, lengthen, menu, publish
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually


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


def test_purchases_and_orders_are_ledgers(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers")
    page.get_by_role("link", name=re.compile("采购申请")).click()
    expect(grid(page, "采购申请")).to_contain_text(closed)
    assert_accessible(page)
    page.goto("/ledgers/purchase_orders")
    expect(grid(page, "采购订单")).to_contain_text(re.compile(r"PO\d{6}-\d{4}"))
    assert_accessible(page)


def width_of(head: Locator) -> float:
    box = head.bounding_box()
    return box["width"] if box else 0.0


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
