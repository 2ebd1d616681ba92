"""Sessions, CSRF, rate limits, uploads, idempotency keys, revisions, hidden fields, and what a page costs in SQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from tests.api.browser import NOTE, OPINION, Person, Site, problem

from banjie.api.auth import SESSION_COOKIE
from banjie.demo.company import PASSWORD


def test_a_session_opens_closes_and_cannot_be_used_again(site: Site) -> None:
    nobody = site.as_("")
    answer = nobody.post("/session", {"username": "zhoufa", "password": PASSWORD})
    assert answer.status_code == 200
    cookies = {header.split("=", 1)[0]: header.lower() for header in answer.headers.get_list("set-cookie")}
    assert "httponly" in cookies[SESSION_COOKIE]
    assert "samesite=lax" in cookies[SESSION_COOKIE]
    assert "httponly" not in cookies["csrf"]
    person = site.signed_in("zhoufa")
    assert person.get("/me").json()["username"] == "zhoufa"
    assert person.request("DELETE", "/session").status_code == 204
    problem(person.get("/me"), 401, "unauthenticated")


def test_a_cookie_alone_may_read_but_not_write(site: Site) -> None:
    person = site.signed_in("wangli")
    for token in ("", "wrong", site.as_("zhaomin").csrf, "ü"):
        forged = Person(site, "wangli", person.secret, "")
        headers = {"x-csrf-token": token.encode()} if token else {}
        answer = forged.request("POST", "/instances", json={"process": "note", "data": NOTE}, headers=headers)
        problem(answer, 403, "csrf")
        assert forged.get("/me").status_code == 200


def test_guessing_passwords_is_bounded_also_at_once(site: Site) -> None:
    """Wrong and unknown names answer alike; after ten the door stays shut even for the right password."""

    def guess() -> None:
        statuses.append(
            site.as_("").post("/session", {"username": "liuyun", "password": "wrong"}).status_code
        )

    statuses: list[int] = []
    threads = [threading.Thread(target=guess) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while statuses[-1] == 401 and len(statuses) < 30:
        guess()
    assert set(statuses) == {401, 429}, statuses
    assert 10 <= statuses.count(401) <= 14
    shut = site.as_("").post("/session", {"username": "liuyun", "password": PASSWORD})
    assert problem(shut, 429, "too_many_sign_ins")
    assert int(shut.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.txt", b"hello", "text/plain"),
        ("a.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("a.html", b"<script>alert(1)</script>", None),
        ("a.svg", b"<svg onload='x'/>", None),
        ("a.exe", b"MZ\x00", None),
        ("noending", b"x", None),
    ],
)
def test_uploads_are_typed_by_their_content_and_served_as_attachments(
    site: Site, name: str, content: bytes, media_type: str | None
) -> None:
    person = site.as_("wangli")
    answer = person.request("POST", "/files", files={"file": (name, content)})
    if media_type is None:
        problem(answer, 422, "file_type")
        return
    assert answer.json()["media_type"] == media_type
    served = person.get(f"/files/{answer.json()['id']}")
    assert served.content == content
    assert served.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in served.headers["content-security-policy"]
    assert served.headers["x-content-type-options"] == "nosniff"


def test_an_upload_that_is_too_large_is_refused(site: Site) -> None:
    person = site.as_("wangli")
    problem(
        person.request("POST", "/files", files={"file": ("a.txt", b"x" * (20 << 20 | 1))}),
        422,
        "file_too_large",
    )
    assert person.request("POST", "/files", files={"file": ("a.txt", b"x" * (30 << 20))}).status_code == 413


def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(site: Site) -> None:
    person = site.as_("wangli")
    key = {"idempotency-key": "k-1"}
    body: dict[str, Any] = {"process": "note", "data": NOTE}
    first = person.post("/instances", body, headers=key)
    again = person.post("/instances", body, headers=key)
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    problem(person.post("/instances", {**body, "submit": False}, headers=key), 422, "idempotency_reused")
    other = site.as_("zhaomin").post("/instances", body, headers=key)
    assert other.json()["id"] != first.json()["id"]


def test_the_same_key_at_the_same_instant_writes_once(site: Site) -> None:
    person = site.as_("wangli")
    before = person.get("/me").json()["counts"]["started"]
    answers: list[int] = []

    def send() -> None:
        answer = person.post(
            "/instances", {"process": "note", "data": NOTE}, headers={"idempotency-key": "k-2"}
        )
        answers.append(answer.status_code)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 201 in answers
    assert set(answers) <= {201, 409}
    assert person.get("/me").json()["counts"]["started"] == before + 1


def test_an_old_revision_is_told_the_current_one_and_what_happened(site: Site) -> None:
    applicant = site.as_("wangli")
    case = applicant.start()
    assert applicant.post(f"/instances/{case['id']}/comment", {"text": "急"}).status_code == 200
    stale = {"if-match": f'"{case["revision"]}"'}
    found = problem(
        applicant.post(f"/instances/{case['id']}/comment", {"text": "hm"}, headers=stale),
        409,
        "revision_conflict",
    )
    assert found["revision"] > case["revision"]
    assert "meanwhile" in found
    problem(
        applicant.post(f"/instances/{case['id']}/remind", {}, headers={"if-match": "x"}), 400, "invalid_body"
    )


def test_the_slower_approver_learns_who_was_quicker(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    task = site.world.task(case, "sunqian")
    assert site.as_("zhaomin").decide(case, data={"remark": "好"}).status_code == 200
    found = problem(
        site.as_("sunqian").post(f"/tasks/{task}/approve", {"opinion": OPINION, "data": {"remark": "x"}}),
        409,
        "task_closed",
    )
    assert found["meanwhile"]["by"] == "zhaomin"
    assert "赵敏" in found["title"]


def test_hidden_fields_are_nowhere_in_what_an_approver_gets(site: Site) -> None:
    """`secret` is hidden at the approver's node: not in values, display, changes, history, lists or the form state."""
    case = site.as_("wangli").start(secret="绝密底价")["id"]
    approver = site.as_("zhaomin")
    page = approver.get(f"/instances/{case}")
    assert "绝密底价" not in page.text
    assert page.json()["access"]["secret"] == "hidden"
    task = site.world.task(case, "zhaomin")
    for answer in (
        approver.get("/tasks"),
        approver.get(f"/tasks/{task}"),
        approver.post("/forms/note/evaluate", {"values": {}, "task": task}),
        approver.decide(case, data={"remark": "好", "secret": "geändert"}),
        approver.get(f"/instances/{case}"),
    ):
        assert answer.status_code == 200, answer.text
        assert "绝密底价" not in answer.text
    assert site.as_("wangli").get(f"/instances/{case}").json()["data"]["secret"] == "绝密底价"


def test_read_only_values_are_kept_whatever_is_sent(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    answer = site.as_("zhaomin").decide(
        case, data={"remark": "好", "fixed": "anders", "title": "anders", "amount": "11", "number": "X"}
    )
    assert answer.status_code == 200, answer.text
    data = site.as_("wangli").get(f"/instances/{case}").json()["data"]
    assert (data["fixed"], data["title"], data["remark"]) == ("不变", "纸", "好")
    assert float(data["amount"]) == 11
    assert data["number"].startswith("N")


def test_lists_page_by_cursor_without_gaps_or_repeats(site: Site) -> None:
    person = site.as_("sunqian")
    made = [person.start(send=False)["id"] for _ in range(7)]
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = person.get(f"/instances?role=started&limit=3&cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen))
    assert [item for item in seen if item in made] == made[::-1]


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The SQL statements of a block."""
    statements: list[str] = []
    database = site.world.runtime.database
    engines = {database.engine, getattr(database._reader, "_proxied", database._reader)}

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("path", "bound"),
    [
        ("/tasks", 16),
        ("/tasks?state=done", 16),
        ("/instances?role=started", 12),
        ("/instances?role=all", 12),
        ("/forms/note/records", 16),
        ("/jobs", 10),
        ("/notices", 10),
        ("/me", 14),
    ],
)
def test_a_page_costs_as_many_statements_with_many_rows_as_with_few(
    site: Site, path: str, bound: int
) -> None:
    admin = site.as_("admin")
    for _ in range(3):
        site.as_("wangli").start()
    admin.get(path)
    with counted(site) as few:
        assert admin.get(f"{path}{'&' if '?' in path else '?'}limit=1").status_code == 200
    with counted(site) as many:
        assert admin.get(path).status_code == 200
    assert 0 < len(few) <= bound, "\n".join(few)
    assert len(many) <= len(few) + 4, "\n".join(many)


def test_a_case_page_costs_a_bounded_number_of_statements(site: Site) -> None:
    case = site.as_("wangli").start()["id"]
    for _ in range(5):
        site.as_("wangli").post(f"/instances/{case}/comment", {"text": "hm"})
    site.as_("wangli").get(f"/instances/{case}")
    with counted(site) as statements:
        assert site.as_("wangli").get(f"/instances/{case}").status_code == 200
    assert 0 < len(statements) <= 24, "\n".join(statements)


def test_the_openapi_document_is_whole(site: Site) -> None:
    """Each operation has an id of its own and words; every reference leads somewhere."""
    document = site.as_("").get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    ids: list[str] = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            ids.append(operation["operationId"])
            assert operation.get("description"), (path, method)
            names = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
            assert names == {part[1:-1] for part in path.split("/") if part.startswith("{")}, path
    assert len(ids) == len(set(ids))
    for reference in references(document):
        _, _, kind, name = reference.split("/")
        assert name in document["components"][kind], reference


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_metrics_and_security_headers(site: Site) -> None:
    assert site.as_("").get("/metrics").status_code == 200
    headers = site.as_("").get("/api/v1/me").headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
