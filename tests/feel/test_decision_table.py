"""Decision tables: every hit policy, and what happens when a table breaks its own promise."""

from __future__ import annotations

import pytest

from banjie.feel.decision_table import DecisionTable, FeelTableError, Input, Output, Rule, evaluate


def approvers(policy: str, priorities: tuple[str, ...] = ()) -> DecisionTable:
    """Who approves a purchase: rules that overlap above 5000."""
    return DecisionTable(
        inputs=(Input("amount", "金额"), Input("supplier_changed", "供应商变更")),
        outputs=(Output("approver", priorities),),
        rules=(
            Rule((">= 0", "-"), ('"manager"',)),
            Rule((">= 5000", "-"), ('"director"',)),
            Rule((">= 5000", "true"), ('"legal"',)),
        ),
        hit_policy=policy,
    )


BIG = {"amount": 6000, "supplier_changed": True}
RANKED = ('"legal"', '"director"', '"manager"')


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("U", None),
        ("A", None),
        ("F", "manager"),
        ("P", "legal"),
        ("R", ["manager", "director", "legal"]),
        ("C", ["manager", "director", "legal"]),
        ("O", ["legal", "director", "manager"]),
        ("C#", 3),
        ("C<", "director"),
        ("C>", "manager"),
    ],
)
def test_hit_policies(policy: str, expected: object) -> None:
    assert evaluate(approvers(policy, RANKED), BIG).value == expected


def test_a_unique_table_that_is_hit_twice_says_by_which_rules() -> None:
    result = evaluate(approvers("U"), BIG)
    assert result.matched == (0, 1, 2)
    assert result.warnings[-1].code == "not_unique"
    assert evaluate(approvers("U"), {"amount": 10}).value == "manager"


def test_numbers_can_be_summed_and_several_outputs_make_a_context() -> None:
    rules = (Rule(("> 1",), ("10", '"a"')), Rule(("> 2",), ("20", '"b"')))
    table = DecisionTable((Input("x"),), (Output("points"), Output("why")), rules, "C")
    assert evaluate(table, {"x": 3}).value == [{"points": 10, "why": "a"}, {"points": 20, "why": "b"}]
    sums = DecisionTable(
        (Input("x"),), (Output("p"),), (Rule(("> 1",), ("10",)), Rule(("> 2",), ("x",))), "C+"
    )
    assert evaluate(sums, {"x": 3}).value == 13


def test_no_hit_is_null_or_the_default() -> None:
    rules = (Rule(("> 10",), ('"a"',)),)
    assert evaluate(DecisionTable((Input("x"),), (Output("y"),), rules), {"x": 1}).value is None
    table = DecisionTable((Input("x"),), (Output("y", default='"none"'),), rules)
    assert evaluate(table, {"x": 1}).value == "none"


def test_a_value_that_is_not_allowed_is_named() -> None:
    table = DecisionTable((Input("x", "等级", '"A", "B"'),), (Output("y"),), (Rule(("-",), ("1",)),))
    assert evaluate(table, {"x": "C"}).warnings[0].code == "not_allowed"


def test_a_cell_that_does_not_parse_is_named() -> None:
    table = DecisionTable((Input("x"),), (Output("y"),), (Rule(("<",), ("1",)),))
    with pytest.raises(FeelTableError) as caught:
        evaluate(table, {"x": 1})
    assert caught.value.cell == "rule 1, input 1"


def test_a_table_of_a_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="rule 1"):
        evaluate(DecisionTable((Input("x"),), (Output("y"),), (Rule((), ("1",)),)), {})
    with pytest.raises(ValueError, match="hit policy"):
        evaluate(approvers("Z"), BIG)
