"""Files in ledgers kept by hand: whoever may open the ledger sees them, nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from tests.systems.world import World, eventually

from banjie.services import ledger, process_pages, publish_form, publish_process, uploads
from banjie.services.ledger_changes import Change, change_many
from banjie.services.problems import NotFoundError

PDF = b"%PDF-1.4 contract"


@pytest.fixture
def contracts(world: World) -> World:
    """A ledger that 王丽 may read, and another that she may not."""
    for code, viewers in (("contracts", [{"kind": "user", "users": ["wangli"]}]), ("closed", [])):
        fields = [
            {"code": "name", "label": "名称", "type": "text"},
            {"code": "scan", "label": "扫描件", "type": "attachment"},
            {
                "code": "pages", "label": "页", "type": "subtable",
                "fields": [{"code": "picture", "label": "图", "type": "image"}],
            },
        ]  # fmt: skip
        definition = {"code": code, "name": code, "kind": "ledger", "fields": fields, "viewers": viewers}
        publish_form.save_draft(world.runtime, world.viewer("admin"), code, definition, 0)
        publish_form.publish_draft(world.runtime, world.viewer("admin"), code)
    return world


def uploaded(world: World, by: str = "admin") -> str:
    return uploads.store(world.runtime, world.viewer(by), "合同.pdf", PDF).id


def sees(world: World, user: str, file: str) -> bool:
    try:
        return uploads.fetch(world.runtime, world.viewer(user), file)[1] == PDF
    except NotFoundError:
        return False


def keep(world: World, code: str = "contracts", **values: Any) -> ledger.Shown:
    return ledger.create(world.runtime, world.viewer("admin"), code, values)


def test_a_reader_of_the_ledger_sees_its_files(contracts: World) -> None:
    file, inner = uploaded(contracts), uploaded(contracts)
    assert not sees(contracts, "wangli", file)

    keep(contracts, scan=[file], pages=[{"picture": [inner]}])

    assert sees(contracts, "wangli", file)
    assert sees(contracts, "wangli", inner)
    assert not sees(contracts, "sunqian", file)


def test_so_with_files_added_later_in_either_way(contracts: World) -> None:
    record = keep(contracts, name="合同").record
    one, two = uploaded(contracts), uploaded(contracts)

    ledger.change(contracts.runtime, contracts.viewer("admin"), "contracts", record.id, {"scan": [one]}, None)
    change_many(
        contracts.runtime,
        contracts.viewer("admin"),
        "contracts",
        [Change(record.id, values={"scan": [one, two]})],
        check=False,
    )

    assert sees(contracts, "wangli", one)
    assert sees(contracts, "wangli", two)


def test_a_file_in_two_ledgers_is_seen_by_the_readers_of_each(contracts: World) -> None:
    file = uploaded(contracts)
    keep(contracts, "closed", scan=[file])
    assert not sees(contracts, "wangli", file)
    keep(contracts, scan=[file])
    keep(contracts, scan=[file])
    assert sees(contracts, "wangli", file)


def test_knowing_a_files_id_shows_it_to_nobody(contracts: World) -> None:
    file = uploaded(contracts, by="sunqian")
    keep(contracts, scan=[file])
    assert not sees(contracts, "wangli", file)


def test_what_a_follow_up_puts_into_a_ledger_is_for_its_readers(contracts: World) -> None:
    admin = contracts.viewer("admin")
    process = process_pages.page(contracts.runtime, admin, "record")
    assert process.version
    steps = publish_process.steps_of(process.version.definition)
    assert steps
    steps[-1]["node"]["config"] = {"form": "contracts", "values": {"name": "title", "scan": "files"}}
    publish_process.save_draft(
        contracts.runtime, admin, "record", {"steps": steps}, process.head.draft_revision
    )
    publish_process.publish_draft(contracts.runtime, admin, "record")
    file = uploaded(contracts, by="laozhang")
    case = contracts.start("record", by="laozhang", files=[file])
    assert not sees(contracts, "wangli", file)

    contracts.act("zhaomin", contracts.task(case, "zhaomin"))
    with contracts.executing():
        eventually(lambda: sees(contracts, "wangli", file))

    assert not sees(contracts, "sunqian", file)
