"""A value of the linked record, as it was when the form was last evaluated.

It is stored, so that a ledger shows what people saw when they decided, not what the other record says today.
"""

from __future__ import annotations

from banjie.forms.fields.decimals import MAX_SCALE
from banjie.forms.fields.results import ResultSettings, result_type


class LookupSettings(ResultSettings, frozen=True, kw_only=True):
    """`link` is a link field beside this one, `field` a field of the form it links to."""

    link: str
    field: str


def _problems(settings: LookupSettings) -> tuple[str, ...]:
    found = [] if settings.link and settings.field else ["form.check.no_link"]
    if settings.scale is not None and not 0 <= settings.scale <= MAX_SCALE:
        found.append("form.check.scale")
    return tuple(found)


TYPE = result_type("lookup", LookupSettings, _problems)
