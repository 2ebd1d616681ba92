"""Whatever is sent, the answer is a problem document in the reader's language; never a stack trace, never a 500."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import OperationalError
from tests.api.browser import NOTE, OPINION, Site, problem

from banjie.services import followup_lists

NUL = "\x00"
HUGE = 2**70


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("zh-CN", "请求内容有误"),
        ("en", "The request"),
        ("en-GB;q=0.8", "The request"),
        ("ja", "请求内容有误"),
    ],
)
def test_a_malformed_body_is_a_problem_in_the_readers_language(site: Site, language: str, title: str) -> None:
    answer = site.as_("wangli").request(
        "POST",
        "/instances",
        content=b'{"process": ',
        headers={"accept-language": language, "content-type": "application/json"},
    )
    assert problem(answer, 400, "invalid_body")["title"].startswith(title)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"process": "note", "data": {}, "colour": "red"}, ""),
        ({"process": 3, "data": {}}, "process"),
        ({"process": "note", "data": []}, "data"),
        ({"process": "note"}, ""),
        ({"process": "note", "data": {}, "submit": "yes"}, "submit"),
        ([], ""),
        (None, ""),
        ("text", ""),
    ],
)
def test_a_body_of_the_wrong_shape_names_the_place(site: Site, body: Any, field: str) -> None:
    found = problem(site.as_("wangli").request("POST", "/instances", json=body), 400, "invalid_body")
    if field:
        assert [item["field"] for item in found["errors"]] == [field]
        assert field in found["errors"][0]["message"] or found["errors"][0]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "not_found"),
        ("DELETE", "/me", None, 405, "method_not_allowed"),
        ("GET", "/forms/nothing", None, 404, "form_not_found"),
        ("GET", "/processes/nothing", None, 404, "process_not_found"),
        ("GET", "/instances?cursor=nonsense", None, 400, "bad_cursor"),
        ("GET", "/instances?cursor=%E6%94%BF", None, 400, "bad_cursor"),
        ("GET", "/instances?limit=many", None, 400, "invalid_body"),
        ("GET", "/forms/note/records/abc", None, 404, "not_found"),
        ("POST", "/instances/nothing/burn", {}, 404, "not_found"),
        ("POST", "/tasks/nothing/approve", {"opinion": OPINION}, 404, "task_not_found"),
        ("POST", "/instances", {"process": "nothing", "data": {}}, 404, "process_not_found"),
        ("POST", "/instances", {"process": "note", "data": {}}, 422, "invalid_form"),
        ("POST", "/instances", {"process": "note", "data": {"colour": 3}}, 422, "invalid_form"),
        ("GET", "/forms/goods/records?filter=colour%20%3D%203", None, 400, "bad_filter"),
        ("GET", "/forms/goods/records?filter=price%20%3D%20", None, 400, "bad_filter"),
        ("GET", "/forms/goods/records?sort=colour", None, 400, "bad_sort"),
        ("GET", "/forms/goods/records?cursor=nonsense", None, 400, "bad_cursor"),
    ],
)
def test_every_refusal_is_a_problem_with_words(
    site: Site, method: str, path: str, body: Any, status: int, code: str
) -> None:
    found = problem(site.as_("admin").request(method, path, json=body), status, code)
    assert "{" not in found["title"], found["title"]


def test_a_filter_that_cannot_be_read_names_the_position(site: Site) -> None:
    admin = site.as_("admin")
    chinese = problem(admin.get("/forms/goods/records?filter=price%20%3E%20%3E"), 400, "bad_filter")
    english = problem(
        admin.get("/forms/goods/records?filter=price%20%3E%20%3E", headers={"accept-language": "en"}),
        400,
        "bad_filter",
    )
    assert "9" in chinese["title"]
    assert "9" in english["title"]
    assert chinese["title"] != english["title"]


HOSTILE: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/instances/%00", None),
    ("GET", "/instances/%F0%9F%98%80", None),
    ("GET", "/tasks/%00", None),
    ("GET", "/tasks/a.%00", None),
    ("POST", "/tasks/%00.1/approve", {"opinion": OPINION}),
    ("POST", "/instances/%00/remind", {}),
    ("GET", "/files/%00", None),
    ("GET", "/jobs/%00", None),
    ("GET", "/jobs?state=%00", None),
    ("GET", "/forms/%00", None),
    ("GET", "/processes/%00", None),
    ("GET", "/instances?q=%00", None),
    ("GET", "/instances?process=%00", None),
    ("GET", "/instances?status=%00&role=all", None),
    ("GET", "/users?q=%00", None),
    ("GET", f"/forms/goods/records/{HUGE}", None),
    ("GET", "/forms/goods/records?q=%00", None),
    ("GET", "/forms/goods/records?filter=name%20%3D%20%22%00%22", None),
    ("GET", f"/forms/goods/records?filter=id%20%3D%20{HUGE}", None),
    ("GET", f"/forms/goods/records?filter=price%20%3D%20{HUGE}{HUGE}{HUGE}", None),
    ("GET", f"/instances?limit={HUGE}", None),
    ("GET", "/instances?cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiYSJd", None),
    ("GET", "/instances?cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsIlx1MDAwMCJd", None),
    ("GET", "/tasks?cursor=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwiYSJd", None),
    ("GET", "/notices?before=-1", None),
    ("GET", f"/notices?before={HUGE}", None),
    ("DELETE", f"/substitutions/{HUGE}", None),
    ("POST", "/session", {"username": f"a{NUL}", "password": "x"}),
    ("POST", "/session", {"username": "u" * 100_000, "password": "p" * 100_000}),
    ("PATCH", "/me", {"locale": NUL}),
    ("PATCH", "/connectors/x%00", {"url": NUL}),
    ("PATCH", "/connectors/crm", {"url": NUL, "settings": {"a": NUL}}),
    ("PATCH", "/connectors/" + "n" * 300, {"url": "http://x"}),
    (
        "POST",
        "/substitutions",
        {"substitute": NUL, "starts": "2030-01-01T00:00:00Z", "ends": "2031-01-01T00:00:00Z"},
    ),
    (
        "POST",
        "/substitutions",
        {"substitute": "zhoufa", "starts": "2030-01-01T00:00:00", "ends": "2031-01-01T00:00:00"},
    ),
    (
        "POST",
        "/substitutions",
        {
            "substitute": "zhoufa",
            "starts": "2030-01-01T00:00:00Z",
            "ends": "2031-01-01T00:00:00Z",
            "process": NUL,
        },
    ),
    (
        "POST",
        "/substitutions",
        {
            "substitute": "zhoufa",
            "starts": "2030-01-01T00:00:00Z",
            "ends": "2031-01-01T00:00:00Z",
            "process": "p" * 300,
        },
    ),
    ("POST", "/instances", {"process": f"note{NUL}", "data": {}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "title": f"a{NUL}b"}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "title": "a" * 100_000}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "amount": "1e400"}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "amount": HUGE}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "amount": [1]}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "goods": HUGE}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "goods": -1}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "goods": {"id": 1}}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "files": [NUL]}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "files": "x"}}),
    ("POST", "/instances", {"process": "note", "data": {**NOTE, "files": [["x"]]}}),
    ("POST", "/instances", {"process": "note", "data": NOTE, "choices": {"check": [NUL]}, "submit": False}),
    ("POST", "/instances", {"process": "note", "data": NOTE, "choices": {NUL: {"a": NUL}}, "submit": False}),
    ("POST", "/forms/note/evaluate", {"values": {"title": NUL, NUL: 1}, "changed": NUL}),
    ("POST", "/forms/note/evaluate", {"values": {}, "task": NUL}),
    ("POST", "/forms/note/evaluate", {"values": {}, "instance": NUL}),
    ("POST", "/forms/note/evaluate", {"values": {}, "record": HUGE}),
    ("POST", "/forms/note/evaluate", {"values": {}, "process": NUL}),
    ("POST", "/forms/goods/records", {"values": {"name": f"a{NUL}", "price": "NaN"}}),
    ("POST", "/forms/goods/records", {"values": {"name": "a", "price": "Infinity"}}),
    ("PUT", "/forms/x%00/draft", {"definition": {"code": f"x{NUL}", "name": NUL, "fields": []}}),
    ("PUT", "/forms/x/draft", {"definition": {"code": "x", "name": NUL, "fields": []}, "revision": HUGE}),
    ("PUT", "/processes/x/draft", {"definition": {"code": "x", "name": NUL}, "revision": -1}),
    ("PUT", "/processes/note/draft", {"name": NUL, "revision": 0}),
    ("PUT", "/processes/note/draft", {"steps": [{"kind": "node"}], "revision": 0}),
    ("POST", "/processes/note/preview", {"data": {"title": NUL, "goods": HUGE}, "choices": {"check": [NUL]}}),
    ("POST", "/tasks/batch", {"command": "approve", "ids": [NUL, "x", "x.y"], "opinion": {"text": NUL}}),
)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_input_is_answered_not_fallen_over(site: Site, number: int) -> None:
    """NUL bytes, numbers beyond 64 bits, lists for texts: on both databases the same kind of answer."""
    method, path, body = HOSTILE[number]
    answer = site.as_("admin").request(method, path, json=body)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["title"]


def test_hostile_opinions_and_comments_are_kept_clean(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    said = site.as_("wangli").post(
        f"/instances/{case}/comment", {"text": f"a{NUL}b", "mentions": [NUL, "x" * 5000]}
    )
    assert said.status_code == 200
    for opinion in (
        {"text": NUL},
        {"text": "x", "reason_code": NUL},
        {"text": "很好很好", "attachments": [NUL], "signature": NUL},
    ):
        answer = site.as_("zhaomin").decide(case, "transfer", to=NUL, opinion=opinion)
        assert answer.status_code == 422, answer.text
    assert site.as_("zhaomin").decide(case, "return", to=NUL).status_code in (409, 422)
    copied = site.as_("wangli").post(f"/instances/{case}/cc", {"users": [NUL]})
    assert copied.status_code == 422
    assert site.as_("wangli").post(f"/instances/{case}/remind", {"node": NUL}).status_code < 500


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "服务器出错了"), ("en", "The server failed")])
def test_a_fault_of_ours_tells_a_number_and_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr(followup_lists, "get", fail)
    answer = site.as_("admin").get("/jobs/x", headers={"accept-language": language})
    found = problem(answer, 500, "internal")
    assert words in found["title"]
    assert found["instance"] in found["title"]
    for leaked in ("42", "Traceback", "RuntimeError", "followup", ".py"):
        assert leaked not in answer.text


def test_every_problem_has_a_number_that_stands_in_the_log(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        ("GET", "/instances/nothing", None, 404),
        ("PUT", "/forms/note/draft", {"definition": {}, "revision": 0}, 403),
        ("POST", "/instances", {"process": "note", "data": {}}, 422),
        ("POST", "/session", {"username": "wangli", "password": "geheim-7"}, 401),
    ]
    for method, path, body, status in asked:
        answer = site.as_("wangli").request(method, path, json=body)
        assert answer.status_code == status, answer.text
        number = answer.json()["instance"]
        lines = [line for line in capsys.readouterr().out.splitlines() if number in line]
        assert len(lines) == 1
        assert f"status={status}" in lines[0]
        assert "geheim" not in lines[0]


def test_what_is_too_large_is_said_in_words(site: Site) -> None:
    answer = site.as_("wangli").request(
        "POST", "/files", files={"file": ("big.pdf", b"%PDF-" + b"0" * 26_000_000)}
    )
    assert "太大" in problem(answer, 413, "too_large")["title"]


def test_a_database_out_of_reach_is_to_be_tried_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("connection refused"))

    monkeypatch.setattr(followup_lists, "get", fail)
    answer = site.as_("admin").get("/jobs/x")
    assert "稍后重试" in problem(answer, 503, "unavailable")["title"]
    assert answer.headers["retry-after"]
    assert "secret" not in answer.text


def test_a_stored_value_that_cannot_be_read_is_our_fault(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followup_lists, "get", lambda *_: msgspec.json.decode(b"{"))
    problem(site.as_("admin").get("/jobs/x"), 500, "internal")


def test_the_log_shows_where_a_fault_was_and_no_values(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> None:
        personal = "底价 4711"
        raise RuntimeError(str(len(personal)))

    monkeypatch.setattr(followup_lists, "get", fail)
    number = site.as_("admin").get("/jobs/x").json()["instance"]
    logged = capsys.readouterr().out
    assert number in logged
    assert "RuntimeError" in logged
    assert "4711" not in logged
