"""Keeping people, departments and roles (administrators)."""

from __future__ import annotations

from typing import Any

from litestar import patch, post, put
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.routes.organisation import person_view
from banjie.api.schemas import (
    Department,
    DepartmentInput,
    DepartmentMove,
    Person,
    PersonCreated,
    PersonInput,
    PersonPatch,
    Role,
    RoleInput,
)
from banjie.services import organise, people


def _change(data: PersonInput | PersonPatch) -> organise.PersonChange:
    given: dict[str, Any] = {
        name: getattr(data, name)
        for name in ("name", "department", "leader", "post", "email", "mobile", "password")
    }
    roles = data.roles
    active = data.active if isinstance(data, PersonPatch) else None
    return organise.PersonChange(**given, active=active, roles=None if roles is None else tuple(roles))


@post("/users", operation_id="addUser", sync_to_thread=True)
def post_user(runtime: Runtime, viewer: Viewer, data: JSONBody[PersonInput]) -> PersonCreated:
    """A new person. The password is answered once when none was given."""
    made = organise.add_person(runtime, viewer, data.username, _change(data))
    return PersonCreated(person=person_view(people.directory(runtime), data.username), password=made)


@patch("/users/{username:str}", operation_id="changeUser", sync_to_thread=True)
def patch_user(
    runtime: Runtime, viewer: Viewer, username: FromPath[str], data: JSONBody[PersonPatch]
) -> Person:
    """Change a person; `active: false` for a leaver, who is signed out and never asked again."""
    organise.change_person(runtime, viewer, username, _change(data))
    return person_view(people.directory(runtime), username)


@put("/departments/{code:str}", operation_id="putDepartment", sync_to_thread=True)
def put_department(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[DepartmentInput]
) -> Department:
    """Make or change a department."""
    organise.put_department(runtime, viewer, code, data.name, data.parent, data.head)
    return Department(code=code, name=data.name, parent=data.parent, head=data.head)


@post("/departments/{code:str}/move", operation_id="moveDepartment", status_code=204, sync_to_thread=True)
def post_move(runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[DepartmentMove]) -> None:
    """Put a department below another one, or elsewhere among its siblings; what is below it comes along."""
    organise.move_department(runtime, viewer, code, data.parent, data.before, data.was)


@put("/roles/{code:str}", operation_id="putRole", sync_to_thread=True)
def put_role(runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[RoleInput]) -> Role:
    """Make or change a role and its members."""
    organise.put_role(runtime, viewer, code, data.name, tuple(data.members))
    return Role(code=code, name=data.name, members=data.members)


ROUTES = [post_user, patch_user, put_department, post_move, put_role]
