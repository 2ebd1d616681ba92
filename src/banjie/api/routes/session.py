"""Signing in and out, and who I am."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from banjie.api.auth import CSRF_COOKIE, SESSION_COOKIE, address_of
from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import Counts, Input, Me, PersonRef, SignIn
from banjie.messages import LOCALES
from banjie.services import people, sign_in


class Preferences(Input):
    locale: str


class DemoAccount(PersonRef):
    post: str
    password: str


def _cookies(runtime: Runtime, secret: str, csrf: str, *, lifetime: int) -> list[Cookie]:
    shared: dict[str, Any] = {
        "path": f"{runtime.config.root_path}/",
        "max_age": lifetime,
        "samesite": "lax",
        "secure": runtime.config.secure_cookies,
    }
    return [
        Cookie(key=SESSION_COOKIE, value=secret, httponly=True, **shared),
        Cookie(key=CSRF_COOKIE, value=csrf, httponly=False, **shared),
    ]


def _me(runtime: Runtime, username: str, locale: str) -> Me:
    found = people.me(runtime, username)
    return Me(
        username=username,
        name=found.person.name,
        department=found.person.department or "",
        department_name=found.department_name,
        roles=list(found.person.roles),
        administrator=found.administrator,
        locale=locale,
        demo=found.demo,
        counts=Counts(**found.counts),
    )


@post("/session", operation_id="signIn", status_code=200, sync_to_thread=True)
def create_session(request: Request[Any, Any, Any], runtime: Runtime, data: JSONBody[SignIn]) -> Response[Me]:
    """Sign in; answers who is signed in and sets the session and CSRF cookies."""
    address = address_of(request)
    opened = sign_in.sign_in(runtime, data.username, data.password, address)
    with runtime.database.read() as connection:
        locale = people.locale_of(connection, data.username)
    return signed_in(runtime, opened, locale)


def signed_in(runtime: Runtime, opened: sign_in.SignedIn, locale: str, status: int = 200) -> Response[Me]:
    """Who is signed in now, with the session's cookies."""
    lifetime = int(sign_in.SESSION_LIFETIME.total_seconds())
    return Response(
        _me(runtime, opened.username, locale),
        status_code=status,
        cookies=_cookies(runtime, opened.secret, opened.csrf, lifetime=lifetime),
    )


@delete("/session", operation_id="signOut", status_code=204, sync_to_thread=True)
def delete_session(request: Request[Any, Any, Any], runtime: Runtime) -> Response[None]:
    """Sign out; the session cannot be used again."""
    secret = request.cookies.get(SESSION_COOKIE, "")
    if secret:
        sign_in.sign_out(runtime, secret)
    return Response(None, status_code=204, cookies=_cookies(runtime, "", "", lifetime=0))


@get("/me", operation_id="me", sync_to_thread=True)
def get_me(runtime: Runtime, viewer: Viewer) -> Me:
    """Who I am and my counts."""
    return _me(runtime, viewer.username, viewer.locale)


@patch("/me", operation_id="setPreferences", sync_to_thread=True)
def patch_me(runtime: Runtime, viewer: Viewer, data: JSONBody[Preferences]) -> Me:
    """Choose my language."""
    locale = data.locale if data.locale in LOCALES else viewer.locale
    people.set_locale(runtime, viewer.username, locale)
    return _me(runtime, viewer.username, locale)


@get("/demo-accounts", operation_id="demoAccounts", sync_to_thread=True)
def get_demo_accounts(runtime: Runtime) -> list[DemoAccount]:
    """The demo company's accounts, for its sign-in page; 404 anywhere else."""
    return [
        DemoAccount(username=person.username, name=person.name, post=person.post or "", password=password)
        for person, password in people.demo_accounts(runtime)
    ]


ROUTES = [create_session, delete_session, get_me, patch_me, get_demo_accounts]
