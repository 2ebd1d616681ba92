"""One department or several, by code."""

from __future__ import annotations

from banjie.forms.fields.references import key_type

TYPE = key_type("department")
