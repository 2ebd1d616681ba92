"""The guides' pictures, in both languages, from the running demo: called by tools/screenshots.py.

Each picture is a function by the name of its guide; it opens a page and says what of it is to be seen.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import purchases  # noqa: E402 - the tests' hands fill in the form
from tests.browser.serving import Api, free_port  # noqa: E402

TARGET = ROOT / "docs/screenshots/guide"
LOCALES = {"zh": "zh-CN", "en": "en"}
MAX_HEIGHT = 640
TITLE = "三号工地水泥与瓷砖"
WAITING = "二号库补货"

Words = Callable[..., str]


def catalogue(language: str) -> Words:
    """`say("action.save")`: the interface's word in that language."""
    texts = json.loads((ROOT / f"web/src/shared/i18n/{LOCALES[language]}.json").read_text(encoding="utf-8"))
    for path in (ROOT / f"src/banjie/messages/{LOCALES[language]}").glob("*.json"):
        texts |= json.loads(path.read_text(encoding="utf-8"))

    def say(key: str, **values: object) -> str:
        found: str = texts[key]
        return re.sub(r"\{(\w+)\}", lambda hit: str(values.get(hit[1], hit[0])), found)

    return say


@dataclass
class Studio:
    """Where pictures are taken: a browser, the demo, a language, and what was arranged before."""

    browser: Browser
    base: str
    language: str
    say: Words
    closed: str
    dashboard: int

    def page(self, username: str, path: str, *, phone: bool = False, width: int = 1240) -> Page:
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": 390, "height": 780} if phone else {"width": width, "height": 760},
            is_mobile=phone,
            has_touch=phone,
            locale=LOCALES[self.language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        api = Api(self.base, username)
        cookies = [{"name": name, "value": value, "url": self.base} for name, value in api.cookies().items()]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        api.close()
        context.add_init_script(f"localStorage.setItem('locale', {json.dumps(LOCALES[self.language])})")
        page = context.new_page()
        page.goto(f"/m{path}" if phone else path)
        return page

    def button(self, within: Page | Locator, key: str) -> Locator:
        return within.get_by_role("button", name=self.say(key), exact=True)


Shot = tuple[Page, Locator | None]
"""The page and what is cut out of it; None is all of it."""


def start(studio: Studio) -> Shot:
    page = studio.page("wangli", "/start/purchase")
    expect(purchases.box(page, "标题")).to_be_visible()
    purchases.fill(page, TITLE)
    expect(page.get_by_role("complementary", name=studio.say("preview.title"))).to_contain_text("周法")
    page.keyboard.press("Escape")
    return page, page.locator("#main")


def decide(studio: Studio) -> Shot:
    page = studio.page("zhaomin", "/inbox")
    page.get_by_role("button", name=re.compile(WAITING)).first.click()
    expect(page.get_by_text(studio.say("case.whyMe")).first).to_be_visible()
    return page, page.locator("#main")


def closed(studio: Studio) -> Shot:
    page = studio.page("wangli", f"/cases/{studio.closed}")
    region = page.get_by_role("region", name=studio.say("case.followups"))
    region.scroll_into_view_if_needed()
    return page, page.locator("#main")


def phone(studio: Studio) -> Shot:
    page = studio.page("zhaomin", "/", phone=True)
    page.get_by_text(WAITING).first.click()
    expect(page.get_by_text(studio.say("case.whyMe")).first).to_be_visible()
    page.get_by_role("button", name=studio.say("action.approve"), exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page, None


def substitution(studio: Studio) -> Shot:
    page = studio.page("wangli", "/substitutions")
    studio.button(page, "substitution.add").click()
    return page, page.get_by_role("dialog")


def ledgers(studio: Studio) -> Shot:
    page = studio.page("admin", "/ledgers/purchase")
    expect(page.get_by_role("grid").get_by_role("row").nth(3)).to_be_visible()
    return page, page.locator("#main")


def views(studio: Studio) -> Shot:
    page = studio.page("admin", "/ledgers/spending")
    page.get_by_role("tab", name="按类别").click()
    expect(page.get_by_text("去上海").first).to_be_visible()
    return page, page.locator("#main")


def dashboards(studio: Studio) -> Shot:
    page = studio.page("admin", f"/dashboards/{studio.dashboard}")
    expect(page.locator(".chart svg").nth(1)).to_be_visible()
    return page, page.locator("#main > *").first


def imported(studio: Studio) -> Shot:
    page = studio.page("admin", "/ledgers/spending?view=all")
    studio.button(page, "import.open").click()
    dialog = page.get_by_role("dialog")
    sheet = "名称,类别,金额,日期\n去广州,差旅,1860.50,2026-11-20\n买墨盒,办公,二百,2026-11-21\n去深圳,差旅,990,2026-11-22\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "费用.csv"
        path.write_text(sheet, encoding="utf-8")
        dialog.locator("input[type=file]").set_input_files(path)
        studio.button(dialog, "import.check").click()
        expect(dialog.get_by_text(studio.say("import.faults")).first).to_be_visible()
    return page, page.get_by_role("dialog")


def rule_sheet(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/processes/promotion/sheet")
    expect(page.get_by_role("heading", name=studio.say("sheet.q1"))).to_be_visible()
    return page, page.locator("#main")


def form(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/forms/purchase", width=1360)
    expect(page.get_by_role("navigation", name=studio.say("designer.palette"))).to_be_visible()
    return page, page.locator("#main")


def formulas(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/forms/purchase", width=1360)
    page.locator("[data-path='amount'] .pick").first.click()
    settings = page.get_by_role("complementary", name=studio.say("designer.settings"))
    expect(
        settings.get_by_role("textbox", name=studio.say("designer.expression"), exact=True)
    ).to_be_visible()
    return page, page.locator("#main")


def flow(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/processes/purchase", width=1360)
    page.get_by_role("button", name=re.compile("部门经理审批")).first.click()
    return page, page.locator("#main")


def followups(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/processes/purchase", width=1360)
    page.get_by_role("button", name=re.compile("采购订单")).first.click()
    return page, page.locator("#main")


def publish(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/processes/leave", width=1360)
    studio.button(page, "designer.publish").click()
    return page, page.get_by_role("dialog")


def templates(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/templates")
    expect(page.locator("#main").get_by_role("link").first).to_be_visible()
    return page, page.locator("#main")


def setup(studio: Studio) -> Shot:
    return studio.page("admin", "/setup/people"), None


def people(studio: Studio) -> Shot:
    page = studio.page("admin", "/people")
    expect(page.get_by_text("孙倩").first).to_be_visible()
    return page, page.locator("#main")


def connections(studio: Studio) -> Shot:
    page = studio.page("admin", "/admin/connections")
    expect(page.locator("#main").get_by_role("button").nth(2)).to_be_visible()
    return page, page.locator("#main > *").first


def incidents(studio: Studio) -> Shot:
    page = studio.page("admin", "/incidents")
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible(timeout=90_000)
    return page, page.locator("#main > *").first


PICTURES: dict[str, Callable[[Studio], Shot]] = {
    "start": start,
    "decide": decide,
    "closed": closed,
    "phone": phone,
    "substitution": substitution,
    "ledgers": ledgers,
    "views": views,
    "dashboards": dashboards,
    "import": imported,
    "rule-sheet": rule_sheet,
    "form": form,
    "formulas": formulas,
    "flow": flow,
    "followups": followups,
    "publish": publish,
    "templates": templates,
    "setup": setup,
    "people": people,
    "connections": connections,
    "incidents": incidents,
}


@contextmanager
def arranged(base: str) -> Iterator[tuple[str, int]]:
    """A closed purchase, one that waits, a follow-up that fails, a ledger with a board and a dashboard."""
    apis = {name: Api(base, name) for name in ("wangli", "zhaomin", "sunqian", "zhoufa", "admin")}
    admin, buyer = apis["admin"], apis["wangli"]
    case = purchases.sent(buyer, TITLE)
    for name in ("zhaomin", "sunqian", "zhoufa"):
        purchases.approve(apis[name], case["id"])
    purchases.sent(buyer, WAITING, amount=860, changed=False)
    dashboard = spending(admin)
    hook = next(row for row in admin.get("/connectors") if row["name"] == "webhook")
    dead = {"url": f"http://127.0.0.1:{free_port()}/webhook", "allow_private": True}
    admin.call("PATCH", "/connectors/webhook", json=dead)
    failing = purchases.sent(buyer, "工地照明", amount=800, changed=False)
    purchases.approve(apis["zhaomin"], failing["id"])
    try:
        yield str(case["id"]), dashboard
    finally:
        admin.call("PATCH", "/connectors/webhook", json={"url": hook["url"], "allow_private": True})
        for api in apis.values():
            api.close()


def spending(admin: Api) -> int:
    """A small ledger of expenses with a board by kind, and a dashboard of it."""
    kinds = [
        {"value": value, "label": label} for value, label in (("t", "差旅"), ("o", "办公"), ("m", "招待"))
    ]
    fields: list[dict[str, Any]] = [
        {"code": "name", "label": "名称", "type": "text"},
        {"code": "kind", "label": "类别", "type": "select", "settings": {"options": kinds}},
        {"code": "owner", "label": "经办人", "type": "person"},
        {"code": "cost", "label": "金额", "type": "money"},
        {"code": "day", "label": "日期", "type": "date"},
    ]
    definition = {"code": "spending", "name": "费用台账", "kind": "ledger", "title": "name", "fields": fields}
    definition["columns"] = ["name", "kind", "owner", "cost", "day"]
    admin.call("PUT", "/forms/spending/draft", json={"definition": definition, "revision": 0})
    admin.post("/forms/spending/publish")
    people = ("wangli", "zhaomin", "sunqian", "liuyun")
    names = {
        "t": ("去上海", "去北京", "去杭州"),
        "o": ("买纸", "打印机", "办公桌"),
        "m": ("客户来访", "签约晚餐", "茶叶"),
    }
    for place in range(18):
        kind = "tom"[place % 3]
        values = {
            "name": names[kind][place % 9 // 3],
            "kind": kind,
            "owner": people[place % 4],
            "cost": f"{(place * 137) % 900 + 80}.50",
            "day": f"2026-{6 + place % 6:02}-{3 + place:02}",
        }
        admin.post("/forms/spending/records", {"values": values})
    board = {"kind": "kanban", "kanban": {"by": "kind", "card": ["owner", "cost", "day"], "sum": "cost"}}
    admin.post("/forms/spending/views", {"name": "按类别", "shared": True, "settings": board})
    card = {"form": "spending", "function": "sum", "field": "cost", "time": "day"}
    cards: list[dict[str, Any]] = [
        {**card, "id": "total", "kind": "number", "width": 4},
        {**card, "id": "count", "kind": "number", "width": 4, "function": "count", "field": ""},
        {**card, "id": "mean", "kind": "number", "width": 4, "function": "avg"},
        {**card, "id": "kinds", "kind": "bar", "by": "owner"},
        {**card, "id": "months", "kind": "line", "by": "day:month", "split": "kind"},
    ]
    made = admin.post("/dashboards", {"name": "费用一览", "cards": cards, "shared": True})
    return int(made["id"])


def shoot(browser: Browser, base: str, take: Callable[[Page, Path, FloatRect | None], None]) -> None:
    """All pictures in both languages."""
    with arranged(base) as (case, dashboard):
        for language in LOCALES:
            (TARGET / language).mkdir(parents=True, exist_ok=True)
            studio = Studio(browser, base, language, catalogue(language), case, dashboard)
            for name, picture in PICTURES.items():
                page, region = picture(studio)
                page.wait_for_timeout(600)  # what opens slides in
                take(page, TARGET / language / f"{name}.png", cut(region))
                page.context.close()


def cut(region: Locator | None) -> FloatRect | None:
    """What of the page is shown: the region as far as it is on the screen, not too tall to read beside work."""
    if region is None:
        return None
    found = region.bounding_box()
    assert found is not None
    top = max(0.0, found["y"])
    height = min(found["height"], MAX_HEIGHT, 760 - top)
    return {"x": found["x"], "y": top, "width": found["width"], "height": height}
