"""What the search box shows."""

from __future__ import annotations

from typing import Literal

from banjie.api.schemas.shape import Body


class SearchHit(Body):
    """`code` is a process, a form or a user name; `id` a case or a record of the form `code`."""

    kind: Literal["start", "case", "ledger", "record", "person", "form", "process"]
    title: str
    hint: str
    code: str
    id: str


class SearchResult(Body):
    items: list[SearchHit]


class CodeSuggestion(Body):
    code: str
