"""C9 请假: by days and level; approved → leave ledger, so that nobody disputes the month's absences."""

from __future__ import annotations

import pytest
from tests.scenarios.office import Office
from tests.scenarios.papers import paper

HEAD, HR, TOP, LEADER = "manager zhaomin", "hr hrlin", "general_manager laozhang", "leader laozhang"


@pytest.mark.parametrize(
    ("who", "until", "ends_at", "days", "asked"),
    [
        ("wangli", "2026-12-01", "am", "0.5", [HEAD]),
        ("wangli", "2026-12-01", "pm", "1", [HEAD]),
        ("wangli", "2026-12-03", "pm", "3", [HEAD]),
        ("wangli", "2026-12-04", "am", "3.5", [HEAD, HR]),
        ("wangli", "2026-12-07", "pm", "7", [HEAD, HR]),
        ("wangli", "2026-12-08", "am", "7.5", [HEAD, HR, TOP]),
        ("wangli", "2026-12-30", "pm", "30", [HEAD, HR, TOP]),
        ("zhaomin", "2026-12-01", "pm", "1", [LEADER]),
        ("zhaomin", "2026-12-04", "pm", "4", [LEADER, HR]),
        ("zhaomin", "2026-12-08", "pm", "8", [LEADER, HR]),
        ("hrlin", "2026-12-04", "pm", "4", [LEADER, "hr laozhang"]),
    ],
)
def test_days_and_level_decide_who_is_asked(
    office: Office, who: str, until: str, ends_at: str, days: str, asked: list[str]
) -> None:
    case = office.send(who, "leave", paper(office, "leave", ends_on=until, ends_at=ends_at))

    assert case.now()["data"]["days"] == days
    assert case.walk() == asked


def test_a_general_manager_who_has_agreed_is_not_asked_again(office: Office) -> None:
    case = office.send("zhaomin", "leave", paper(office, "leave", ends_on="2026-12-10"))

    assert case.walk() == [LEADER, HR]
    assert "之前" in case.why("general_manager")


@pytest.mark.parametrize("field", ["category", "starts_on", "ends_on", "reason"])
def test_it_cannot_be_sent_without_what_it_needs(office: Office, field: str) -> None:
    """An emptied field; one never touched is tomorrow's where it is a day."""
    assert field in office.refused("wangli", "leave", paper(office, "leave", **{field: None}))


@pytest.mark.parametrize(
    "times", [{"ends_on": "2026-11-30"}, {"ends_on": "2026-12-01", "starts_at": "pm", "ends_at": "am"}]
)
def test_it_must_end_after_it_begins(office: Office, times: dict[str, str]) -> None:
    assert office.refused("wangli", "leave", paper(office, "leave", **times)) == {"ends_on"}


def test_long_sick_leave_needs_a_certificate(office: Office) -> None:
    sick = paper(office, "leave", category="sick", ends_on="2026-12-04")

    assert office.refused("wangli", "leave", sick) == {"certificate"}
    assert office.send("wangli", "leave", {**sick, "ends_on": "2026-12-03"}).open()
    assert office.send("wangli", "leave", {**sick, "certificate": [office.file("wangli")]}).open()


def test_approved_it_stands_in_the_leave_ledger_once(office: Office) -> None:
    case = office.send("wangli", "leave", paper(office, "leave", starts_at="pm"))

    case.walk()
    closed = case.closed()

    [entry] = [row for row in office.rows("leave_ledger") if row["source"] == closed["record_id"]]
    assert (entry["person"], entry["department"], entry["category"]) == ("wangli", "purchasing", "annual")
    assert (entry["starts_on"], entry["ends_on"], entry["days"]) == ("2026-12-01", "2026-12-02", "1.5")


def test_refused_leave_is_in_no_ledger(office: Office) -> None:
    case = office.send("wangli", "leave", paper(office, "leave"))

    case.do("zhaomin", "reject")

    assert [row for row in office.rows("leave_ledger") if row["source"] == case.now()["record_id"]] == []
