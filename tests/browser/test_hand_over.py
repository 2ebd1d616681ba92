"""Somebody leaves: what is with them is seen, given to a successor, and the account ends."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser import purchases
from tests.browser.conftest import Visits
from tests.browser.serving import DemoServer
from tests.browser.watching import assert_accessible


def test_a_leavers_work_goes_to_the_successor_in_one_step(visit: Visits, server: DemoServer) -> None:
    case = purchases.sent(server.api("wangli"), "交接时还在审的采购", amount=300, changed=False)
    task = purchases.task_of(server.api("zhaomin"), case["id"])
    page = visit("admin", "/people?q=赵敏")
    page.get_by_role("table").get_by_role("button", name=re.compile("赵敏")).click()
    page.get_by_role("button", name="离职交接").click()
    dialog = page.get_by_role("dialog", name="赵敏的离职交接")
    expect(dialog).to_contain_text("交接时还在审的采购")
    expect(dialog).to_contain_text("采购部")
    act = dialog.get_by_role("button", name="交接并停用账号")
    expect(act).to_be_disabled()
    assert_accessible(page)

    # Each kind may go to somebody else; nothing is forgotten on the way.
    dialog.get_by_label("不同的事交给不同的人").check()
    expect(dialog.get_by_role("combobox")).not_to_have_count(1)
    dialog.get_by_label("不同的事交给不同的人").uncheck()
    dialog.get_by_role("combobox", name="交给谁").fill("老张")
    dialog.get_by_role("option", name=re.compile("总经理")).click()
    act.click()
    page.get_by_role("dialog", name=re.compile("停用账号")).get_by_role(
        "button", name="交接并停用账号"
    ).click()
    expect(dialog.get_by_role("status")).to_contain_text("交接完成")
    dialog.get_by_role("button", name="完成").click()

    # The successor has the task, the case says who gave it, the leaver cannot sign in.
    theirs = visit("laozhang", f"/inbox/{task}")
    expect(theirs.get_by_text("交接时还在审的采购").first).to_be_visible()
    expect(theirs.get_by_role("button", name="同意", exact=True)).to_be_visible()
    departments = {one["code"]: one for one in server.api("admin").get("/departments")}
    assert departments["purchasing"]["head"] == "laozhang"
    assert not next(one for one in server.api("admin").get("/users") if one["username"] == "zhaomin")[
        "active"
    ]


def test_who_has_nothing_leaves_without_a_successor(visit: Visits, server: DemoServer) -> None:
    server.api("admin").post("/users", {"username": "xinlai", "name": "新来的", "department": "purchasing"})
    page = visit("admin", "/people?q=新来的")
    page.get_by_role("table").get_by_role("button", name=re.compile("新来的")).click()
    page.get_by_role("button", name="离职交接").click()
    dialog = page.get_by_role("dialog", name="新来的的离职交接")
    expect(dialog).to_contain_text("没有要交接的事")
    dialog.get_by_role("button", name="交接并停用账号").click()
    page.get_by_role("dialog", name=re.compile("停用账号")).get_by_role(
        "button", name="交接并停用账号"
    ).click()
    expect(dialog.get_by_role("status")).to_contain_text("账号已停用")
