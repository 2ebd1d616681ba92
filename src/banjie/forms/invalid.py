"""What is wrong with a value, as a code and parameters; the words are in the message catalogue."""

from __future__ import annotations

from typing import Any


class Invalid(ValueError):  # noqa: N818 - it names the value, as the field types say it
    """A value that its field cannot hold. `code` is a key of the catalogue (`form.too_long`), `params` fill it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Any] = params
