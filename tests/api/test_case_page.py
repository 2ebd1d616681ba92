"""What the case page owes its reader: what changed and who changed it, who was quicker, who was spoken of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.api.browser import NOTE, OPINION, Site, problem

from banjie.api.views.jobs import advice
from banjie.messages import LOCALES
from banjie.services.viewer import Viewer

FOLLOWUPS = Path(__file__).parents[2] / "src/banjie/followups"


def changes(found: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [(one["path"], one["before_text"], one["after_text"], one["by"]) for one in found]


def entry(case: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(item for item in reversed(case["timeline"]) if item["kind"] == kind)


def test_a_value_changed_by_an_approver_is_told_old_and_new(site: Site) -> None:
    case = site.as_("wangli").start(amount="100")["id"]
    site.as_("zhaomin").decide(case, data={"amount": "90.5", "remark": "已还价"}).raise_for_status()
    seen = site.as_("wangli").get(f"/instances/{case}").json()
    expected = [("amount", "¥100.00", "¥90.50", "赵敏"), ("remark", "无", "已还价", "赵敏")]
    assert changes(seen["changes"]) == expected
    assert changes(entry(seen, "DataChanged")["changes"]) == expected


def test_filling_in_a_draft_is_no_change(site: Site) -> None:
    wangli = site.as_("wangli")
    case = wangli.start(send=False)["id"]
    for amount in ("11", "12"):
        wangli.request("PATCH", f"/instances/{case}", json={"data": {"title": "纸", "amount": amount}})
    wangli.post(f"/instances/{case}/submit", {"data": {"title": "纸", "amount": "13"}}).raise_for_status()
    assert wangli.get(f"/instances/{case}").json()["changes"] == []


def test_what_the_applicant_changed_after_a_return_is_told_without_the_hidden(site: Site) -> None:
    """The approver's step hides `secret`: neither its old nor its new value may come out through history."""
    wangli, zhaomin = site.as_("wangli"), site.as_("zhaomin")
    case = wangli.start(amount="10", secret="底价一")["id"]
    opinion = {"text": "单价偏高，请再谈"}
    zhaomin.decide(case, "return", to="start", opinion=opinion).raise_for_status()
    data = {"title": "纸", "amount": "8", "fixed": "不变", "secret": "底价二", "remark": "无"}
    wangli.post(f"/instances/{case}/submit", {"data": data}).raise_for_status()

    mine = wangli.get(f"/instances/{case}").json()
    assert changes(mine["changes"]) == [
        ("amount", "¥10.00", "¥8.00", "王丽"),
        ("secret", "底价一", "底价二", "王丽"),
    ]
    assert changes(entry(mine, "Submitted")["changes"]) == changes(mine["changes"])
    assert mine["since_last"] is None  # she is not asked

    answer = zhaomin.get(f"/instances/{case}")
    assert "底价" not in answer.text
    since = answer.json()["since_last"]
    assert (since["text"], since["opinion"]["text"]) == ("退回", "单价偏高，请再谈")
    assert changes(since["changes"]) == [("amount", "¥10.00", "¥8.00", "王丽")]
    assert site.as_("sunqian").get(f"/instances/{case}").json()["since_last"] is None  # a first time for her


def test_a_value_that_is_back_where_it_was_has_not_changed_since(site: Site) -> None:
    wangli, zhaomin = site.as_("wangli"), site.as_("zhaomin")
    case = wangli.start(amount="10")["id"]
    zhaomin.decide(case, "return", to="start").raise_for_status()
    for amount in ("8", "10"):
        data = {"title": "纸", "amount": amount, "fixed": "不变", "secret": "底价", "remark": "无"}
        wangli.post(f"/instances/{case}/submit", {"data": data}).raise_for_status()
        if amount == "8":
            wangli.post(f"/instances/{case}/withdraw", {}).raise_for_status()
    seen = zhaomin.get(f"/instances/{case}").json()
    assert [one["after_text"] for one in seen["changes"]] == ["¥8.00", "¥10.00"]
    assert seen["since_last"]["changes"] == []


def test_somebody_was_quicker_says_who_and_what(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    late = site.world.task(case, "sunqian")
    site.as_("zhaomin").decide(case, data={"remark": "好纸"}).raise_for_status()
    answer = site.as_("sunqian").post(f"/tasks/{late}/approve", {"opinion": OPINION})
    assert problem(answer, 409, "task_closed")["detail"] == "这项待办已由赵敏处理（同意）"


def test_also_where_the_applicant_was_quicker(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    late = site.world.task(case, "sunqian")
    site.as_("wangli").post(f"/instances/{case}/withdraw", {}).raise_for_status()
    answer = site.as_("sunqian").post(f"/tasks/{late}/approve", {"opinion": OPINION})
    assert problem(answer, 409, "task_closed")["detail"] == "这项待办已由王丽处理（撤回了申请）"


def test_who_is_spoken_of_is_told_but_nobody_gets_to_see_the_case_by_it(site: Site) -> None:
    case = site.as_("wangli").start(title="点名")["id"]
    mentions = ["wangli", "chenkefu", "wangli"]
    site.as_("zhaomin").decide(case, "reject", mentions=mentions).raise_for_status()

    def told(username: str) -> list[str]:
        notices = site.as_(username).get("/notices").json()["items"]
        return [one["text"] for one in notices if "审批意见中提到" in one["text"]]

    assert told("wangli") == ["赵敏在审批意见中提到了您：申请 点名"]
    assert told("chenkefu") == []
    problem(site.as_("chenkefu").get(f"/instances/{case}"), 404, "case_not_found")


def test_a_picture_given_with_an_opinion_is_shown_to_those_who_see_the_case(site: Site) -> None:
    zhaomin = site.as_("zhaomin")
    case = site.as_("wangli").start()["id"]
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 8
    mine = zhaomin.request("POST", "/files", files={"file": ("现场.png", picture)}).json()["id"]
    foreign = site.as_("hrlin").request("POST", "/files", files={"file": ("别人.png", picture)}).json()["id"]
    opinion = {"text": "见现场照片", "attachments": [mine, foreign, "none"]}
    zhaomin.decide(case, "reject", opinion=opinion).raise_for_status()
    shown = entry(site.as_("wangli").get(f"/instances/{case}").json(), "TaskDecided")["opinion"]
    assert [one["name"] for one in shown["attachments"]] == ["现场.png"]
    for username in (
        "wangli",
        "sunqian",
        "hrlin",
    ):  # the applicant, somebody asked, the process's administrator
        assert site.as_(username).get(f"/files/{mine}").content == picture
    problem(site.as_("chenkefu").get(f"/files/{mine}"), 404, "file_not_found")


def test_the_inbox_says_which_fields_a_step_must_fill_in(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    tasks = site.as_("zhaomin").get("/tasks").json()["items"]
    mine = next(task for task in tasks if task["instance_id"] == case)
    assert (mine["needs_form"], mine["needs"]) == (True, ["备注"])


CHOOSING = {
    "kind": "node",
    "node": {
        "kind": "userTask",
        "code": "chosen",
        "name": "自选审批",
        "assignment": {
            "policies": [
                {"kind": "applicant_choice", "range": [{"kind": "user", "users": ["sunqian", "zhoufa"]}]}
            ]
        },
    },
}


def test_the_preview_offers_whom_the_applicant_may_choose(site: Site) -> None:
    admin, wangli = site.as_("admin"), site.as_("wangli")
    definition = {"code": "choosing", "name": "自选", "form": "note", "steps": [CHOOSING]}
    admin.request("PUT", "/processes/choosing/draft", json={"definition": definition}).raise_for_status()
    admin.post("/processes/choosing/publish").raise_for_status()

    def preview(choices: dict[str, list[str]]) -> dict[str, Any]:
        answer = wangli.post("/processes/choosing/preview", {"data": NOTE, "choices": choices}).json()
        return next(step for step in answer["steps"] if step["node"] == "chosen")

    offered = preview({})["choose"]
    assert (offered["key"], offered["needed"]) == ("chosen", True)
    assert [one["name"] for one in offered["people"]] == ["孙倩", "周法"]
    assert [one["username"] for one in preview({"chosen": ["zhoufa"]})["people"]] == ["zhoufa"]
    started = wangli.post(
        "/instances",
        {"process": "choosing", "data": NOTE, "choices": {"chosen": ["zhoufa"]}, "submit": False},
    ).json()
    assert started["choices"] == {"chosen": ["zhoufa"]}
    wangli.post(f"/instances/{started['id']}/submit", {"data": NOTE}).raise_for_status()
    assert site.world.task(started["id"], "zhoufa")


def test_every_code_of_a_failed_delivery_has_a_sentence_of_its_own() -> None:
    """What a connector raises is known by its code; only what nobody foresaw reads as the unknown."""
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLLOWUPS.rglob("*.py"))
    codes = set(re.findall(r"(?:Permanent|Retryable|Uncertain|NotSentError)\(\s*\"([a-z_]+)\"", sources))
    assert {"crashed", "unreachable", "unresolved", "gone", "look_unclear"} <= codes
    codes |= {"http_404", "http_500", "http_422", "smtp_450", "smtp_554", "next_step_nobody_to_ask"}
    for locale in LOCALES:
        viewer = Viewer("wangli", locale)
        unknown = advice("RuntimeError: 0", viewer)
        assert [code for code in sorted(codes) if advice(f"{code}: detail", viewer) == unknown] == []
    assert advice("", Viewer("wangli", "en")) == ""
