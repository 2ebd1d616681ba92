"""Backups in a browser: made with a click, put on a schedule, and a failure that says what is wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_one_is_made_with_a_click_and_more_by_themselves(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", "/admin/backups")
    state = page.locator("section[role=status]")
    expect(state).to_contain_text("还没有备份过")
    expect(state).to_contain_text("没有设置自动备份")
    expect(page.get_by_text("点右上角“立即备份”，做第一份")).to_be_visible()

    page.get_by_role("button", name="立即备份").click()
    expect(state).to_contain_text(re.compile("最近一次备份：.*B"))
    archives = page.get_by_role("region", name="已有的备份").last
    expect(archives.get_by_role("row")).to_have_count(2)
    folder = server.folder / "data" / "backups"
    (archive,) = folder.glob("*.tar.gz")
    expect(archives).to_contain_text(archive.name)
    expect(page.get_by_text(f"banjie restore {archive}")).to_be_visible()

    schedule = page.get_by_role("form", name="自动备份")
    expect(schedule.get_by_role("button", name="保存")).to_be_disabled()
    schedule.get_by_label("多久一次").select_option(label="每周")
    schedule.get_by_label("星期").select_option(label="星期六")
    schedule.get_by_label("时间").select_option(label="03:00")
    schedule.get_by_label("保留最近几份").fill("5")
    schedule.get_by_role("button", name="保存").click()
    expect(state).to_contain_text(re.compile(r"下一次自动备份：.*03:00"))
    page.reload()
    expect(schedule.get_by_label("星期")).to_have_value("5")
    expect(schedule.get_by_label("保留最近几份")).to_have_value("5")
    assert_accessible(page)


def test_a_failure_says_why_and_the_next_try_helps(visit: Visits, server: DemoServer) -> None:
    folder = server.folder / "data" / "backups"
    kept = folder.with_name("kept")
    folder.mkdir(exist_ok=True)
    folder.rename(kept)
    folder.write_text("in the way")
    page = visit("admin", "/admin/backups")
    page.get_by_role("button", name="立即备份").click()
    state = page.get_by_role("status").filter(has_text="备份没有成功")
    expect(state).to_contain_text("排除原因后点“立即备份”再试")
    assert_accessible(page)
    folder.unlink()
    kept.rename(folder)
    page.get_by_role("button", name="立即备份").click()
    expect(page.get_by_role("status").filter(has_text="最近一次备份")).to_be_visible()


@pytest.mark.parametrize("username", ["wangli"])
def test_who_does_not_administer_is_told_so(visit: Visits, username: str) -> None:
    page = visit(username, "/admin/backups")
    expect(page.get_by_text("管理员").first).to_be_visible()
    expect(page.get_by_role("button", name="立即备份")).to_be_disabled()
