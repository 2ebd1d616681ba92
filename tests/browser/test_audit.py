"""The audit in a browser: an administrator sees what was changed a moment ago, filters, follows it and takes it along."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_a_change_is_found_filtered_followed_and_exported(visit: Visits, server: DemoServer) -> None:
    server.api("admin").call("PATCH", "/users/sunqian", json={"post": "首席财务官"})
    page = visit("admin", "/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="审计日志").click()
    page.wait_for_url("**/admin/audit")
    line = page.get_by_role("listitem").filter(has=page.get_by_text("修改人员")).first
    expect(line).to_contain_text("管理员")
    expect(line).to_contain_text("首席财务官")
    assert_accessible(page)

    page.get_by_role("combobox", name="操作类别").select_option(label="连接")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.get_by_role("combobox", name="操作类别").select_option(label="人员与组织")
    expect(line).to_be_visible()
    page.reload()
    expect(page.get_by_role("combobox", name="操作类别")).to_have_value("organisation")
    expect(line).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 CSV").click()
    assert waiting.value.suggested_filename.startswith("审计日志-")
    file = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "首席财务官" in file
    assert "登录" not in file.partition("\n")[2]

    line.get_by_role("link", name="孙倩").click()
    page.wait_for_url("**/people?q=sunqian")
