"""Sections and tables kept from one form and put into another: by click and drag, renamed, deleted with undo."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.forms import LINES, ORDER, card, carry, designing, draft_of, pick
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

MONEY = ["price", "qty", "worth", "why"]


def kept(page: Page, of: str, name: str | None = None) -> None:
    page.get_by_role("button", name=f"把“{of}”存为常用组件").click()
    dialog = page.get_by_role("dialog", name="存为常用组件")
    expect(dialog.get_by_label("名称")).to_have_value(of)
    assert_accessible(page)
    if name:
        dialog.get_by_label("名称").fill(name)
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)


def test_a_section_and_a_table_go_from_one_form_into_another(visit: Visits, server: DemoServer) -> None:
    sections = [{"title": "金额", "fields": MONEY}]
    rules = [{"check": "qty > 0", "message": "数量要大于 0", "field": "qty"}]
    page = designing(visit, server, "from", [*ORDER, LINES], sections=sections, rules=rules)
    palette = page.get_by_role("navigation", name="字段类型")
    expect(palette).to_contain_text("把一个分组或明细表存成常用组件")
    kept(page, "金额", "金额与数量")
    card(page, "lines").hover()
    kept(page, "清单")
    expect(palette.get_by_role("button", name="金额与数量", exact=True)).to_be_visible()

    other = designing(visit, server, "into", [{"code": "qty", "label": "已有", "type": "text"}])
    palette = other.get_by_role("navigation", name="字段类型")
    palette.get_by_role("button", name="金额与数量", exact=True).click()
    expect(other.get_by_label("分组标题")).to_have_value("金额")
    eventually(other, lambda: len(draft_of(server, "into")["fields"]) == 5, "the draft is saved")
    made = draft_of(server, "into")
    assert [field["code"] for field in made["fields"]] == ["qty", "price", "qty_2", "worth", "why"]
    assert made["fields"][3]["settings"]["expression"] == "price * qty_2"
    assert made["rules"] == [{"check": "qty_2 > 0", "message": "数量要大于 0", "field": "qty_2"}]
    other.get_by_role("button", name="撤销", exact=True).first.click()
    expect(other.get_by_label("分组标题")).to_have_count(0)

    carry(other, palette.get_by_role("button", name="清单", exact=True), card(other, "qty"))
    other.mouse.up()
    expect(pick(other, "lines.count")).to_be_visible()
    eventually(
        other, lambda: [f["code"] for f in draft_of(server, "into")["fields"]] == ["lines", "qty"], "saved"
    )
    check = server.api("admin").post("/forms/into/check")
    assert [one for one in check["findings"] if one["severity"] == "error"] == []


def test_a_part_is_renamed_and_deleted_with_undo(visit: Visits, server: DemoServer) -> None:
    part = {
        "name": "地址",
        "content": {"title": "地址", "fields": [{"code": "a", "label": "省", "type": "text"}]},
    }
    server.api("admin").post("/form-parts", part)
    page = designing(visit, server, "parts", ORDER)
    palette = page.get_by_role("navigation", name="字段类型")
    palette.get_by_role("button", name="“地址”的更多操作").click()
    page.get_by_role("menuitem", name="重命名").click()
    dialog = page.get_by_role("dialog", name="重命名")
    dialog.get_by_label("名称").fill("收货地址")
    dialog.get_by_role("button", name="保存").click()
    tile = palette.get_by_role("button", name="收货地址", exact=True)
    expect(tile).to_be_visible()
    palette.get_by_role("button", name="“收货地址”的更多操作").click()
    page.get_by_role("menuitem", name="删除").click()
    expect(tile).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name="撤销").click()
    expect(tile).to_be_visible()
    assert_accessible(page)


def test_what_does_not_come_along_is_said_before(visit: Visits, server: DemoServer) -> None:
    sections = [{"title": "结果", "fields": ["worth", "why"]}]
    page = designing(visit, server, "lacking", ORDER, sections=sections)
    page.get_by_role("button", name="把“结果”存为常用组件").click()
    expect(page.get_by_role("dialog")).to_contain_text("里面用到了没有一起带走的字段：单价、合计数量")
