"""Pictures."""

from __future__ import annotations

from banjie.forms.fields.files import file_type

TYPE = file_type("image")
