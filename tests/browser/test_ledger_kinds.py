"""Views that are no grid: a board, a calendar, a gallery, at the desk and on the phone."""

from __future__ import annotations

import os
import re
import struct
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.ledgers import add
from tests.browser.serving import Api, DemoServer
from tests.browser.watching import Visits, assert_accessible, eventually

STATES = ["待处理", "进行中", "已完成"]
FIELDS: list[dict[str, Any]] = [
    {"code": "name", "label": "任务", "type": "text", "required": True},
    {"code": "state", "label": "状态", "type": "select", "settings": {"options": STATES},
     "check": "state != \"已完成\" or cost != null", "check_message": "先填费用，才能完成"},
    {"code": "owner", "label": "负责人", "type": "person"},
    {"code": "cost", "label": "费用", "type": "money"},
    {"code": "begins", "label": "开始", "type": "date"},
    {"code": "ends", "label": "结束", "type": "date"},
    {"code": "photo", "label": "照片", "type": "image"},
]  # fmt: skip
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
# Days of one week, whichever weekday it is: what is dragged stays on the page.
MONDAY = TODAY - timedelta(days=TODAY.weekday())


def publish(server: DemoServer, code: str, name: str, **more: Any) -> Api:
    admin = server.api("admin")
    definition = {"code": code, "name": name, "kind": "ledger", "title": "name", "fields": FIELDS, "columns": ["name", "owner", "cost"], **more}  # fmt: skip
    admin.call("PUT", f"/forms/{code}/draft", json={"definition": definition, "revision": 0})
    admin.post(f"/forms/{code}/publish")
    return admin


def view(api: Api, form: str, name: str, **settings: Any) -> str:
    made = api.post(f"/forms/{form}/views", {"name": name, "shared": True, "settings": settings})
    return f"/ledgers/{form}?view={made['id']}"


def lane(page: Page, label: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{label}，"))


def card(within: Page | Locator, title: str) -> Locator:
    page = within.page if isinstance(within, Locator) else within
    return within.get_by_role("article").filter(has=page.get_by_role("button", name=title, exact=True))


def shot(page: Page, name: str) -> None:
    """Kept where BANJIE_SHOTS says so, to be looked at."""
    if folder := os.environ.get("BANJIE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def png(red: int, green: int, blue: int) -> bytes:
    """A picture of one colour, 320 by 240."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = (b"\0" + bytes((red, green, blue)) * 320) * 240
    head = struct.pack(">IIBBBBB", 320, 240, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def test_a_board_is_made_by_choosing_and_its_cards_move(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "tasks_a", "任务板")
    for number in range(1, 26):
        add(admin, "tasks_a", name=f"任务{number:02}", state="待处理", owner="wangli", cost="10")
    add(admin, "tasks_a", name="没有费用", state="进行中")
    page = visit("admin", "/ledgers/tasks_a")
    page.get_by_role("button", name="新建视图").click()
    dialog = page.get_by_role("dialog", name="新建视图")
    dialog.get_by_label("视图名称").fill("看进度")
    dialog.get_by_role("radio", name="看板").check()
    dialog.get_by_label("每列求和").select_option(label="费用")
    assert_accessible(page)
    shot(page, "kind-dialog")
    dialog.get_by_role("button", name="保存").click()
    expect(lane(page, "待处理")).to_contain_text("¥250.00")
    expect(lane(page, "待处理").get_by_role("article")).to_have_count(20)  # a page, not all of them
    lane(page, "待处理").get_by_role("button", name="加载更多").click()
    expect(lane(page, "待处理").get_by_role("article")).to_have_count(25)
    expect(card(lane(page, "待处理"), "任务25")).to_contain_text("王丽")
    assert_accessible(page)
    shot(page, "kanban")

    card(page, "任务25").drag_to(lane(page, "进行中"))
    expect(card(lane(page, "进行中"), "任务25")).to_be_visible()
    expect(page.get_by_role("region", name="进行中，2 条")).to_be_visible()
    eventually(page, lambda: state_of(admin, "任务25") == "进行中", "written")
    page.locator("body").press("Control+z")
    expect(card(lane(page, "待处理"), "任务25")).to_be_visible()
    eventually(page, lambda: state_of(admin, "任务25") == "待处理", "taken back")

    # By the keys, to a column that the form refuses: the card goes back and says why.
    menu_of(page, "没有费用").press("Enter")
    page.get_by_role("menuitemcheckbox", name="已完成").press("Enter")
    expect(card(lane(page, "进行中"), "没有费用").get_by_role("alert")).to_have_text("先填费用，才能完成")
    menu_of(page, "任务24").press("Enter")
    page.get_by_role("menuitemcheckbox", name="已完成").press("Enter")
    expect(card(lane(page, "已完成"), "任务24")).to_be_visible()
    eventually(page, lambda: state_of(admin, "任务24") == "已完成", "written")
    page.get_by_role("button", name="撤销").click()
    expect(card(lane(page, "待处理"), "任务24")).to_be_visible()

    card(page, "任务24").get_by_role("button", name="任务24", exact=True).click()
    expect(page.get_by_role("dialog", name="任务24")).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    expect(lane(page, "待处理")).to_be_visible()  # the view keeps what it is

    page.get_by_role("button", name="视图“看进度”的操作").click()
    page.get_by_role("menuitem", name="视图设置").click()
    dialog = page.get_by_role("dialog", name="修改视图")
    dialog.get_by_role("radio", name="画册").check()
    dialog.get_by_role("button", name="保存").click()
    expect(lane(page, "待处理")).to_have_count(0)
    expect(card(page, "任务25")).to_be_visible()


def state_of(api: Api, title: str) -> str:
    found = api.get("/forms/tasks_a/records", q=title)["items"]
    return str(found[0]["values"]["state"])


def menu_of(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"移动“{title}”")


def test_somebody_was_quicker_and_the_board_says_so(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "tasks_b", "抢先")
    made = add(admin, "tasks_b", name="两人都动", state="待处理", cost="1")
    page = visit("admin", view(admin, "tasks_b", "板", kind="kanban", kanban={"by": "state"}))
    expect(card(lane(page, "待处理"), "两人都动")).to_be_visible()
    admin.call("PATCH", f"/forms/tasks_b/records/{made['id']}", json={"values": {**made["values"], "state": "进行中"}})  # fmt: skip
    menu_of(page, "两人都动").click()
    page.get_by_role("menuitemcheckbox", name="已完成").click()
    expect(card(lane(page, "进行中"), "两人都动").get_by_role("alert")).to_contain_text("别人刚改过")


def test_who_may_only_read_sees_why_nothing_moves(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "tasks_c", "只看", viewers=[{"kind": "role", "role": "finance_director"}])
    add(admin, "tasks_c", name="看看", state="待处理", begins=str(TODAY))
    board = view(admin, "tasks_c", "板", kind="kanban", kanban={"by": "state"})
    page = visit("sunqian", board)
    expect(card(page, "看看")).to_be_visible()
    expect(page.get_by_text("您只能查看这个台账，不能拖动")).to_be_visible()
    expect(card(page, "看看")).to_have_attribute("draggable", "false")
    expect(page.get_by_role("button", name="移动“看看”")).to_have_count(0)


def test_a_calendar_shows_days_and_moves_records(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "tasks_d", "日程")
    trip = add(admin, "tasks_d", name="出差", begins=str(MONDAY), ends=str(MONDAY + timedelta(days=2)))
    for number in range(1, 7):
        add(admin, "tasks_d", name=f"会议{number}", begins=str(MONDAY + timedelta(days=4)))
    add(admin, "tasks_d", name="没有日期")
    settings = {"kind": "calendar", "calendar": {"start": "begins", "end": "ends"},
        "colours": [{"colour": "red", "name": "要紧", "when": '{"j":"and","r":[["name","=","出差"]]}'}]}  # fmt: skip
    page = visit("admin", view(admin, "tasks_d", "日历", **settings))
    bar = page.get_by_role("button", name=re.compile("^出差，要紧"))
    expect(bar).to_be_visible()
    friday = page.locator(f"[data-day='{MONDAY + timedelta(days=4)}']")
    assert_accessible(page)
    shot(page, "calendar")
    friday.get_by_role("button", name="还有 3 条").or_(friday.locator(".more")).click()
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(6)
    page.keyboard.press("Escape")

    bar.drag_to(
        page.locator(f"[data-day='{MONDAY + timedelta(days=3)}'] .n"), source_position={"x": 10, "y": 8}
    )
    moved = {"begins": str(MONDAY + timedelta(days=3)), "ends": str(MONDAY + timedelta(days=5))}
    eventually(page, lambda: days_of(admin, trip) == moved, "both days moved")
    page.get_by_role("button", name="撤销").click()
    eventually(page, lambda: days_of(admin, trip)["begins"] == str(MONDAY), "taken back")
    bar.focus()
    page.keyboard.press("Shift+ArrowRight")
    eventually(page, lambda: days_of(admin, trip)["begins"] == str(MONDAY + timedelta(days=1)), "by the keys")
    bar.press("m")
    dialog = page.get_by_role("dialog", name="移动“出差”")
    dialog.get_by_label("新的开始").fill(str(MONDAY))
    assert_accessible(page)
    dialog.get_by_role("button", name="移到…").click()
    eventually(page, lambda: days_of(admin, trip)["begins"] == str(MONDAY), "by a date")

    page.get_by_role("button", name="周", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^会议"))).to_have_count(6)
    page.get_by_role("button", name="下一周").click()
    expect(page.get_by_role("button", name=re.compile("^会议"))).to_have_count(0)
    page.get_by_role("button", name="今天").click()
    bar.click()
    expect(page.get_by_role("dialog", name="出差")).to_be_visible()


def days_of(api: Api, record: dict[str, Any]) -> dict[str, str]:
    values = api.get(f"/forms/tasks_d/records/{record['id']}")["values"]
    return {code: values[code] for code in ("begins", "ends")}


def test_a_gallery_shows_first_pictures(visit: Visits, server: DemoServer) -> None:
    admin = publish(server, "tasks_e", "物件")
    for name, colour in (("红", (217, 69, 63)), ("绿", (44, 154, 75))):
        file = admin.upload(f"{name}.png", png(*colour), "image/png")
        add(admin, "tasks_e", name=name, photo=[file], cost="5", state="待处理")
    add(admin, "tasks_e", name="无图", state="进行中")
    address = view(admin, "tasks_e", "画册", kind="gallery", gallery={"picture": "photo", "card": ["cost"]},
        filter='{"j":"and","r":[["state","=","待处理"]]}')  # fmt: skip
    page = visit("admin", address)
    expect(page.get_by_role("article")).to_have_count(2)  # the view's filter holds
    picture = card(page, "红").locator("img")
    eventually(
        page, lambda: picture.evaluate("img => img.complete && img.naturalWidth") == 320, "the picture"
    )
    expect(card(page, "红")).to_contain_text("¥5.00")
    assert_accessible(page)
    shot(page, "gallery")
    card(page, "红").get_by_role("button", name="红", exact=True).click()
    expect(page.get_by_role("dialog", name="红")).to_be_visible()


@pytest.mark.parametrize("kind", ["kanban", "calendar", "gallery"])
def test_on_the_phone(visit: Visits, server: DemoServer, kind: str) -> None:
    code = f"phone_{kind}"
    admin = publish(server, code, "随身")
    for number, state in enumerate(STATES):
        add(admin, code, name=f"手机{number}", state=state, cost="3", begins=str(TODAY))
    settings = {"kanban": {"by": "state", "card": ["cost"]}, "calendar": {"start": "begins"}, "gallery": {"card": ["state"]}}  # fmt: skip
    address = view(admin, code, "随身看", kind=kind, **{kind: settings[kind]})
    page = visit("admin", f"/ledgers/{code}", phone=True)
    expect(page.get_by_role("combobox", name="视图")).to_have_value("all")
    page.get_by_role("combobox", name="视图").select_option(address.partition("=")[2])
    if kind == "kanban":
        expect(card(lane(page, "待处理"), "手机0")).to_be_visible()
        menu_of(page, "手机0").click()
        page.get_by_role("menuitemcheckbox", name="进行中").click()
        expect(card(lane(page, "进行中"), "手机0")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") == 390  # the board scrolls, not the page
    elif kind == "calendar":
        expect(page.get_by_role("listitem")).to_have_count(3)
        page.locator(f"[data-day='{MONDAY + timedelta(days=(TODAY.weekday() + 1) % 7)}'] button").click()
        expect(page.get_by_text("这一天没有记录")).to_be_visible()
        page.get_by_role("button", name="今天").click()
        page.get_by_role("button", name="手机1", exact=True).click()
        expect(page.get_by_role("dialog", name="手机1")).to_be_visible()
        page.get_by_role("button", name="关闭").click()
    else:
        expect(page.get_by_role("article")).to_have_count(3)
    assert_accessible(page)
    shot(page, f"phone-{kind}")
    page.reload()
    expect(page.get_by_role("combobox", name="视图")).to_have_value(address.partition("=")[2])
