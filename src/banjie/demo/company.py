"""The demo company's people, departments and roles. Names and codes are the outside contract's."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection

from banjie.services.sign_in import DEMO_PASSWORD as PASSWORD
from banjie.services.sign_in import hash_password
from banjie.storage import people, settings

RETRY_PLAN = [1, 2, 4, 8]

DEPARTMENTS = (
    ("company", "建材批发 老张", None, "laozhang"),
    ("purchasing", "采购部", "company", "zhaomin"),
    ("finance", "财务部", "company", "sunqian"),
    ("legal", "法务部", "company", "zhoufa"),
    ("operations", "运营部", "company", "liuyun"),
    ("service", "客服部", "company", "chenkefu"),
    ("hr", "人事部", "company", "hrlin"),
)
PEOPLE = (
    ("laozhang", "老张", "company", "总经理", ("general_manager",)),
    ("wangli", "王丽", "purchasing", "采购员", ()),
    ("zhaomin", "赵敏", "purchasing", "采购部经理", ("manager",)),
    ("sunqian", "孙倩", "finance", "财务总监", ("finance_director", "manager")),
    ("zhoufa", "周法", "legal", "法务", ("legal", "manager")),
    ("liuyun", "刘运", "operations", "运营总监", ("operations_director", "manager")),
    ("chenkefu", "陈客服", "service", "客服主管", ("service_head", "manager")),
    ("hrlin", "林人事", "hr", "人事", ("hr", "manager")),
    ("admin", "管理员", "company", "管理员", ("admin",)),
)
ROLES = {
    "admin": "系统管理员",
    "general_manager": "总经理",
    "manager": "部门经理",
    "finance_director": "财务总监",
    "legal": "法务",
    "operations_director": "运营总监",
    "service_head": "客服主管",
    "hr": "人事",
}


def create(connection: Connection, *, public: bool = True) -> dict[str, str]:
    """Make the company; returns each account's password.

    `public`: the contract's password for all. Otherwise each gets a random one (an address that others can
    reach), to be printed once.
    """
    for code, name in ROLES.items():
        people.add_role(connection, code, name)
    for position, (code, name, parent, head) in enumerate(DEPARTMENTS):
        people.add_department(
            connection, {"code": code, "name": name, "parent": parent, "head": head, "position": position}
        )
    passwords: dict[str, str] = {}
    shared = hash_password(PASSWORD) if public else ""
    for username, name, department, post, roles in PEOPLE:
        password = PASSWORD if public else secrets.token_urlsafe(9)
        passwords[username] = password
        people.add_person(
            connection,
            {
                "username": username,
                "name": name,
                "department": department,
                "post": post,
                "email": f"{username}@laozhang.example",
                "mobile": "",
                "password_hash": shared or hash_password(password),
            },
            roles,
        )
    settings.put(
        connection,
        "demo",
        {"accounts": [person[0] for person in PEOPLE], "password": PASSWORD if public else ""},
    )
    settings.put(connection, "retry_plan", RETRY_PLAN)
    return passwords
