"""The ready-made apps: ten cases by their contract codes, nothing for the checks to find, sample records to link."""

from __future__ import annotations

import pytest
from tests.scenarios.conftest import Company

from banjie import bootstrap
from banjie.forms.check import check
from banjie.services import apps, publish_process
from banjie.services.readable_yaml import read_yaml

CASES = {
    "purchase", "repair", "contract_change", "expense", "discount", "promotion", "contract_sign", "regularisation",
    "leave", "work_order",
}  # fmt: skip


def test_the_ten_cases_are_there_by_their_codes() -> None:
    assert {code for app in apps.available() for code in app.processes} == CASES


@pytest.mark.parametrize("company", ["sqlite"], indirect=True)
def test_nothing_is_found_in_any_form_or_process(company: Company) -> None:
    system = bootstrap.build(company.config)
    try:
        runtime = system.runtime
        with runtime.database.read() as connection:
            forms = {code: version.form for code, version in runtime.definitions.forms(connection).items()}
            found = [(code, finding) for code, form in forms.items() for finding in check(form, forms)]
            for app in apps.available():
                for code in app.processes:
                    document = read_yaml(apps.TEMPLATES / app.code / "processes" / f"{code}.yaml")
                    definition = publish_process.decode(document)
                    assert publish_process.steps_of(definition) is not None, (
                        f"{code} cannot be drawn as steps"
                    )
                    findings = publish_process.check_definition(runtime, connection, definition)
                    found += [(code, finding) for finding in findings]  # type: ignore[misc]
    finally:
        system.stop()

    assert found == []


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
