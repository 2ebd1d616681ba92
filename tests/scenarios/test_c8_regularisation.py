"""C8 员工转正: approved → personnel record updated, payroll notified."""

from __future__ import annotations

from typing import Any

import pytest
from tests.scenarios.office import Office, Receivers, same
from tests.scenarios.papers import paper


def employee(office: Office, number: str) -> dict[str, Any]:
    [found] = [row for row in office.rows("personnel") if row["no"] == number]
    return found


@pytest.mark.parametrize("field", ["employee", "regular_on", "salary_after", "summary"])
def test_it_cannot_be_sent_without_what_it_needs(office: Office, field: str) -> None:
    assert office.refused("wangli", "regularisation", paper(office, "regularisation", **{field: ...})) == {
        field
    }


def test_only_somebody_on_probation_can_become_regular(office: Office) -> None:
    regular = paper(office, "regularisation", employee=office.record("personnel", "赵敏"))

    assert office.refused("wangli", "regularisation", regular) == {"employee"}


def test_nobody_becomes_regular_before_they_came(office: Office) -> None:
    early = paper(office, "regularisation", regular_on="2026-09-14")

    assert office.refused("wangli", "regularisation", early) == {"regular_on"}


@pytest.mark.parametrize(
    ("applicant", "name", "asked"),
    [
        ("wangli", "刘大伟", ["manager liuyun", "hr hrlin", "general_manager laozhang"]),
        ("wangli", "王丽", ["manager zhaomin", "hr hrlin", "general_manager laozhang"]),
        ("liuyun", "刘大伟", ["manager laozhang", "hr hrlin"]),
        ("hrlin", "陈小雨", ["manager chenkefu", "hr laozhang"]),
    ],
)
def test_the_employees_own_department_judges(
    office: Office, applicant: str, name: str, asked: list[str]
) -> None:
    filled = paper(office, "regularisation", employee=office.record("personnel", name))
    case = office.send(applicant, "regularisation", filled)

    for step in asked:
        node, user = step.split()
        assert case.open() == {node: user}
        if step != asked[-1]:
            case.approve(user)


def test_approved_both_personnel_records_and_payroll_agree(office: Office, receivers: Receivers) -> None:
    case = office.send("wangli", "regularisation", paper(office, "regularisation"))

    case.walk()
    closed = case.closed()

    ours, theirs = employee(office, "P1003"), receivers.document("personnel", "P1003")
    assert (ours["status"], ours["regular_since"], ours["salary"]) == ("regular", "2026-12-15", "6200.00")
    for field in ("name", "department", "status", "regular_since", "salary"):
        assert same(theirs[field], ours[field]), field
    [notice] = receivers.table("payroll_notice", closed["number"])
    assert notice["data"] == {
        "case": closed["number"],
        "no": "P1003",
        "name": "刘大伟",
        "kind": "regularisation",
        "effective": "2026-12-15",
        "salary": "6200",
    }


def test_salaries_are_for_personnel_only(office: Office) -> None:
    assert (
        office.request(
            "zhaomin", "GET", f"/forms/personnel/records/{employee(office, 'P1001')['id']}"
        ).status_code
        == 404
    )
    listed = office.get("zhaomin", "/forms/personnel/records")["items"]
    assert all(item["values"] == {} for item in listed)
