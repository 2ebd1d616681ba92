"""A substitute is named on the phone, before a journey: chosen, refused where the times are wrong, ended again."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_a_substitute_is_named_on_the_phone(visit: Visits, server: DemoServer) -> None:
    page = visit("liuyun", "/mine", phone=True)
    page.get_by_role("link", name="代理设置").click()
    page.wait_for_url("**/m/substitutions")
    assert_accessible(page)
    page.get_by_role("button", name="新增代理").click()
    sheet = page.get_by_role("dialog", name="新增代理")
    sheet.get_by_role("combobox", name="代理人").fill("孙倩")
    sheet.get_by_role("option", name="孙倩").click()
    first = datetime(2031, 5, 1, 9, 0)  # noqa: DTZ001 - the phone's wall clock
    sheet.get_by_label("开始时间").fill(first.isoformat(timespec="minutes"))
    sheet.get_by_label("结束时间").fill((first - timedelta(hours=1)).isoformat(timespec="minutes"))
    expect(sheet.get_by_text("结束时间要晚于开始时间")).to_be_visible()
    expect(sheet.get_by_role("button", name="保存")).to_be_disabled()
    sheet.get_by_label("结束时间").fill((first + timedelta(days=4)).isoformat(timespec="minutes"))
    assert_accessible(page)
    sheet.get_by_role("button", name="保存").click()
    expect(page.get_by_text("代理已生效")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="孙倩")).to_contain_text(
        "2031-05-01 09:00 – 2031-05-05 09:00"
    )
    (kept,) = server.api("liuyun").get("/substitutions")
    assert kept["substitute"] == "sunqian"

    page.get_by_role("button", name="取消代理").click()
    expect(page.get_by_text("没有设置代理")).to_be_visible()
