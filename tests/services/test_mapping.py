"""What expressions of follow-ups become on their way out: plain JSON that forms and other systems read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from banjie.forms.fields.datetime import read_moment
from banjie.services import mapping

NOW = datetime(2026, 11, 26, 11, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_moments_are_rfc_3339_wherever_they_stand() -> None:
    assert mapping.plain("now()", {}, NOW) == "2026-11-26T11:30:00+08:00"
    found = mapping.plain('{at: now() + duration("PT2H"), all: [now()]}', {}, NOW)
    assert found == {"at": "2026-11-26T13:30:00+08:00", "all": ["2026-11-26T11:30:00+08:00"]}
    assert mapping.map_values({"due": "now()"}, {}, NOW) == {"due": "2026-11-26T11:30:00+08:00"}


def test_a_form_reads_what_a_mapping_writes() -> None:
    assert read_moment(mapping.plain("now()", {}, NOW)) == NOW


def test_days_and_numbers_stay_as_they_were() -> None:
    assert mapping.plain("today()", {}, NOW) == "2026-11-26"
    assert mapping.plain("1.10 + 1", {}, NOW) == "2.1"
