"""Files brought in, from the button to what is seen afterwards: records of a ledger, people and departments."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook
from tests.browser.ledgers import add, cell, grid, publish
from tests.browser.serving import Api, DemoServer
from tests.browser.watching import Visits, assert_accessible
from tests.services.imports.workbooks import workbook


def file(folder: Path, *rows: Any, name: str = "零件清单.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook(*rows))
    return path


def opened(page: Page, name: str) -> Locator:
    page.get_by_role("button", name="导入", exact=True).first.click()
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog


def step(dialog: Locator, name: str) -> None:
    expect(dialog.locator("[aria-current=step]")).to_contain_text(name)


ROWS = (
    ["二〇二六年零件清单"],
    ["名称*", "类别", "数量", "单价", "日期", "负责人", "颜色"],
    ["轴承", "工具", "1,200", "¥3.50", "2026/11/3", "王丽", "灰"],
    ["螺母", "别的", "x", "-1", "昨天", "无此人", None],
    ["垫片", "原料", 50, 0.2, 46329, "wangli", None],
)


def test_records_come_out_of_a_file(visit: Visits, server: DemoServer, tmp_path: Path) -> None:
    admin = publish(server, "imported", "导入零件")
    page = visit("admin", "/ledgers/imported")
    expect(page.get_by_text("还没有记录")).to_be_visible()
    expect(page.get_by_role("button", name="导入", exact=True)).to_have_count(
        2
    )  # in the bar and where nothing is yet
    dialog = opened(page, "导入导入零件")
    step(dialog, "选择文件")
    assert_accessible(page)
    with page.expect_download() as downloading:
        dialog.get_by_role("link", name="下载导入模板").click()
    downloading.value.save_as(tmp_path / "t.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    assert book.get_sheet_by_index(0).to_python()[0][:3] == ["名称*", "类别", "数量"]

    dialog.locator("input[type=file]").set_input_files(file(tmp_path, *ROWS))
    step(dialog, "对应字段")
    expect(dialog).to_contain_text("零件清单.xlsx：找到 3 行数据")
    expect(dialog.get_by_label("表头在第几行")).to_have_value("2")
    expect(dialog.get_by_label("“单价”对应的字段")).to_have_value("price")
    expect(dialog).to_contain_text("有 1 列不会导入：颜色")
    dialog.get_by_label("“颜色”对应的字段").select_option(label="备注")
    expect(dialog).not_to_contain_text("列不会导入")
    assert_accessible(page)
    dialog.get_by_role("button", name="检查并预览").click()

    step(dialog, "检查预览")
    expect(dialog).to_contain_text("新增 2 行")
    expect(dialog).to_contain_text("1 行有问题")
    faults = dialog.get_by_role("region", name="有问题的地方")
    expect(faults.get_by_role("row", name=re.compile("第 4 行 D 单价 单价不能为负"))).to_be_visible()
    expect(
        faults.get_by_role("row", name=re.compile("第 4 行 F 负责人 负责人：没有找到“无此人”"))
    ).to_be_visible()
    shown = dialog.get_by_role("region", name="预览")
    expect(shown.get_by_role("row").nth(1)).to_contain_text(
        "¥4,200.00"
    )  # what follows from a row is shown as well
    expect(shown.get_by_role("row").nth(3)).to_contain_text("2026-11-03")
    assert_accessible(page)
    with page.expect_download() as downloading:
        dialog.get_by_role("link", name="下载有问题的行").click()
    downloading.value.save_as(tmp_path / "f.xlsx")
    assert downloading.value.suggested_filename == "零件清单-有问题的行.xlsx"
    faulty = CalamineWorkbook.from_path(tmp_path / "f.xlsx").get_sheet_by_index(0).to_python()
    assert (faulty[0][-1], faulty[1][0], str(faulty[1][-1])[:6]) == ("原因", "螺母", "第 4 行：")

    expect(dialog.get_by_role("button", name="导入 2 行")).to_be_disabled()
    dialog.get_by_label("跳过有问题的 1 行，先导入其余的").check()
    dialog.get_by_role("button", name="导入 2 行").click()
    step(dialog, "完成")
    expect(dialog).to_contain_text("已导入：新增 2 行，更新 0 行")
    assert_accessible(page)
    dialog.get_by_role("button", name="完成").click()
    expect(grid(page, "导入零件").get_by_role("row")).to_have_count(4)  # the head, two records, totals
    expect(cell(page, 0, "名称")).to_have_text("垫片")
    expect(cell(page, 1, "单价")).to_have_text("¥3.50")
    expect(cell(page, 1, "负责人")).to_have_text("王丽")
    found = admin.get("/forms/imported/records")["items"]
    assert [(one["values"]["note"], one["values"]["worth"]) for one in found] == [
        (None, "10.00"),
        ("灰", "4200.00"),
    ]
    page.get_by_role("button", name=re.compile("通知")).click()
    expect(page.get_by_role("dialog", name="通知")).to_contain_text(
        "导入零件 已导入：新增 2 行，更新 0 行，1 行有问题没有导入"
    )


def test_known_records_are_changed_by_a_key(visit: Visits, server: DemoServer, tmp_path: Path) -> None:
    admin = publish(server, "keyed", "对照零件")
    for name in ("甲", "乙"):
        add(admin, "keyed", name=name, qty="1", price="10")
    page = visit("admin", "/ledgers/keyed?sort=id")
    grid(page, "对照零件")
    dialog = opened(page, "导入对照零件")
    path = tmp_path / "单价.csv"
    path.write_bytes("名称,单价,数量\n甲,12.5,\n丙,3,4\n".encode("gbk"))
    dialog.locator("input[type=file]").set_input_files(path)
    dialog.get_by_label("按字段对照").check()
    expect(dialog.get_by_label("对照的字段")).to_have_value("name")
    dialog.get_by_role("button", name="检查并预览").click()
    expect(dialog).to_contain_text("更新 1 行")
    dialog.get_by_role("button", name="导入 2 行").click()
    expect(dialog).to_contain_text("已导入：新增 1 行，更新 1 行")
    dialog.get_by_role("button", name="完成").click()
    expect(cell(page, 0, "单价")).to_have_text("¥12.50")
    expect(cell(page, 0, "数量")).to_have_text("1")  # an empty cell leaves what was there
    expect(cell(page, 2, "名称")).to_have_text("丙")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("旧.xls", b"\xd0\xcf\x11\xe0", "请选择 Excel"),
        ("坏.xlsx", b"PK\x03\x04broken", "打不开这个文件"),
        ("空.csv", b"\n\n", "表格里没有内容"),
    ],
)
def test_a_file_that_is_no_sheet_is_said_at_once(
    visit: Visits, server: DemoServer, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    publish(server, "refusing", "不收的")
    page = visit("admin", "/ledgers/refusing")
    dialog = opened(page, "导入不收的")
    (tmp_path / name).write_bytes(content)
    dialog.locator("input[type=file]").set_input_files(tmp_path / name)
    expect(dialog.get_by_role("alert")).to_contain_text(said)
    step(dialog, "选择文件")


def test_who_may_not_write_a_ledger_has_no_import(visit: Visits) -> None:
    page = visit("admin", "/ledgers/purchase")
    grid(page, "采购申请")
    expect(page.get_by_role("button", name="导入", exact=True)).to_have_count(0)


PEOPLE = ["姓名", "账号", "手机", "邮箱", "部门路径", "部门负责人", "直属上级", "职务", "角色", "工号"]


def test_people_come_out_of_a_list_and_the_same_list_changes_nothing(
    visit: Visits, server: DemoServer, tmp_path: Path
) -> None:
    page = visit("admin", "/people")
    expect(page.get_by_role("cell", name=re.compile("^王丽"))).to_be_visible()
    dialog = opened(page, "导入人员与部门")
    with page.expect_download() as downloading:
        dialog.get_by_role("link", name="下载导入模板").click()
    assert downloading.value.suggested_filename == "人员导入模板.xlsx"
    assert_accessible(page)

    wrong = file(
        tmp_path,
        PEOPLE,
        ["甲", "jia", "138", None, None, None, "yi"],
        ["乙", "yi", None, None, None, None, "jia"],
        ["丙", "WangLi", None, None, None, None, "nobody"],
        name="错.xlsx",
    )
    dialog.locator("input[type=file]").set_input_files(wrong)
    step(dialog, "检查预览")
    listed = dialog.get_by_role("region", name="名单上的人")
    expect(listed.get_by_role("row", name=re.compile("^2 甲"))).to_contain_text("手机号“138”不对")
    expect(listed.get_by_role("row", name=re.compile("^2 甲"))).to_contain_text(
        "上级形成了循环：甲 → 乙 → 甲"
    )
    expect(listed.get_by_role("row", name=re.compile("^4 丙"))).to_contain_text("用户名“wangli”已被使用")
    expect(listed.get_by_role("row", name=re.compile("^4 丙"))).to_contain_text(
        "没有账号为“nobody”的在职人员"
    )
    expect(dialog.get_by_role("button", name="确认导入")).to_be_disabled()
    assert_accessible(page)

    dialog.get_by_role("button", name="上一步").click()
    right = file(
        tmp_path,
        ["二〇二六年员工名单"],
        PEOPLE,
        [
            "陈东",
            "chendong",
            13800000001,
            "cd@example.com",
            "采购部/华东",
            "是",
            None,
            "区域经理",
            None,
            "A1",
        ],
        ["周南", "zhounan", "138 0000 0002", None, "采购部/华东", None, "chendong", None, None, "A2"],
        ["王丽", "wangli", 13911112222, None, None, None, None, None, None, "A3"],
        name="名单.xlsx",
    )
    dialog.locator("input[type=file]").set_input_files(right)
    expect(dialog).to_contain_text("新增 2 人")
    expect(dialog).to_contain_text("更新 1 人")
    expect(dialog).to_contain_text("有 1 列不会导入：工号")
    expect(dialog.get_by_role("listitem").filter(has_text="采购部 / 华东")).to_contain_text("负责人：陈东")
    expect(listed.get_by_role("row", name=re.compile("王丽"))).to_contain_text("13911112222")
    dialog.get_by_role("button", name="确认导入").click()

    step(dialog, "完成")
    expect(dialog).to_contain_text("已导入：新增 2 人，更新 1 人，部门变动 1 个")
    assert_accessible(page)
    dialog.get_by_role("button", name="完成").click()  # nobody has kept the passwords yet
    page.get_by_role("dialog", name="不保存初始密码就关闭？").get_by_role("button", name="取消").click()
    with page.expect_download() as downloading:
        dialog.get_by_role("link", name="下载密码表").click()
    downloading.value.save_as(tmp_path / "p.csv")
    lines = list(csv.reader((tmp_path / "p.csv").read_text("utf-8-sig").splitlines()))
    assert [line[:2] for line in lines] == [["姓名", "用户名"], ["陈东", "chendong"], ["周南", "zhounan"]]
    dialog.get_by_role("button", name="完成").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("row", name=re.compile("周南"))).to_contain_text("陈东")
    expect(page.get_by_role("button", name=re.compile("华东.*陈东")).first).to_be_visible()
    newcomer = Api(server.base, "zhounan", lines[2][2])
    assert newcomer.get("/me")["name"] == "周南"
    newcomer.close()

    again = opened(page, "导入人员与部门")
    again.locator("input[type=file]").set_input_files(right)
    expect(again).to_contain_text("没有需要导入的")
    expect(again.get_by_role("button", name="确认导入")).to_be_disabled()
    page.keyboard.press("Escape")


def test_who_does_not_administer_has_no_import_of_people(visit: Visits) -> None:
    page = visit("wangli", "/people")
    expect(page.get_by_role("cell", name=re.compile("^王丽"))).to_be_visible()
    expect(page.get_by_role("button", name="导入", exact=True)).to_have_count(0)
