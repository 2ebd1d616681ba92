"""The archive as PDF/A-3b: readable, repeatable, carrying its data, and untouched by hostile values."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest

from banjie.documents.render import Attachment, DocumentError, render

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CASE: dict[str, Any] = {
    "number": "CG-2026-0001",
    "locale": "zh-CN",
    "title": "采购 水泥 20 吨",
    "process": "采购申请",
    "version": 3,
    "outcome": "已通过",
    "applicant": "王丽",
    "department": "采购部",
    "submitted_at": "2026-11-23 08:00:00",
    "decided_at": "2026-11-23 09:30:00",
    "fields": [
        {
            "code": "reason",
            "label": "采购事由",
            "type": "longtext",
            "text": "库存不足\n工地急用",
            "value": "x",
        },
        {
            "code": "items",
            "label": "采购明细",
            "type": "subtable",
            "columns": [{"label": "产品", "type": "link"}, {"label": "金额", "type": "money"}],
            "rows": [["普通硅酸盐水泥", "8000"], ["运费", "1234.50"]],
        },
        {"code": "amount", "label": "总金额", "type": "money", "text": "9234.50", "value": "9234.50"},
    ],
    "timeline": [
        {"at": "2026-11-23 08:00:00", "who": "王丽", "node": "", "what": "提交", "text": ""},
        {
            "at": "2026-11-23 09:00:00",
            "who": "赵敏",
            "node": "部门经理审批",
            "what": "同意",
            "text": "业务需要，价格合理",
        },
    ],
    "facts": [
        {
            "name": "查询库存",
            "value": [{"quantity": "3"}],
            "source": "form:stock",
            "at": "2026-11-23 08:00:00",
        }
    ],
    "head": "ab" * 32,
}


def archive(case: dict[str, Any] = CASE, **more: Any) -> bytes:
    data = Attachment("case.json", "application/json", json.dumps(case).encode())
    return render("case", case, attachments=(data,), timestamp=AT, **more)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u200b", "")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return archive()


def test_all_that_matters_is_on_the_page_and_can_be_searched(pdf: bytes) -> None:
    text = text_of(pdf)
    for words in (
        "采购 水泥 20 吨", "CG-2026-0001", "王丽", "采购部", "库存不足", "普通硅酸盐水泥", "¥8,000.00", "¥1,234.50",
        "¥9,234.50", "玖仟贰佰叁拾肆元伍角整", "部门经理审批", "业务需要，价格合理", "form:stock", "ab" * 20, "1 / 1",
    ):  # fmt: skip
        assert words in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_reader_sees_the_same(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
    assert "玖仟贰佰叁拾肆元伍角整" in text
    assert "业务需要，价格合理" in text


def test_it_says_that_it_is_pdf_a_3b_and_embeds_its_fonts(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert "/OutputIntents" in reader.root_object
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert any(key.startswith("/FontFile") for key in descriptor)


def test_the_data_are_attached_and_whole(pdf: bytes) -> None:
    attachments = pypdf.PdfReader(BytesIO(pdf)).attachments
    assert msgspec.json.decode(attachments["case.json"][0]) == CASE


def test_the_attachment_is_associated_as_pdf_a_3_asks(pdf: bytes) -> None:
    """ISO 19005-3, 6.8: named, typed and related files; 6.1.3: an ID and no encryption."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    (file,) = (entry.get_object() for entry in reader.root_object["/AF"])
    assert file["/AFRelationship"] in ("/Data", "/Source", "/Supplement", "/Alternative")
    assert file["/F"] == file["/UF"] == "case.json"
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"
    assert len(reader.trailer["/ID"]) == 2
    assert not reader.is_encrypted


def test_the_same_case_gives_the_same_bytes(pdf: bytes) -> None:
    assert archive() == pdf


def test_attachments_with_hostile_or_equal_names() -> None:
    files = tuple(
        Attachment(name, "text/plain", name.encode())
        for name in ("../../x.txt", "x.txt", "x.txt", "", "图.txt")
    )
    made = render("case", CASE, attachments=files, timestamp=AT)
    names = pypdf.PdfReader(BytesIO(made)).attachments  # lists the older, byte-wise names as well
    assert set(names) >= {"....x.txt", "x.txt", "x-2.txt", "file", "图.txt"}


@pytest.mark.parametrize(
    "value",
    [
        "#panic()", '#read("/etc/passwd")', "*bold* _it_ $x^2$ `raw` = Heading", "]#[", "\\u{41}", "@ref <label>",
        "//comment", "/* comment */", "https://example.org/", "#import \"@preview/x:1.0.0\"", "---", "~",
    ],
)  # fmt: skip
def test_markup_in_values_stays_text(value: str) -> None:
    case = CASE | {"title": value, "fields": [{"label": value, "type": "text", "text": value}]}
    assert value.replace("\n", "") in text_of(archive(case))


def test_rare_characters_appear_and_unknown_ones_have_the_mark() -> None:
    text = text_of(archive(CASE | {"title": "犇骉麤龘㙓䶮"}))
    assert "犇骉麤龘㙓䶮" in text
    strange = "一\ue123二😀三\x07四\u202e五\ud800六\U0010fffd七\ufeff"
    text = text_of(archive(CASE | {"title": strange}))
    assert "一〓二〓三〓四五〓六〓七" in text


def test_a_character_outside_the_fonts_never_stops_an_archive() -> None:
    everything = "".join(chr(code) for start in range(0, 0x110000, 0x400) for code in range(start, start + 8))
    assert archive(CASE | {"fields": [{"label": "x", "type": "text", "text": everything}]}).startswith(
        b"%PDF-"
    )


def test_an_endless_subtable_is_cut_and_says_so() -> None:
    table = CASE["fields"][1] | {"rows": [["水泥", "1"]] * 100_000}
    started = time.monotonic()
    text = text_of(archive(CASE | {"fields": [table]}))
    assert time.monotonic() - started < 30
    assert "另有 98000 行未打印" in text


def test_wide_tables_and_long_words_stay_on_the_page() -> None:
    columns = [{"label": f"列{index}", "type": "text"} for index in range(40)]
    table = {"label": "宽", "type": "subtable", "columns": columns, "rows": [["x" * 500] * 40, ["短"], []]}
    assert archive(CASE | {"fields": [table], "title": "y" * 30_000}).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "case",
    [{}, {"fields": [{}], "timeline": [{}], "facts": [{}]}, {"fields": [{"columns": [], "rows": [[1]]}]},
     {"fields": [{"type": "money", "text": "many", "value": "1E+999999"}]}],
)  # fmt: skip
def test_a_case_with_little_in_it_is_still_an_archive(case: dict[str, Any]) -> None:
    assert archive(case).startswith(b"%PDF-")


def test_english_words() -> None:
    text = text_of(archive(CASE | {"locale": "en"}))
    assert "Event chain head" in text
    assert "Follow-ups" in text


@pytest.mark.parametrize(
    ("template", "codes"),
    [
        ("#while true {}", {"template"}),
        ("#let f() = f()\n#f()", {"template"}),
        ("#let x = range(100000000000)", {"crashed", "timeout", "template"}),
        ("#let x = \"a\"\n#for i in range(60) { x = x + x }", {"crashed", "timeout", "template"}),
        ('#read("/etc/hostname")', {"template"}),
        ('#read("../../../../etc/hostname")', {"template"}),
        ('#import "@preview/cetz:0.3.0"', {"template"}),
        ("#nothing-there", {"template"}),
        ("#table(columns: 10, ..range(3000000).map(str))", {"timeout", "crashed"}),
    ],
)  # fmt: skip
def test_a_template_gone_wild_ends_with_an_error(template: str, codes: set[str]) -> None:
    started = time.monotonic()
    with pytest.raises(DocumentError) as failed:
        render(template, {}, timestamp=AT, timeout_s=4, memory_mb=1024)
    assert failed.value.code in codes
    assert time.monotonic() - started < 15


def test_without_fonts_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("_PACKAGE", tmp_path), ("_SYSTEM", ())):
        monkeypatch.setattr(f"banjie.documents.fonts.{name}", value)
    monkeypatch.setenv("BANJIE_FONTS", str(tmp_path))
    with pytest.raises(DocumentError, match="BANJIE_FONTS"):
        archive()
