"""A process for some: who may start it, and a version that a group tries before everybody gets it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Visits
from tests.browser.flows import designed, saved, task
from tests.browser.serving import DemoServer


def published(server: DemoServer, code: str) -> str:
    address = designed(server, code, [task("first", "部门审批")])
    server.api("admin").post(f"/processes/{code}/publish")
    return address


def may_start(server: DemoServer, username: str, code: str) -> bool:
    return any(one["code"] == code and one["can_start"] for one in server.api(username).get("/processes"))


def title(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_who_may_start_is_chosen_in_the_process_settings(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", published(server, "for_some"))
    page.get_by_role("button", name="流程设置").click()
    drawer = page.get_by_role("dialog", name="流程设置")
    drawer.get_by_role("textbox", name="名称").fill("车间领料")
    drawer.get_by_role("radio", name="指定的部门、角色或人").check()
    kind = drawer.get_by_role("combobox", name="指定的部门、角色或人")
    kind.select_option(label="指定人员")
    drawer.get_by_role("combobox", name="指定人员").fill("王丽")
    drawer.get_by_role("option", name=re.compile("王丽")).first.click()
    drawer.get_by_role("button", name="完成").click()
    saved(page)
    expect(page.get_by_role("heading", level=1, name="车间领料")).to_be_visible()

    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 2 版已发布")).to_be_visible()

    assert may_start(server, "wangli", "for_some")
    assert not may_start(server, "zhaomin", "for_some")
    # One undo takes the last change of the settings back, as with the steps.
    page.get_by_role("button", name="流程设置").click()
    drawer.get_by_role("radio", name="所有人").check()
    drawer.get_by_role("button", name="完成").click()
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="流程设置").click()
    expect(drawer.get_by_role("radio", name="指定的部门、角色或人")).to_be_checked()


def test_a_version_is_tried_by_a_group_then_opened_to_everybody(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", published(server, "tried"))
    page.get_by_role("button", name="流程设置").click()
    page.get_by_role("dialog").get_by_role("textbox", name="名称").fill("采购新流程")
    page.get_by_role("dialog").get_by_role("button", name="完成").click()
    saved(page)

    page.get_by_role("button", name="发布", exact=True).click()
    asked = page.get_by_role("dialog", name=re.compile("发布"))
    asked.get_by_role("radio", name="先给一部分人试点").check()
    expect(asked.get_by_role("button", name="开始试点")).to_be_disabled()
    asked.get_by_role("combobox", name="试点人员").select_option(label="指定人员")
    asked.get_by_role("combobox", name="指定人员").fill("王丽")
    asked.get_by_role("option", name=re.compile("王丽")).first.click()
    asked.get_by_role("button", name="开始试点").click()
    bar = page.get_by_role("region", name="试点")
    expect(bar).to_contain_text("第 2 版正在试点：王丽")
    expect(bar).to_contain_text("其他人用第 1 版")

    mine = visit("wangli", "/start/tried")
    expect(mine.get_by_role("heading", name="采购新流程")).to_be_visible()
    others = visit("zhaomin", "/start/tried")
    expect(others.get_by_role("heading", name="流程 tried")).to_be_visible()

    page.goto(page.url.replace("/tried", ""))
    expect(page.get_by_role("listitem").filter(has_text="采购新流程")).to_contain_text("试点中")
    page.go_back()
    bar.get_by_role("button", name="推广给所有人").click()
    page.get_by_role("dialog").get_by_role("button", name="推广给所有人").click()
    expect(bar).to_be_hidden()
    others.reload()
    expect(others.get_by_role("heading", name="采购新流程")).to_be_visible()


def test_an_ended_trial_stays_as_the_draft(visit: Visits, server: DemoServer) -> None:
    address = published(server, "given_up")
    admin = server.api("admin")
    revision = admin.get("/processes/given_up")["draft_revision"]
    admin.call("PUT", "/processes/given_up/draft", json={"name": "试过的", "revision": revision})
    admin.post("/processes/given_up/pilot", {"range": [{"kind": "user", "users": ["wangli"]}]})

    page = visit("admin", address)
    bar = page.get_by_role("region", name="试点")
    bar.get_by_role("button", name="结束试点").click()
    page.get_by_role("dialog").get_by_role("button", name="结束试点").click()
    expect(bar).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="试过的")).to_be_visible()
    assert admin.get("/processes/given_up")["definition"]["name"] == "流程 given_up"
