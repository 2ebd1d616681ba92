"""Files over HTTP: from the upload to the records, and from the upload to the people."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote

from python_calamine import CalamineWorkbook
from tests.api.browser import Person, Site, problem
from tests.services.imports.workbooks import workbook

from banjie.services.imports import records


def upload(person: Person, content: bytes, name: str = "货品.xlsx") -> str:
    answer = person.request("POST", "/files", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def brought(site: Site, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    answer = person.post("/forms/goods/imports", body)
    assert answer.status_code == 202, answer.text
    asked = answer.json()
    assert (asked["state"], asked["total"]) == ("working", 0)
    records.run(site.world.runtime, f"import:{asked['id']}", "test")
    found: dict[str, Any] = person.get(f"/imports/{asked['id']}").json()
    return found


def test_from_the_template_to_the_records(site: Site) -> None:
    admin = site.as_("admin")
    answer = admin.get("/forms/goods/imports/template")
    assert unquote(answer.headers["content-disposition"]).endswith("''货品-导入模板.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.get_sheet_by_index(0).to_python() == [["名称*", "单价"]]
    file = upload(admin, workbook(["货品清单"], ["名称*", "单价", "颜色"], ["墨水", 3], [None, "很贵"]))
    look = admin.post("/forms/goods/imports/look", {"file": file}).json()
    assert (look["head"], look["rows"], [one["field"] for one in look["columns"]]) == (
        2,
        2,
        ["name", "price", None],
    )
    assert look["columns"][0] == {
        "index": 0, "letter": "A", "label": "名称*", "samples": ["墨水"], "field": "name", "closed": "",
    }  # fmt: skip
    asked = {"file": file, "columns": [{"index": 0, "field": "name"}, {"index": 1, "field": "price"}]}
    checked = brought(site, admin, {**asked, "check": True})
    assert (checked["state"], checked["check"], checked["wrote"]) == ("done", True, False)
    assert (checked["new"], checked["faulty"]) == (1, 1)
    assert checked["rows"][0] == {
        "row": 3,
        "state": "new",
        "cells": {"name": "墨水", "price": "¥3.00"},
        "faults": {},
    }
    assert checked["faults"] == [
        {"row": 4, "column": "A", "label": "名称", "message": "请填写名称"},
        {"row": 4, "column": "B", "label": "单价", "message": "单价请填写数字"},
    ]
    assert admin.get(checked["address"]).status_code == 200
    assert brought(site, admin, asked)["wrote"] is False
    done = brought(site, admin, {**asked, "skip": True})
    assert (done["wrote"], done["new"], done["faulty"]) == (True, 1, 1)
    found = admin.get("/forms/goods/records?q=墨水").json()["items"]
    assert [one["values"]["price"] for one in found] == ["3.00"]
    notice = admin.get("/notices").json()["items"][0]
    assert (notice["text"], notice["file_id"]) == (
        "货品 已导入：新增 1 行，更新 0 行，1 行有问题没有导入", done["id"],
    )  # fmt: skip
    problem(site.as_("wangli").get(f"/imports/{done['id']}"), 404, "import_not_found")
    problem(site.as_("wangli").get(done["address"]), 404, "file_not_found")
    assert admin.get(f"/jobs/import:{done['id']}").status_code == 404


def test_what_cannot_be_said_in_words(site: Site) -> None:
    admin = site.as_("admin")
    file = upload(admin, workbook(["名称"], ["墨水"]))
    found = problem(
        admin.post("/forms/goods/imports", {"file": file, "columns": [{"index": 0, "field": "nothing"}]}),
        400,
        "import_columns",
    )
    assert [one["message"] for one in found["errors"]] == ["表单里没有“nothing”这个字段"]
    problem(admin.post("/forms/goods/imports/look", {"file": "nothing"}), 404, "file_not_found")
    text = upload(admin, b"no \xff workbook", "a.txt")
    problem(admin.post("/forms/goods/imports/look", {"file": text}), 422, "no_sheet")


def test_from_a_list_to_people_with_passwords(site: Site) -> None:
    admin = site.as_("admin")
    file = upload(
        admin,
        workbook(["姓名", "账号", "部门"], ["陈东", "chendong", "采购部/华东"], ["王莉", "wangli", None]),
    )
    look = admin.post("/people-imports/look", {"file": file}).json()
    assert (look["created"], look["changed"], look["unchanged"], look["faulty"]) == (1, 1, 0, 0)
    assert look["people"][1]["changes"] == [{"column": "姓名", "old": "王丽", "new": "王莉"}]
    assert [one["path"].rpartition(" / ")[2] for one in look["departments"]] == ["华东"]
    done = admin.post("/people-imports", {"file": file}).json()
    assert [(one["username"], one["name"]) for one in done["created"]] == [("chendong", "陈东")]
    assert (done["changed"], done["departments"]) == (1, 1)
    password = {"username": "chendong", "password": done["created"][0]["password"]}
    assert site.as_("").post("/session", password).is_success
    bad = upload(admin, workbook(["姓名", "账号", "手机"], ["坏", "bad", "1"]))
    row = admin.post("/people-imports/look", {"file": bad}).json()["people"][0]
    assert row["errors"] == [
        {"field": "mobile", "message": "手机号“1”不对，应为 11 位数字", "code": "people_import.mobile"}
    ]
    problem(admin.post("/people-imports", {"file": bad}), 422, "people_import_faulty")
    restored = upload(admin, workbook(["姓名", "账号"], ["王丽", "wangli"]))
    assert admin.post("/people-imports", {"file": restored}).is_success
