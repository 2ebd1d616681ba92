"""One person or several, by user name."""

from __future__ import annotations

from banjie.forms.fields.references import key_type

TYPE = key_type("person")
