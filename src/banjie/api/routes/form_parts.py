"""Sections and tables kept for other forms."""

from __future__ import annotations

import msgspec
from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas.form_parts import FormPart, FormPartInput, FormPartPatch
from banjie.services import form_parts


def _view(part: form_parts.Part) -> FormPart:
    return FormPart(**msgspec.structs.asdict(part))


@get("/form-parts", operation_id="listFormParts", sync_to_thread=True)
def get_parts(runtime: Runtime, viewer: Viewer) -> list[FormPart]:
    """The parts that were kept, by name."""
    return [_view(part) for part in form_parts.listed(runtime, viewer)]


@post("/form-parts", operation_id="addFormPart", status_code=201, sync_to_thread=True)
def post_part(runtime: Runtime, viewer: Viewer, data: JSONBody[FormPartInput]) -> FormPart:
    """Keep a section or a table of a form under a name."""
    return _view(form_parts.add(runtime, viewer, data.name, data.content))


@patch("/form-parts/{identifier:int}", operation_id="renameFormPart", status_code=204, sync_to_thread=True)
def patch_part(
    runtime: Runtime, viewer: Viewer, identifier: FromPath[int], data: JSONBody[FormPartPatch]
) -> None:
    """Another name."""
    form_parts.rename(runtime, viewer, identifier, data.name)


@delete("/form-parts/{identifier:int}", operation_id="removeFormPart", sync_to_thread=True)
def delete_part(runtime: Runtime, viewer: Viewer, identifier: FromPath[int]) -> None:
    """Forget a part; forms that took it stay as they are."""
    form_parts.remove(runtime, viewer, identifier)


ROUTES = [get_parts, post_part, patch_part, delete_part]
