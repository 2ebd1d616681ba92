"""Exports over HTTP: which columns and rows, at once or later, and the way to the file."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook
from tests.api.browser import Person, Site, problem

from banjie.api.routes import exports as routes
from banjie.services import exports


@pytest.fixture
def admin(site: Site) -> Person:
    person = site.as_("admin")
    if not person.get("/forms/goods/records").json()["items"]:
        for name, price in (("铅笔", "1.50"), ("钢笔", "30"), ("橡皮", "2")):
            assert person.post("/forms/goods/records", {"values": {"name": name, "price": price}}).is_success
    return person


def lines(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet(answer: httpx.Response) -> list[list[Any]]:
    assert answer.status_code == 200, answer.text
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_columns_and_search_are_those_that_were_asked_for(admin: Person) -> None:
    asked = "/forms/goods/records/export?q=笔&sort=price&fields=price,created_by,name"
    assert lines(admin.get(f"{asked}&format=csv")) == [
        ["单价", "创建人", "名称"], ["1.50", "管理员", "铅笔"], ["30.00", "管理员", "钢笔"],
    ]  # fmt: skip
    assert sheet(admin.get(asked)) == [
        ["单价", "创建人", "名称"], [1.5, "管理员", "铅笔"], [30.0, "管理员", "钢笔"],
    ]  # fmt: skip


def test_without_a_choice_the_file_has_every_column(admin: Person) -> None:
    found = lines(admin.get("/forms/goods/records/export?format=csv"))
    assert found[0] == ["名称", "单价", "编号", "状态", "创建人", "创建时间"]
    assert len(found) == 4


def test_an_unknown_column_is_named_at_its_field(admin: Person) -> None:
    for answer in (
        admin.get("/forms/goods/records/export?fields=name,nothing"),
        admin.post("/forms/goods/exports", {"fields": ["name", "nothing"]}),
    ):
        found = problem(answer, 400, "bad_columns")
        assert [(one["field"], one["message"]) for one in found["errors"]] == [
            ("fields", "没有“nothing”这一列")
        ]


def test_a_short_export_is_answered_with_its_address(admin: Person) -> None:
    asked = {"format": "csv", "filter": "price > 1.6", "sort": "-price", "q": "", "fields": ["name"]}
    answer = admin.post("/forms/goods/exports", asked)
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["state"], answer.json()["rows"]) == (None, "done", 2)
    assert lines(admin.get(answer.json()["address"])) == [["名称"], ["钢笔"], ["橡皮"]]


def test_a_long_one_is_made_in_the_background_and_its_notice_has_the_file(
    site: Site, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE_MOST", 2)
    answer = admin.post("/forms/goods/exports", {"format": "xlsx", "sort": "price"})
    assert answer.status_code == 202
    asked = answer.json()
    assert (asked["state"], asked["rows"], asked["address"]) == ("working", 3, None)
    exports.run(site.world.runtime, f"export:{asked['id']}", "test")
    done = admin.get(f"/exports/{asked['id']}").json()
    assert (done["state"], done["address"]) == ("done", f"/api/v1/files/{asked['id']}")
    assert [row[0] for row in sheet(admin.get(done["address"]))] == ["名称", "铅笔", "橡皮", "钢笔"]
    notice = admin.get("/notices").json()["items"][0]
    assert (notice["text"], notice["file_id"], notice["form"], notice["instance_id"]) == (
        "货品 已导出：3 行", asked["id"], "goods", None,
    )  # fmt: skip
    problem(site.as_("wangli").get(done["address"]), 404, "file_not_found")


def test_what_would_take_too_long_while_waiting_is_refused_with_a_way_out(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST", 2)
    found = problem(admin.get("/forms/goods/records/export"), 400, "export_too_long")
    assert "后台导出" in found["detail"]
