"""The ready-made apps: the ten cases and ten more, nothing for the checks to find, every role named."""

from __future__ import annotations

import msgspec
import pytest

from banjie.demo import load
from banjie.engine.definition import ServiceTask
from banjie.forms.check import check
from banjie.services import apps, publish_process
from banjie.services.app_bundle import gather
from banjie.services.app_parts import fields_touched, roles_asked
from banjie.services.app_source import ready_made
from banjie.services.readable_yaml import read_yaml

CASES = {
    "purchase", "repair", "contract_change", "expense", "discount", "promotion", "contract_sign", "regularisation",
    "leave", "work_order",
}  # fmt: skip


GALLERY = {
    "gate_pass", "seal_use", "business_trip", "vehicle_use", "price_approval", "supplier_admission", "payment_request",
    "quality_complaint", "it_request", "recruitment",
}  # fmt: skip


def test_the_twenty_are_there_by_their_codes_and_the_demo_has_the_ten() -> None:
    assert {code for app in apps.available() for code in app.processes} == CASES | GALLERY
    assert {code for app in load.APPS for code in apps.read_app(apps.TEMPLATES / app).processes} == CASES


@pytest.mark.parametrize("code", sorted(CASES | GALLERY))
def test_nothing_is_found_in_any_form_or_process(code: str) -> None:
    bundle = gather(ready_made(code))
    found: list[object] = [
        (name, item) for name, form in bundle.forms.items() for item in check(form, bundle.forms)
    ]
    for name, definition in bundle.processes.items():
        assert publish_process.steps_of(definition) is not None, f"{name} cannot be drawn as steps"
        found += publish_process.check_with_form(definition, bundle.forms[definition.form])
        for step in fields_touched([], [definition]).items():
            lacking = step[1] - {field.code for field in bundle.forms[step[0]].fields}
            found += [(name, step[0], field) for field in lacking]

    assert found == []


@pytest.mark.parametrize("code", sorted(CASES | GALLERY))
def test_an_app_names_every_role_that_it_asks(code: str) -> None:
    bundle = gather(ready_made(code))
    asked = {role for definition in bundle.processes.values() for role in roles_asked(definition)}
    asked |= {role for form in bundle.forms.values() for role in roles_asked(form)}

    assert asked <= set(bundle.roles)


@pytest.mark.parametrize("code", sorted(GALLERY))
def test_a_gallery_app_names_nobody_and_needs_no_system_of_one_company(code: str) -> None:
    definition = ready_made(code).processes[code]
    text = msgspec.json.encode(definition).decode()
    assert '"kind":"user"' not in text
    assert "laozhang" not in text
    assert {node.connector for node in definition.nodes if isinstance(node, ServiceTask)} <= {
        "record_create", "record_update", "record_upsert", "document", "email", "webhook", "notice",
    }  # fmt: skip


def test_every_approval_offers_reasons_for_each_decision() -> None:
    """Two taps give a reason: no step of a ready-made app makes people type."""
    lacking = []
    for app in apps.available():
        for code in app.processes:
            definition = publish_process.decode(
                read_yaml(apps.TEMPLATES / app.code / "processes" / f"{code}.yaml")
            )
            for node in definition.nodes:
                if getattr(node, "opinion", None) is None:
                    continue
                offered = {decision for item in node.opinion.codes for decision in item.on}  # type: ignore[union-attr]
                wanted = {"approve", "reject"} if node.purpose == "approval" else {"complete"}  # type: ignore[union-attr]
                if not wanted <= offered:
                    lacking.append((code, node.code, wanted - offered))

    assert lacking == []
