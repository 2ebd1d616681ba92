"""The demo company in small, and questions about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from banjie.org.directory import Department, Directory, Person, Role, Substitution
from banjie.org.request import Request

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START, END = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)

PEOPLE = (
    Person("laozhang", "老张", "hq"),
    Person("zhaomin", "赵敏", "purchasing", roles=("manager",)),
    Person("wangli", "王莉", "purchasing", leader="zhaomin"),
    Person("xiaowu", "小吴", "purchasing_one"),
    Person("sunqian", "孙倩", "finance"),
    Person("zhoufa", "周法", "hq"),
    Person("gone", "离职者", "finance", leader="sunqian", active=False),
    Person("admin", "管理员", "hq"),
)
DEPARTMENTS = (
    Department("hq", "建材批发", head="laozhang"),
    Department("purchasing", "采购部", "hq", head="zhaomin"),
    Department("purchasing_one", "采购一组", "purchasing"),
    Department("finance", "财务部", "hq", head="sunqian"),
)
ROLES = (
    Role("admin", "系统管理员", ("admin",)),
    Role("legal", "法务", ("zhoufa",)),
    Role("finance_director", "财务总监", ("sunqian",)),
    Role("accountant", "会计", ("gone",)),
    Role("manager", "经理"),
)


def company(*substitutions: Substitution, departments: tuple[Department, ...] = DEPARTMENTS) -> Directory:
    return Directory(PEOPLE, departments, ROLES, substitutions)


def away(person: str, substitute: str, process: str | None = None) -> Substitution:
    return Substitution(person, substitute, START, END, process)


def request(applicant: str = "wangli", **values: Any) -> Request:
    return Request(applicant=applicant, now=NOW, values=values, process="purchase", node="manager")
