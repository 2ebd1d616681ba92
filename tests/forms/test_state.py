"""Laws of the form state: what is given, kept, filled in, computed, shown, demanded."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from banjie.forms.form import Field, Form, Rule
from banjie.forms.state import FormState, evaluate

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TEMPLATE = Path(__file__).parents[2] / "src/banjie/templates/purchase/forms/purchase.yaml"


def purchase() -> Form:
    return msgspec.convert(yaml.safe_load(TEMPLATE.read_text(encoding="utf-8")), Form)


PURCHASE = purchase()
LINKS = {
    ("suppliers", 3): {"name": "华新建材", "email": "sales@huaxin.example"},
    ("products", 7): {"name": "水泥", "price": Decimal("25.50")},
}


def state(form: Form, values: dict[str, Any], **options: Any) -> FormState:
    return evaluate(form, values, now=NOW, **options)


def failures(found: FormState) -> dict[str, str]:
    return {error.field: error.code for error in found.errors}


def form(*fields: Field, **options: Any) -> Form:
    return Form("f", "表", fields, **options)


def test_the_purchase_form_computes_fills_and_looks_up() -> None:
    values = {
        "title": "水泥",
        "supplier": "3",
        "items": [{"product": 7, "qty": "10"}, {"product": 7, "qty": 2, "unit_price": "1"}],
    }
    found = state(PURCHASE, values, links=LINKS)
    assert found.values["supplier_email"] == "sales@huaxin.example"
    assert found.values["supplier_changed"] is False
    assert [row["unit_price"] for row in found.values["items"]] == [Decimal("25.50"), Decimal(1)]
    assert [row["amount"] for row in found.values["items"]] == [Decimal(255), Decimal(2)]
    assert found.values["amount"] == Decimal(257)
    assert found.title == "水泥"
    assert not found.errors


def test_submit_names_everything_that_is_missing_by_its_path() -> None:
    found = state(PURCHASE, {"items": [{"qty": "0"}]}, mode="submit")
    assert failures(found) == {
        "title": "form.required",
        "supplier": "form.required",
        "reason": "form.required",
        "attachments": "form.required",
        "items[0].product": "form.required",
        "items[0].qty": "form.check_failed",
        "items[0].unit_price": "form.required",
    }
    assert next(error for error in found.errors if error.field == "items[0].qty").message == "数量必须大于 0"
    assert failures(state(PURCHASE, {}, mode="submit"))["items"] == "form.min_rows"


def test_a_draft_tolerates_what_is_missing() -> None:
    assert not state(PURCHASE, {}).errors


def test_a_value_that_does_not_fit_is_named_and_left_out() -> None:
    found = state(PURCHASE, {"title": "x" * 300, "supplier": 99, "items": 5, "nonsense": 1}, links=LINKS)
    assert failures(found) == {
        "title": "form.too_long",
        "supplier": "form.link_unknown",
        "items": "form.not_rows",
        "nonsense": "form.unknown_field",
    }
    assert found.values["title"] is None


def test_choosing_a_record_fills_in_at_once_but_never_again() -> None:
    row = {"product": 7, "qty": 1, "unit_price": "9"}
    chosen = state(PURCHASE, {"items": [row]}, links=LINKS, changed="items[0].product")
    assert chosen.values["items"][0]["unit_price"] == Decimal("25.5")
    later = state(PURCHASE, {"items": [row]}, links=LINKS, changed="items[0].qty")
    assert later.values["items"][0]["unit_price"] == 9
    cleared = state(PURCHASE, {"items": [{**row, "unit_price": None}]}, links=LINKS)
    assert cleared.values["items"][0]["unit_price"] is None


def test_what_may_not_be_edited_stays_as_it_was() -> None:
    before = state(
        PURCHASE, {"title": "a", "supplier": 3, "items": [{"qty": 1, "unit_price": 2}]}, links=LINKS
    ).values
    before["items"][0]["id"] = 41
    sent = {"title": "b", "reason": "new", "items": [{"id": 41, "qty": 5, "unit_price": 0}], "amount": "1"}
    found = state(
        PURCHASE,
        sent,
        previous=before,
        access={"title": "read", "reason": "edit", "items": "edit", "items.unit_price": "hidden"},
        links=LINKS,
    )
    assert found.values["title"] == "a"
    assert found.values["reason"] == "new"
    assert found.values["items"] == [{"id": 41, "product": None, "qty": 5, "unit_price": 2, "amount": 10}]
    assert found.values["amount"] == 10
    assert "unit_price" not in found.shown()["items"][0]
    assert found.visible["items[0].unit_price"] is False


def test_a_row_id_nobody_stored_makes_a_new_row() -> None:
    found = state(PURCHASE, {"items": [{"id": 5, "qty": 1}, {"qty": 2}]}, previous={"items": []})
    assert all("id" not in row for row in found.values["items"])


def test_a_missing_key_keeps_and_an_explicit_null_empties() -> None:
    simple = form(Field("a", "甲", "text", default='"d"'), Field("b", "乙", "text"))
    assert state(simple, {}).values["a"] == "d"
    assert state(simple, {"a": None}).values["a"] is None
    assert state(simple, {"b": "x"}, previous={"a": "kept", "b": None}).values == {"a": "kept", "b": "x"}


def test_what_a_rule_hides_does_not_count_and_is_dropped_when_sent() -> None:
    hiding = form(
        Field("kind", "类型", "select", settings={"options": ["A", "B"]}),
        Field("extra", "附加", "money", visible_when='kind = "A"', required=True),
        Field(
            "total",
            "合计",
            "formula",
            settings={"expression": "1 + (if extra = null then 0 else extra)", "result": "money"},
        ),
    )
    shown = state(hiding, {"kind": "A", "extra": 5}, mode="submit")
    assert shown.values["total"] == 6
    hidden = state(hiding, {"kind": "B", "extra": 5})
    assert (hidden.values["extra"], hidden.values["total"], hidden.visible["extra"]) == (5, 1, False)
    assert state(hiding, {"kind": "B", "extra": 5}, mode="submit").values["extra"] is None
    assert failures(state(hiding, {"kind": "A"}, mode="submit")) == {"extra": "form.required"}
    assert failures(state(hiding, {}, mode="submit")) == {}


def test_fields_are_worked_out_in_the_order_of_what_they_read() -> None:
    chain = form(
        Field("c", "丙", "formula", settings={"expression": "b + 1", "result": "number"}),
        Field("b", "乙", "formula", settings={"expression": "a + 1", "result": "number"}),
        Field("a", "甲", "number"),
        Field(
            "rows", "行", "subtable",
            fields=(
                Field("share", "占比", "formula", settings={"expression": "x / total", "result": "number", "scale": 2}),
                Field("x", "数", "number"),
            ),
        ),
        Field("total", "合计", "formula", settings={"expression": "sum(rows.x)", "result": "number"}),
    )  # fmt: skip
    found = state(chain, {"a": 1, "rows": [{"x": 1}, {"x": 2}]}).values
    assert found["c"] == 3
    assert [row["share"] for row in found["rows"]] == [Decimal("0.33"), Decimal("0.67")]


def test_rules_over_several_fields_speak_in_the_owners_words() -> None:
    dates = form(
        Field("start", "开始", "date"),
        Field("end", "结束", "date"),
        rules=(Rule("end >= start", "结束日期不能早于开始日期", "end"),),
    )
    found = state(dates, {"start": "2026-01-02", "end": "2026-01-01"})
    assert [(error.field, error.message) for error in found.errors] == [("end", "结束日期不能早于开始日期")]
    assert not state(dates, {"start": "2026-01-02"}).errors


def test_an_option_of_an_older_version_stays_until_it_is_changed() -> None:
    choice = form(Field("kind", "类型", "select", settings={"options": ["A"]}))
    assert not state(choice, {"kind": "old"}, previous={"kind": "old"}).errors
    assert failures(state(choice, {"kind": "older"}, previous={"kind": "old"})) == {
        "kind": "form.not_an_option"
    }


def test_required_can_depend_and_never_binds_who_cannot_enter() -> None:
    rule = form(Field("a", "甲", "boolean"), Field("b", "乙", "text", required_when="a"))
    assert failures(state(rule, {"a": True}, mode="submit")) == {"b": "form.required"}
    assert not state(rule, {"a": True}, mode="submit", access={"a": "edit", "b": "read"}).errors
    assert failures(state(rule, {}, mode="submit", access={"b": "required"})) == {"b": "form.required"}


def test_defaults_see_the_user_and_the_clock() -> None:
    new = form(
        Field("day", "日期", "date", default="today()"),
        Field("who", "部门", "department", default="user.department"),
    )
    found = state(new, {}, user={"department": "purchasing"}).values
    assert found == {"day": NOW.date(), "who": "purchasing"}


def test_evaluating_a_result_again_changes_nothing() -> None:
    first = state(PURCHASE, {"title": "t", "supplier": 3, "items": [{"product": 7, "qty": 3}]}, links=LINKS)
    again = state(PURCHASE, first.values, links=LINKS)
    assert again.values == first.values
