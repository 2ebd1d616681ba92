"""Sheets as companies have them, and files that would do harm."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services.imports.workbooks import workbook

from banjie.services.imports import guard, heads, sheet
from banjie.services.imports.heads import Target
from banjie.services.problems import InvalidError

FIELDS = [
    Target("name", ("客户名称", "name")),
    Target("phone", ("电话", "phone")),
    Target("day", ("签约日期", "day")),
]


def read(content: bytes, name: str = "a.xlsx", wanted: str = "") -> sheet.Sheet:
    return sheet.read(name, content, wanted)


def refused(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(InvalidError) as error:
        read(content, name)
    return error.value.code


def lines(found: sheet.Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


def test_every_kind_of_cell_becomes_the_text_that_people_see() -> None:
    def dates(book: Any, page: Any) -> None:
        page.write_datetime(2, 0, date(2026, 11, 3), book.add_format({"num_format": "yyyy/m/d"}))
        moment = datetime(2026, 11, 3, 8, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
        page.write_datetime(2, 1, moment, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        page.write_datetime(2, 2, time(8, 30), book.add_format({"num_format": "hh:mm"}))

    found = read(
        workbook(
            ["文字", 1200.5, 0.1 + 0.2, 13800138000],
            [" 带空格 ", True, -0.000001, 12345678901234567],
            then=dates,
        )
    )
    assert lines(found) == [
        ("文字", "1200.5", "0.3", "13800138000"),
        ("带空格", "TRUE", "-0.000001", "12345678901234600"),
        ("2026-11-03", "2026-11-03 08:30:00", "08:30:00", ""),
    ]


def test_titles_above_and_empty_rows_around_are_passed_over() -> None:
    content = workbook(
        ["二〇二六年客户一览表"],
        [],
        ["制表：王丽", None, "单位：元"],
        ["客户名称*", " 电 话：", "签约日期（必填）", "旧编号"],
        ["甲公司", "010-1", "2026/1/2", "7"],
        [],
        ["乙公司", "010-2", None, None],
        ["  "],
        then=lambda book, page: page.merge_range("A1:D1", "二〇二六年客户一览表"),
    )
    head = heads.find(read(content), FIELDS)
    assert head.number == 4
    assert [row.number for row in head.rows] == [5, 7]
    assert heads.match(head.labels, FIELDS) == {0: "name", 1: "phone", 2: "day"}
    assert heads.samples(head, 0) == ["甲公司", "乙公司"]


def test_a_head_of_two_rows_under_merged_cells_is_one_head() -> None:
    def merged(_book: Any, page: Any) -> None:
        page.merge_range("A1:A2", "客户名称")
        page.merge_range("B1:C1", "联系方式")
        page.merge_range("A3:A4", "甲公司")

    content = workbook(
        ["客户名称", "联系方式"],
        [None, "电话", "签约日期"],
        ["甲公司", "1", "2026-01-02"],
        [None, "2"],
        then=merged,
    )
    head = heads.find(read(content), FIELDS)
    assert head.number == 2
    assert head.labels == ("客户名称", "联系方式 电话", "联系方式 签约日期")
    assert heads.match(head.labels, FIELDS) == {0: "name", 1: "phone", 2: "day"}
    assert [row.cells[0] for row in head.rows] == [
        "甲公司",
        "甲公司",
    ]  # a merged cell says the same in each row


def test_the_first_visible_sheet_with_rows_is_read_unless_another_is_wanted() -> None:
    def more(book: Any, page: Any) -> None:
        page.write(0, 0, "只有标题")
        other = book.add_worksheet("数据")
        other.write(0, 0, "a")
        other.write(1, 0, "b")
        hidden = book.add_worksheet("藏")
        hidden.write(0, 0, "x")
        hidden.hide()

    content = workbook(then=more)
    assert read(content).name == "数据"
    assert read(content).names == ("表", "数据")
    assert lines(read(content, wanted="表")) == [("只有标题",)]
    assert read(content, wanted="藏").name == "数据"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_in_the_encodings_and_with_the_signs_that_people_use(encoding: str, sign: str) -> None:
    text = sign.join(["客户名称", "电话"]) + "\r\n" + sign.join(['"甲\n公司"', "'=1"]) + "\r\n\r\n"
    assert lines(read(text.encode(encoding), "a.csv")) == [("客户名称", "电话"), ("甲\n公司", "=1")]


def test_formatted_cells_without_a_value_far_below_are_no_rows() -> None:
    def painted(book: Any, page: Any) -> None:
        page.write_blank(1_048_575, 300, None, book.add_format({"bold": True}))

    assert lines(read(workbook(["客户名称"], ["甲"], then=painted))) == [("客户名称",), ("甲",)]


def test_a_value_far_away_is_refused_before_room_is_made_for_it() -> None:
    assert (
        refused(workbook(["a"], then=lambda _, page: page.write(1_048_575, 16_383, "x"))) == "sheet_too_large"
    )
    assert refused(workbook(["a"], then=lambda _, page: page.write(guard.ROWS, 0, "x"))) == "sheet_too_large"
    assert (
        refused(workbook(["a"], then=lambda _, page: page.write(0, guard.COLUMNS, "x"))) == "sheet_too_large"
    )


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        "<c r='&#88;FD1048576'><v>1</v></c>",
        "<x:c xmlns:x='urn:x' r='A1048576'><x:v>1</x:v></x:c>",
        "</row><row r='1048576'><c><v>1</v></c>",
    ],
)
def test_however_the_far_cell_is_written(cell: str) -> None:
    assert (
        refused(altered(workbook(["a"]), "xl/worksheets/sheet1.xml", "</row>", f"{cell}</row>"))
        == "sheet_too_large"
    )


def test_a_sheet_under_another_ending_or_with_a_doctype_is_no_workbook() -> None:
    content = workbook(["a"])
    assert refused(altered(content, "xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet1.vml")) == "no_sheet"
    assert (
        refused(altered(content, "xl/worksheets/sheet1.xml", "<worksheet", "<!DOCTYPE x><worksheet"))
        == "no_sheet"
    )


def altered(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one text of one part replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            text = source.read(name).decode()
            if name == part:
                assert old in text
                text = text.replace(old, new, 1)
            target.writestr(name, text)
    return out.getvalue()


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = altered(workbook(["a"]), "docProps/app.xml", "<Properties", " " * 3_000_000 + "<Properties")
    monkeypatch.setattr(guard, "MOST_BYTES", 1_000_000)
    assert refused(content) == "sheet_too_large"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        claimed = archive.getinfo("docProps/app.xml").file_size.to_bytes(4, "little")
    assert content.count(claimed) == 2
    assert refused(content.replace(claimed, (10).to_bytes(4, "little"))) == "sheet_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_sheet"),
        (b"\n\n , ,\n", "empty_sheet"),
        (b"PK\x03\x04nothing", "no_sheet"),
        (b"\x00\x01\x02", "no_sheet"),
        (b"\xff\xff\xff", "no_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
        (workbook(), "empty_sheet"),
        (("a," * 300).encode(), "sheet_too_large"),
        (b"a\n" * (guard.ROWS + 1), "sheet_too_large"),
    ],
)
def test_what_is_no_sheet_is_said_in_plain_words(content: bytes, code: str) -> None:
    assert refused(content) == code


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    for given_ in (
        content,
        b"PK\x03\x04" + content,
        workbook(["a"])[:-1] + content,
        "名称,电话\n".encode() + content,
    ):
        try:
            found = read(given_)
        except InvalidError:
            continue
        assert all(len(row.cells) == found.width for row in found.rows)


CELL = st.text(st.characters(exclude_categories=("C",)), max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_what_is_written_as_csv_is_read_again(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    expected = [[cell.strip() for cell in line] for line in table if any(map(str.strip, line))]
    signs = [sum(line.count(sign) for line in out.getvalue().splitlines()[:20]) for sign in ",\t;"]
    if not expected or signs[0] < max(signs) or any(cell.startswith("'") for line in table for cell in line):
        return
    found = read(out.getvalue().encode(), "a.csv")
    assert [[*row.cells] for row in found.rows] == [
        [*line, *[""] * (found.width - len(line))][: found.width] for line in expected
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                CELL,
                st.integers(-(10**14), 10**14),
                st.booleans(),
                st.decimals(0, 10**9, places=3),
            ),
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_rows_keep_their_number_and_cells_their_text(table: list[list[Any]]) -> None:
    try:
        found = read(workbook(*table))
    except InvalidError:
        assert not any(str(cell or "").strip() for line in table for cell in line)
        return
    for row in found.rows:
        for cell, value in zip(row.cells, table[row.number - 1], strict=False):
            expected = {True: "TRUE", False: "FALSE"}[value] if isinstance(value, bool) else value
            if value is None:
                assert cell == ""
            elif isinstance(expected, str):
                assert cell == expected.strip()
            else:
                assert float(cell) == pytest.approx(float(value))


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
@settings(max_examples=30, deadline=None)
def test_a_date_is_that_date(day: date) -> None:
    content = workbook(
        ["日期"],
        then=lambda book, page: page.write_datetime(1, 0, day, book.add_format({"num_format": "m/d/yy"})),
    )
    assert lines(read(content))[1] == (day.isoformat(),)
