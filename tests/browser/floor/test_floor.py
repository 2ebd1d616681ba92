"""The oldest Chromium that is promised, and WebKit: the way of applicant and approver, and every page drawn.

Sign-in is typed, leave is sent from its link and agreed to, on the phone's pages as inside an in-app browser;
then the desktop's pages. A page that throws, or breaks its policy, fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from tests.browser.floor import chromium_87, webkit
from tests.browser.floor.screen import Screen
from tests.browser.serving import PASSWORD, DemoServer

Opener = Callable[[int, int], AbstractContextManager[Screen]]

PHONE, DESKTOP = (390, 844), (1440, 900)


@pytest.fixture(scope="module", params=["chromium_87", "webkit"])
def opener(
    request: pytest.FixtureRequest, server: DemoServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opener]:
    """Opens a page of a profile of its own in that engine, so large."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "webkit":
        with webkit.webkit(folder) as driver:
            yield lambda width, height: webkit.opened(driver, server.base, width, height)
        return
    with chromium_87.chromium_87(folder) as browser:
        yield lambda width, height: chromium_87.opened(browser, server.base, width, height)


@contextmanager
def signed_in(opener: Opener, username: str, size: tuple[int, int]) -> Iterator[Screen]:
    """That person's page, signed in by typing, at the start page; no fault is left behind."""
    with opener(*size) as screen:
        screen.open("/m/sign-in" if size == PHONE else "/sign-in")
        screen.fill("用户名", username)
        screen.fill("密码", PASSWORD)
        screen.tap("登录", whole=True)
        screen.gone("密码")
        yield screen
        assert screen.faults() == []


def test_leave_is_sent_from_its_link_and_agreed_to(opener: Opener, server: DemoServer) -> None:
    with signed_in(opener, "wangli", PHONE) as screen:
        reason = f"{screen.engine} 里请的假"
        screen.open("/m/start/leave")
        screen.tap("假别", what="[role=combobox]")
        screen.tap("年假", what="[role=option]")
        screen.fill("请假原因", reason)
        screen.tap("提交", whole=True)
        screen.at("/m/cases/")
        screen.sees(reason)
    case = server.api("wangli").get("/instances", role="started")["items"][0]
    detail = server.api("wangli").get(f"/instances/{case['id']}")
    assert (detail["data"]["category"], detail["data"]["reason"]) == ("annual", reason)
    approver = detail["tasks"][0]["assignee"]
    with signed_in(opener, approver, PHONE) as screen:
        screen.open("/m/inbox")
        screen.tap(case["title"])
        screen.sees(reason)
        screen.tap("同意", whole=True)
        screen.fill("意见", "工作已经安排好，可以休")
        screen.tap("确认同意", whole=True)
        # An agreement can be taken back for some seconds; until then it is only the browser's.
        applicant = server.api("wangli")
        screen.until(
            lambda: applicant.get(f"/instances/{case['id']}")["tasks"][0]["decision"] == "approved",
            "an agreement that reached the server",
        )


PHONE_PAGES = {
    "/m": "待办",
    "/m/start": "采购申请",
    "/m/cases": "我的",
    "/m/ledgers": "采购",
    "/m/ledgers/purchase": "采购",
    "/m/mine": "退出登录",
}
DESKTOP_PAGES = {
    "/": "待办",
    "/inbox": "待办",
    "/start/purchase": "供应商",
    "/cases?role=all": "采购",
    "/ledgers/purchase": "标题",
    "/people": "部门",
    "/admin/forms/purchase": "标题",
    "/admin/processes/purchase": "发布",
    "/admin/processes/purchase/sheet": "业务规则单",
    "/admin/processes/purchase/insight?days=365": "中位",
    "/admin/templates": "模板",
    "/admin/connections": "连接",
}


def test_every_kind_of_page_is_drawn_on_the_phone(opener: Opener) -> None:
    with signed_in(opener, "admin", PHONE) as screen:
        for path, words in PHONE_PAGES.items():
            screen.open(path)
            screen.sees(words)
            assert screen.script("return document.documentElement.scrollWidth <= innerWidth"), path
            assert screen.faults() == [], path


def test_every_kind_of_page_is_drawn_on_the_desktop(opener: Opener) -> None:
    with signed_in(opener, "admin", DESKTOP) as screen:
        for path, words in DESKTOP_PAGES.items():
            screen.open(path)
            screen.sees(words)
            assert screen.faults() == [], path
