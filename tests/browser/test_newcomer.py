"""The newcomer's path: from the empty company to a process of one's own and its first closed case.

Every click, every box filled and every choice counts as one interaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.browser.serving import DemoServer, found_company, serving
from tests.browser.watching import Visits

PASSWORD = "a-newcomers-password"
MOST = 60


class Hands:
    """What somebody does with mouse and keyboard, counted."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, at: Locator) -> None:
        self.count += 1
        at.click()

    def fill(self, at: Locator, text: str) -> None:
        self.count += 1
        at.fill(text)

    def choose(self, at: Locator, label: str) -> None:
        self.count += 1
        at.select_option(label=label)


@pytest.fixture(scope="module")
def server(interface: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A company founded a minute ago."""
    assert interface.is_dir()
    data = tmp_path_factory.mktemp("founded") / "data"
    found_company(data, PASSWORD)
    with serving(data, tmp_path_factory.mktemp("server"), PASSWORD) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, server: DemoServer) -> Iterator[Visits]:
    visits = Visits(browser, server)
    yield visits
    visits.close()
    assert visits.faults == []


def test_from_the_empty_company_to_the_first_closed_case(visit: Visits) -> None:
    page, hands = visit("", "/"), Hands()
    hands.fill(page.get_by_label("用户名"), "admin")
    hands.fill(page.get_by_label("密码", exact=True), PASSWORD)
    hands.click(page.get_by_role("button", name="登录", exact=True))

    # a rule sheet: the amount decides, two branches, somebody is told
    hands.click(page.get_by_role("link", name="流程", exact=True))
    hands.click(page.get_by_role("button", name="新建流程"))
    asked = page.get_by_role("dialog", name="新建流程")
    hands.fill(asked.get_by_label("名称", exact=True), "备用金申请")
    expect(asked.get_by_label("编码")).to_have_value("bei_yong_jin_shen_qing")
    hands.click(asked.get_by_role("button", name="开始设计"))
    two = page.get_by_role("region", name=re.compile("要交代清楚什么"))
    for name, kind in (("金额", "金额"), ("用途", "多行文本")):
        hands.fill(two.get_by_label(re.compile("^新内容的名称")), name)
        hands.choose(two.get_by_label(re.compile("^新内容的类型")), kind)
        hands.click(two.get_by_role("button", name="添加", exact=True))
    one = page.get_by_role("region", name=re.compile("哪些事要谁来定"))
    hands.click(one.get_by_role("button", name=re.compile("再加一条：在某种情况下")))
    rule = one.get_by_role("listitem").last
    hands.click(rule.get_by_role("button", name="添加条件"))
    hands.choose(rule.get_by_label("比较", exact=True), "大于等于")
    hands.fill(rule.get_by_label("值", exact=True), "1000")
    hands.choose(rule.get_by_label("由谁审批"), "直属上级")
    three = page.get_by_role("region", name=re.compile("批完以后要做什么"))
    hands.click(three.get_by_role("button", name="添加后续动作"))
    hands.click(page.get_by_role("menuitem", name="通知同事"))
    hands.fill(three.get_by_label("内容", exact=True), "{标题} 已批准，金额 {金额}")
    expect(page.get_by_role("status").filter(has_text=re.compile("已保存"))).to_be_visible()
    hands.click(page.get_by_role("button", name="发布", exact=True))
    expect(page.get_by_text("第 1 版已发布")).to_be_visible()

    # the first case: sent, decided, closed
    hands.click(page.get_by_role("link", name="发起申请"))
    hands.click(page.get_by_role("link", name=re.compile("备用金申请")))
    hands.fill(page.get_by_label("标题"), "展会备用金")
    hands.fill(page.get_by_label("金额"), "1200")
    hands.fill(page.get_by_label("用途"), "广州展会")
    hands.click(page.get_by_role("button", name="提交", exact=True))
    page.wait_for_url("**/cases/*")
    for step in ("部门负责人审批", "直属上级审批"):
        expect(page.get_by_text(re.compile(f"待处理 · {step}"))).to_be_visible()
        hands.click(page.get_by_role("button", name="同意", exact=True))
        hands.fill(page.get_by_role("textbox", name="意见", exact=True), "展会要用，金额合适")
        hands.click(page.get_by_role("button", name="确认同意"))
    expect(page.get_by_text("已办结").first).to_be_visible()
    assert hands.count <= MOST
