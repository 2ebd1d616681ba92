"""One set of fields with a value each: the form itself, or one row of a subtable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(slots=True)
class Part:
    """What is known of it while a form is worked out.

    `raw` is what was given, `prior` what was stored (None: new), `context` what expressions see.
    """

    path: str
    raw: Values
    prior: Values | None
    context: dict[str, object]
    values: dict[str, Any] = field(default_factory=dict)

    def at(self, code: str) -> str:
        """The path of a field of this part."""
        return f"{self.path}.{code}" if self.path else code

    @property
    def subtable(self) -> str:
        """The code of the subtable whose row this is; empty for the form."""
        return self.path.partition("[")[0]
