"""The ledger: purchases and their orders as a grid, and the checklist's manners of it that are built (33–41).

`part`: the clauses tested here hold; other clauses of that item are not built.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook
from tests.browser import purchases
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


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


def grid(page: Page, name: str) -> Locator:
    found = page.get_by_role("grid", name=name)
    expect(found.get_by_role("row").nth(1)).to_be_visible()
    return found


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


def test_item_34_part_arrows_move_from_cell_to_cell(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请").locator("[data-cell='0:0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-cell='1:1']")).to_be_focused()
    page.keyboard.press("Control+Home")
    expect(page.locator("[data-cell='0:0']")).to_be_focused()


def test_item_36_part_headers_sort_and_widths_survive_a_reload(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers/purchase")
    header = grid(page, "采购申请").get_by_role("columnheader", name="金额")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile("sort=amount"))
    assert amounts(page) == sorted(amounts(page))
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("sort=-amount"))
    before = header.bounding_box()
    handle = header.locator(".handle").bounding_box()
    assert before
    assert handle
    page.mouse.move(handle["x"] + 2, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 82, handle["y"] + 8)
    page.mouse.up()
    page.reload()
    expect(header).to_have_attribute("aria-sort", "descending")
    after = header.bounding_box()
    assert after
    assert after["width"] == pytest.approx(before["width"] + 80, abs=6)


def test_item_37_part_filters_are_chosen_shown_as_chips_and_kept_in_the_address(
    visit: Visits, closed: str
) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请")
    filter_by(page, "金额", "大于等于", "900")
    chip = page.locator(".chip").filter(has_text="金额 大于等于")
    expect(chip).to_be_visible()
    assert "amount" in unquote(page.url)
    page.reload()
    expect(chip).to_be_visible()
    grid(page, "采购申请")
    assert amounts(page)
    assert min(amounts(page)) >= 900
    assert_accessible(page)
    chip.get_by_role("button", name=re.compile("移除条件")).click()
    expect(chip).to_have_count(0)
    expect(page).not_to_have_url(re.compile("filter="))


def test_item_39_part_a_record_opens_beside_the_grid(visit: Visits, closed: str) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请").locator("[data-cell='0:0']").focus()
    page.keyboard.press(" ")
    peek = page.get_by_role("dialog")
    expect(peek.get_by_text("申请理由")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()


def test_item_40_part_the_export_is_a_workbook_of_what_is_filtered(
    visit: Visits, closed: str, tmp_path: Path
) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请")
    filter_by(page, "标题", "包含", closed)
    expect(page.locator(".chip").filter(has_text="标题 包含")).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("link", name="导出").click()
    target = tmp_path / "export.xlsx"
    caught.value.save_as(target)
    assert caught.value.suggested_filename.endswith(".xlsx")
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    titles = [cell for row in rows for cell in row if isinstance(cell, str) and closed in cell]
    assert sorted(titles) == [closed, f"{closed}二"]
    assert any("金额" in str(cell) for cell in rows[0])


def test_item_41_part_totals_and_groups_are_of_the_whole_filter(visit: Visits, closed: str) -> None:
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
