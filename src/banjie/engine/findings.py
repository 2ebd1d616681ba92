"""What the checks of a definition find. Codes and parameters become words at the edge (`finding.<code>`)."""

from __future__ import annotations

from typing import Literal

import msgspec

from banjie.engine.definition import Json


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding at a node ("" for the whole process). An `error` prevents publishing.

    `undecided` says honestly that the check could not tell.
    """

    code: str
    node: str = ""
    params: Json = {}
    severity: Literal["error", "warning", "undecided"] = "error"
