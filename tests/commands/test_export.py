"""`banjie export` and `import`: what is imported is what was exported, and no secret travels."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from banjie import bootstrap
from banjie.commands import apps_command, data_commands
from banjie.config import Config, load
from banjie.demo import company
from banjie.engine.definition import ProcessDefinition
from banjie.forms.form import Form
from banjie.services import apps, publish_process
from banjie.services.app_folder import process_document
from banjie.services.readable_yaml import read_yaml, to_yaml
from banjie.services.vault import vault_of
from banjie.storage import connections
from banjie.storage.connections import ConnectionRow

APPS = [app.code for app in apps.available()]


def empty_company(folder: Path) -> Config:
    config = load(folder)
    assert data_commands.init(config, "公司", "boss", "老板", "a-good-password") == 0
    return config


def definitions_of(config: Config) -> tuple[dict[str, Form], dict[str, ProcessDefinition]]:
    system = bootstrap.build(config)
    try:
        with system.runtime.database.read() as connection:
            forms = {code: one.form for code, one in system.runtime.definitions.forms(connection).items()}
            found = system.runtime.definitions.processes(connection)
            return forms, {code: one.definition for code, one in found.items()}
    finally:
        system.stop()


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A company with every ready-made app."""
    config = load(tmp_path_factory.mktemp("everything"))
    system = bootstrap.build(config)
    with system.runtime.database.write() as connection:
        company.create(connection)
    for app in apps.available():
        apps.install(system.runtime, apps.TEMPLATES / app.code, "admin", data=False)
    system.stop()
    return config


@pytest.mark.parametrize("code", APPS)
def test_an_app_comes_back_equal_in_an_empty_company(everything: Config, tmp_path: Path, code: str) -> None:
    folder = tmp_path / "app"
    assert apps_command.export(everything, code, folder) == 0
    target = empty_company(tmp_path / "target")

    assert apps_command.import_(target, folder) == 0

    forms, processes = definitions_of(everything)
    app = apps.read_app(apps.TEMPLATES / code)
    came_forms, came_processes = definitions_of(target)
    assert set(came_forms) >= set(app.forms)
    assert came_forms == {name: forms[name] for name in came_forms}
    assert came_processes == {name: processes[name] for name in app.processes}


@pytest.mark.parametrize("code", [code for code in APPS if code != "basics"])
def test_the_files_are_written_as_people_write_them(everything: Config, tmp_path: Path, code: str) -> None:
    """Steps, not nodes and flows; and the same data as in the ready-made app's own file."""
    assert apps_command.export(everything, code, tmp_path / "app") == 0

    for name in apps.read_app(apps.TEMPLATES / code).processes:
        path = Path("processes") / f"{name}.yaml"
        written = read_yaml(tmp_path / "app" / path)
        assert "steps" in written
        assert publish_process.decode(written) == publish_process.decode(
            read_yaml(apps.TEMPLATES / code / path)
        )


def test_exporting_again_gives_the_same_files(everything: Config, tmp_path: Path) -> None:
    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(tmp_path.rglob("*.yaml"))}

    assert apps_command.export(everything, "purchase", tmp_path / "app") == 0
    first = files()
    (tmp_path / "app" / "forms" / "gone.yaml").write_text("code: gone\n")

    assert apps_command.export(everything, "purchase", tmp_path / "app") == 0
    assert files() == first


def test_a_folder_with_something_else_in_it_is_left_alone(everything: Config, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")

    assert apps_command.export(everything, "purchase", tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_is_not_there_is_wrong_use(everything: Config, tmp_path: Path) -> None:
    assert apps_command.export(everything, "nothing", tmp_path / "app") == 2
    assert apps_command.export(load(tmp_path / "nowhere"), "purchase", tmp_path / "app") == 2
    assert apps_command.import_(everything, tmp_path / "nothing") == 2
    assert not (tmp_path / "nowhere").exists()


def test_no_secret_is_exported_and_no_private_address_is_opened(config: Config, tmp_path: Path) -> None:
    system = bootstrap.build(config)
    sealed = vault_of(system.runtime).seal({"secret": "sealed-secret"})
    with system.runtime.database.write() as connection:
        for row in (
            ConnectionRow("mail", "email", "smtp://me:url-secret@mail.example:587", True, sealed, {}),
            ConnectionRow("webhook", "webhook", "https://hook.example/path-secret?key=x-secret", True, sealed, {}),
            ConnectionRow(
                "erp", "http", "https://erp.example/api?token=y-secret", True, sealed,
                {"headers": {"X-Key": "h-secret"}, "auth": {"kind": "basic", "user": "banjie"}},
            ),
        ):  # fmt: skip
            connections.put(connection, row)
    system.stop()
    folder = tmp_path / "app"

    assert apps_command.export(config, "purchase", folder) == 0

    assert not [path for path in folder.rglob("*") if path.is_file() and "-secret" in path.read_text()]
    target = empty_company(tmp_path / "target")
    assert apps_command.import_(target, folder) == 0
    system = bootstrap.build(target)
    with system.runtime.database.read() as connection:
        found = {row.name: row for row in connections.listed(connection)}
    system.stop()
    assert found["erp"] == ConnectionRow(
        "erp", "http", "https://erp.example/api", False, None, {"auth": {"kind": "basic", "user": "banjie"}}
    )
    assert (found["mail"].url, found["webhook"].url) == ("smtp://mail.example:587", "")


def test_what_is_there_already_stays(everything: Config, tmp_path: Path, config: Config) -> None:
    assert apps_command.export(everything, "purchase", tmp_path / "app") == 0
    path = tmp_path / "app" / "processes" / "purchase.yaml"
    path.write_text(path.read_text().replace("采购申请", "改过"))
    before = definitions_of(config)

    assert apps_command.import_(config, tmp_path / "app") == 0
    assert definitions_of(config) == before


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("processes/purchase.yaml", "code: purchase\nname: x\nform: purchase\nsteps: [{kind: nonsense}]\n"),
        ("processes/purchase.yaml", "code: purchase\nname: x\nform: purchase\nnodes: []\nflows: []\n"),
        ("forms/suppliers.yaml", "code: suppliers\nname: x\nfields: [{code: a, label: A, type: nonsense}]\n"),
        ("forms/suppliers.yaml", "{"),
    ],
)
def test_a_folder_that_does_not_hold_changes_nothing(
    everything: Config, tmp_path: Path, file: str, content: str
) -> None:
    assert apps_command.export(everything, "purchase", tmp_path / "app") == 0
    (tmp_path / "app" / file).write_text(content)
    target = empty_company(tmp_path / "target")

    assert apps_command.import_(target, tmp_path / "app") == 1
    assert definitions_of(target) == ({}, {})


def test_a_code_cannot_lead_out_of_the_folder(everything: Config, tmp_path: Path) -> None:
    assert apps_command.export(everything, "purchase", tmp_path / "app") == 0
    (tmp_path / "app" / "app.yaml").write_text("code: x\nname: x\nforms: [../../x]\nprocesses: []\n")

    assert apps_command.import_(everything, tmp_path / "app") == 2


sys.path.append(str(Path(__file__).parents[1] / "engine"))  # its modules name each other without a package
generators = importlib.import_module("generators")


@settings(max_examples=60, deadline=None)
@given(generators.definitions())
def test_any_process_comes_back_equal(definition: ProcessDefinition) -> None:
    assert publish_process.decode(yaml_round_trip(process_document(definition))) == definition


def test_a_process_that_is_no_tree_is_written_as_nodes_and_flows() -> None:
    document: dict[str, Any] = {
        "code": "x",
        "name": "x",
        "form": "x",
        "nodes": [{"kind": "startEvent", "code": "begin"}, {"kind": "endEvent", "code": "end"}],
        "flows": [{"id": "only", "source": "begin", "target": "end"}],
    }
    definition = publish_process.decode(document)

    assert yaml_round_trip(process_document(definition)) == document
    assert publish_process.decode(yaml_round_trip(document)) == definition


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["on", "yes", "true", "null", "~", "2026-01-01", "1:30", "0x1", "1e3", "- a", "a: b", "=", "<<"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_is_read_back_as_it_was_written(data: Any) -> None:
    assert yaml_round_trip(data) == data


def yaml_round_trip(data: Any) -> Any:
    from banjie.services import readable_yaml

    return yaml.load(to_yaml(data), Loader=readable_yaml._Loader)
