"""People and departments out of a file, on both databases: what would be made, what is refused, and only once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.services.imports.workbooks import workbook
from tests.systems.world import World

from banjie.org.directory import Directory
from banjie.services import organise, sign_in, uploads
from banjie.services.imports import people
from banjie.services.imports.people_plan import Planned, Row
from banjie.services.organise import PersonChange
from banjie.services.problems import ForbiddenError, InvalidError

HEAD = ["姓名*", "账号*", "手机", "邮箱", "部门路径", "部门负责人", "直属上级", "职务", "角色"]
LIST = (
    ["新员工名单"],
    HEAD,
    [
        "陈东",
        "chendong",
        13800000001,
        "cd@example.com",
        "建材批发 老张/采购部/华东",
        "是",
        None,
        "经理",
        None,
    ],
    ["周南", "zhounan", "138 0000 0002", None, "建材批发 老张／采购部／华东", "否", "陈东", "专员", None],
    ["吴北", "wubei", None, None, "采购部/华东/上海", None, "wangli", None, "部门经理"],
)


def upload(world: World, *rows: Any) -> str:
    return uploads.store(world.runtime, world.viewer("admin"), "人员.xlsx", workbook(*rows)).id


def looked(world: World, *rows: Any) -> Planned:
    return people.look(world.runtime, world.viewer("admin"), upload(world, *rows))


def brought(world: World, *rows: Any) -> people.Brought:
    return people.bring(world.runtime, world.viewer("admin"), upload(world, *rows))


def directory(world: World) -> Directory:
    with world.runtime.database.read() as connection:
        return world.runtime.directory.get(connection)


def errors(row: Row) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in row.errors]


def one(world: World, **given: Any) -> Row:
    """A single row, everything but what is given in order."""
    columns = ["name", "username", "mobile", "email", "department", "head", "leader", "post", "roles"]
    line = {"name": "新人", "username": "newcomer", **given}
    (row,) = looked(world, HEAD, [line.get(column) for column in columns]).rows
    return row


def test_the_look_says_who_is_new_and_which_departments_come_into_being(world: World) -> None:
    before = directory(world)
    planned = looked(world, *LIST)
    assert [(row.number, row.username, row.state, errors(row)) for row in planned.rows] == [
        (3, "chendong", "created", []),
        (4, "zhounan", "created", []),
        (5, "wubei", "created", []),
    ]
    assert [(unit.path, unit.state, unit.head) for unit in planned.units] == [
        ("建材批发 老张 / 采购部 / 华东", "created", "chendong"),
        ("建材批发 老张 / 采购部 / 华东 / 上海", "created", None),
    ]
    assert planned.rows[1].values["leader"] == "chendong"
    assert [(change.column, change.new) for change in planned.rows[1].changes] == [
        ("mobile", "13800000002"),
        ("post", "专员"),
        ("department", "建材批发 老张 / 采购部 / 华东"),
        ("leader", "陈东"),
    ]
    assert planned.rows[1].values["mobile"] == "13800000002"
    assert directory(world) is before  # nothing was written


def test_all_come_in_together_with_a_password_each_and_the_same_list_changes_nothing(world: World) -> None:
    done = brought(world, *LIST)
    assert [(new.username, new.name) for new in done.created] == [
        ("chendong", "陈东"),
        ("zhounan", "周南"),
        ("wubei", "吴北"),
    ]
    assert (done.changed, done.departments) == (0, 2)
    signed = sign_in.sign_in(world.runtime, "zhounan", done.created[1].password, "test")
    assert signed.username == "zhounan"
    known = directory(world)
    assert known.leader_of("zhounan") == "chendong"
    assert known.people["zhounan"].post == "专员"
    assert known.path(str(known.people["wubei"].department)).endswith("采购部 / 华东 / 上海")
    assert known.has_role("wubei", "manager")
    east = known.department_of("chendong")
    assert east is not None
    assert east.head == "chendong"

    again = brought(world, *LIST)
    assert again == people.Brought((), 0, 0)
    assert directory(world) is known  # not even the revision moved
    assert sign_in.sign_in(world.runtime, "zhounan", done.created[1].password, "test")


def test_somebody_known_is_changed_column_by_column_and_empty_cells_leave_what_is_there(world: World) -> None:
    before = directory(world).people["wangli"]
    planned = looked(world, HEAD, ["王丽丽", "wangli", "13911112222", None, None, None, "赵敏", None, None])
    assert [(change.column, change.old, change.new) for change in planned.rows[0].changes] == [
        ("mobile", before.mobile or "", "13911112222"),
        ("name", "王丽", "王丽丽"),
        ("leader", "", "赵敏"),
    ]
    done = brought(world, HEAD, ["王丽丽", "wangli", "13911112222", None, None, None, "赵敏", None, None])
    assert (done.created, done.changed) == ((), 1)
    after = directory(world).people["wangli"]
    assert (after.name, after.mobile, after.leader) == ("王丽丽", "13911112222", "zhaomin")
    assert (after.department, after.post, after.roles) == (before.department, before.post, before.roles)
    brought(world, HEAD, [None, "wangli", None, None, None, None, "无", None, None])
    assert directory(world).people["wangli"].leader is None
    assert directory(world).people["wangli"].name == "王丽丽"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": None}, ("name", "organise.name")),
        ({"username": None}, ("username", "people_import.no_username")),
        ({"username": "新 人"}, ("username", "organise.username")),
        ({"username": "WangLi"}, ("username", "organise.taken")),
        ({"mobile": "12345"}, ("mobile", "people_import.mobile")),
        ({"mobile": "1380000000a"}, ("mobile", "people_import.mobile")),
        ({"email": "no address"}, ("email", "people_import.email")),
        ({"leader": "nobody"}, ("leader", "people_import.leader")),
        ({"leader": "newcomer"}, ("leader", "people_import.own_leader")),
        ({"roles": "部门经理、无此角色"}, ("roles", "people_import.role")),
        ({"head": "也许", "department": "采购部"}, ("head", "people_import.head")),
        ({"head": "是"}, ("head", "people_import.head_of_nothing")),
        ({"username": "admin", "roles": "部门经理"}, ("roles", "people_import.last_administrator")),
    ],
)
def test_a_faulty_row_is_said_at_its_column(
    world: World, given: dict[str, Any], error: tuple[str, str]
) -> None:
    row = one(world, **given)
    assert (row.state, errors(row)) == ("faulty", [error])


def test_a_leaver_is_not_brought_back_by_a_list(world: World) -> None:
    organise.change_person(world.runtime, world.viewer("admin"), "wangli", PersonChange(active=False))
    assert errors(one(world, username="wangli")) == [("username", "people_import.has_left")]
    assert errors(one(world, leader="wangli")) == [("leader", "people_import.leader")]


def test_rings_doubles_and_two_heads_are_found_over_all_rows(world: World) -> None:
    ring = looked(
        world,
        HEAD,
        ["甲", "jia", None, None, None, None, "yi"],
        ["乙", "yi", None, None, None, None, "bing"],
        ["丙", "bing", None, None, None, None, "jia"],
        ["丁", "ding", None, None, None, None, "jia"],
    )
    assert [errors(row) for row in ring.rows] == [[("leader", "people_import.ring")]] * 3 + [[]]
    assert ring.rows[0].errors[0].params["way"] == "甲 → 乙 → 丙 → 甲"
    doubles = looked(world, HEAD, ["甲", "jia"], ["甲", "JIA"])
    assert [errors(row) for row in doubles.rows] == [[], [("username", "people_import.twice")]]
    heads = looked(
        world,
        HEAD,
        ["甲", "jia", None, None, "采购部/华东", "是"],
        ["乙", "yi", None, None, "采购部/华东", "是"],
    )
    assert [errors(row) for row in heads.rows] == [[], [("head", "people_import.two_heads")]]


def test_a_department_of_a_name_that_several_have_needs_its_path(world: World) -> None:
    brought(world, HEAD, ["甲", "jia", None, None, "采购部/一组"], ["乙", "yi", None, None, "财务部/一组"])
    assert errors(one(world, department="一组")) == [("department", "people_import.department")]
    assert (
        one(world, department="财务部/一组").values["department"] == directory(world).people["yi"].department
    )


def test_a_head_steps_down_where_the_list_says_no(world: World) -> None:
    rows = (
        HEAD,
        ["甲", "jia", None, None, "采购部/一组", "是"],
        ["乙", "yi", None, None, "采购部/一组", None],
    )
    brought(world, *rows)
    code = str(directory(world).people["jia"].department)
    assert brought(world, HEAD, ["甲", "jia", None, None, None, "否"]).departments == 1
    assert directory(world).departments[code].head is None
    brought(world, HEAD, ["甲", "jia", None, None, None, "否"], ["乙", "yi", None, None, "采购部/一组", "是"])
    assert directory(world).departments[code].head == "yi"


def test_one_faulty_row_keeps_everybody_out(world: World) -> None:
    before = directory(world)
    with pytest.raises(InvalidError) as refused:
        brought(world, *LIST, ["坏", "bad", "1"])
    assert (refused.value.code, refused.value.params) == ("people_import_faulty", {"count": 1})
    assert directory(world) is before


def test_a_list_without_its_columns_is_refused_and_others_are_left_out_and_told(world: World) -> None:
    with pytest.raises(InvalidError) as refused:
        looked(world, ["姓名", "工号"], ["甲", "7"])
    assert refused.value.code == "people_import_columns"
    assert looked(world, ["用户名", "姓名", "工号"], ["jia", "甲", "7"]).left_out == ("工号",)


def test_administrators_only(world: World) -> None:
    file = upload(world, *LIST)
    for ask in (people.look, people.bring):
        with pytest.raises(ForbiddenError):
            ask(world.runtime, world.viewer("wangli"), file)
    with pytest.raises(ForbiddenError):
        people.for_people(world.runtime, world.viewer("wangli"))


def test_the_template_is_understood_whole(world: World) -> None:
    content = people.for_people(world.runtime, world.viewer("admin"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    (head,) = book.get_sheet_by_index(0).to_python()
    assert head == HEAD
    assert looked(world, head, ["甲", "jia"]).left_out == ()
