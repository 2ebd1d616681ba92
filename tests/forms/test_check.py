"""Every mistake a form's owner can make is found, at its place, with words in both languages."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from banjie.forms.check import check
from banjie.forms.form import Field, Form, Rule, Section
from banjie.messages import LOCALES, catalogue

SOURCE = Path(__file__).parents[2] / "src/banjie"
TEXT = Field("a", "甲", "text")
OTHER = Form("other", "其他", (Field("name", "名称", "text"),))


def formula(code: str, expression: str) -> Field:
    return Field(code, f"式{code}", "formula", settings={"expression": expression})


def rows(*fields: Field, **options: object) -> Field:
    return Field("rows", "明细", "subtable", fields=fields, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "options", "code", "where"),
    [
        ((), {}, "empty", ""),
        ((TEXT,), {"name": " "}, "name", ""),
        ((TEXT, Field("a", "乙", "text")), {}, "duplicate_code", "a"),
        ((Field("id", "号", "text"),), {}, "reserved_code", "id"),
        ((Field("case_status", "状态", "text"),), {}, "reserved_code", "case_status"),
        ((Field("a b", "空", "text"),), {}, "bad_code", "a b"),
        ((Field("1a", "数", "text"),), {}, "bad_code", "1a"),
        ((Field("if", "如", "text"),), {}, "bad_code", "if"),
        ((Field("a", "甲", "novel"),), {}, "unknown_type", "a"),
        ((Field("a", "甲", "text", settings={"max_lenght": 3}),), {}, "settings", "a"),
        ((Field("a", "甲", "text", settings={"max_length": 0}),), {}, "max_length", "a"),
        ((Field("a", "甲", "select"),), {}, "no_options", "a"),
        ((Field("a", "甲", "select", settings={"options": ["x", "x"]}),), {}, "same_option_twice", "a"),
        ((Field("a", "甲", "money", settings={"min": "2", "max": "1"}),), {}, "min_max", "a"),
        ((Field("a", "甲", "number", settings={"scale": 9}),), {}, "scale", "a"),
        ((Field("a", "甲", "serial", settings={"pattern": "x"}),), {}, "pattern", "a"),
        ((Field("a", "", "text"),), {}, "label", "a"),
        ((rows(),), {}, "empty_subtable", "rows"),
        ((rows(rows(TEXT)),), {}, "not_in_subtable", "rows.rows"),
        ((rows(TEXT, settings={"min_rows": 5, "max_rows": 2}),), {}, "rows", "rows"),
        ((Field("a", "甲", "text", fields=(TEXT,)),), {}, "fields_outside_subtable", "a"),
        ((formula("f", "1 +"),), {}, "syntax", "f"),
        ((formula("f", "nothing + 1"),), {}, "unknown_name", "f"),
        ((formula("f", "g"), formula("g", "f")), {}, "cycle", "f"),
        ((Field("a", "甲", "text", visible_when="a != null"),), {}, "cycle", "a"),
        ((rows(formula("f", "total")), formula("total", "sum(rows.f)")), {}, "cycle", "rows.f"),
        ((rows(formula("f", "missing")),), {}, "unknown_name", "rows.f"),
        ((TEXT,), {"rules": (Rule("a != null", "x", "b"),)}, "unknown_field", "rules[0]"),
        ((TEXT,), {"rules": (Rule("a != ", "x", "a"),)}, "syntax", "rules[0]"),
        ((TEXT,), {"rules": (Rule("true", "", "a"),)}, "no_message", "rules[0]"),
        ((TEXT,), {"sections": (Section("s", ("z",)),)}, "unknown_field", "sections[0]"),
        ((TEXT,), {"title": "b"}, "unknown_name", "title"),
        ((Field("a", "甲", "link", settings={"form": "none"}),), {}, "unknown_form", "a"),
        ((Field("a", "甲", "link", settings={"form": "other", "fill": {"z": "name"}}),), {}, "unknown_field", "a"),
        ((TEXT, Field("l", "链", "link", settings={"form": "other", "fill": {"a": "z"}})), {}, "unknown_linked_field", "l"),
        ((Field("l", "取", "lookup", settings={"link": "x", "field": "name"}),), {}, "lookup_without_link", "l"),
        (tuple(Field(f"f{n}", f"栏{n}", "text") for n in range(301)), {}, "too_many_fields", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_place(
    fields: tuple[Field, ...], options: dict[str, object], code: str, where: str
) -> None:
    form = msgspec.structs.replace(Form("f", "表", fields), **options)
    errors = [(one.code, one.where) for one in check(form, {"other": OTHER}) if one.severity == "error"]
    assert (f"form.check.{code}", where) in errors


def test_a_syntax_error_says_where() -> None:
    (found,) = check(Form("f", "表", (TEXT, formula("f", "a + + 1"))))
    assert found.position == 4
    assert found.params["line"] == 1


@pytest.mark.parametrize("path", sorted(SOURCE.glob("templates/*/forms/*.yaml")), ids=lambda path: path.stem)
def test_every_template_is_sound(path: Path) -> None:
    form = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Form)
    assert [one for one in check(form) if one.severity == "error"] == []


def test_a_change_that_would_strand_values_is_refused() -> None:
    before = Form("f", "表", (Field("a", "甲", "text", id=1),), next_field_id=2)
    after = Form("f", "表", (Field("a", "甲", "link", settings={"form": "other"}),))
    assert [one.code for one in check(after, {"other": OTHER}, before)] == ["form.check.refused_change"]


def test_every_code_has_words_in_both_languages() -> None:
    chinese, english = (catalogue(locale) for locale in LOCALES)
    ours = {key for key in chinese if key.startswith("form.")}
    assert ours == {key for key in english if key.startswith("form.")}
    used = set()
    for path in (*SOURCE.glob("forms/**/*.py"), *SOURCE.glob("storage/records/*.py")):
        for part in path.read_text(encoding="utf-8").split('"')[1::2]:
            if part.startswith("form.") and part.count(".") >= 1 and "{" not in part and part[-1] != "…":
                used.add(part)
    assert used - ours - {"form."} == set()
