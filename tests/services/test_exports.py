"""Long exports: made once in the background, for their asker alone, told about, and gone after a week."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace as changed
from tests.systems.world import Clock, World, eventually

from banjie.services import exports, ledger_files, organise, personal_jobs, uploads
from banjie.services.ledger_files import Measured, Wanted
from banjie.services.problems import BadRequestError, ConflictError, ForbiddenError, NotFoundError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import files, jobs
from banjie.storage.records import export_xlsx
from banjie.storage.tables import job

GOODS = Wanted("goods", "csv", sort=("id",))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE_MOST", 10)


@pytest.fixture
def stocked(world: World) -> World:
    world.goods(25)
    return world


def asked(world: World, wanted: Wanted = GOODS) -> str:
    found = exports.ask(world.runtime, world.viewer("admin"), wanted)
    assert (found.state, found.rows) == ("working", 25)
    assert found.id is not None
    return found.id


def run(world: World, identifier: str, owner: str = "a", runtime: Runtime | None = None) -> None:
    exports.run(runtime or world.runtime, f"export:{identifier}", owner)


def told(world: World, user: str = "admin") -> list[tuple[str, str]]:
    return [(one.row.kind, one.row.text) for one in world.notices(user)]


def test_a_short_export_is_not_queued(stocked: World) -> None:
    wanted = changed(GOODS, filter="price < 5")
    found = exports.ask(stocked.runtime, stocked.viewer("admin"), wanted)
    assert found == exports.Export(None, "done", 4)
    with stocked.runtime.database.read() as connection:
        assert jobs.due(connection, datetime.now(UTC) + timedelta(days=1), 10) == []


def test_a_long_one_is_made_by_the_executor_and_told_to_its_asker_alone(
    stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = stocked.viewer("admin")
    wanted = changed(GOODS, fields=("price", "created_by", "name"), search="货1")
    monkeypatch.setattr(exports, "AT_ONCE_MOST", 5)
    found = exports.ask(stocked.runtime, viewer, wanted)
    assert (found.state, found.rows) == ("working", 11)
    assert found.id is not None
    with stocked.executing():
        eventually(lambda: exports.look(stocked.runtime, viewer, str(found.id)).state == "done")
    stored, content = uploads.fetch(stocked.runtime, viewer, found.id)
    assert (stored.name, stored.media_type) == ("货品.csv", "text/csv; charset=utf-8")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["单价", "创建人", "名称"]
    assert lines[1:3] == [["1.50", "管理员", "货1"], ["10.50", "管理员", "货10"]]
    assert len(lines) == 12
    (notice,) = stocked.notices("admin")
    assert (notice.row.text, notice.file, notice.case) == ("货品 已导出：11 行", found.id, None)
    assert told(stocked, "wangli") == []


def test_only_the_asker_may_have_it_whoever_else_administers(stocked: World) -> None:
    organise.put_role(stocked.runtime, stocked.viewer("admin"), "admin", "管理员", ("admin", "hrlin"))
    identifier = asked(stocked)
    run(stocked, identifier)
    assert uploads.fetch(stocked.runtime, stocked.viewer("admin"), identifier)
    for other in ("hrlin", "wangli"):
        with pytest.raises(NotFoundError):
            uploads.fetch(stocked.runtime, stocked.viewer(other), identifier)
        with pytest.raises(NotFoundError):
            exports.look(stocked.runtime, stocked.viewer(other), identifier)


def test_rights_are_asked_for_at_once_and_again_when_it_is_made(stocked: World) -> None:
    with pytest.raises(ForbiddenError):
        exports.ask(stocked.runtime, stocked.viewer("wangli"), GOODS)
    identifier = asked(stocked)
    organise.put_role(stocked.runtime, stocked.viewer("admin"), "admin", "管理员", ("hrlin",))
    run(stocked, identifier)
    assert exports.look(stocked.runtime, stocked.viewer("admin"), identifier).state == "failed"
    assert told(stocked) == [
        ("export_failed", "货品 没有导出成功：您没有权限执行这个操作，需要时请联系管理员")
    ]
    assert stocked.notices("admin")[0].form == "goods"


def test_a_person_has_three_under_way_at_most(stocked: World) -> None:
    first, _, _ = (asked(stocked) for _ in range(3))
    with pytest.raises(ConflictError) as refused:
        asked(stocked)
    assert refused.value.code == "too_many_exports"
    run(stocked, first)
    asked(stocked)


def test_what_no_sheet_can_hold_is_refused_before_it_begins(
    stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_xlsx, "ROWS", 24)
    with pytest.raises(BadRequestError) as refused:
        asked(stocked, changed(GOODS, format="xlsx"))
    assert refused.value.code == "export_sheet_full"
    assert asked(stocked)


def test_what_cannot_be_made_is_tried_again_and_then_said_once(
    stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def broken(*_: object, **__: object) -> Measured:
        tries.append(1)
        raise OSError("no space left on device")

    monkeypatch.setattr(ledger_files, "write", broken)
    monkeypatch.setattr(exports, "AGAIN", timedelta(0))
    identifier = asked(stocked)
    for _ in range(exports.TRIES + 2):
        run(stocked, identifier)
    assert len(tries) == exports.TRIES
    ((kind, text),) = told(stocked)
    assert kind == "export_failed"
    assert text.startswith("货品 没有导出成功：服务器出错了，请稍后重试")
    assert "space" not in text


def test_the_late_answer_of_a_process_taken_for_dead_changes_nothing(
    stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    identifier, write = asked(stocked), ledger_files.write

    def overtaken(runtime: Runtime, viewer: Viewer, wanted: Wanted, target: Path, **given: Any) -> Measured:
        monkeypatch.setattr(ledger_files, "write", write)
        with runtime.database.write() as connection:
            connection.execute(sa.update(job).values(lease_until=runtime.clock()))
        run(stocked, identifier, "b")
        return write(runtime, viewer, wanted, target, **given)

    monkeypatch.setattr(ledger_files, "write", overtaken)
    run(stocked, identifier, "a")
    assert told(stocked) == [("exported", "货品 已导出：25 行")]
    with stocked.runtime.database.read() as connection:
        row = jobs.get(connection, f"export:{identifier}")
    assert row is not None
    assert (row.state, row.attempts) == ("landed", 2)


def test_a_process_that_dies_at_every_attempt_does_not_try_for_ever(stocked: World) -> None:
    identifier = asked(stocked)
    for _ in range(exports.TRIES):
        with stocked.runtime.database.write() as connection:
            now = stocked.runtime.clock()
            assert jobs.claim(connection, f"export:{identifier}", "dead", now, now)
    run(stocked, identifier)
    ((kind, text),) = told(stocked)
    assert kind == "export_failed"
    assert "中断" in text


def test_not_more_than_two_are_written_together(stocked: World) -> None:
    running, waiting = [asked(stocked) for _ in range(2)], asked(stocked)
    with stocked.runtime.database.write() as connection:
        now = stocked.runtime.clock()
        for identifier in running:
            assert jobs.claim(connection, f"export:{identifier}", "a", now, now + timedelta(seconds=5))
    run(stocked, waiting, "b")
    assert exports.look(stocked.runtime, stocked.viewer("admin"), waiting).state == "working"
    later = replace(stocked.runtime, clock=Clock(stocked.runtime.clock() + timedelta(seconds=6)))
    run(stocked, waiting, "b", later)
    assert exports.look(stocked.runtime, stocked.viewer("admin"), waiting).state == "done"


def test_a_process_that_is_stopped_leaves_it_to_the_next(
    stocked: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    identifier = asked(stocked, changed(GOODS, format="xlsx"))
    with monkeypatch.context() as ending:
        ending.setattr(stocked.runtime.jobs, "stopping", lambda: True)
        run(stocked, identifier)
    assert told(stocked) == []
    run(stocked, identifier, "next")
    assert told(stocked) == [("exported", "货品 已导出：25 行")]
    assert list(scratch.iterdir()) == []


def test_those_that_had_to_wait_are_made_by_the_executor_all_the_same(
    stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "TOGETHER", 1)
    monkeypatch.setattr(personal_jobs, "BUSY", timedelta(milliseconds=50))
    for _ in range(3):
        asked(stocked)
    with stocked.executing():
        eventually(lambda: len(stocked.notices("admin")) == 3)
    assert {kind for kind, _ in told(stocked)} == {"exported"}


def test_after_a_week_the_file_is_gone_and_its_notice_leads_nowhere(
    stocked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SETTLED_S", 0.0)
    viewer, identifier = stocked.viewer("admin"), asked(stocked)
    run(stocked, identifier)
    folder = stocked.runtime.config.data / "files"
    kept = uploads.store(stocked.runtime, viewer, "a.txt", b"a")

    def bytes_there() -> int:
        return sum(len(names) for _, _, names in os.walk(folder))

    assert bytes_there() == 2
    clock = Clock(stocked.runtime.clock() + timedelta(days=6, hours=23))
    later = replace(stocked.runtime, clock=clock)
    assert exports.sweep(later) == 0
    clock.forward(hours=2)
    assert exports.sweep(later) == 1
    assert bytes_there() == 1
    assert uploads.fetch(stocked.runtime, viewer, kept.id)
    with pytest.raises(NotFoundError):
        uploads.fetch(stocked.runtime, viewer, identifier)
    (notice,) = stocked.notices("admin")
    assert (notice.file, notice.form, notice.case) == (None, None, None)


def test_bytes_that_are_being_stored_again_are_not_removed(stocked: World) -> None:
    viewer, identifier = stocked.viewer("admin"), asked(stocked)
    run(stocked, identifier)
    _, content = uploads.fetch(stocked.runtime, viewer, identifier)
    digest = stocked.runtime.files.put(content)
    assert not stocked.runtime.files.remove(digest)
    assert stocked.runtime.files.get(digest) == content
