"""Parts of forms kept for others, on the wire."""

from __future__ import annotations

from typing import Any

from banjie.api.schemas.shape import Body, Input


class FormPart(Body):
    """`content`: `fields` as in a form's definition, the section's `title` (none for a table), and `rules`."""

    id: int
    name: str
    content: dict[str, Any]


class FormPartInput(Input):
    name: str
    content: dict[str, Any]


class FormPartPatch(Input):
    name: str
