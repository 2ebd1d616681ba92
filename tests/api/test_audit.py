"""The audit: whoever changes the installation is written down with it, in words, without secrets, for good."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import sqlalchemy as sa
from tests.api.browser import Person, Site, problem
from tests.api.test_tokens import Script, made

from banjie.services.audit import GROUPS, MACHINE, Change, note
from banjie.storage.tables import audit_entry

Entry = dict[str, Any]


def told(site: Site, query: str = "") -> list[Entry]:
    """What an administrator reads, newest first."""
    answer = site.as_("admin").get(f"/audit?limit=200&{query}")
    assert answer.status_code == 200, answer.text
    found: list[Entry] = answer.json()["items"]
    return found


def newest(site: Site, action: str) -> Entry:
    return next(entry for entry in told(site) if entry["action"] == action)


def changes(entry: Entry) -> dict[str, tuple[str | None, str | None]]:
    return {one["label"]: (one["before"], one["after"]) for one in entry["changes"]}


def details(entry: Entry) -> dict[str, str]:
    return {one["label"]: one["value"] for one in entry["details"]}


def test_a_changed_person_is_told_with_names_before_and_after_but_no_contact_data(site: Site) -> None:
    admin = site.as_("admin")
    before = next(one for one in admin.get("/users").json() if one["username"] == "sunqian")
    patch = {"post": "高级顾问", "mobile": "13900001234", "email": "sq@example.com"}
    assert admin.request("PATCH", "/users/sunqian", json=patch).status_code == 200

    entry = newest(site, "person.changed")
    assert (entry["who"], entry["object"], entry["kind_label"]) == ("admin", "sunqian", "人员")
    assert entry["name"] == before["name"]
    assert changes(entry) == {
        "岗位": (before["post"] or "", "高级顾问"), "手机": (None, None), "邮箱": (None, None),
    }  # fmt: skip
    assert "13900001234" not in str(told(site))


def test_what_changes_nothing_is_not_told(site: Site) -> None:
    admin = site.as_("admin")
    body = {"name": "新部门", "parent": None, "head": None}
    for _ in range(2):
        assert admin.request("PUT", "/departments/fresh", json=body).status_code < 300
    assert len(told(site, "kind=department&object=fresh")) == 1
    admin.request("PUT", "/departments/fresh", json={**body, "parent": "company"})
    moved, added = told(site, "kind=department&object=fresh")
    assert (moved["label"], added["label"]) == ("移动部门", "添加部门")
    assert list(changes(moved)) == ["上级部门"]


def test_what_a_script_does_names_its_token(site: Site) -> None:
    _, secret = made(site.as_("admin"), "每晚同步")
    answer = Script(site, secret).ask("PATCH", "/users/sunqian", {"post": "同步来的岗位"})
    assert answer.status_code == 200
    assert newest(site, "person.changed")["token"] == "每晚同步"
    assert newest(site, "token.created")["name"] == "每晚同步"
    assert secret not in str(told(site))


def test_a_connection_is_told_without_its_values(site: Site) -> None:
    body = {"kind": "http", "url": "https://erp.example/?key=geheim", "password": "s3cr3t!"}
    assert site.as_("admin").request("PATCH", "/connectors/erp_audit", json=body).status_code == 200
    entry = newest(site, "connection.added")
    assert set(changes(entry)) == {"地址", "密钥“password”"}
    assert not any(word in str(told(site)) for word in ("geheim", "s3cr3t!"))


def test_refused_sign_ins_are_told_without_what_was_typed(site: Site) -> None:
    nobody = site.as_("")
    nobody.post("/session", {"username": "mein-passwort", "password": "falsch"})
    entry = newest(site, "sign_in.failed")
    assert (entry["who"], entry["who_name"], entry["name"]) == ("", "未登录", "不存在的用户名")
    assert "mein-passwort" not in str(told(site))
    nobody.post("/session", {"username": "wangli", "password": "falsch"})
    assert newest(site, "sign_in.failed")["object"] == "wangli"


def test_a_refused_change_leaves_nothing(site: Site) -> None:
    before = len(told(site))
    refused = site.as_("admin").request(
        "PATCH", "/users/sunqian", json={"post": "x", "department": "nirgends"}
    )
    assert refused.status_code == 422
    problem(
        site.as_("wangli").request("PATCH", "/users/sunqian", json={"post": "x"}), 403, "administrators_only"
    )
    assert len(told(site)) == before


def test_entries_are_found_by_person_kind_of_action_and_day(site: Site) -> None:
    away = {"substitute": "zhoufa", "starts": "2031-01-01T00:00:00Z", "ends": "2031-01-02T00:00:00Z"}
    assert site.as_("zhaomin").post("/substitutions", away).status_code == 201
    (mine,) = told(site, "person=zhaomin&group=organisation")
    assert (mine["label"], details(mine)["有效至"]) == ("设置代理人", "2031-01-02 08:00:00")
    today = site.world.runtime.clock().astimezone(site.world.runtime.zone).date()
    day = timedelta(days=1)
    assert told(site, f"person=zhaomin&since={today}&until={today}") == [mine]
    assert told(site, f"person=zhaomin&until={today - day}") == []
    assert told(site, f"person=zhaomin&since={today + day}") == []
    problem(site.as_("admin").get("/audit?group=nirgends"), 400, "bad_audit_group")
    problem(site.as_("admin").get("/audit?until=9999-12-31"), 400, "bad_day")


def test_a_long_audit_is_read_page_by_page_without_gap_or_double(site: Site) -> None:
    runtime = site.world.runtime
    with runtime.database.write() as connection:
        for number in range(23):  # at one moment, all of them
            note(runtime, connection, MACHINE, "backup.made", "backup", f"paged-{number}", size=1)
    admin, seen, cursor = site.as_("admin"), [], ""
    while True:
        answer = admin.get(f"/audit?kind=backup&limit=5&cursor={cursor}").json()
        seen += [one["object"] for one in answer["items"] if one["object"].startswith("paged-")]
        cursor = answer["next_cursor"]
        if not cursor:
            break
    assert seen == [f"paged-{number}" for number in reversed(range(23))]
    problem(admin.get("/audit?cursor=x"), 400, "bad_cursor")


def test_the_file_has_what_the_page_has_runs_no_formula_and_is_itself_told(site: Site) -> None:
    admin = site.as_("admin")
    admin.request("PATCH", "/users/sunqian", json={"post": "=1+1"})
    shown = told(site, "kind=person&object=sunqian")
    answer = admin.get("/audit/export?kind=person&object=sunqian")
    assert answer.headers["content-type"].startswith("text/csv")
    head, *lines = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[:3] == ["时间", "谁", "用户名"]
    assert [line[5] for line in lines] == [entry["label"] for entry in shown]
    assert not any(cell.startswith("=") for line in lines for cell in line)
    entry = newest(site, "audit.exported")
    assert details(entry) == {"行数": str(len(shown))}


def test_words_are_the_readers(site: Site) -> None:
    person: Person = site.as_("admin")
    (first,) = person.get("/audit?limit=1", headers={"accept-language": "en"}).json()["items"]
    assert first["label"] == "Audit exported"


def test_long_texts_and_many_changes_are_cut(site: Site) -> None:
    runtime = site.world.runtime
    with runtime.database.write() as connection:
        many = tuple(Change("name", "a" * 5_000, "b" * 5_000) for _ in range(500))
        note(runtime, connection, MACHINE, "form.published", "form", "f" * 500, "n" * 500, changes=many)
        (row,) = connection.execute(sa.select(audit_entry).where(audit_entry.c.object == "f" * 128))
    assert len(str(row.detail)) < 50 * 500
    assert len(row.name) == 200


@pytest.mark.parametrize("action", ["person.flown", ""])
def test_an_unknown_action_is_a_fault_of_the_program(site: Site, action: str) -> None:
    runtime = site.world.runtime
    assert action not in {one for actions in GROUPS.values() for one in actions}
    with runtime.database.write() as connection, pytest.raises(ValueError, match="unknown action"):
        note(runtime, connection, MACHINE, action, "person", "x")
