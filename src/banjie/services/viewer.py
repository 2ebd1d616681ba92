"""Who is asking, as use cases see it: the person, their rights, their language."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from banjie.engine.context import Actor
from banjie.messages import words
from banjie.org.directory import Directory
from banjie.org.reasons import explain
from banjie.services.problems import ForbiddenError
from banjie.services.runtime import Runtime


class Viewer(msgspec.Struct, frozen=True):
    """A signed-in reader. `locale` is the language of this request; `token` names the personal token that they
    came with (empty for a browser), `address` where they came from."""

    username: str
    locale: str
    token: str = ""
    address: str = ""

    def is_administrator(self, runtime: Runtime, connection: Connection) -> bool:
        return runtime.directory.get(connection).is_administrator(self.username)

    def actor(self, directory: Directory, process_administrators: tuple[str, ...] = ()) -> Actor:
        """The engine's actor: process administrators command their process like administrators."""
        administrator = directory.is_administrator(self.username) or self.username in process_administrators
        return Actor(user=self.username, administrator=administrator)

    def words(self, key: str, **params: object) -> str:
        return words(self.locale, key, params)

    def reason(self, rule: str, params: dict[str, object]) -> str:
        """A stored reason as a sentence in the reader's language."""
        return explain(rule, params, lambda key, values: words(self.locale, key, values))


def require_administrator(runtime: Runtime, connection: Connection, viewer: Viewer) -> None:
    """Raises ForbiddenError for everybody else."""
    if not viewer.is_administrator(runtime, connection):
        raise ForbiddenError("administrators_only")
