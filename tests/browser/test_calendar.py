"""The working calendar in a browser: days set and taken back, hours refused and saved, and a time limit counted by it."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Locator, Page, expect
from tests.browser import flows
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

# Of a year that is published, so that what it says cannot change.
YEAR = "/admin/calendar?year=2026"


def day(page: Page, of: str) -> Locator:
    return page.locator(f'[data-day="{of}"]')


def decided(server: DemoServer) -> list[str]:
    days = server.api("wangli").get("/calendars/company/years/2026")["days"]
    return [one["day"] for one in days if one["decided"]]


def test_days_are_chosen_by_pointer_and_keys_set_and_taken_back(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", YEAR)
    expect(day(page, "2026-10-01")).to_have_accessible_name("10月1日星期四 国庆节 休息")
    expect(day(page, "2026-10-10")).to_have_accessible_name("10月10日星期六 国庆节 上班")
    expect(page.get_by_text("还没有公布")).to_have_count(0)

    day(page, "2026-08-03").click()
    day(page, "2026-08-05").click(modifiers=["Shift"])
    bar = page.get_by_role("group", name="已选 3 天")
    bar.get_by_label("名称").fill("高温假")
    assert_accessible(page)
    bar.get_by_role("button", name="设为休息").click()
    expect(day(page, "2026-08-04")).to_have_accessible_name("8月4日星期二 高温假 休息")
    assert decided(server) == ["2026-08-03", "2026-08-04", "2026-08-05"]
    page.get_by_role("button", name="撤销").click()
    eventually(page, lambda: decided(server) == [], "undone")

    day(page, "2026-08-07").focus()
    page.keyboard.press("ArrowRight")
    expect(day(page, "2026-08-08")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("group", name="已选 8 天")).to_be_visible()
    day(page, "2026-08-15").press("Escape")
    expect(page.get_by_role("group", name="已选")).to_have_count(0)

    page.get_by_role("button", name="下一年").click()
    page.wait_for_url("**/admin/calendar?year=2027")
    expect(page.get_by_role("heading", name="2027")).to_be_visible()


def test_hours_are_refused_where_they_overlap_and_count_once_saved(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/admin/calendar")
    hours = page.get_by_role("button", name="保存")
    expect(hours).to_be_disabled()
    before = server.api("wangli").get("/calendars/company/due", span="1 working days")["due_at"]
    expect(page.get_by_role("status").filter(has_text="到期")).to_be_visible()

    page.get_by_label("第 2 段开始").fill("11:00")
    page.get_by_label("第 2 段开始").blur()
    hours.click()
    expect(page.get_by_text("时段要按先后排列")).to_be_visible()
    page.get_by_role("button", name="删除第 2 段").click()
    page.get_by_label("第 1 段结束").fill("00:00")
    page.get_by_label("第 1 段结束").blur()
    hours.click()
    expect(page.get_by_text("工作时间已保存")).to_be_visible()
    expect(page.get_by_label("第 1 段结束")).to_have_value("00:00")
    kept = server.api("wangli").get("/calendars")[0]
    assert kept["periods"] == [["09:00", "24:00"]]
    after = server.api("wangli").get("/calendars/company/due", span="1 working days")["due_at"]
    assert datetime.fromisoformat(after) > datetime.fromisoformat(before)


def test_a_time_limit_in_working_days_is_chosen_and_reaches_the_task(
    visit: Visits, server: DemoServer
) -> None:
    zhaomin = {"policies": [{"kind": "user", "users": ["zhaomin"]}]}
    address = flows.designed(server, "workdays", [flows.task("check", "核对", assignment=zhaomin)])
    page = visit("admin", address)
    flows.part(page, "check").click()
    page.get_by_role("tab", name="高级").click()
    limit = page.get_by_role("group", name="办理时限")
    limit.get_by_label("单位").select_option(label="工作日")
    limit.get_by_label("时长").fill("3")
    limit.get_by_label("时长").blur()
    expect(limit.get_by_text("按公司的工作时间计算")).to_be_visible()
    flows.saved(page)
    (step,) = flows.draft_of(server, "workdays")
    assert step["node"]["due"] == "3 working days"
    expect(flows.part(page, "check")).to_contain_text("3 个工作日")
