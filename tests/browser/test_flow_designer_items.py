"""The flow designer (13–21): steps and lanes by choosing, every change undoable, gaps shown where they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from tests.browser import purchases
from tests.browser.flows import Json, designed, done, draft_of, insert, names, part, saved, task
from tests.browser.serving import DemoServer
from tests.browser.watching import Visits, assert_accessible


def test_item_13_a_plus_between_all_steps_inserts_there_and_opens_the_drawer(
    visit: Visits, server: DemoServer
) -> None:
    lanes = [
        {"id": "l1", "condition": "amount >= 5000", "steps": [task("c", "总监")]},
        {"id": "l2", "default": True},
    ]
    steps = [task("a", "主管"), {"kind": "branch", "code": "b", "lanes": lanes}, task("d", "出纳")]
    page = visit("admin", designed(server, "plus", steps))
    pluses = page.get_by_role("button", name="在这里添加步骤")
    # before and after every step: four at the top, two in the first lane, one in the empty one
    expect(pluses).to_have_count(7)
    shape = pluses.first.evaluate(
        "it => ({ r: getComputedStyle(it).borderRadius, w: it.offsetWidth, h: it.offsetHeight })"
    )
    assert shape == {"r": "50%", "w": 24, "h": 24}

    for place, kind, name in ((1, "办理", "办理"), (4, "抄送", "抄送")):
        drawer = insert(page, place, kind)
        expect(drawer).to_have_accessible_name(name)
        assert_accessible(page)
        done(page)
    assert names(page) == ["主管", "办理", "条件 1", "总监", "抄送", "其他情况", "出纳"]
    saved(page)
    stored = draft_of(server, "plus")
    assert [step["node"]["code"] for step in stored[2]["lanes"][0]["steps"]] == ["c", "cc_1"]

    # by keys alone: down through the kinds, Esc closes and gives the focus back
    pluses.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="审批", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="办理", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(pluses.nth(0)).to_be_focused()


def test_item_14_a_branch_its_lanes_and_their_order(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", designed(server, "branching", [task("a", "主管")]))
    drawer = insert(page, 1, "条件分支")
    expect(drawer.get_by_text("优先级 1")).to_be_visible()
    done(page)
    assert names(page) == ["主管", "条件 1", "其他情况"]

    page.get_by_role("button", name="添加条件").click()
    page.get_by_role("dialog").get_by_label("名称", exact=True).fill("大额")
    done(page)
    assert names(page) == ["主管", "条件 1", "大额", "其他情况"]

    order = page.get_by_role("group", name=re.compile("的顺序"))
    expect(order).to_have_text(["优先级 1", "优先级 2"])
    expect(order.nth(1).get_by_role("button", name="推后")).to_be_disabled()  # 其他情况 stays last
    order.nth(1).get_by_role("button", name="提前").click()
    assert names(page) == ["主管", "大额", "条件 2", "其他情况"]
    expect(order).to_have_text(["优先级 1", "优先级 2"])
    assert_accessible(page)

    # the same in the drawer
    page.get_by_role("button", name="条件 2 未设置").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="提前").click()
    expect(drawer.get_by_text("优先级 1")).to_be_visible()
    done(page)
    assert names(page) == ["主管", "条件 1", "大额", "其他情况"]
    saved(page)
    lanes = draft_of(server, "branching")[1]["lanes"]
    assert [(lane.get("name", ""), lane.get("default", False)) for lane in lanes] == [
        ("", False),
        ("大额", False),
        ("", True),
    ]


def test_item_15_the_last_but_one_lane_dissolves_the_branch(visit: Visits, server: DemoServer) -> None:
    lanes = [
        {"id": "l1", "condition": "amount >= 5000", "steps": [task("c", "总监")]},
        {"id": "l2", "default": True, "steps": [task("e", "经理"), task("f", "会计")]},
    ]
    steps = [task("a", "主管"), {"kind": "branch", "code": "b", "lanes": lanes}, task("d", "出纳")]
    page = visit("admin", designed(server, "dissolving", steps))
    before = ["主管", "条件 1", "总监", "其他情况", "经理", "会计", "出纳"]
    expect(part(page, "lane:l1")).to_be_visible()
    assert names(page) == before
    part(page, "lane:l1").click()
    page.get_by_role("dialog").get_by_role("button", name="删除分支", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="分支已解散")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert names(page) == ["主管", "经理", "会计", "出纳"]
    expect(page.get_by_role("button", name="添加条件")).to_have_count(0)

    page.keyboard.press("Control+z")
    expect(part(page, "lane:l1")).to_be_visible()
    assert names(page) == before
    page.keyboard.press("Control+Shift+z")
    expect(part(page, "lane:l1")).to_be_hidden()
    saved(page)
    assert [step["node"]["code"] for step in draft_of(server, "dissolving")] == ["a", "e", "f", "d"]


def test_item_17_the_card_says_a_plain_sentence(visit: Visits, server: DemoServer) -> None:
    steps = [
        task("a", "主管", due="PT24H"),
        task("b", "财务", completion="any", assignment={"policies": [{"kind": "role", "role": ""}]}),
        task("c", "经理", due="P3D", completion="sequential", opinion={"required": False}),
        {"kind": "node", "node": {"kind": "timerCatch", "code": "w", "name": "等", "due": "P2D"}},
    ]
    page = visit("admin", designed(server, "sentences", steps))
    for code, said in (
        ("a", "直属上级 · 会签 · 超 24 小时自动提醒"),
        ("b", "未设置 · 或签"),
        ("c", "直属上级 · 依次 · 意见可不填 · 超 3 天自动提醒"),
        ("w", "等待 2 天"),
    ):
        sentence = part(page, code).locator(".small")
        expect(sentence).to_have_text(said)
        assert sentence.evaluate("it => it.scrollHeight <= it.clientHeight + 1"), f"{said} is cut off"


def test_item_18_publishing_with_gaps_leads_to_them(visit: Visits, server: DemoServer) -> None:
    long = [task(f"t{number}", f"第 {number} 步") for number in range(12)]
    lanes = [{"id": "l1", "condition": "", "steps": [task("c", "总监")]}, {"id": "l2", "default": True}]
    unset = task("z", "财务", assignment={"policies": [{"kind": "role", "role": ""}]})
    branch = {"kind": "branch", "code": "b", "lanes": lanes}
    page = visit("admin", designed(server, "gaps", [branch, *long, unset]))
    page.get_by_role("button", name="发布", exact=True).click()
    bar = page.get_by_role("status").filter(has_text="还有 2 处未设置")
    expect(bar).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    for code in ("z", "lane:l1"):
        expect(part(page, code).get_by_label("需要修改")).to_be_visible()
    expect(page.get_by_label("需要修改")).to_have_count(2)
    red = part(page, "z").get_by_label("需要修改").evaluate("it => getComputedStyle(it).color")
    assert red == page.evaluate(
        "() => { const p = document.createElement('i'); p.style.color = 'var(--bad)'; document.body.append(p);"
        " const c = getComputedStyle(p).color; p.remove(); return c }"
    )
    assert_accessible(page)

    for link, code in (("财务：还没有选完由谁办理", "z"), ("条件 1：这条分支没有设置条件", "lane:l1")):
        bar.get_by_role("button", name=link).click()
        expect(part(page, code)).to_have_class(re.compile(r"\bflash\b"))
        expect(part(page, code)).to_be_in_viewport(ratio=1)
        expect(part(page, code)).to_be_focused()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(part(page, code)).not_to_have_class(re.compile(r"\bflash\b"))

    # filled in, each gap leaves the bar by itself
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name=re.compile("添加条件|加一个条件|添加")).first.click()
    drawer.get_by_label("字段").first.select_option(label="金额")
    drawer.get_by_label("值", exact=True).fill("100")
    done(page)
    expect(page.get_by_role("status").filter(has_text="还有 1 处未设置")).to_be_visible()
    part(page, "z").click()
    page.get_by_role("dialog").get_by_label("角色", exact=True).select_option(label="总经理")
    done(page)
    expect(page.get_by_role("status").filter(has_text="未设置")).to_have_count(0)
    expect(page.get_by_label("需要修改")).to_have_count(0)
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 1 版已发布")).to_be_visible()


def test_item_21_a_trial_run_lights_up_the_way_with_names_and_reasons(
    visit: Visits, server: DemoServer
) -> None:
    role = {"policies": [{"kind": "role", "role": "general_manager"}]}
    lanes = [
        {"id": "l1", "condition": "amount >= 5000", "steps": [task("boss", "总经理审批", assignment=role)]},
        {"id": "l2", "default": True, "steps": [task("clerk", "内勤审批")]},
    ]
    steps = [task("a", "主管"), {"kind": "branch", "code": "b", "lanes": lanes}]
    page = visit("admin", designed(server, "trying", steps))
    many = len(server.api("admin").get("/instances", role="all", limit=100)["items"])
    page.get_by_role("button", name="试运行").click()
    panel = page.get_by_role("complementary", name="试运行")
    expect(panel.get_by_role("heading", name="试运行")).to_be_focused()
    panel.get_by_role("button", name=re.compile("申请人")).click()
    panel.get_by_role("combobox", name="以谁的身份试").fill("王丽")
    panel.get_by_role("option", name=re.compile("王丽")).click()
    expect(panel.get_by_role("button", name="申请人：王丽")).to_be_visible()

    # nothing filled in yet: the default lane, with the applicant's own leader
    expect(part(page, "a")).to_contain_text("赵敏王丽的直属上级")
    expect(part(page, "a")).to_have_class(re.compile(r"\bis-done\b"))
    expect(part(page, "lane:l2").get_by_label("走这里")).to_be_visible()
    expect(part(page, "boss")).to_have_class(re.compile(r"\bis-skipped\b"))

    # lines in the real form's subtable: the total is computed, the way turns
    panel.get_by_role("textbox", name="标题", exact=True).fill("试一试")
    purchases.add_lines(page)
    expect(part(page, "lane:l1")).to_contain_text("金额 = ¥6,200.00：满足")
    expect(part(page, "lane:l1").get_by_label("走这里")).to_be_visible()
    expect(part(page, "lane:l2")).to_contain_text("前面的条件已满足")
    expect(part(page, "boss")).to_have_class(re.compile(r"\bis-done\b"))
    expect(part(page, "boss")).to_contain_text("老张")
    expect(part(page, "boss")).to_contain_text("角色")  # the reason
    expect(part(page, "clerk")).to_have_class(re.compile(r"\bis-skipped\b"))
    expect(part(page, "clerk")).not_to_contain_text("赵敏")
    expect(panel.get_by_role("region", name="将由谁审批")).to_contain_text("老张")
    assert_accessible(page)

    # somebody else's case asks somebody else
    panel.get_by_role("button", name="申请人：王丽").click()
    panel.get_by_role("combobox", name="以谁的身份试").fill("赵敏")
    panel.get_by_role("option", name=re.compile("赵敏")).first.click()
    expect(part(page, "a")).to_contain_text("老张赵敏的直属上级")

    # it ends where it began, and nothing was sent or changed
    panel.get_by_role("button", name="结束试运行").click()
    expect(panel).to_be_hidden()
    expect(part(page, "a")).to_contain_text("直属上级 · 会签")
    expect(page.get_by_role("button", name="添加条件")).to_be_visible()
    assert len(server.api("admin").get("/instances", role="all", limit=100)["items"]) == many
    assert draft_of(server, "trying")[0]["node"]["code"] == "a"


def test_item_16_the_drawer_and_what_each_tab_sets(visit: Visits, server: DemoServer) -> None:
    page = visit("admin", designed(server, "drawer", [task("a", "主管"), task("b", "财务")]))
    part(page, "b").click()
    drawer = page.get_by_role("dialog", name="财务")
    expect(drawer.get_by_role("tab")).to_have_text(["审批人", "表单权限", "操作按钮", "高级"])
    drawer.get_by_label("多人时").select_option(label="或签：一人同意即可")

    # 表单权限: field by field, columns of the subtable below it, whole columns by the head
    drawer.get_by_role("tab", name="表单权限").click()
    assert_accessible(page)

    def right(label: str, what: str) -> Locator:
        return drawer.get_by_role("checkbox", name=f"{label}：{what}", exact=True)

    expect(right("标题", "可见")).to_be_checked()
    expect(right("标题", "可编辑")).not_to_be_checked()
    expect(right("金额", "可编辑")).to_be_disabled()  # a formula
    right("标题", "必填").check()
    expect(right("标题", "可编辑")).to_be_checked()
    right("申请理由", "可见").uncheck()
    right("采购明细", "可编辑").check()
    expect(right("数量", "可编辑")).to_be_checked()  # a column follows its table
    right("单价", "可编辑").uncheck()
    head = drawer.get_by_role("checkbox", name="全部可编辑", exact=True)
    assert head.evaluate("it => it.indeterminate") is True
    done(page)
    saved(page)
    node = draft_of(server, "drawer")[1]["node"]
    assert node["completion"] == "any"
    assert node["fields"] == {
        "title": "required",
        "reason": "hidden",
        "items": "edit",
        "items.unit_price": "read",
    }

    # all at once: what was required stays so, formulas stay out of it, what is hidden is shown
    part(page, "b").click()
    drawer.get_by_role("tab", name="表单权限").click()
    head.check()
    expect(right("申请理由", "可编辑")).to_be_checked()
    expect(right("标题", "必填")).to_be_checked()
    expect(right("单价", "可编辑")).to_be_checked()
    expect(right("金额", "可编辑")).not_to_be_checked()
    drawer.get_by_role("checkbox", name="全部可见", exact=True).uncheck()
    expect(right("数量", "可见")).to_be_disabled()  # its table is hidden
    expect(right("数量", "可见")).not_to_be_checked()

    # 操作按钮
    drawer.get_by_role("tab", name="操作按钮").click()
    drawer.get_by_label("转交").uncheck()
    assert_accessible(page)

    # 高级: a number and a unit, nobody found, the applicant themselves, where a rejection leads
    drawer.get_by_role("tab", name="高级").click()
    drawer.get_by_label("找不到人时").select_option(label="交给指定人员")
    drawer.get_by_role("combobox", name="交给指定人员").fill("孙倩")
    drawer.get_by_role("option", name=re.compile("孙倩")).click()
    drawer.get_by_label("审批人是申请人自己时").select_option(label="自动跳过")
    drawer.get_by_label("驳回后").select_option(label="退回")
    drawer.get_by_label("退回到").select_option(label="主管")
    drawer.get_by_label("单位").select_option(label="天")
    assert_accessible(page)
    # Esc while a number is still being typed: it is kept
    drawer.get_by_label("时长").fill("3")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(part(page, "b")).to_contain_text("超 3 天自动提醒")
    saved(page)
    node = draft_of(server, "drawer")[1]["node"]
    assert (node["due"], node["actions"], node["rejection"], node["return_to"]) == (
        "P3D",
        ["return"],
        "return",
        "a",
    )
    assert node["assignment"]["when_empty"] == "users"
    assert node["assignment"]["fallback_users"] == ["sunqian"]
    assert node["assignment"]["when_applicant"] == "skip"

    # and each of it can be undone
    page.keyboard.press("Control+z")
    expect(part(page, "b")).not_to_contain_text("自动提醒")
    page.keyboard.press("Control+Shift+z")
    expect(part(page, "b")).to_contain_text("超 3 天自动提醒")

    # a formula for the limit is shown as text and stays as it is
    body = {
        "steps": [task("f", "公式", due='duration("P1D") * 2')],
        "definition": {"form": "purchase"},
        "name": "公式",
        "revision": 0,
    }
    server.api("admin").call("PUT", "/processes/spans/draft", json=body)
    page.goto("/admin/processes/spans")
    part(page, "f").click()
    page.get_by_role("tab", name="高级").click()
    expect(page.get_by_label("时限公式")).to_have_value('duration("P1D") * 2')
    page.get_by_role("button", name="改用数字").click()
    expect(page.get_by_label("时长")).to_have_value("")


def test_item_20_steps_and_lanes_are_copied_also_between_flows(visit: Visits, server: DemoServer) -> None:
    lanes = [
        {"id": "l1", "name": "大额", "condition": "amount >= 5000", "steps": [task("c", "总监")]},
        {"id": "l2", "default": True, "steps": [task("e", "内勤")]},
    ]
    access = {"fields": {"reason": "edit"}, "completion": "any"}
    steps = [task("a", "主管", **access), {"kind": "branch", "code": "b", "lanes": lanes}]
    page = visit("admin", designed(server, "copying", steps))

    # a step: after the one that has the focus, with a code of its own, everything else as it was
    part(page, "a").focus()
    page.keyboard.press("Control+c")
    expect(page.get_by_role("status").filter(has_text="已复制“主管”")).to_be_visible()
    part(page, "c").focus()
    page.keyboard.press("Control+v")
    expect(part(page, "a_1")).to_be_focused()
    assert names(page) == ["主管", "大额", "总监", "主管", "其他情况", "内勤"]
    page.keyboard.press("Control+z")
    expect(part(page, "a_1")).to_be_hidden()
    page.keyboard.press("Control+Shift+z")

    # a lane: before the default one
    part(page, "lane:l1").focus()
    page.keyboard.press("Control+c")
    part(page, "lane:l2").focus()
    page.keyboard.press("Control+v")
    expect(page.locator("[data-node^='lane:']")).to_have_count(3)
    assert names(page) == ["主管", "大额", "总监", "主管", "大额", "总监", "主管", "其他情况", "内勤"]
    saved(page)
    stored = draft_of(server, "copying")
    copied = stored[1]["lanes"][0]["steps"][1]["node"]
    assert (copied["code"], copied["fields"], copied["completion"]) == ("a_1", {"reason": "edit"}, "any")
    assert [lane.get("condition") for lane in stored[1]["lanes"]] == ["amount >= 5000"] * 2 + [None]

    # by the mouse: the drawer's button, and the + that offers it
    part(page, "e").click()
    page.get_by_role("dialog").get_by_role("button", name="复制步骤").click()
    done(page)
    page.get_by_role("button", name="在这里添加步骤").first.click()
    page.get_by_role("menuitem", name="粘贴“内勤”").click()
    expect(part(page, "e_1")).to_be_focused()
    assert names(page)[0] == "内勤"

    # in typing, keys mean the text
    part(page, "e_1").click()
    name = page.get_by_role("dialog").get_by_label("名称", exact=True)
    name.select_text()
    page.keyboard.press("Control+c")
    name.fill("")
    page.keyboard.press("Control+v")
    expect(name).to_have_value("内勤")
    done(page)

    # into another flow over another form: what that form does not have is found, at the pasted lane and step
    part(page, "b").focus()
    page.keyboard.press("Control+c")
    page.goto(designed(server, "pasting", [task("z", "起点")], form="suppliers"))
    part(page, "z").focus()
    page.keyboard.press("Control+v")
    expect(part(page, "b")).to_be_focused()
    assert names(page)[:3] == ["起点", "大额", "总监"]
    bar = page.get_by_role("status").filter(has_text="处要改才能发布")
    expect(bar.get_by_role("button", name=re.compile("^大额：.*amount"))).to_have_count(2)
    expect(bar.get_by_role("button", name=re.compile("^主管：.*reason"))).to_have_count(2)
    expect(part(page, "lane:l1").get_by_label("需要修改")).to_be_visible()
    assert draft_of(server, "pasting")[1]["lanes"][0]["condition"] == "amount >= 5000"


def size(page: Page) -> float:
    """How large the first card is drawn, as a share of its own width."""
    share = page.locator("[data-node]").first.evaluate(
        "it => it.getBoundingClientRect().width / it.offsetWidth"
    )
    return round(float(share), 2)


FREE = """it => {
  const box = it.getBoundingClientRect()
  for (let y = box.top + 160; y < box.bottom - 60; y += 6)
    for (let x = box.left + 20; x < box.right - 120; x += 6)
      if (!document.elementFromPoint(x, y).closest('button')) return [x, y]
}"""
"""A place of the background, somewhere in the middle."""


def work_of(page: Page) -> Callable[[], float]:
    """Asks how many seconds the page's main thread has worked so far."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def asked() -> float:
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"])

    return asked


def test_item_19_the_canvas_is_zoomed_panned_and_quick_at_a_hundred_steps(
    visit: Visits, server: DemoServer
) -> None:
    steps: list[Json] = []
    for block in range(10):
        lanes: list[Json] = [
            {
                "id": f"b{block}_{lane}",
                "condition": "amount > 1",
                "steps": [task(f"t{block}_{lane}_{n}", f"步 {n}") for n in range(3)],
            }
            for lane in range(3)
        ]
        lanes.append({"id": f"b{block}_d", "default": True})
        steps += [task(f"s{block}", f"段 {block}"), {"kind": "branch", "code": f"b{block}", "lanes": lanes}]
    page = visit("admin", designed(server, "hundred", steps))
    tree = page.locator(".tree")
    expect(page.locator(".card")).to_have_count(100)
    zoom = page.get_by_role("group", name="大小")
    share = zoom.locator(".share")

    # by buttons, in whole tenths, within 40 and 150 %
    zoom.get_by_role("button", name="放大").click()
    expect(share).to_have_text("110%")
    assert size(page) == 1.1
    for _ in range(4):
        zoom.get_by_role("button", name="放大").click()
    expect(zoom.get_by_role("button", name="放大")).to_be_disabled()
    assert size(page) == 1.5
    zoom.get_by_role("button", name="恢复 100%").click()
    assert size(page) == 1

    # by Ctrl+wheel: the card under the pointer stays there, the page itself keeps its size
    card = part(page, "s0")
    place = card.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    expect(share).not_to_have_text("100%")
    larger = size(page)
    assert 1 < larger <= 1.5
    after = card.bounding_box()
    assert after is not None
    assert abs(after["x"] + 20 * larger - place["x"] - 20) < 3
    assert abs(after["y"] + 20 * larger - place["y"] - 20) < 3
    for _ in range(12):
        page.mouse.wheel(0, 400)
    expect(share).to_have_text("40%")
    for _ in range(12):
        page.mouse.wheel(0, -400)
    expect(share).to_have_text("150%")
    page.keyboard.up("Control")
    assert page.evaluate("() => window.visualViewport.scale") == 1

    # without Ctrl the wheel scrolls
    before = tree.evaluate("it => it.scrollTop")
    page.mouse.wheel(0, 300)
    page.wait_for_function("top => document.querySelector('.tree').scrollTop > top", arg=before)
    expect(share).to_have_text("150%")

    # the background is dragged, and opens nothing
    x, y = tree.evaluate(FREE)
    start = tree.evaluate("it => [it.scrollLeft, it.scrollTop]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 100, steps=4)
    page.mouse.up()
    end = tree.evaluate("it => [it.scrollLeft, it.scrollTop]")
    assert [round(b - a) for a, b in zip(start, end, strict=True)] == [-60, 100]
    expect(page.get_by_role("dialog")).to_have_count(0)

    # 适应画布: as much of it as 40 % can show, its whole width
    zoom.get_by_role("button", name="适应画布").click()
    expect(share).to_have_text("40%")
    assert tree.evaluate("it => it.scrollWidth <= it.clientWidth + 1")
    zoom.get_by_role("button", name="恢复 100%").click()
    assert_accessible(page)

    # a step more among a hundred: the middle of five, its drawer included
    spent: list[float] = []
    work = work_of(page)
    for _ in range(5):
        page.get_by_role("button", name="在这里添加步骤").nth(1).click()
        kind = page.get_by_role("menuitem", name="审批", exact=True)
        expect(kind).to_be_focused()
        begun = work()
        kind.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        spent.append(work() - begun)
        done(page)
    expect(page.locator(".card")).to_have_count(105)
    assert sorted(spent)[2] < 0.3, spent


def test_item_15_the_head_of_a_chosen_department_and_a_formula_can_be_asked(
    visit: Visits, server: DemoServer
) -> None:
    page = visit("admin", designed(server, "heads", [task("a", "业务部门")], form="contract_sign"))
    part(page, "a").click()
    drawer = page.get_by_role("dialog")
    who = drawer.get_by_role("group", name="由谁办理")
    who.get_by_role("combobox", name="由谁办理").select_option(label="表单里部门的负责人")
    who.get_by_role("combobox", name="字段").select_option(label="业务部门")
    who.get_by_role("button", name="再加一类人").click()
    who.get_by_role("combobox", name="由谁办理").nth(1).select_option(label="公式")
    formula = who.get_by_role("textbox", name="公式")
    formula.click()
    page.keyboard.type('if "manager" in applicant.roles then "sunqian" else "zhoufa"')
    assert_accessible(page)
    done(page)
    expect(part(page, "a")).to_contain_text("“业务部门”的负责人")
    saved(page)
    policies = draft_of(server, "heads")[0]["node"]["assignment"]["policies"]
    assert policies[0] == {"kind": "department_field_head", "field": "business_department"}
    assert policies[1]["kind"] == "expression"
    assert "zhoufa" in policies[1]["feel"]
