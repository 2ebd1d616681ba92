"""Saved views of a ledger, and rows coloured by rule (items 38 and 41)."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect
from tests.browser.ledgers import add, cell, filter_by, grid, menu, publish
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually


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

    view_menu(other, "视图设置")
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

    page.goto(f"/ledgers/contested?view={made['id']}&sort=-name")  # a link from before the view was changed
    expect(page).to_have_url(re.compile(r"sort=qty"))
    expect(page.get_by_role("group", name="有未保存的修改")).to_have_count(0)


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
