"""Numbers stay with their fields through renames; a changed way of storing makes a new one; nothing is reused."""

from __future__ import annotations

from banjie.forms.changes import assign_ids, compare
from banjie.forms.form import Field, Form


def form(*fields: Field) -> Form:
    return Form("f", "表", fields)


def ids(found: Form) -> list[tuple[str, int, int]]:
    return [(one.code, one.id, one.replaces) for one in found.fields]


FIRST = assign_ids(
    form(
        Field("a", "甲", "text"),
        Field("s", "明细", "subtable", fields=(Field("x", "数", "number"),)),
        Field("b", "乙", "money"),
    ),
    None,
)


def test_every_field_gets_a_number_of_its_own() -> None:
    assert ids(FIRST) == [("a", 1, 0), ("s", 2, 0), ("b", 4, 0)]
    assert FIRST.fields[1].fields[0].id == 3
    assert FIRST.next_field_id == 5


def test_the_number_follows_the_field_by_number_or_by_code() -> None:
    renamed = assign_ids(form(Field("aa", "甲", "longtext", id=1), Field("b", "乙", "money")), FIRST)
    assert ids(renamed) == [("aa", 1, 0), ("b", 4, 0)]
    assert renamed.next_field_id == 5


def test_a_number_is_never_given_again() -> None:
    second = assign_ids(form(Field("a", "甲", "text")), FIRST)
    third = assign_ids(form(Field("a", "甲", "text"), Field("c", "丙", "text")), second)
    assert ids(third)[1] == ("c", 5, 0)


def test_another_way_of_storing_is_a_new_field_that_replaces_the_old() -> None:
    changed = assign_ids(form(Field("a", "甲", "number")), FIRST)
    assert ids(changed) == [("a", 5, 1)]
    assert ids(assign_ids(changed, changed)) == [("a", 5, 1)]


def test_a_copy_and_a_made_up_number_get_their_own() -> None:
    copied = assign_ids(
        form(
            Field("a", "甲", "text", id=1), Field("a2", "甲二", "text", id=1), Field("z", "外", "date", id=77)
        ),
        FIRST,
    )
    assert ids(copied) == [("a", 1, 0), ("a2", 5, 0), ("z", 6, 0)]


def test_an_archived_field_comes_back_with_its_number() -> None:
    second = assign_ids(form(Field("a", "甲", "text")), FIRST)
    back = assign_ids(form(Field("a", "甲", "text"), Field("b", "乙", "money", id=4)), second, [FIRST])
    assert ids(back) == [("a", 1, 0), ("b", 4, 0)]


def test_differences_have_names() -> None:
    after = form(
        Field("aa", "甲甲", "longtext", id=1),
        Field("s", "明细", "subtable", fields=(Field("x", "数", "number"), Field("y", "新", "text"))),
        Field("c", "丙", "text"),
    )
    found = {(one.kind, one.where) for one in compare(after, FIRST)}
    assert found == {
        ("recoded", "aa"),
        ("relabelled", "aa"),
        ("retyped", "aa"),
        ("added", "s.y"),
        ("added", "c"),
        ("archived", "b"),
    }
    assert compare(FIRST, FIRST) == []


def kind(before: Field, after: Field) -> list[str]:
    return [one.kind for one in compare(form(after), assign_ids(form(before), None))]


def test_a_change_of_type_is_weighed() -> None:
    integer = {"scale": 0}
    assert kind(Field("a", "甲", "number", settings=integer), Field("a", "甲", "money")) == ["converted"]
    assert kind(Field("a", "甲", "money", settings={"scale": 4}), Field("a", "甲", "money")) == ["lossy"]
    assert kind(Field("a", "甲", "text"), Field("a", "甲", "date")) == ["lossy"]
    assert kind(Field("a", "甲", "date"), Field("a", "甲", "datetime")) == ["converted"]
    assert kind(Field("a", "甲", "text"), Field("a", "甲", "select", settings={"other": True})) == ["retyped"]
    assert kind(Field("a", "甲", "text"), Field("a", "甲", "link", settings={"form": "x"})) == ["refused"]
    assert kind(Field("a", "甲", "attachment"), Field("a", "甲", "money")) == ["refused"]
