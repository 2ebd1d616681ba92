"""The bounds that keep hostile text and hostile data cheap, in one place."""

from __future__ import annotations

MAX_TEXT = 10_000
"""Characters of an expression."""

MAX_NESTING = 80
"""Nested constructs in an expression: each costs the parser a few frames of Python's stack."""

MAX_TREE = 250
"""Depth of the tree, where a chain such as `a + b + c` counts each operator."""

MAX_DEPTH = 60
"""Nested calls of functions defined in FEEL."""

MAX_STRING = 200_000
"""Characters of a string value."""

MAX_RESULT = 1_000_000
"""Values in a result that is handed out."""

MAX_WARNINGS = 50
"""Warnings kept for one evaluation."""

DEFAULT_BUDGET = 100_000
"""Steps of one evaluation."""
