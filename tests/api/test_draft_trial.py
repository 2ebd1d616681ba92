"""A form being designed, tried before it is published: its state, and single expressions of it."""

from __future__ import annotations

from typing import Any

from tests.api.browser import Site

FORM: dict[str, Any] = {
    "code": "note",
    "name": "便条",
    "fields": [
        {"code": "price", "label": "单价", "type": "money"},
        {"code": "qty", "label": "数量", "type": "number"},
        {"code": "worth", "label": "总价", "type": "formula",
         "settings": {"result": "money", "expression": "price * qty"}},
        {"code": "why", "label": "原因", "type": "text", "visible_when": "worth > 100"},
        {"code": "lines", "label": "明细", "type": "subtable", "fields": [{"code": "n", "label": "个数", "type": "number"}]},
    ],
}  # fmt: skip


def tried(site: Site, expression: str, table: str = "", **values: Any) -> dict[str, Any]:
    body = {"expression": expression, "table": table, "values": values, "definition": FORM}
    answer = site.as_("admin").post("/forms/note/expression", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_expression_of_a_draft_with_sample_values(site: Site) -> None:
    assert tried(site, "worth + 1", price="12.50", qty="4") == {
        "kind": "text", "text": "51", "message": None, "position": None
    }  # fmt: skip
    assert tried(site, "qty > 3", qty=4)["kind"] == "boolean"
    assert tried(site, "sum(lines.n)", lines=[{"n": 1}, {"n": 2}])["text"] == "3"
    assert tried(site, "n * qty", "lines", qty=3, lines=[{"n": 2}, {"n": 5}])["text"] == "6"
    assert tried(site, "price * 2")["kind"] == "null"


def test_a_fault_is_said_in_chinese_with_its_place(site: Site) -> None:
    assert tried(site, "price *")["message"] == "公式没写完"
    wrong = tried(site, "price + gone")
    assert wrong["message"] == "没有“gone”这个字段，可能已被删除"
    assert wrong["position"] == len("price + ")
    assert tried(site, "price，qty")["message"] == "“，”是全角符号，请改成“,”"


def test_the_state_of_a_draft_nobody_published(site: Site) -> None:
    def state(**more: Any) -> dict[str, Any]:
        values = {"price": "60", "qty": 2, "why": "贵", "lines": [{"n": 5}]}
        answer = site.as_("admin").post(
            "/forms/note/draft/evaluate", {"values": values, "definition": FORM, **more}
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    assert state()["values"]["worth"] == "120.00"
    assert state()["visible"]["why"] is True
    seen = state(access={"price": "hidden", "qty": "required", "why": "read"})
    assert seen["visible"]["price"] is False
    assert seen["readonly"]["why"] is True
    assert seen["values"]["why"] == "贵"
    assert [row["n"] for row in seen["values"]["lines"]] == ["5"]
    assert "price" not in seen["values"]


def test_why_an_expression_cannot_be_read_is_said_in_the_findings_too(site: Site) -> None:
    broken = {**FORM, "title": "price *"}
    found = site.as_("admin").post("/forms/note/check", {"definition": broken}).json()["findings"]
    assert any("公式没写完" in item["message"] for item in found)
