"""Records out of a file, on both databases: what is looked through, what is written, what is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from python_calamine import CalamineWorkbook
from tests.services.imports.workbooks import workbook
from tests.systems.world import World, eventually

from banjie.services import ledger, ledger_changes, organise, publish_form, uploads
from banjie.services.imports import plan, records, template
from banjie.services.imports.plan import Column, Plan
from banjie.services.problems import BadRequestError, ConflictError, ForbiddenError, NotFoundError
from banjie.storage.records import bulk

FIELDS: list[dict[str, Any]] = [
    {"code": "name", "label": "名称", "type": "text", "required": True},
    {"code": "price", "label": "单价", "type": "money", "check": "price >= 0", "check_message": "单价不能为负"},
    {"code": "qty", "label": "数量", "type": "number", "settings": {"scale": 0}, "default": "1"},
    {"code": "worth", "label": "金额", "type": "formula", "settings": {"result": "money", "expression": "qty * price"}},
    {"code": "owner", "label": "负责人", "type": "person"},
    {"code": "good", "label": "货品", "type": "link", "settings": {"form": "goods"}},
    {"code": "day", "label": "日期", "type": "date"},
    {"code": "kind", "label": "类别", "type": "select", "settings": {"options": [{"value": "raw", "label": "原料"}, {"value": "tool", "label": "工具"}]}},
    {"code": "fixed", "label": "只读", "type": "text", "readonly": True},
    {"code": "paper", "label": "附件", "type": "attachment"},
    {"code": "no", "label": "编号", "type": "serial", "settings": {"pattern": "W{seq:4}"}},
]  # fmt: skip
HEAD = ["名称", "单价", "数量", "负责人", "货品", "日期", "类别"]


@pytest.fixture
def stock(world: World) -> World:
    definition = {"code": "stock", "name": "库存", "kind": "ledger", "title": "name", "fields": FIELDS}
    publish_form.save_draft(world.runtime, world.viewer("admin"), "stock", definition, 0)
    publish_form.publish_draft(world.runtime, world.viewer("admin"), "stock")
    return world


def upload(world: World, *rows: Any, by: str = "admin", name: str = "库存.xlsx") -> str:
    return uploads.store(world.runtime, world.viewer(by), name, workbook(*rows)).id


def planned(world: World, file: str, **more: Any) -> Plan:
    """As the file is understood by itself."""
    found = plan.look(world.runtime, world.viewer("admin"), "stock", file)
    key = more.get("key")
    columns = tuple(
        Column(one.index, one.field)
        for one in found.columns
        if one.field and (not one.closed or one.field == key)
    )
    return Plan("stock", file, columns, **more)


def done(world: World, wanted: Plan, by: str = "admin") -> records.Import:
    asked = records.ask(world.runtime, world.viewer(by), wanted)
    records.run(world.runtime, f"import:{asked.id}", "a")
    return records.see(world.runtime, world.viewer(by), asked.id)


def bring(world: World, *rows: Any, **more: Any) -> records.Import:
    return done(world, planned(world, upload(world, *rows), **{"check": False, **more}))


def stored(world: World) -> list[ledger.Shown]:
    query = ledger.Query(limit=100, sort=("id",))
    return ledger.listed(world.runtime, world.viewer("admin"), "stock", query).items


def counts(found: records.Import) -> tuple[int, int, int, int]:
    return found.new, found.changed, found.same, found.faulty


def faults(found: records.Import) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.message) for one in found.faults]


def queries(act: Callable[[], object]) -> int:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return count


def test_columns_find_their_fields_and_the_rest_is_left_out_and_told(stock: World) -> None:
    file = upload(
        stock,
        ["库存表"],
        ["*名称", "单 价", "备注", "金额", "只读", "附件"],
        ["水泥", "1", "x", "1", "y", "z"],
    )
    found = plan.look(stock.runtime, stock.viewer("admin"), "stock", file)
    assert (found.head, found.rows, found.name) == (2, 1, "库存.xlsx")
    assert [(one.letter, one.field, one.closed) for one in found.columns] == [
        ("A", "name", ""), ("B", "price", ""), ("C", None, ""), ("D", "worth", "import.closed_computed"),
        ("E", "fixed", "import.closed_readonly"), ("F", "paper", "import.closed_files"),
    ]  # fmt: skip
    assert [one.code for one in found.fields if one.key] == [
        "name",
        "qty",
        "owner",
        "day",
        "kind",
        "fixed",
        "no",
    ]


def test_the_check_shows_the_records_and_every_fault_and_writes_nothing(stock: World) -> None:
    stock.goods(2)
    found = done(
        stock,
        planned(
            stock,
            upload(
                stock,
                HEAD,
                ["水泥", "¥1,200.50", None, "王丽", "货1", "2026/11/3", "原料"],
                [None, "-1", "两", "无此人", "没有", "昨天", "别的"],
                ["砂石", 2, 3, "wangli", None, 46329, "tool"],
            ),
        ),
    )
    assert (found.state, found.check, found.wrote) == ("done", True, False)
    assert counts(found) == (2, 0, 0, 1)
    assert found.rows[0].cells == {
        "name": "水泥", "price": "¥1,200.50", "qty": "1", "worth": "¥1,200.50", "owner": "王丽", "good": "货1",
        "day": "2026-11-03", "kind": "原料",
    }  # fmt: skip
    assert found.rows[1].state == "faulty"
    assert found.rows[1].cells["price"] == "-1"
    assert found.rows[2].cells["day"] == "2026-11-03"
    assert faults(found) == [
        (3, "A", "请填写名称"),
        (3, "B", "单价不能为负"),
        (3, "C", "数量请填写数字"),
        (3, "D", "负责人：没有找到“无此人”"),
        (3, "E", "货品：没有找到“没有”"),
        (3, "F", "日期请填写日期，例如 2026-11-22"),
        (3, "G", "类别里没有“别的”这个选项，请从列表中选择"),
    ]
    assert stored(stock) == []
    assert stock.notices("admin") == []


def test_all_or_nothing_unless_faulty_rows_are_left_out(stock: World) -> None:
    rows = (HEAD[:2], ["水泥", "1"], ["砂石", "x"], ["木方", "3"])
    refused = bring(stock, *rows)
    assert (counts(refused), refused.wrote) == ((2, 0, 0, 1), False)
    assert stored(stock) == []
    part = bring(stock, *rows, skip=True)
    assert (counts(part), part.wrote) == ((2, 0, 0, 1), True)
    made = stored(stock)
    assert [(one.record.title, one.values["price"], one.values["qty"]) for one in made] == [
        ("水泥", "1.00", 1),
        ("木方", "3.00", 1),
    ]
    assert [one.record.number for one in made] == ["W0001", "W0002"]  # no number is lost
    assert {one.record.created_by for one in made} == {"admin"}
    assert [one.row.text for one in reversed(stock.notices("admin"))] == [
        "库存 没有导入：1 行有问题，一行都没有写入",
        "库存 已导入：新增 2 行，更新 0 行，1 行有问题没有导入",
    ]


def test_the_faulty_rows_come_as_a_file_that_can_be_brought_in_again(stock: World) -> None:
    found = bring(stock, HEAD[:2], ["水泥", "1"], [None, "x"], skip=True)
    assert found.file
    kept, content = uploads.fetch(stock.runtime, stock.viewer("admin"), found.file)
    assert kept.name == "库存-有问题的行.xlsx"
    table = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert table == [["名称", "单价", "原因"], ["", "x", "第 3 行：单价请填写数字；请填写名称"]]
    again = plan.look(stock.runtime, stock.viewer("admin"), "stock", found.file)
    assert [one.field for one in again.columns] == ["name", "price", None]
    organise.put_role(stock.runtime, stock.viewer("admin"), "admin", "管理员", ("admin", "hrlin"))
    with pytest.raises(NotFoundError):
        uploads.fetch(stock.runtime, stock.viewer("hrlin"), found.file)
    with pytest.raises(NotFoundError):
        records.see(stock.runtime, stock.viewer("hrlin"), found.id)


def test_by_a_key_known_records_are_changed_and_others_are_new(stock: World) -> None:
    bring(stock, HEAD[:3], ["水泥", "1", "5"], ["砂石", "2", "6"], ["木方", "3", "7"])
    before = stored(stock)
    found = bring(
        stock, HEAD[:3], ["砂石", "20", None], ["水泥", "1", "5"], ["钢筋", "4", "8"], ["钢筋", "5", "8"],
        [None, "5", "9"], key="name", skip=True,
    )  # fmt: skip
    assert counts(found) == (1, 1, 1, 2)
    assert faults(found) == [
        (5, "A", "名称“钢筋”在第 4 行已经出现过"),
        (6, "A", "名称是空的，没法对照要更新哪一条"),
    ]
    after = stored(stock)
    assert [
        (one.record.title, one.values["price"], one.values["qty"], one.record.revision) for one in after
    ] == [
        ("水泥", "1.00", 5, before[0].record.revision),
        ("砂石", "20.00", 6, before[1].record.revision + 1),  # an empty cell leaves what was there
        ("木方", "3.00", 7, before[2].record.revision),
        ("钢筋", "4.00", 8, before[0].record.revision),
    ]
    assert after[1].values["worth"] == "120.00"
    assert [one.record.number for one in after] == ["W0001", "W0002", "W0003", "W0004"]
    again = bring(stock, HEAD[:3], ["砂石", "20", None], ["钢筋", "4", "8"], key="name")
    assert counts(again) == (0, 0, 2, 0)
    assert stored(stock) == after


def test_by_the_number_that_the_server_gave(stock: World) -> None:
    bring(stock, HEAD[:2], ["水泥", "1"], ["水泥", "2"])
    found = bring(
        stock,
        ["编号", "名称"],
        ["W0002", "白水泥"],
        [None, "黑水泥"],
        ["W0009", "灰水泥"],
        key="no",
        skip=True,
    )
    assert counts(found) == (1, 1, 0, 1)
    assert faults(found) == [(4, "A", "没有编号为“W0009”的记录；新增的行请把编号留空")]
    assert [(one.record.number, one.record.title) for one in stored(stock)] == [
        ("W0001", "水泥"), ("W0002", "白水泥"), ("W0003", "黑水泥"),
    ]  # fmt: skip
    twice = bring(stock, ["名称", "单价"], ["水泥", "9"], key="name")
    assert counts(twice) == (0, 1, 0, 0)
    bring(stock, HEAD[:2], ["水泥", "3"])
    assert faults(bring(stock, HEAD[:2], ["水泥", "4"], key="name")) == [
        (2, "A", "有 2 条记录的名称都是“水泥”，不知道更新哪一条")
    ]


@pytest.mark.parametrize(
    ("columns", "key", "code"),
    [
        ((Column(0, "worth"),), "", "import.closed_computed"),
        ((Column(0, "fixed"),), "", "import.closed_readonly"),
        ((Column(0, "nothing"),), "", "import.no_field"),
        ((Column(0, "name"), Column(1, "name")), "", "import.twice"),
        ((Column(0, "name"), Column(0, "price")), "", "import.twice"),
        ((Column(0, "name"),), "price", "import.no_key"),
        ((Column(0, "name"), Column(1, "price")), "price", "import.no_key"),
        ((), "", "import.no_columns"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(stock: World, columns: Any, key: str, code: str) -> None:
    file = upload(stock, HEAD, ["水泥"])
    with pytest.raises(BadRequestError) as refused:
        records.ask(stock.runtime, stock.viewer("admin"), Plan("stock", file, columns, key=key))
    assert code in [error.code for error in refused.value.errors]


def test_a_column_beyond_the_file_fails_in_words(stock: World) -> None:
    wanted = Plan("stock", upload(stock, ["名称"], ["水泥"]), (Column(7, "name"),))
    found = done(stock, wanted)
    assert (found.state, found.error) == ("failed", "列的对应有问题，请重新选择")


def test_rights_are_asked_for_at_once_and_again_when_it_runs(stock: World) -> None:
    file = upload(stock, HEAD[:2], ["水泥", "1"])
    wanted = planned(stock, file, check=False)
    with pytest.raises(ForbiddenError):
        records.ask(stock.runtime, stock.viewer("wangli"), wanted)
    with pytest.raises(ForbiddenError):
        plan.look(stock.runtime, stock.viewer("wangli"), "stock", file)
    with pytest.raises(ForbiddenError):  # its records come from cases
        records.ask(stock.runtime, stock.viewer("admin"), replace(wanted, form="note"))
    asked = records.ask(stock.runtime, stock.viewer("admin"), wanted)
    organise.put_role(stock.runtime, stock.viewer("admin"), "admin", "管理员", ("hrlin",))
    records.run(stock.runtime, f"import:{asked.id}", "a")
    found = records.see(stock.runtime, stock.viewer("admin"), asked.id)
    assert (found.state, found.error) == ("failed", "您没有权限执行这个操作，需要时请联系管理员")
    assert stock.notices("admin")[0].form == "stock"


def test_somebody_elses_file_is_not_found(stock: World) -> None:
    file = upload(stock, HEAD, ["水泥"], by="wangli")
    organise.put_role(stock.runtime, stock.viewer("admin"), "admin", "管理员", ("admin",))
    editors = [{"kind": "user", "users": ["hrlin"]}]
    definition = {"code": "stock", "name": "库存", "kind": "ledger", "title": "name", "fields": FIELDS}
    publish_form.save_draft(
        stock.runtime, stock.viewer("admin"), "stock", {**definition, "editors": editors}, 1
    )
    publish_form.publish_draft(stock.runtime, stock.viewer("admin"), "stock")
    with pytest.raises(NotFoundError):
        plan.look(stock.runtime, stock.viewer("hrlin"), "stock", file)


def test_a_person_has_three_under_way_at_most(stock: World) -> None:
    wanted = planned(stock, upload(stock, HEAD[:2], ["水泥", "1"]))
    for _ in range(records.PER_PERSON):
        records.ask(stock.runtime, stock.viewer("admin"), wanted)
    with pytest.raises(ConflictError) as refused:
        records.ask(stock.runtime, stock.viewer("admin"), wanted)
    assert refused.value.code == "too_many_imports"


def test_a_record_changed_meanwhile_is_judged_anew(stock: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(stock, HEAD[:3], ["水泥", "1", "5"])
    known = stored(stock)[0].record
    real, turns = bulk.update_many, []

    def late(*given: Any, **named: Any) -> None:
        if not turns:
            turns.append(1)
            given = (*given[:2], [(one[0], one[1] - 1, *one[2:]) for one in given[2]])
        real(*given, **named)

    monkeypatch.setattr(bulk, "update_many", late)
    found = bring(stock, ["名称", "单价"], ["水泥", "2"], key="name")
    assert (turns, found.wrote, counts(found)) == ([1], True, (0, 1, 0, 0))
    assert stored(stock)[0].record.revision == known.revision + 1


def test_one_that_keeps_moving_writes_nothing(stock: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(stock, HEAD[:3], ["水泥", "1", "5"])
    real = bulk.update_many

    def late(*given: Any, **named: Any) -> None:
        real(*given[:2], [(one[0], one[1] - 1, *one[2:]) for one in given[2]], **named)

    monkeypatch.setattr(bulk, "update_many", late)
    found = bring(stock, HEAD[:2], ["砂石", "1"], ["水泥", "2"], key="name")
    assert (found.state, found.error[:13]) == ("failed", "导入期间这些记录一直有人在")
    assert [one.record.title for one in stored(stock)] == ["水泥"]


def test_an_attempt_that_lost_its_job_writes_nothing(stock: World) -> None:
    asked = records.ask(
        stock.runtime,
        stock.viewer("admin"),
        planned(stock, upload(stock, HEAD[:2], ["水泥", "1"]), check=False),
    )
    real = bulk.insert_many

    def slow(*given: Any, **named: Any) -> None:
        real(*given, **named)
        given[0].execute(sa.text("UPDATE job SET attempts = attempts + 1 WHERE id LIKE 'import:%'"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "insert_many", slow)
        records.run(stock.runtime, f"import:{asked.id}", "a")
    assert stored(stock) == []


def test_no_query_per_row(stock: World) -> None:
    stock.goods(300)
    few = planned(
        stock,
        upload(stock, HEAD, *[[f"水泥{n}", "1", "1", "王丽", f"货{n}", None, None] for n in range(1, 21)]),
    )
    many = planned(
        stock,
        upload(stock, HEAD, *[[f"砂{n}", "1", "1", "王丽", f"货{n}", None, None] for n in range(1, 301)]),
    )
    used = [
        queries(lambda one=one: done(stock, replace(one, check=False, key="name"))) for one in (few, many)
    ]
    assert used[1] - used[0] <= 3
    assert len(stored(stock)) == 100  # a page of them
    many_again = replace(many, check=False, key="name")
    assert counts(done(stock, many_again)) == (0, 0, 300, 0)


def test_it_is_brought_in_by_the_executor(stock: World) -> None:
    wanted = planned(stock, upload(stock, HEAD[:2], *[[f"水泥{n}", "1"] for n in range(1_200)]), check=False)
    asked = records.ask(stock.runtime, stock.viewer("admin"), wanted)
    with stock.executing():
        found = eventually(
            lambda: (
                (one := records.see(stock.runtime, stock.viewer("admin"), asked.id)).state == "done" and one
            )
        )
    assert (found.done, found.total, found.new, found.wrote) == (1_200, 1_200, 1_200, True)
    assert [one.row.text for one in stock.notices("admin")] == ["库存 已导入：新增 1,200 行，更新 0 行"]


def test_what_was_exported_is_brought_in_unchanged(stock: World, tmp_path: Any) -> None:
    from banjie.services import ledger_files

    stock.goods(1)
    bring(
        stock,
        HEAD,
        ["水泥", "1200.5", "3", "王丽", "货1", "2026-11-03", "原料"],
        ["=砂", "1", "2", None, None, None, "工具"],
    )
    for kind in ("xlsx", "csv"):
        target = tmp_path / "out"
        ledger_files.write(stock.runtime, stock.viewer("admin"), ledger_files.Wanted("stock", kind), target)  # type: ignore[arg-type]
        file = uploads.store(stock.runtime, stock.viewer("admin"), f"a.{kind}", target.read_bytes()).id
        wanted = planned(stock, file, check=False, key="no")
        brought = done(stock, wanted)
        assert (counts(brought), faults(brought)) == ((0, 0, 2, 0), [])


def test_the_template_is_understood_whole(stock: World) -> None:
    name, content = template.for_records(stock.runtime, stock.viewer("admin"), "stock")
    assert name == "库存"
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["库存", "填写说明", "选项"]
    assert book.get_sheet_by_name("库存").to_python() == [["名称*", *HEAD[1:]]]
    choices = book.get_sheet_by_name("选项").to_python(skip_empty_area=False)
    assert [row[6] for row in choices] == ["原料", "工具"]
    file = uploads.store(stock.runtime, stock.viewer("admin"), "t.xlsx", content).id
    found = plan.look(stock.runtime, stock.viewer("admin"), "stock", file)
    assert (found.sheet, found.rows) == ("库存", 0)
    assert [one.field for one in found.columns] == [one["code"] for one in FIELDS if one["label"] in HEAD]
    with pytest.raises(ForbiddenError):
        template.for_records(stock.runtime, stock.viewer("wangli"), "stock")


def test_old_ones_are_swept_with_their_files(stock: World) -> None:
    found = bring(stock, HEAD[:2], [None, "x"])
    assert found.file
    assert records.sweep(stock.runtime) == 0
    later = stock.runtime.clock() + records.KEPT + timedelta(minutes=1)
    from dataclasses import replace as changed

    assert records.sweep(changed(stock.runtime, clock=lambda: later)) == 1
    with pytest.raises(NotFoundError):
        records.see(stock.runtime, stock.viewer("admin"), found.id)
    with pytest.raises(NotFoundError):
        uploads.fetch(stock.runtime, stock.viewer("admin"), found.file)
    assert stock.notices("admin")[0].file is None


def test_what_is_written_is_what_the_grid_would_have_written(stock: World) -> None:
    texts = {
        "name": "水泥",
        "price": "¥1,200.50",
        "qty": "2",
        "owner": "王丽",
        "day": "2026年11月3日",
        "kind": "原料",
    }
    ledger_changes.change_many(
        stock.runtime, stock.viewer("admin"), "stock", [ledger_changes.Change(texts=texts)], check=False
    )
    bring(stock, [one["label"] for one in FIELDS if one["code"] in texts], list(texts.values()))
    first, second = stored(stock)
    assert {**first.values, "no": ""} == {**second.values, "no": ""}
    assert first.record.title == second.record.title
