"""C4 费用报销: invoice lines as a subtable, total computed; approved → lines posted to the finance ledger."""

from __future__ import annotations

import pytest
from tests.scenarios.office import Office
from tests.scenarios.papers import paper


def lines(*amounts: str) -> list[dict[str, str]]:
    return [
        {"category": "other", "invoice_number": f"N{index}", "invoice_date": "2026-11-01", "amount": amount}
        for index, amount in enumerate(amounts)
    ]


@pytest.mark.parametrize(
    ("amounts", "total", "asked"),
    [
        (["0.01"], "0.01", ["manager zhaomin", "finance sunqian"]),
        (["9999.98", "0.01"], "9999.99", ["manager zhaomin", "finance sunqian"]),
        (["9999.99", "0.01"], "10000.00", ["manager zhaomin", "finance sunqian", "general_manager laozhang"]),
    ],
)
def test_the_total_is_computed_and_decides_who_is_asked(
    office: Office, amounts: list[str], total: str, asked: list[str]
) -> None:
    case = office.send("wangli", "expense", paper(office, "expense", lines=lines(*amounts), total="1.00"))

    assert case.now()["data"]["total"] == total
    assert case.walk() == asked


@pytest.mark.parametrize("field", ["title", "lines", "invoices"])
def test_it_cannot_be_sent_without_what_it_needs(office: Office, field: str) -> None:
    assert office.refused("wangli", "expense", paper(office, "expense", **{field: ...})) == {field}


def test_an_incomplete_line_is_refused_at_its_cell(office: Office) -> None:
    bad = [{"category": "nonsense", "invoice_date": "2999-01-01", "amount": "0.00"}]

    assert office.refused("wangli", "expense", paper(office, "expense", lines=bad)) == {
        "lines[0].category",
        "lines[0].invoice_number",
        "lines[0].invoice_date",
        "lines[0].amount",
    }


def test_the_same_invoice_cannot_be_claimed_twice(office: Office) -> None:
    twice = [{**line, "invoice_number": "F7"} for line in lines("10.00", "20.00")]

    assert office.refused("wangli", "expense", paper(office, "expense", lines=twice)) == {"lines"}


def test_approved_each_line_is_posted_once(office: Office) -> None:
    case = office.send("wangli", "expense", paper(office, "expense"))

    case.walk()
    closed = case.closed()

    posted = [row for row in office.rows("finance_ledger") if row["expense"] == closed["record_id"]]
    assert [(row["category"], row["invoice_number"], row["amount"]) for row in posted] == [
        ("travel", "F001", "320.50"),
        ("office", "F002", "79.50"),
        ("transport", "F003", "100.00"),
    ]
    assert {(row["claimant"], row["department"]) for row in posted} == {("wangli", "purchasing")}
    assert posted[2]["summary"] == "佛山看样 · 样品运费"
    [receipt] = [job["receipt"] for job in closed["jobs"] if job["node"] == "post_lines"]
    assert receipt["records"] == [row["id"] for row in posted]
    assert receipt["numbers"] == [row["number"] for row in posted]
    assert len(set(receipt["numbers"])) == 3


def test_rejected_nothing_is_posted(office: Office) -> None:
    case = office.send("wangli", "expense", paper(office, "expense"))

    case.do("zhaomin", "reject")

    assert [row for row in office.rows("finance_ledger") if row["expense"] == case.now()["record_id"]] == []
