"""What is wrong at a place of a form, for words in any language; and what somebody may do with a field."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

Access = Literal["hidden", "read", "edit", "required"]


@dataclass(frozen=True, slots=True)
class FieldError:
    """`field` is a path (`items[0].qty`), `code` a key of the catalogue, `params` fill it.

    `message`, when set, are the form owner's own words and are shown instead.
    """

    field: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    message: str | None = None
