"""Comparing versions of a process: what came, what went, and what reads otherwise."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.browser.flows import Json, designed, done, part, task
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_two_versions_are_compared_in_sentences(visit: Visits, server: DemoServer) -> None:
    def lanes(least: int, *inner: Json) -> Json:
        first = {"id": "l1", "name": "大额", "condition": f"amount >= {least}", "steps": list(inner)}
        return {"kind": "branch", "code": "b", "lanes": [first, {"id": "l2", "default": True}]}

    designed(server, "versions", [task("a", "主管"), lanes(5000, task("c", "总监")), task("z", "出纳")])
    admin = server.api("admin")
    admin.post("/processes/versions/publish")
    role = {"policies": [{"kind": "role", "role": "general_manager"}]}
    changed = [
        task("a", "主管", assignment=role, due="P2D"),
        lanes(8000, task("n", "复核"), task("c", "总监")),
    ]
    revision = admin.get("/processes/versions")["draft_revision"]
    admin.call("PUT", "/processes/versions/draft", json={"steps": changed, "revision": revision})
    admin.post("/processes/versions/publish")

    page = visit("admin", "/admin/processes/versions")
    page.get_by_role("button", name="版本对比").click()
    drawer = page.get_by_role("dialog", name="版本对比")
    # the draft is what was published last
    expect(drawer.get_by_role("status")).to_have_text("两边没有不同")
    drawer.get_by_role("combobox", name="从", exact=True).select_option("1")
    drawer.get_by_role("combobox", name="到", exact=True).select_option("2")
    expect(drawer.get_by_role("article")).to_have_count(4)
    boss = drawer.get_by_role("article", name="主管")
    expect(boss).to_contain_text("修改")
    expect(boss.get_by_role("definition")).to_have_text(["直属上级 → 总经理", "（空） → 2 天"])
    lane = drawer.get_by_role("article", name="大额")
    expect(lane.get_by_role("definition")).to_have_text(["金额 大于等于 ¥5,000.00 → 金额 大于等于 ¥8,000.00"])
    fresh = drawer.get_by_role("article", name="复核")
    expect(fresh).to_contain_text("新增")
    expect(fresh).to_contain_text("条件分支 › 大额")
    gone = drawer.get_by_role("article", name="出纳")
    expect(gone).to_contain_text("删除")
    expect(gone).to_contain_text("直属上级")
    assert_accessible(page)

    # backwards it reads backwards
    drawer.get_by_role("combobox", name="到", exact=True).select_option("1")
    expect(drawer.get_by_role("status")).to_have_text("两边没有不同")
    drawer.get_by_role("combobox", name="从", exact=True).select_option("2")
    expect(drawer.get_by_role("article", name="出纳")).to_contain_text("新增")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    # and the draft against what is published
    part(page, "a").click()
    page.get_by_role("dialog").get_by_label("名称", exact=True).fill("部门主管")
    done(page)
    page.get_by_role("button", name="版本对比").click()
    renamed = drawer.get_by_role("article", name="部门主管")
    expect(renamed.get_by_role("definition")).to_have_text(["主管 → 部门主管"])
    expect(drawer.get_by_role("article")).to_have_count(1)
