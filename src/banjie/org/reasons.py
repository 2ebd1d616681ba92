"""A reason as one sentence. The words are the message catalogue's (`reason.<rule>`); `say` looks them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Say = Callable[[str, Mapping[str, Any]], str]
_MAX_CHAIN = 20


def explain(rule: str, params: Mapping[str, Any], say: Say, depth: int = 0) -> str:
    """The sentence of a reason; the reason behind a substitution is said first, within it."""
    because = params.get("because")
    if isinstance(because, Mapping) and depth < _MAX_CHAIN:
        inner = explain(str(because.get("rule", "")), because.get("params") or {}, say, depth + 1)
        params = {**params, "because": inner}
    return say(f"reason.{rule}", params)
