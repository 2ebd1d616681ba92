"""Personal tokens: mine, and for administrators everybody's."""

from __future__ import annotations

from litestar import delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas.people import Token, TokenInput, TokenMade
from banjie.services import tokens


def _view(found: tokens.Token) -> Token:
    return Token(
        id=found.identifier,
        username=found.username,
        name=found.name,
        created_at=found.created_at,
        expires_at=found.expires_at,
        last_used_at=found.last_used_at,
        expired=found.expired,
    )


@get("/tokens", operation_id="listTokens", sync_to_thread=True)
def get_tokens(
    runtime: Runtime, viewer: Viewer, person: FromQuery[str] = "", everybody: FromQuery[bool] = False
) -> list[Token]:
    """My personal tokens, newest first; administrators may name a `person` or ask for `everybody`'s."""
    return [_view(one) for one in tokens.listed(runtime, viewer, person, everybody=everybody)]


@post("/tokens", operation_id="createToken", status_code=201, sync_to_thread=True)
def post_token(runtime: Runtime, viewer: Viewer, data: JSONBody[TokenInput]) -> TokenMade:
    """A new personal token of mine. Its secret is answered this once."""
    made = tokens.create(runtime, viewer, data.name, data.days)
    return TokenMade(token=_view(made.token), secret=made.secret)


@delete("/tokens/{identifier:str}", operation_id="revokeToken", sync_to_thread=True)
def delete_token(runtime: Runtime, viewer: Viewer, identifier: FromPath[str]) -> None:
    """End a token of mine; administrators end anybody's."""
    tokens.revoke(runtime, viewer, identifier)


ROUTES = [get_tokens, post_token, delete_token]
