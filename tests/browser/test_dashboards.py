"""Dashboards: from an empty page to charts that lead to their records, at the desk and on the phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.serving import Api, DemoServer
from tests.browser.watching import Visits, assert_accessible

KINDS = [{"value": "travel", "label": "差旅"}, {"value": "office", "label": "办公"}]
FORM: dict[str, Any] = {
    "code": "spending",
    "name": "费用台账",
    "kind": "ledger",
    "title": "name",
    "columns": ["name", "kind", "owner", "cost", "day"],
    "viewers": [{"kind": "user", "users": ["zhaomin"]}],
    "fields": [
        {"code": "name", "label": "名称", "type": "text"},
        {"code": "kind", "label": "类别", "type": "select", "settings": {"options": KINDS}},
        {"code": "owner", "label": "经办人", "type": "person"},
        {"code": "cost", "label": "金额", "type": "money"},
        {"code": "day", "label": "日期", "type": "date"},
        {
            "code": "lines",
            "label": "明细",
            "type": "subtable",
            "fields": [
                {"code": "what", "label": "品名", "type": "text"},
                {"code": "price", "label": "价格", "type": "money"},
            ],
        },
    ],
}
RECORDS: list[dict[str, Any]] = [
    {"name": "去上海", "kind": "travel", "owner": "wangli", "cost": "1200.50", "day": "2026-08-03"},
    {"name": "去北京", "kind": "travel", "owner": "zhaomin", "cost": "2300", "day": "2026-08-20"},
    {"name": "买纸", "kind": "office", "owner": "wangli", "cost": "80.25", "day": "2026-10-09",
     "lines": [{"what": "A4 纸", "price": "50"}, {"what": "信封", "price": "30.25"}]},
    {"name": "买笔", "kind": "office", "owner": "sunqian", "cost": "19.25", "day": "2026-11-11",
     "lines": [{"what": "钢笔", "price": "19.25"}]},
    {"name": "说不清", "cost": "7", "day": "2026-11-12"},
]  # fmt: skip


@pytest.fixture
def spending(server: DemoServer) -> Api:
    admin = server.api("admin")
    if "spending" not in [form["code"] for form in admin.get("/forms")]:
        admin.call("PUT", "/forms/spending/draft", json={"definition": FORM, "revision": 0})
        admin.post("/forms/spending/publish")
        for values in RECORDS:
            admin.post("/forms/spending/records", {"values": values})
    return admin


def card(**given: Any) -> dict[str, Any]:
    return {"form": "spending", "kind": "bar", "by": "kind", "function": "sum", "field": "cost", **given}


CARDS = [
    card(id="total", kind="number", by="", time="day", width=3, title="花了多少"),
    card(id="kinds", title="花在哪里", time="day"),
    card(id="months", kind="line", by="day:month", split="kind", title="每月"),
    card(id="people", kind="pie", by="owner:department", title="哪个部门"),
    card(id="rows", kind="table", by="lines.what", field="lines.price", title="买了什么", width=12),
]


def keep(api: Api, name: str, cards: list[dict[str, Any]], **more: Any) -> int:
    return int(api.post("/dashboards", {"name": name, "cards": cards, **more})["id"])


def shown(page: Page, title: str) -> Locator:
    found = page.get_by_role("region", name=title, exact=True)
    expect(found).to_have_attribute("aria-busy", "false")
    return found


def bars(region: Locator) -> Locator:
    """What is drawn with colour: bars, slices."""
    return region.locator("svg path[fill^='#'], svg path[fill^='rgb(']").filter(visible=True)


def rows(page: Page) -> Locator:
    """The ledger's records; the row of totals below them is none."""
    return page.get_by_role("grid").locator("[role=row][aria-rowindex]:not([aria-rowindex='1']):not(.foot)")


def test_from_nothing_to_a_chart_and_from_its_bar_to_the_records(visit: Visits, spending: Api) -> None:
    page = visit("zhaomin", "/")
    page.get_by_role("link", name="看板", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="看板")).to_be_visible()
    page.get_by_role("button", name="新建看板").click()
    page.get_by_label("看板名称").fill("我的费用")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dashboards/\d+$"))
    expect(page.get_by_text("一张卡片回答一个问题")).to_be_visible()

    page.get_by_role("button", name="添加卡片").first.click()
    dialog = page.get_by_role("dialog", name="添加卡片")
    dialog.get_by_label("台账").select_option(label="费用台账")
    dialog.get_by_label("统计什么").select_option(label="金额合计")
    dialog.get_by_label("按什么分组").select_option(label="类别")
    preview = dialog.get_by_role("group", name="预览")
    expect(preview.get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("差旅 ¥3,500.50，办公 ¥99.50，（空） ¥7.00")
    )
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)

    region = shown(page, "费用台账：金额合计，按类别")
    assert_accessible(page)
    bars(region).nth(1).click()
    page.wait_for_url("**/ledgers/spending?**")
    expect(page.get_by_role("group", name="筛选")).to_contain_text("类别 等于 办公")
    expect(page.get_by_text("买纸")).to_be_visible()
    expect(rows(page)).to_have_count(2)


def test_every_kind_says_the_same_as_its_table_and_opens_the_same_records(
    visit: Visits, spending: Api
) -> None:
    made = keep(spending, "全部种类", CARDS)
    page = visit("admin", f"/dashboards/{made}")
    figure = shown(page, "花了多少")
    expect(figure.get_by_role("button", name=re.compile("^花了多少：¥3,607.00"))).to_be_visible()

    months = shown(page, "每月")
    months.get_by_role("button", name="用表格看“每月”").click()
    body = months.locator("tbody tr")
    # September had nothing: it stands in its place.
    assert [text.split("\t")[0].strip() for text in body.locator("th").all_inner_texts()] == [
        "2026年8月",
        "2026年9月",
        "2026年10月",
        "2026年11月",
    ]
    months.get_by_role("button", name=re.compile("2026年8月 · 差旅：¥3,500.50")).click()
    page.wait_for_url("**/ledgers/spending?**")
    expect(page.get_by_role("group", name="筛选")).to_contain_text("日期 在 2026年8月")
    expect(rows(page)).to_have_count(2)

    page.go_back()
    whose = shown(page, "哪个部门")
    whose.get_by_role("button", name="用表格看“哪个部门”").click()
    whose.get_by_role("button", name=re.compile("^采购部：¥3,580.75")).click()
    expect(rows(page)).to_have_count(3)

    page.go_back()
    shown(page, "买了什么").get_by_role("button", name=re.compile("^钢笔：")).click()
    expect(page.get_by_role("group", name="筛选")).to_contain_text("明细 · 品名 等于 钢笔")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_text("买笔")).to_be_visible()


def test_a_period_narrows_the_cards_that_have_a_date_for_it(visit: Visits, spending: Api) -> None:
    made = keep(spending, "时间", CARDS[:3])
    page = visit("admin", f"/dashboards/{made}")
    expect(shown(page, "花了多少")).to_contain_text("¥3,607.00")
    page.get_by_label("时间范围").select_option(label="去年")
    expect(shown(page, "花了多少")).to_contain_text("¥0.00")
    expect(shown(page, "花在哪里")).to_contain_text("这段时间没有记录")
    page.reload()
    expect(page.get_by_label("时间范围")).to_have_value("lastYear")
    expect(shown(page, "每月").get_by_role("img")).to_be_visible()


def test_cards_are_moved_widened_copied_and_taken_with_undo(visit: Visits, spending: Api) -> None:
    made = keep(spending, "摆放", CARDS[:3])
    page = visit("admin", f"/dashboards/{made}")

    def order() -> list[str]:
        return [str(region.get_attribute("aria-label")) for region in page.locator(".board > section").all()]

    def do(title: str, item: str) -> None:
        shown(page, title).get_by_role("button", name="卡片操作").click()
        page.get_by_role("menuitem", name=item, exact=True).click()

    expect(page.locator(".board > section")).to_have_count(3)
    assert order() == ["花了多少", "花在哪里", "每月"]
    do("每月", "前移")
    expect(page.locator(".board > section").nth(1)).to_have_attribute("aria-label", "每月")
    shown(page, "花了多少").locator(".grip").drag_to(shown(page, "花在哪里"))
    expect(page.locator(".board > section").last).to_have_attribute("aria-label", "花了多少")
    do("花在哪里", "变宽")
    expect(page.locator(".board > .w8")).to_have_count(1)
    do("花在哪里", "删除")
    expect(page.get_by_role("region", name="花在哪里")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("region", name="花在哪里")).to_be_visible()
    do("花在哪里", "复制")
    expect(page.locator(".board > section")).to_have_count(4)
    page.reload()
    expect(page.locator(".board > section")).to_have_count(4)
    assert order() == ["每月", "花在哪里", "花在哪里", "花了多少"]
    do("花了多少", "编辑")
    dialog = page.get_by_role("dialog", name="编辑卡片")
    dialog.get_by_label("标题").fill("总共")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("region", name="总共")).to_be_visible()


def test_a_chart_begins_in_its_ledger_with_what_is_filtered(visit: Visits, spending: Api) -> None:
    page = visit("zhaomin", '/ledgers/spending?view=all&filter={"j":"and","r":[["kind","=","travel"]]}')
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name="图表", exact=True).click()
    dialog = page.get_by_role("dialog", name="添加卡片")
    expect(dialog.get_by_role("group", name="筛选")).to_contain_text("类别 等于 差旅")
    dialog.get_by_role("radio", name="数字").check()
    dialog.get_by_label("统计什么").select_option(label="金额合计")
    expect(dialog.get_by_role("group", name="预览")).to_contain_text("¥3,500.50")
    dialog.get_by_label("放到").select_option(label="新看板…")
    dialog.get_by_label("看板名称").fill("差旅看板")
    dialog.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="打开看板").click()
    expect(page.get_by_role("heading", level=1, name="差旅看板")).to_be_visible()
    expect(page.get_by_text("¥3,500.50")).to_be_visible()


def test_a_shared_dashboard_shows_each_reader_only_their_ledgers(visit: Visits, spending: Api) -> None:
    made = keep(spending, "大家的费用", CARDS[:2], shared=True)
    page = visit("wangli", "/dashboards")
    page.get_by_role("region", name="大家的看板").get_by_role("link", name=re.compile("大家的费用")).click()
    expect(page.get_by_text("你不能查看这个台账").first).to_be_visible()
    expect(page.get_by_text("¥")).to_have_count(0)
    expect(page.get_by_role("button", name="添加卡片")).to_have_count(0)
    reader = visit("zhaomin", f"/dashboards/{made}")
    expect(reader.get_by_text("¥3,607.00")).to_be_visible()


def test_a_dashboard_is_renamed_shared_and_deleted_with_undo(visit: Visits, spending: Api) -> None:
    made = keep(spending, "旧名字", CARDS[:1])
    page = visit("admin", f"/dashboards/{made}")
    page.get_by_role("button", name="看板操作").click()
    page.get_by_role("menuitem", name="名称与共享").click()
    page.get_by_label("看板名称").fill("新名字")
    page.get_by_label("共享给大家").check()
    page.get_by_role("group", name="只给这些角色看").get_by_label("部门经理").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1, name="新名字")).to_be_visible()
    page.get_by_role("button", name="看板操作").click()
    page.get_by_role("menuitem", name="删除").click()
    page.wait_for_url("**/dashboards")
    expect(page.get_by_role("link", name=re.compile("新名字"))).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("link", name=re.compile("新名字"))).to_be_visible()


def test_on_the_phone_a_dashboard_is_read_and_a_figure_opens_its_records(
    visit: Visits, spending: Api
) -> None:
    made = keep(spending, "手机看", CARDS)
    page = visit("admin", "/mine", phone=True)
    page.get_by_role("link", name="看板", exact=True).click()
    page.get_by_role("link", name=re.compile("手机看")).click()
    expect(page).to_have_url(re.compile(f"/m/dashboards/{made}$"))
    figure = shown(page, "花了多少").get_by_role("button", name=re.compile("¥3,607.00"))
    expect(figure).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(page)
    kinds = shown(page, "花在哪里")
    kinds.get_by_role("button", name="用表格看“花在哪里”").click()
    kinds.get_by_role("button", name=re.compile("^办公：")).click()
    page.wait_for_url("**/m/ledgers/spending?**")
    expect(page.get_by_role("group", name="筛选")).to_contain_text("类别 等于 办公")
    expect(page.get_by_role("button", name=re.compile("买纸"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("去上海"))).to_have_count(0)
    page.get_by_role("group", name="筛选").get_by_role("button", name=re.compile("类别 等于 办公")).click()
    expect(page.get_by_role("button", name=re.compile("去上海"))).to_be_visible()
