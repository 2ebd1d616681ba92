"""C7 合同会签: legal, finance and business in parallel, all must agree; approved → PDF with every opinion,
archived.
"""

from __future__ import annotations

import itertools
from io import BytesIO

import msgspec
import pypdf
import pytest
from tests.scenarios.office import Office
from tests.scenarios.papers import paper

SIGNERS = {"legal": "zhoufa", "finance": "sunqian", "business": "zhaomin"}


def test_all_three_are_asked_at_once(office: Office) -> None:
    case = office.send("wangli", "contract_sign", paper(office, "contract_sign"))

    assert case.open() == SIGNERS
    assert case.why_asked("business") == "建材批发 老张 / 采购部的负责人"


def test_the_business_side_is_the_department_that_the_form_names(office: Office) -> None:
    filled = paper(office, "contract_sign", business_department="operations")

    assert office.send("wangli", "contract_sign", filled).open()["business"] == "liuyun"


@pytest.mark.parametrize("order", list(itertools.permutations(SIGNERS.values())))
def test_in_any_order_all_must_agree(office: Office, order: tuple[str, ...]) -> None:
    case = office.send("wangli", "contract_sign", paper(office, "contract_sign"))

    for user in order[:2]:
        case.approve(user)
        assert case.now()["outcome"] is None
    case.approve(order[2])

    assert case.now()["outcome"] == "approved"


@pytest.mark.parametrize("who", SIGNERS.values())
def test_one_rejection_ends_it(office: Office, who: str) -> None:
    case = office.send("wangli", "contract_sign", paper(office, "contract_sign"))

    case.do(who, "reject")

    states = {task["assignee"]: task["state"] for task in case.now()["tasks"]}
    assert case.now()["outcome"] == "rejected"
    assert states == {user: "done" if user == who else "not_needed" for user in SIGNERS.values()}


@pytest.mark.parametrize(
    "field",
    ["title", "contract_number", "customer", "category", "amount", "valid_from", "valid_until", "key_terms",
     "contract_file"],
)  # fmt: skip
def test_it_cannot_be_sent_without_what_the_signers_need(office: Office, field: str) -> None:
    assert office.refused("wangli", "contract_sign", paper(office, "contract_sign", **{field: ...})) == {
        field
    }


def test_approved_the_archive_holds_every_opinion(office: Office) -> None:
    said = {
        "zhoufa": "违约金条款已修改到位",
        "sunqian": "月结 30 天可以接受",
        "zhaomin": "货源已锁定，能按期交付",
    }
    case = office.send("wangli", "contract_sign", paper(office, "contract_sign"))
    photo = office.file("zhaomin", "货源照片.png")
    for user, text in said.items():
        attached = [photo] if user == "zhaomin" else []
        case.do(user, "approve", opinion={"text": text, "attachments": attached})
    said["zhaomin"] += "；附件：货源照片.png"
    closed = case.closed()

    jobs = {job["node"]: job["receipt"] for job in closed["jobs"]}
    pdf = pypdf.PdfReader(
        BytesIO(office.request("wangli", "GET", f"/files/{jobs['archive']['file']}").content)
    )
    printed = "".join("".join(page.extract_text() for page in pdf.pages).split())
    assert [text for text in said.values() if "".join(text.split()) not in printed] == []
    archived = msgspec.json.decode(pdf.attachments["case.json"][0])
    lines = {(line["who"], line["node"]): line["text"] for line in archived["timeline"] if line["node"]}
    assert lines == {
        ("周法", "法务会签"): said["zhoufa"],
        ("孙倩", "财务会签"): said["sunqian"],
        ("赵敏", "业务会签"): said["zhaomin"],
    }
    assert (archived["number"], archived["outcome"]) == (closed["number"], "已通过")
    [contract] = [row for row in office.rows("contracts") if row["signed"] == closed["record_id"]]
    assert (contract["contract_number"], contract["amount"]) == ("XS-2026-031", "260000.00")
