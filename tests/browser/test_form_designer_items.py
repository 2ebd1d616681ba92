"""The form designer, item by item of its checklist."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect
from tests.browser import forms, ledgers
from tests.browser.forms import (
    LINES,
    ORDER,
    card,
    carry,
    designing,
    expect_zone,
    formula,
    grip,
    pick,
    settings,
    tile,
    zone,
)
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

ALL = [field["code"] for field in ORDER]


def test_item_01_a_field_is_dragged_to_a_marked_place_and_esc_lets_go(
    visit: Visits, server: DemoServer
) -> None:
    page = designing(visit, server, "item1", ORDER)
    expect_zone(page, ALL)

    carry(page, tile(page, "日期"), card(page, "qty"))
    mark = card(page, "qty").locator("[data-mark]")
    expect(mark).to_have_count(1)
    assert mark.evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"
    page.keyboard.press("Escape")
    expect(page.locator("[data-mark]")).to_have_count(0)
    page.mouse.up()
    assert zone(page) == ALL
    expect(page.get_by_role("button", name="撤销", exact=True)).to_be_disabled()

    # a field of the form let go by Esc stays too
    carry(page, grip(page, "why"), card(page, "name"))
    expect(card(page, "name").locator("[data-mark]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert zone(page) == ALL

    carry(page, tile(page, "日期"), card(page, "qty"))
    page.mouse.up()
    expect_zone(page, ["name", "price", "date_1", "qty", "worth", "why"])
    expect(settings(page).get_by_label("标题", exact=True)).to_have_value("日期")
    carry(page, grip(page, "date_1"), card(page, "why"), where=0.9)
    expect(page.locator("[data-mark]")).to_have_count(1)
    page.mouse.up()
    expect_zone(page, [*ALL, "date_1"])
    assert_accessible(page)


def test_item_02_a_click_inserts_below_the_chosen_field(visit: Visits, server: DemoServer) -> None:
    many = [{"code": f"f{number}", "label": f"字段 {number}", "type": "text"} for number in range(1, 31)]
    page = designing(visit, server, "item2", many)
    pick(page, "f20").click()
    page.locator("[data-canvas]").evaluate("one => one.scrollTo(0, 0)")
    expect(pick(page, "f20")).not_to_be_in_viewport()

    tile(page, "金额").click()

    made = card(page, "money_1")
    expect(made).to_be_in_viewport()
    paths = zone(page)
    assert paths[paths.index("money_1") - 1] == "f20"
    expect(pick(page, "money_1")).to_have_attribute("aria-pressed", "true")
    title = settings(page).get_by_label("标题", exact=True)
    expect(title).to_be_focused()
    page.keyboard.type("预算")
    expect(made).to_contain_text("预算")


def test_item_03_the_keyboard_moves_removes_and_copies(visit: Visits, server: DemoServer) -> None:
    page = designing(visit, server, "item3", ORDER)
    pick(page, "price").click()
    page.keyboard.press("Alt+ArrowUp")
    expect_zone(page, ["price", "name", "qty", "worth", "why"])
    expect(pick(page, "price")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect_zone(page, ["name", "qty", "price", "worth", "why"])
    expect(pick(page, "price")).to_be_focused()

    page.keyboard.press("Control+d")
    expect_zone(page, ["name", "qty", "price", "money_1", "worth", "why"])
    expect(pick(page, "money_1")).to_be_focused()
    expect(pick(page, "money_1")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Delete")
    expect_zone(page, ["name", "qty", "price", "worth", "why"])
    expect(pick(page, "worth")).to_be_focused()


def test_item_04_more_than_fifty_steps_back_and_forth(visit: Visits, server: DemoServer) -> None:
    page = designing(visit, server, "item4", ORDER)
    undo = page.get_by_role("button", name="撤销", exact=True)
    redo = page.get_by_role("button", name="重做", exact=True)
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()

    carry(page, grip(page, "why"), card(page, "name"))
    page.mouse.up()
    after_drag = ["why", *ALL[:-1]]
    expect_zone(page, after_drag)
    pick(page, "name").click()
    settings(page).get_by_label("必填", exact=True).check()
    settings(page).get_by_label("帮助文字").fill("全称")
    pick(page, "why").focus()
    for step in range(52):
        page.keyboard.press("Alt+ArrowDown" if step % 8 < 4 else "Alt+ArrowUp")
    end = zone(page)

    # 52 moves, the help, the tick and the drag: 55 steps, whatever has the focus
    for _ in range(52):
        page.keyboard.press("Control+z")
    expect_zone(page, after_drag)
    pick(page, "name").click()
    help_text = settings(page).get_by_label("帮助文字")
    expect(help_text).to_have_value("全称")
    help_text.focus()
    page.keyboard.press("Control+z")
    expect(help_text).to_have_value("")
    page.keyboard.press("Control+z")
    expect(settings(page).get_by_label("必填", exact=True)).not_to_be_checked()
    expect(undo).to_be_enabled()
    page.keyboard.press("Control+z")
    expect_zone(page, ALL)
    expect(undo).to_be_disabled()
    for _ in range(55):
        page.keyboard.press("Control+Shift+z")
    expect_zone(page, end)
    expect(redo).to_be_disabled()
    expect(settings(page).get_by_label("必填", exact=True)).to_be_checked()


def test_item_05_columns_of_a_subtable_and_what_may_not_go_there(visit: Visits, server: DemoServer) -> None:
    other = {**LINES, "code": "more", "label": "又一张明细"}
    page = designing(
        visit, server, "item5", [{"code": "note", "label": "备注", "type": "text"}, LINES, other]
    )
    carry(page, grip(page, "note"), card(page, "lines.count"))
    page.mouse.up()
    expect_zone(page, ["lines.thing", "lines.note", "lines.count"], "lines")
    expect_zone(page, ["lines", "more"])
    carry(page, grip(page, "lines.count"), card(page, "lines.thing"))
    page.mouse.up()
    expect_zone(page, ["lines.count", "lines.thing", "lines.note"], "lines")
    carry(page, grip(page, "lines.note"), card(page, "lines"), where=0.02)
    page.mouse.up()
    expect_zone(page, ["note", "lines", "more"])
    expect_zone(page, ["lines.count", "lines.thing"], "lines")

    # what cannot be says so, and nothing happens
    for carried in (grip(page, "more"), tile(page, "明细表")):
        carry(page, carried, card(page, "lines.count"))
        expect(page.get_by_role("alert")).to_have_text("明细表里不能再放明细表")
        assert page.evaluate("getComputedStyle(document.body).cursor") == "not-allowed"
        expect(page.locator("[data-mark]")).to_have_count(0)
        page.mouse.up()
        expect_zone(page, ["note", "lines", "more"])
    expect_zone(page, ["lines.count", "lines.thing"], "lines")
    forms.saved(page)
    kept = forms.draft_of(server, "item5")["fields"]
    assert [field["code"] for field in kept] == ["note", "lines", "more"]


def test_item_05_a_used_field_is_not_moved_into_a_table_unasked(visit: Visits, server: DemoServer) -> None:
    page = designing(visit, server, "item5used", [*ORDER, LINES])
    carry(page, grip(page, "qty"), card(page, "lines.count"))
    page.mouse.up()
    asked = page.get_by_role("dialog", name="移动“合计数量”？")
    expect(asked).to_contain_text("总价 · 公式")
    asked.get_by_role("button", name="取消").click()
    expect(asked).to_be_hidden()
    expect_zone(page, [*ALL, "lines"])
    # the same by choosing, agreed to
    pick(page, "qty").click()
    settings(page).get_by_label("位置").select_option(label="明细表“清单”")
    asked.get_by_role("button", name="移动").click()
    expect_zone(page, ["lines.thing", "lines.count", "lines.qty"], "lines")
    expect_zone(page, ["name", "price", "worth", "why", "lines"])


def test_sections_are_made_named_ordered_and_filled(visit: Visits, server: DemoServer) -> None:
    page = designing(visit, server, "sections", ORDER)
    add = page.get_by_role("button", name="添加分组")
    add.click()
    page.get_by_label("分组标题").fill("费用")
    add.click()
    page.get_by_label("分组标题").nth(1).fill("说明")
    carry(page, grip(page, "price"), page.locator('[data-zone="#0"]'), where=0.5)
    page.mouse.up()
    expect_zone(page, ["price"], "#0")
    carry(page, grip(page, "why"), page.locator('[data-zone="#1"]'), where=0.5)
    page.mouse.up()
    expect_zone(page, ["why"], "#1")
    expect_zone(page, ["name", "qty", "worth"])
    pick(page, "worth").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect_zone(page, ["worth", "price"], "#0")
    page.get_by_role("button", name="上移“说明”").click()
    expect_zone(page, ["why"], "#0")
    assert_accessible(page)
    # what the pointer drags can be chosen too
    pick(page, "name").click()
    settings(page).get_by_label("位置").select_option(label="分组“费用”")
    expect_zone(page, ["worth", "price", "name"], "#1")
    page.get_by_role("button", name="撤销", exact=True).click()
    expect_zone(page, ["worth", "price"], "#1")
    forms.saved(page)
    kept = forms.draft_of(server, "sections")
    assert kept["sections"] == [
        {"title": "说明", "fields": ["why"]},
        {"title": "费用", "fields": ["worth", "price"]},
    ]
    page.get_by_role("button", name=re.compile("删除分组“费用”")).click()
    expect_zone(page, ["why", "worth", "price"], "#0")


def test_item_12_a_form_begins_with_a_template_or_a_table_from_excel(
    visit: Visits, server: DemoServer
) -> None:
    page = designing(visit, server, "item12", [], name="差旅报销登记")
    sheet = page.locator("[data-canvas]")
    expect(sheet.get_by_text("从左边拖入第一个字段，或者从下面开始")).to_be_visible()
    offers = sheet.get_by_role("button", name=re.compile(r"现成 · \d+ 个字段"))
    expect(offers).to_have_count(3)
    assert_accessible(page)

    # given a ready-made form, taken as a whole and undone as a whole
    expect(offers.first).to_contain_text("报销")
    offers.first.click()
    expect(offers).to_have_count(0)
    assert len(zone(page)) + page.locator('[data-zone^="#"] > [data-path]').count() > 3
    undo = page.get_by_role("button", name="撤销", exact=True)
    undo.click()
    expect(offers).to_have_count(3)
    expect(undo).to_be_disabled()

    # and a table pasted from Excel
    sheet.get_by_role("button", name="从 Excel 生成").click()
    asked = page.get_by_role("dialog", name="从 Excel 生成")
    heads = ["出差日期", "供应商", "数量", "金额", "是否含税", "联系电话", "票据照片", "类别", "备注"]
    rows = [
        [
            f"2026-11-0{n}",
            f"公司{n}",
            f"{n}.5",
            f"{n}00.00",
            "是",
            "13800001111",
            "",
            ("车票", "住宿")[n % 2],
            "x",
        ]
        for n in range(1, 7)
    ]
    asked.get_by_role("textbox", name=re.compile("在 Excel 里选中表头")).fill(
        "\n".join("\t".join(row) for row in [heads, *rows])
    )
    kinds = ["date", "text", "number", "money", "boolean", "text", "image", "select", "longtext"]
    for head, kind in zip(heads, kinds, strict=True):
        expect(asked.get_by_label(f"“{head}”的类型")).to_have_value(kind)
    expect(asked.get_by_text("车票、住宿").or_(asked.get_by_text("住宿、车票"))).to_be_visible()
    asked.get_by_label("“供应商”的类型").select_option("longtext")
    asked.get_by_label("生成“备注”").uncheck()
    assert_accessible(page)
    asked.get_by_role("button", name="生成 8 个字段").click()
    expect(asked).to_be_hidden()
    made = ["date_1", "longtext_1", "number_1", "money_1", "boolean_1", "text_1", "image_1", "select_1"]
    expect_zone(page, made)
    forms.saved(page)
    fields = {field["code"]: field for field in forms.draft_of(server, "item12")["fields"]}
    assert [field["label"] for field in fields.values()] == heads[:-1]
    assert fields["text_1"]["settings"]["format"] == "mobile"
    assert sorted(fields["select_1"]["settings"]["options"]) == ["住宿", "车票"]
    undo.click()
    expect(offers).to_have_count(3)
    expect(undo).to_be_disabled()

    # and one pasted straight on the empty sheet; the first field may also be dragged there
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})) }",
        "品名\t单价",
    )
    asked.get_by_role("button", name="生成 2 个字段").click()
    expect_zone(page, ["text_1", "money_1"])
    undo.click()
    carry(page, tile(page, "日期"), offers.first)
    page.mouse.up()
    expect_zone(page, ["date_1"])


def test_item_08_deleting_a_used_field_names_the_uses_and_marks_them(
    visit: Visits, server: DemoServer
) -> None:
    rules = [{"check": "qty > 0", "message": "数量要大于零", "field": "qty"}]
    page = designing(visit, server, "item8", ORDER, rules=rules, title="name")
    pick(page, "qty").click()
    page.keyboard.press("Delete")
    asked = page.get_by_role("dialog", name="“合计数量”正在被使用，确定删除？")
    for use in ("总价 · 公式", "原因 · 什么时候显示", "数量要大于零 · 规则"):
        expect(asked.get_by_text(use, exact=True)).to_be_visible()
    assert_accessible(page)
    asked.get_by_role("button", name="取消").click()
    expect_zone(page, ALL)

    pick(page, "qty").focus()
    page.keyboard.press("Delete")
    asked.get_by_role("button", name="删除", exact=True).click()
    expect_zone(page, ["name", "price", "worth", "why"])
    pick(page, "worth").click()
    chips = formula(page).locator(".chip")
    expect(chips).to_have_text(["单价", "已删除的字段 qty"])
    expect(chips.nth(1)).to_have_class(re.compile("gone"))
    expect(page.get_by_text(re.compile("没有“qty”这个字段，可能已被删除"))).to_be_visible()
    pick(page, "why").click()
    condition = page.get_by_role("group", name="什么时候显示").locator(".chip")
    expect(condition).to_have_text(["已删除的字段 qty"])
    # the title's field is in use as well, one that nobody names is not asked about
    pick(page, "name").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog").get_by_text("记录标题", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    pick(page, "why").focus()
    page.keyboard.press("Delete")
    expect_zone(page, ["name", "price", "worth"])
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_item_08_the_processes_that_use_a_field_are_named_too(visit: Visits) -> None:
    page = forms.opened(visit, "purchase")
    pick(page, "supplier_changed").focus()
    page.keyboard.press("Delete")
    asked = page.get_by_role("dialog", name="“供应商变更”正在被使用，确定删除？")
    expect(asked.get_by_text("流程“采购申请” · 供应商变更 · 分支条件", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    pick(page, "items.qty").focus()
    page.keyboard.press("Delete")
    asked = page.get_by_role("dialog", name="“数量”正在被使用，确定删除？")
    expect(asked.get_by_text("小计 · 公式", exact=True)).to_be_visible()
    expect(asked.get_by_text("流程“采购申请” · 生成采购订单 · 设置", exact=True)).to_be_visible()


def test_item_09_the_formula_editor(visit: Visits, server: DemoServer) -> None:
    page = designing(visit, server, "item9", [*ORDER, LINES])
    pick(page, "worth").click()
    box = formula(page)
    chips = box.locator(".chip")
    expect(chips).to_have_text(["单价", "合计数量"])
    group = page.get_by_role("group", name="公式", exact=True)
    expect(group.get_by_role("status").or_(group.locator("output"))).to_have_text("300")

    # typing offers fields by label; one is taken by the keyboard alone
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" + 合")
    option = page.get_by_role("option", name=re.compile("合计数量"))
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(chips).to_have_text(["单价", "合计数量", "合计数量"])
    expect(group.locator("output")).to_have_text("303")
    assert_accessible(page)
    # a chip goes as a whole
    page.keyboard.press("Backspace")
    expect(chips).to_have_text(["单价", "合计数量"])
    expect(group.get_by_role("alert")).to_have_text(re.compile(r"第 1 行第 \d+ 个字：公式没写完"))
    page.keyboard.type("2，")
    expect(group.get_by_role("alert")).to_have_text("第 1 行第 14 个字：“，”是全角符号，请改成“,”")
    expect(box.locator(".fault")).to_have_text("，")
    page.keyboard.press("Backspace")

    # the result follows the samples; a table's column is summed over its rows
    expect(group.locator("output")).to_have_text("302")
    group.get_by_label("单价").fill("12.5")
    expect(group.locator("output")).to_have_text("39.5")
    group.page.get_by_role("group", name="插入字段").get_by_role("button", name="清单的数量合计").click()
    forms.saved(page)
    # stored as codes, not as labels; undone by the designer's undo
    box.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("sum(清单")
    page.get_by_role("option", name=re.compile("清单·数量")).click()
    page.keyboard.type(")")
    expect(chips).to_have_text(["清单·数量"])
    expect(group.locator("output")).to_have_text("6")
    page.keyboard.press("Control+z")
    expect(chips).not_to_have_text(["清单·数量"])
    page.keyboard.press("Control+Shift+z")
    expect(chips).to_have_text(["清单·数量"])
    forms.saved(page)
    worth = next(one for one in forms.draft_of(server, "item9")["fields"] if one["code"] == "worth")
    assert worth["settings"]["expression"] == "sum(lines.count)"


def test_item_10_another_label_keeps_formulas_and_data(visit: Visits, server: DemoServer) -> None:
    admin = ledgers.publish(server, "item10", "物品十")
    ledgers.add(admin, "item10", name="砖", qty="3", price="2.50")
    page = forms.opened(visit, "item10")
    pick(page, "price").click()
    settings(page).get_by_label("标题", exact=True).fill("含税单价")
    pick(page, "worth").click()
    expect(formula(page).locator(".chip")).to_have_text(["数量", "含税单价"])
    forms.saved(page)
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 2 版已发布")).to_be_visible()
    (row,) = admin.get("/forms/item10/records")["items"]
    assert (row["values"]["price"], row["values"]["worth"]) == ("2.50", "7.50")
    assert admin.get("/forms/item10")["definition"]["fields"][3]["label"] == "含税单价"
    # another code, as long as it may change, is followed by the formulas
    tile(page, "数字").click()
    code = settings(page).get_by_label("编码")
    tile(page, "公式").click()
    formula(page).click()
    page.keyboard.type("数字")
    page.get_by_role("option", name=re.compile("^数字.*number_1")).click()
    expect(formula(page).locator(".chip")).to_have_text(["数字"])
    pick(page, "number_1").click()
    code.fill("pieces")
    code.press("Tab")
    expect(card(page, "pieces")).to_be_visible()
    pick(page, "formula_1").click()
    expect(formula(page).locator(".chip")).to_have_text(["数字"])
    expect(formula(page).locator(".chip")).to_have_attribute("title", "pieces")
    # the code is fixed from then on
    pick(page, "price").click()
    expect(settings(page).get_by_label("编码")).to_have_attribute("readonly", "")


def test_item_06_half_widths_stand_side_by_side_and_stack_on_the_phone(
    visit: Visits, server: DemoServer
) -> None:
    page = designing(visit, server, "item6", ORDER)
    for path in ("name", "price"):
        pick(page, path).click()
        settings(page).get_by_role("button", name="半行").click()
    eventually(page, lambda: beside(card(page, "name"), card(page, "price")), "two halves in one row")

    page.get_by_role("button", name="预览", exact=True).click()
    pane = page.get_by_role("region", name="预览")
    phone = page.frame_locator("iframe[title=手机预览]")
    expect(phone.locator('[data-field="price"]')).to_be_visible()
    assert not beside(phone.locator('[data-field="name"]'), phone.locator('[data-field="price"]'))
    assert_accessible(page)
    pane.get_by_role("button", name="电脑").click()
    expect(pane.locator('[data-field="price"]')).to_be_visible()
    assert beside(pane.locator('[data-field="name"]'), pane.locator('[data-field="price"]'))
    assert_accessible(page)


def beside(one: Locator, other: Locator) -> bool:
    left, right = one.bounding_box(), other.bounding_box()
    assert left is not None
    assert right is not None
    return abs(left["y"] - right["y"]) < 2 and right["x"] >= left["x"] + left["width"]


# How long until the phone shows what was typed: from the letter to the frame's next picture with it, in ms.
MEASURE = """async text => {
    const box = document.querySelector('[data-label]')
    const inside = document.querySelector('iframe').contentDocument
    const began = performance.now()
    box.value = text
    box.dispatchEvent(new Event('input', { bubbles: true }))
    while (!inside.body.textContent.includes(text) && performance.now() - began < 10000)
        await new Promise(requestAnimationFrame)
    return performance.now() - began
}"""


def test_item_07_every_change_is_on_the_phone_at_once(visit: Visits, server: DemoServer) -> None:
    page = designing(visit, server, "item7", [*ORDER, {"code": "urgent", "label": "加急", "type": "boolean"}])
    page.get_by_role("button", name="预览", exact=True).click()
    phone = page.frame_locator("iframe[title=手机预览]")
    expect(phone.get_by_text("单价", exact=True)).to_be_visible()
    # it is the phone's own bundle, with its kit of parts
    expect(phone.locator(".van-switch")).to_be_visible()
    pick(page, "price").click()
    waits = [page.evaluate(MEASURE, f"含税单价{number}") for number in range(5)]
    assert min(waits) < 300, waits
    expect(phone.get_by_text("含税单价4", exact=True)).to_be_visible()
    # a new field, its place, and what the server works out of the draft
    pick(page, "name").click()
    tile(page, "日期").click()
    expect(phone.get_by_text("日期", exact=True)).to_be_visible()
    expect(phone.locator('[data-field="why"]')).to_have_count(0)
    phone.get_by_label("含税单价4").fill("2.5")
    phone.get_by_label("合计数量").fill("20")
    expect(phone.locator('[data-field="worth"]')).to_contain_text("50")
    expect(phone.locator('[data-field="why"]')).to_be_visible()


def test_the_preview_shows_the_form_as_a_step_of_its_process(visit: Visits) -> None:
    page = forms.opened(visit, "purchase")
    page.get_by_role("button", name="预览", exact=True).click()
    pane = page.get_by_role("region", name="预览")
    pane.get_by_role("button", name="电脑").click()
    title = pane.locator('[data-field="title"]')
    expect(title.get_by_role("textbox")).to_be_visible()
    seen_as = pane.get_by_label("以谁的身份看")
    expect(seen_as.locator("option", has_text="采购申请 · 发起")).to_have_count(1)
    seen_as.select_option(label="采购申请 · 部门经理审批")
    expect(title).to_contain_text("文字")
    expect(title.get_by_role("textbox")).to_have_count(0)
    pane.get_by_role("button", name="手机").click()
    phone = page.frame_locator("iframe[title=手机预览]").locator('[data-field="title"]')
    expect(phone).to_contain_text("文字")
    expect(phone.get_by_role("textbox")).to_have_count(0)


def test_item_11_the_draft_is_kept_and_nothing_is_live_before_publishing(
    visit: Visits, server: DemoServer
) -> None:
    admin = ledgers.publish(server, "item11", "物品十一")
    page = forms.opened(visit, "item11")
    expect(page.get_by_role("status").filter(has_text="第 1 版")).to_be_visible()
    pick(page, "name").click()
    settings(page).get_by_label("标题", exact=True).fill("全称")
    forms.saved(page)
    assert admin.get("/forms/item11")["definition"]["fields"][0]["label"] == "名称"
    assert forms.draft_of(server, "item11")["fields"][0]["label"] == "全称"
    # what was saved is left without a word, and is there again
    page.get_by_role("link", name="台账", exact=True).click()
    page.wait_for_url("**/ledgers")
    page.go_back()
    expect(pick(page, "name")).to_contain_text("全称")

    # nothing can be saved now: the bar says so, and leaving asks once
    unreachable = re.compile("/forms/item11/draft$")
    page.route(unreachable, lambda route: route.abort())
    pick(page, "name").click()
    settings(page).get_by_label("标题", exact=True).fill("全称和别名")
    expect(page.get_by_role("status").filter(has_text="没有保存成功")).to_be_visible()
    page.get_by_role("link", name="台账", exact=True).click()
    asked = page.get_by_role("dialog", name="有修改还没保存，确定离开？")
    expect(asked).to_be_visible()
    asked.get_by_role("button", name="取消").click()
    expect(asked).to_be_hidden()
    expect(pick(page, "name")).to_contain_text("全称和别名")
    questions: list[str] = []
    page.once("dialog", lambda dialog: (questions.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    eventually(page, lambda: questions == ["beforeunload"], "the browser asks before it closes the page")

    # and is tried again until it is kept
    page.unroute(unreachable)
    forms.saved(page)
    eventually(
        page,
        lambda: forms.draft_of(server, "item11")["fields"][0]["label"] == "全称和别名",
        "the draft is saved again by itself",
    )
    page.get_by_role("link", name="台账", exact=True).click()
    page.wait_for_url("**/ledgers")
    assert admin.get("/forms/item11")["definition"]["fields"][0]["label"] == "名称"
