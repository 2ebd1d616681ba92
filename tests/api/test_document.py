"""The OpenAPI document is true: what it says of each operation holds for whatever may be sent to it.

The second half sends, for every operation, requests that the document allows and ones that it does not
(Schemathesis), with known ids among the made-up ones, and compares each answer with the document.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from tests.api.browser import Site

from banjie.api.routes import API_ROUTES

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
ROOT = Path(__file__).parents[2]
ENDLESS = "events"
OPERATIONS = sorted(route.operation_id for route in API_ROUTES if route.operation_id != ENDLESS)
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document(site: Site) -> Mapping[str, Any]:
    found: Mapping[str, Any] = site.as_("wangli").get("/openapi.json").json()
    return found


def operations(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        item[method]["operationId"]: item[method]
        for item in document["paths"].values()
        for method in METHODS
        if method in item
    }


def test_every_operation_names_the_problem_it_may_answer_with(document: Mapping[str, Any]) -> None:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for name, operation in operations(document).items():
        failures = [status for status in operation["responses"] if status >= "400"]
        assert {"400", "500"} <= set(failures), name
        for status in failures:
            assert operation["responses"][status] == {"$ref": f"#/components/responses/{status}"}, name
            answer = document["components"]["responses"][status]
            assert answer["content"] == {"application/problem+json": problem}


def test_every_operation_has_a_name_of_its_own(document: Mapping[str, Any]) -> None:
    names = [
        item[method]["operationId"]
        for item in document["paths"].values()
        for method in METHODS
        if method in item
    ]
    assert len(names) == len(set(names))
    assert set(OPERATIONS) <= set(names)


def test_the_web_interface_is_typed_by_this_document(document: Mapping[str, Any], tmp_path: Path) -> None:
    """`make api` writes the types; whoever changes an answer and forgets it is told here."""
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    flags = re.search(r"^API_FLAGS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert flags
    generator = ROOT / "web/node_modules/.bin/openapi-typescript"
    made = tmp_path / "schema.d.ts"
    command = [str(generator), str(tmp_path / "openapi.json"), "-o", str(made), *flags[1].split()]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT / "web")
    current = (ROOT / "web/src/shared/api/schema.d.ts").read_text(encoding="utf-8")
    assert made.read_text(encoding="utf-8") == current, "run `make api`"


def test_only_signing_in_and_health_ask_for_no_sign_in(site: Site, document: Mapping[str, Any]) -> None:
    assert document["security"] == [{"session": []}, {"token": []}]
    free = {name for name, operation in operations(document).items() if operation.get("security") == []}
    assert free == {"signIn", "signOut", "demoAccounts", "getSetup", "setUp", "healthz", "readyz", "metrics"}
    stranger = site.as_("")
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item and item[method]["operationId"] not in free:
                given = {
                    it["name"]: 1 if it["schema"].get("type") == "integer" else it["name"]
                    for it in item[method].get("parameters", ())
                }
                concrete = path.format_map(given)
                answer = stranger.request(method.upper(), concrete, json={})
                assert answer.status_code in (400, 401), f"{method} {path}"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_and_metrics_answer_at_the_root_and_under_the_api(site: Site, path: str) -> None:
    for address in (path, f"/api/v1{path}"):
        assert site.as_("").get(address).status_code == 200


@pytest.fixture(scope="module")
def known(site: Site) -> Mapping[str, list[Any]]:
    """Ids that exist, by the name of the path's parameter."""
    case = site.as_("wangli").start()
    task = site.world.task(case["id"], "zhaomin")
    return {
        "identifier": [case["id"], task, "1"],
        "code": ["note", "goods"],
        "username": ["wangli"],
        "name": ["webhook"],
        "command": ["comment", "approve", "remind", "submit", "cc"],
    }


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(
    site: Site, document: Mapping[str, Any], known: Mapping[str, list[Any]], name: str
) -> None:
    loaded = schemathesis.openapi.from_dict(dict(document))
    operation = loaded.find_operation_by_id(name)

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        case: Case = data.draw(operation.as_strategy())
        for parameter in case.path_parameters or {}:
            if parameter in known and data.draw(st.booleans()):
                case.path_parameters[parameter] = data.draw(st.sampled_from(known[parameter]))
        answer = send(site, case)
        case.validate_response(answer, checks=CHECKS)

    holds()


def send(site: Site, case: Case) -> Any:
    """The case as the administrator's browser would send it, with a session of its own."""
    sent = case.as_transport_kwargs(base_url="http://testserver.local")
    parts = {name: sent.get(name) for name in ("json", "data", "files", "params")}
    prepared = requests.Request(sent["method"], sent["url"], headers=sent["headers"], **parts).prepare()
    headers = {name: value for name, value in prepared.headers.items() if name.lower() != "cookie"}
    person = site.signed_in("admin")
    answer = person.request(case.method, prepared.path_url, content=prepared.body or b"", headers=headers)
    answer.request.read()
    return answer
