"""People, departments, roles, and my substitutions."""

from __future__ import annotations

from litestar import delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import Department, Person, Role, Substitution, SubstitutionInput
from banjie.org.directory import Directory
from banjie.services import people


@get("/users", operation_id="listUsers", sync_to_thread=True)
def get_users(runtime: Runtime, viewer: Viewer, q: FromQuery[str] = "") -> list[Person]:
    """Everybody, or those whose name or user name contains `q`."""
    known = people.directory(runtime)
    wanted = q.strip().lower()
    return [
        person_view(known, person.username)
        for person in known.people.values()
        if not wanted or wanted in person.name.lower() or wanted in person.username.lower()
    ]


def person_view(known: Directory, username: str) -> Person:
    """A person on the wire; the leader is the one who really leads, entered or by department."""
    person = known.people[username]
    department = known.department(person.department)
    return Person(
        username=person.username,
        name=person.name,
        department=person.department or "",
        department_name=department.name if department else "",
        leader=known.leader_of(person.username),
        roles=list(person.roles),
        post=person.post or "",
        active=person.active,
        email=person.email or "",
        mobile=person.mobile or "",
    )


@get("/departments", operation_id="listDepartments", sync_to_thread=True)
def get_departments(runtime: Runtime, viewer: Viewer) -> list[Department]:
    """Every department; `parent` makes the tree."""
    return [
        Department(code=one.code, name=one.name, parent=one.parent, head=one.head)
        for one in people.directory(runtime).departments.values()
    ]


@get("/roles", operation_id="listRoles", sync_to_thread=True)
def get_roles(runtime: Runtime, viewer: Viewer) -> list[Role]:
    """Every role with its members."""
    known = people.directory(runtime)
    return [
        Role(code=role.code, name=role.name, members=list(known.members(role.code)))
        for role in known.roles.values()
    ]


@get("/substitutions", operation_id="listSubstitutions", sync_to_thread=True)
def get_substitutions(runtime: Runtime, viewer: Viewer) -> list[Substitution]:
    """My substitutions, latest first."""
    return [
        Substitution(
            id=row.id,
            person=row.person,
            substitute=row.substitute,
            starts=row.starts,
            ends=row.ends,
            process=row.process,
        )
        for row in people.substitutions(runtime, viewer.username)
    ]


@post("/substitutions", operation_id="addSubstitution", sync_to_thread=True)
def post_substitution(runtime: Runtime, viewer: Viewer, data: JSONBody[SubstitutionInput]) -> Substitution:
    """Let somebody act for me for a while."""
    identifier = people.add_substitution(
        runtime, viewer, data.substitute, data.starts, data.ends, data.process
    )
    return Substitution(
        id=identifier,
        person=viewer.username,
        substitute=data.substitute,
        starts=data.starts,
        ends=data.ends,
        process=data.process,
    )


@delete("/substitutions/{identifier:int}", operation_id="removeSubstitution", sync_to_thread=True)
def delete_substitution(runtime: Runtime, viewer: Viewer, identifier: FromPath[int]) -> None:
    """End one of my substitutions."""
    people.remove_substitution(runtime, viewer, identifier)


ROUTES = [get_users, get_departments, get_roles, get_substitutions, post_substitution, delete_substitution]
