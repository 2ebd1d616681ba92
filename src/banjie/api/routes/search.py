"""The search box, and codes suggested for new forms and processes."""

from __future__ import annotations

from litestar import get
from litestar.params import FromQuery

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import CodeSuggestion, SearchHit, SearchResult
from banjie.services import search


@get("/search", operation_id="search", sync_to_thread=True)
def get_search(runtime: Runtime, viewer: Viewer, q: FromQuery[str] = "") -> SearchResult:
    """What I may start, see or open by its name, number or pinyin; a few of each kind."""
    hits = search.search(runtime, viewer, q)
    return SearchResult(
        items=[
            SearchHit(kind=hit.kind, title=hit.title, hint=hit.hint, code=hit.code, id=hit.id) for hit in hits
        ]
    )


@get("/code-suggestion", operation_id="suggestCode", sync_to_thread=True)
def get_suggestion(
    runtime: Runtime, viewer: Viewer, name: FromQuery[str] = "", of: FromQuery[str] = "form"
) -> CodeSuggestion:
    """A free code for a new form or process of this name, in pinyin."""
    return CodeSuggestion(code=search.suggest_code(runtime, viewer, of, name))


ROUTES = [get_search, get_suggestion]
