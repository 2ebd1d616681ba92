"""Unary tests as a closure over `?`, the value under test (DMN 1.5, 10.3.1.2, rules 12-17).

A test that mentions `?` is a condition on its own; any other is compared with the value: lies in a range,
is in a list, equals it.
"""

from __future__ import annotations

from banjie.feel.ast import Comparison, In, Node, UnaryTestsNode
from banjie.feel.compile_operators import Closure, constant, holds_for
from banjie.feel.compiler import compile_node
from banjie.feel.references import mentions
from banjie.feel.scope import Scope


def compile_tests(node: UnaryTestsNode) -> Closure:
    """True when one test holds, with `not(…)` when none does; null where that stays open."""
    tests = tuple(_test(test) for test in node.tests)
    if not tests:
        return constant(True)

    def decide(scope: Scope) -> object:
        answer: object = False
        for test in tests:
            holds = test(scope)
            if holds is True:
                answer = True
                break
            if holds is not False:
                answer = None
        if node.negated:
            return None if answer is None else not answer
        return answer

    return decide


def _test(node: Node) -> Closure:
    closure = compile_node(node)
    if mentions(node, "?"):
        return closure
    boolean_form = isinstance(node, Comparison | In)

    def compare_value(scope: Scope) -> object:
        wanted = closure(scope)
        value = scope.variables["?"]
        if isinstance(wanted, bool) and boolean_form and not isinstance(value, bool):
            return wanted
        return holds_for(scope, value, wanted)

    return compare_value
