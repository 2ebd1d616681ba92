"""The first start in a browser: from a server without anybody to a company with people and its first process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.serving import DemoServer, serving
from tests.browser.watching import Visits, assert_accessible
from tests.services.imports.workbooks import workbook

PASSWORD = "the-founders-password"
PEOPLE = ["姓名", "账号", "手机", "部门路径", "部门负责人", "直属上级"]


@pytest.fixture
def server(interface: Path, tmp_path: Path) -> Iterator[DemoServer]:
    """A server that was started over an empty folder."""
    assert interface.is_dir()
    (tmp_path / "nothing").mkdir()
    with serving(tmp_path / "nothing", tmp_path / "server", PASSWORD) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, server: DemoServer) -> Iterator[Visits]:
    visits = Visits(browser, server)
    yield visits
    visits.close()
    assert visits.faults == []


def link_of(server: DemoServer) -> str:
    """The path that the terminal tells, with its code."""
    found = re.search(r"http://[^/]+(/setup\?code=\S+)", server.output)
    assert found, server.output
    return found.group(1)


def founded(page: Page) -> None:
    page.get_by_label("公司名称").fill("东风建材")
    page.get_by_label("您的姓名").fill("张伟")
    page.get_by_label("用户名").fill("zhangwei")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="创建公司").click()
    expect(page.get_by_role("heading", name="把同事请进来")).to_be_visible()


def test_from_an_empty_folder_to_people_and_a_process(
    visit: Visits, server: DemoServer, tmp_path: Path
) -> None:
    """Whoever comes to the address is led to the first start; without the code from the terminal it goes no further."""
    page = visit("", "/")
    expect(page.get_by_role("heading", name="欢迎使用办结")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="创建公司").click()
    expect(page.get_by_label("公司名称")).to_be_focused()
    expect(page.get_by_text("请填写", exact=True)).to_have_count(5)
    page.get_by_label("设置码").fill("AAAAA-AAAAA")
    for label, text in (("公司名称", "东风建材"), ("您的姓名", "张伟"), ("用户名", "zhangwei")):
        page.get_by_label(label).fill(text)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="创建公司").click()
    expect(page.get_by_role("alert")).to_contain_text("设置码不对")
    expect(page.get_by_label("设置码")).to_be_focused()

    page.goto(link_of(server))
    founded(page)
    assert_accessible(page)
    listed = tmp_path / "名单.xlsx"
    rows = (
        ["陈东", "chendong", 13800000001, "采购部", "是", None],
        ["周南", "zhounan", None, "采购部", None, "chendong"],
    )
    listed.write_bytes(workbook(PEOPLE, *rows))
    page.locator("input[type=file]").set_input_files(listed)
    expect(page.get_by_text("新增 2 人")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入：新增 2 人")).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    asked = page.get_by_role("dialog")  # their passwords were not taken along
    asked.get_by_role("button", name="取消").click()
    with page.expect_download():
        page.get_by_role("link", name="下载").click()
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_role("heading", name="采用第一个流程")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("searchbox", name="搜索模板").fill("请假")
    page.get_by_role("button", name="采用 请假").click()
    page.get_by_role("dialog").get_by_role("button", name="采用", exact=True).click()
    expect(page.get_by_text("“请假”已启用")).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("现在有 3 位同事、1 个流程。")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="进入首页").click()

    left = page.get_by_role("region", name="开始使用")
    expect(left).to_contain_text("已完成 2 / 4")
    expect(left.get_by_role("link", name=re.compile("请同事进来.*已完成"))).to_be_visible()
    assert_accessible(page)
    left.get_by_role("button", name="收起，不再提醒").click()
    expect(left).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(left).to_be_visible()
    page.goto(link_of(server))  # founding is over
    expect(left).to_be_visible()


def test_it_fits_the_phone_and_steps_may_be_skipped(visit: Visits, server: DemoServer) -> None:
    page = visit("", "/", phone=True)
    # The phone's sign-in page leads here too.
    expect(page.get_by_role("heading", name="欢迎使用办结")).to_be_visible()
    page.goto(link_of(server))
    founded(page)
    for heading in ("采用第一个流程", "可以开始用了"):
        page.get_by_role("button", name="跳过").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert_accessible(page)
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
