"""Laws over any organisation, however broken: resolving ends, gives reasons, and finds only active people."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from tests.org.company import END, NOW, START

from banjie.messages import DEFAULT, LOCALES, catalogue, words
from banjie.org.assignment import resolve
from banjie.org.directory import Department, Directory, Person, Role, Substitution
from banjie.org.policies.policy import Policy
from banjie.org.reasons import explain
from banjie.org.request import Request

names = st.sampled_from(string.ascii_lowercase[:6])
codes = st.sampled_from(["x", "y", "z"])
roles = st.sampled_from(["admin", "r"])


@st.composite
def organisations(draw: st.DrawFn) -> Directory:
    people = draw(
        st.lists(
            st.builds(
                Person,
                names,
                names,
                st.none() | codes,
                st.none() | names,
                st.just(()),
                st.none(),
                st.booleans(),
            ),
            unique_by=lambda person: person.username,
        )
    )
    departments = draw(
        st.lists(
            st.builds(Department, codes, codes, st.none() | codes, st.none() | names),
            unique_by=lambda department: department.code,
        )
    )
    held = draw(
        st.lists(st.builds(Role, roles, roles, st.lists(names).map(tuple)), unique_by=lambda r: r.code)
    )
    substitutions = draw(
        st.lists(st.builds(Substitution, names, names, st.just(START), st.just(END), st.none()), max_size=8)
    )
    return Directory(tuple(people), tuple(departments), tuple(held), tuple(substitutions))


policies = st.one_of(
    st.builds(lambda users: {"kind": "user", "users": users}, st.lists(names, max_size=3)),
    st.builds(lambda role: {"kind": "role", "role": role}, roles),
    st.builds(lambda role: {"kind": "role_in_department", "role": role}, roles),
    st.builds(lambda level: {"kind": "department_head", "level": level}, st.integers(0, 3)),
    st.builds(lambda code: {"kind": "department_members", "department": code}, codes),
    st.builds(lambda n: {"kind": "leader_level", "n": n}, st.integers(1, 4)),
    st.sampled_from([
        {"kind": "direct_leader"}, {"kind": "leader_chain"}, {"kind": "leader_chain", "to_role": "r"},
        {"kind": "applicant"}, {"kind": "applicant_choice"}, {"kind": "field", "field": "person"},
        {"kind": "department_field_head", "field": "department"}, {"kind": "handler_of", "node": "n"},
        {"kind": "leader_of_handler", "node": "n"}, {"kind": "expression", "feel": "person"},
    ]),
)  # fmt: skip


@given(organisations(), st.lists(policies, max_size=4), st.lists(policies, max_size=1), names, names, codes)
def test_whoever_is_found_is_active_comes_once_and_has_a_reason_in_words(
    directory: Directory, chosen: list[object], exclude: list[object], applicant: str, person: str, code: str
) -> None:
    request = Request(
        applicant, NOW, {"person": person, "department": code}, {"n": (person,)}, {"n": (person,)}, "p", "n"
    )
    assignment = {"policies": chosen, "exclude": exclude, "fallback_users": [person]}
    resolved = resolve(assignment, directory, request)
    groups = (resolved.found, resolved.administrators, resolved.fallback)
    for group in groups:
        assert len({found.user for found in group}) == len(group)
    leader = resolved.applicant_leader
    assert leader is None or leader.user != applicant
    for found in (
        *resolved.found,
        *resolved.administrators,
        *resolved.fallback,
        *((leader,) if leader else ()),
    ):
        assert directory.is_active(found.user)
        for locale in LOCALES:
            said = explain(
                found.reason.rule, found.reason.params, lambda key, p, to=locale: words(to, key, p)
            )
            assert said
            assert not said.startswith("reason.")


def test_every_policy_kind_has_words_in_both_languages() -> None:
    kinds = {cls.__struct_config__.tag for cls in Policy.__subclasses__()}
    same_words = {"department_field_head": "department_head"}
    for locale in LOCALES:
        for kind in kinds:
            assert f"reason.{same_words.get(str(kind), kind)}" in catalogue(locale)
    assert {key for key in catalogue(DEFAULT) if key.startswith("reason.")} == {
        key for key in catalogue("en") if key.startswith("reason.")
    }
