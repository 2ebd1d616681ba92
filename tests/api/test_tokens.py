"""Personal tokens: shown once, the person's own rights, an end of their own, nothing further made with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from tests.api.browser import NOTE, Person, Site, problem
from tests.api.test_sessions_and_writes import counted

from banjie.services import hand_over, organise, tokens
from banjie.services.organise import PersonChange
from banjie.storage.tables import personal_token


class Script:
    """Somebody's script, with nothing but its token."""

    def __init__(self, site: Site, secret: str) -> None:
        self.nobody = site.as_("")
        self.headers = {"authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.nobody.request(method, path, json=body, headers=self.headers)


def made(person: Person, name: str = "脚本", days: int | None = None) -> tuple[str, str]:
    """A token's id and secret."""
    answer = person.post("/tokens", {"name": name, "days": days})
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]["id"], answer.json()["secret"]


def stored(site: Site) -> list[Any]:
    with site.world.runtime.database.read() as connection:
        return list(connection.execute(sa.select(personal_token)))


def test_a_script_acts_as_its_person_without_cookie_or_csrf(site: Site) -> None:
    identifier, secret = made(site.as_("wangli"), "导入订单", 90)
    script = Script(site, secret)
    assert script.ask("GET", "/me").json()["username"] == "wangli"
    assert script.ask("POST", "/instances", {"process": "note", "data": NOTE}).status_code == 201
    problem(script.ask("POST", "/backups"), 403, "administrators_only")

    (listed,) = (one for one in site.as_("wangli").get("/tokens").json() if one["id"] == identifier)
    assert (listed["name"], listed["username"], listed["expired"]) == ("导入订单", "wangli", False)
    assert listed["last_used_at"] is not None
    assert listed["expires_at"] > listed["created_at"]


def test_only_a_hash_is_kept_and_a_repeated_request_does_not_show_it_again(site: Site) -> None:
    body = {"name": "一次", "days": None}
    first, again = (
        site.as_("wangli").post("/tokens", body, headers={"idempotency-key": "token-1"}) for _ in range(2)
    )
    secret = first.json()["secret"]
    assert secret != again.json()["secret"]
    assert all(secret not in str(row) for row in stored(site))
    with site.world.runtime.database.read() as connection:
        remembered = connection.execute(sa.text("SELECT count(*) FROM idempotency")).scalar_one()
    assert remembered == 0
    assert all("secret" not in one for one in site.as_("wangli").get("/tokens").json())


def test_wrong_expired_and_revoked_tokens_are_nobody(site: Site) -> None:
    identifier, secret = made(site.as_("wangli"), days=30)
    problem(Script(site, secret + "x").ask("GET", "/me"), 401, "unauthenticated")
    problem(Script(site, "").ask("GET", "/me"), 401, "unauthenticated")
    assert Script(site, secret).ask("GET", "/me").status_code == 200
    past = site.world.runtime.clock() - timedelta(seconds=1)
    with site.world.runtime.database.write() as connection:
        connection.execute(
            sa.update(personal_token)
            .where(personal_token.c.token_hash.startswith(identifier))
            .values(expires_at=past)
        )
    problem(Script(site, secret).ask("GET", "/me"), 401, "unauthenticated")
    (listed,) = (one for one in site.as_("wangli").get("/tokens").json() if one["id"] == identifier)
    assert listed["expired"]

    identifier, secret = made(site.as_("wangli"))
    assert site.as_("wangli").request("DELETE", f"/tokens/{identifier}").status_code == 204
    problem(Script(site, secret).ask("GET", "/me"), 401, "unauthenticated")
    problem(site.as_("wangli").request("DELETE", f"/tokens/{identifier}"), 404, "not_found")


def test_a_token_makes_no_tokens_and_changes_no_passwords(site: Site) -> None:
    script = Script(site, made(site.as_("admin"))[1])
    problem(script.ask("POST", "/tokens", {"name": "又一个", "days": None}), 403, "not_by_token")
    change = {"password": "a-password-of-mine"}
    problem(script.ask("PATCH", "/users/wangli", change), 403, "not_by_token")
    assert script.ask("PATCH", "/users/wangli", {"post": "采购员"}).status_code == 200


def test_what_is_wrong_is_told_at_its_field(site: Site) -> None:
    for name in ("", "  ", "长" * 101):
        answer = site.as_("wangli").post("/tokens", {"name": name, "days": None})
        assert [one["field"] for one in problem(answer, 422, "invalid_form")["errors"]] == ["name"]
    for body in ({"name": "x", "days": 31}, {"name": "x"}, {"name": "x", "days": 0}):
        assert site.as_("wangli").post("/tokens", body).status_code == 400


def test_there_are_at_most_so_many(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    person = site.as_("liuyun")
    monkeypatch.setattr(tokens, "MOST", 2)
    made(person)
    identifier, _ = made(person)
    problem(person.post("/tokens", {"name": "第三个", "days": None}), 409, "too_many_tokens")
    person.request("DELETE", f"/tokens/{identifier}")
    made(person)


def test_administrators_see_and_revoke_anybodys(site: Site) -> None:
    identifier, secret = made(site.as_("zhaomin"), "报表")
    problem(site.as_("wangli").get("/tokens?person=zhaomin"), 403, "administrators_only")
    problem(site.as_("wangli").get("/tokens?everybody=true"), 403, "administrators_only")
    problem(site.as_("wangli").request("DELETE", f"/tokens/{identifier}"), 404, "not_found")
    hers = site.as_("admin").get("/tokens?person=zhaomin").json()
    assert [one["name"] for one in hers] == ["报表"]
    assert identifier in [one["id"] for one in site.as_("admin").get("/tokens?everybody=true").json()]
    assert site.as_("admin").request("DELETE", f"/tokens/{identifier}").status_code == 204
    problem(Script(site, secret).ask("GET", "/me"), 401, "unauthenticated")


@pytest.mark.parametrize("way", ["disabled", "handed over"])
def test_a_leavers_tokens_die_and_do_not_come_back_with_them(site: Site, way: str) -> None:
    runtime, admin = site.world.runtime, site.world.viewer("admin")
    _, secret = made(site.as_("chenkefu"))
    if way == "disabled":
        organise.change_person(runtime, admin, "chenkefu", PersonChange(active=False))
    else:
        hand_over.hand_over(runtime, admin, "chenkefu", hand_over.Successors(), leaves=True)
    problem(Script(site, secret).ask("GET", "/me"), 401, "unauthenticated")
    organise.change_person(runtime, admin, "chenkefu", PersonChange(active=True))
    problem(Script(site, secret).ask("GET", "/me"), 401, "unauthenticated")
    site._people.pop("chenkefu", None)
    assert site.as_("chenkefu").get("/tokens").json() == []


def test_a_busy_script_costs_no_write_per_request(site: Site) -> None:
    _, secret = made(site.as_("wangli"))
    script = Script(site, secret)
    script.ask("GET", "/me")
    with counted(site) as seen:
        script.ask("GET", "/me")
    assert not [statement for statement in seen if statement.startswith("UPDATE")]
