"""The gallery of ready-made apps: looked at, tried by one click, adopted with its roles, brought in from a file."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_a_template_is_found_and_looked_at(visit: Visits) -> None:
    page = visit("admin", "/")
    page.get_by_role("link", name="模板库").click()
    expect(page.get_by_role("heading", name="模板库")).to_be_visible()
    tiles = page.locator(".tile")
    expect(tiles.first).to_be_visible()
    assert tiles.count() >= 20
    expect(tiles.filter(has_text="采购申请").first).to_contain_text("已启用")
    assert_accessible(page)
    page.get_by_label("搜索模板").fill("用印")
    expect(tiles).to_have_count(1)
    page.get_by_label("搜索模板").fill("没有这样的")
    expect(page.get_by_text("没有找到模板")).to_be_visible()
    page.get_by_label("搜索模板").fill("用印")
    tiles.first.click()
    expect(page.get_by_role("heading", name=re.compile("用印"), level=1)).to_be_visible()
    expect(page.locator("[data-node]").first).to_be_visible()
    for part in ("流程", "表单（示例）", "通过以后", "会找谁"):
        expect(page.get_by_role("heading", name=part, exact=True)).to_be_visible()
    assert_accessible(page)


def test_one_click_tries_it_with_a_sample_filled_in_and_the_trial_ends(
    visit: Visits, server: DemoServer
) -> None:
    page = visit("admin", "/admin/templates/gate_pass")
    page.get_by_role("button", name="试用", exact=True).click()
    expect(page).to_have_url(re.compile(r"/start/gate_pass$"))
    expect(page.get_by_label("去向")).to_have_value("广州恒力机电维修部")
    page.reload()
    expect(page.get_by_label("去向")).to_have_value("广州恒力机电维修部")
    others = [one["code"] for one in server.api("wangli").get("/processes") if one["can_start"]]
    assert "gate_pass" not in others  # a trial is one's own

    page.goto("/admin/templates/gate_pass")
    page.get_by_role("button", name="结束试用").click()
    dialog = page.get_by_role("dialog")
    assert_accessible(page)
    dialog.get_by_role("button", name="结束试用").click()
    expect(page.get_by_text("已结束试用")).to_be_visible()
    expect(page.get_by_role("button", name="结束试用")).to_have_count(0)
    assert "gate_pass" not in [one["code"] for one in server.api("admin").get("/processes")]


def test_adopting_asks_who_holds_the_roles_and_everybody_can_start_it(
    visit: Visits, server: DemoServer
) -> None:
    page = visit("admin", "/admin/templates/seal_use")
    page.get_by_role("button", name="采用", exact=True).click()
    dialog = page.get_by_role("dialog", name=re.compile("采用"))
    expect(dialog).to_be_visible()
    assert_accessible(page)
    dialog.get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_role("main").get_by_role("link", name="发起申请")).to_be_visible()
    startable = [one["code"] for one in server.api("wangli").get("/processes") if one["can_start"]]
    assert "seal_use" in startable


def test_an_app_from_a_file_is_shown_before_it_is_brought_in(
    visit: Visits, server: DemoServer, tmp_path: Path
) -> None:
    target = tmp_path / "leave.zip"
    target.write_bytes(server.api("admin").download("/apps/leave/export"))
    page = visit("admin", "/admin/templates")
    page.get_by_role("button", name="导入应用").click()
    dialog = page.get_by_role("dialog", name="导入应用")
    expect(dialog.get_by_role("button", name="导入", exact=True)).to_be_disabled()
    dialog.get_by_label("应用文件").set_input_files(target)
    expect(dialog.get_by_role("listitem").first).to_contain_text("请假")
    assert_accessible(page)
    dialog.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("已导入“")).to_be_visible()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="导入应用").click()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no zip")
    dialog.get_by_label("应用文件").set_input_files(broken)
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("button", name="导入", exact=True)).to_be_disabled()
