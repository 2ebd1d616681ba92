"""The bases of what goes out (`Body`) and what comes in (`Input`)."""

from __future__ import annotations

from typing import Any

import msgspec

Values = dict[str, Any]


class Body(msgspec.Struct, kw_only=True):
    """An answer's base."""


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A request's base: unknown keys are refused."""
