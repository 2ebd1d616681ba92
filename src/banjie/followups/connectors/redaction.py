"""Keeps secrets out of errors and receipts: every known secret in a text becomes `***`.

Receivers echo what they got (a bad token in an error message, our header in a debug answer); what is stored
and shown to people must not carry it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

_SECRET_KEY = re.compile(r"secret|password|token|key|credential", re.IGNORECASE)
_SHORTEST = 4  # shorter ones would black out ordinary words


class Secrets:
    """The secrets of one delivery; grows by tokens obtained on the way."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        self._known: set[str] = set()
        self._read(connection, secret=False)
        auth = connection.get("auth")
        if isinstance(auth, Mapping) and auth.get("user") and connection.get("secret"):
            self.add(f"{auth['user']}:{connection['secret']}")  # as Basic writes it

    def add(self, value: str) -> None:
        if len(value) >= _SHORTEST:
            self._known |= {value, b64encode(value.encode()).decode()}

    def clean(self, value: Any) -> Any:
        """A text, or JSON of any depth, without the secrets."""
        if isinstance(value, str):
            for secret in sorted(self._known, key=len, reverse=True):
                value = value.replace(secret, "***")
            return value
        if isinstance(value, Mapping):
            return {self.clean(key): self.clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.clean(item) for item in value]
        return value

    def _read(self, value: Any, *, secret: bool) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                self._read(item, secret=secret or bool(_SECRET_KEY.search(str(key))))
        elif isinstance(value, list | tuple):
            for item in value:
                self._read(item, secret=secret)
        elif isinstance(value, str):
            if secret:
                self.add(value)
            elif "@" in value and "://" in value:
                self._read_address(value)

    def _read_address(self, url: str) -> None:
        try:
            password = urlsplit(url).password
        except ValueError:
            return
        if password:
            self.add(password)
            self.add(unquote(password))
