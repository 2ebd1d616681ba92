"""People and departments out of a file (administrators)."""

from __future__ import annotations

from collections import Counter

from litestar import Response, get, post
from litestar.params import JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.problems import field_problems
from banjie.api.routes.imports import workbook
from banjie.api.schemas.people_imports import (
    PeopleImportDepartment,
    PeopleImported,
    PeopleImportInput,
    PeopleImportLook,
    PeopleImportRow,
    PersonChangeView,
    Welcome,
)
from banjie.services.imports import people


@get("/people-imports/template", operation_id="getPeopleTemplate", sync_to_thread=True)
def get_template(runtime: Runtime, viewer: Viewer) -> Response[bytes]:
    """An empty list of people to be filled in."""
    return workbook(viewer.words("people_import.template_name"), people.for_people(runtime, viewer))


@post("/people-imports/look", operation_id="lookAtPeople", status_code=200, sync_to_thread=True)
def post_look(runtime: Runtime, viewer: Viewer, data: JSONBody[PeopleImportInput]) -> PeopleImportLook:
    """What an uploaded list would make of the organisation; nothing is written."""
    planned = people.look(runtime, viewer, data.file)
    counts = Counter(row.state for row in planned.rows)
    return PeopleImportLook(
        people=[
            PeopleImportRow(
                row=row.number,
                username=row.username,
                name=row.name,
                state=row.state,
                changes=[
                    PersonChangeView(
                        column=viewer.words(f"people_import.label_{one.column}"), old=one.old, new=one.new
                    )
                    for one in row.changes
                ],
                errors=field_problems(viewer.locale, row.errors),
            )
            for row in planned.rows
        ],
        departments=[
            PeopleImportDepartment(path=one.path, state=one.state, head=one.head) for one in planned.units
        ],
        left_out=list(planned.left_out),
        created=counts["created"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        faulty=counts["faulty"],
    )


@post("/people-imports", operation_id="importPeople", status_code=200, sync_to_thread=True)
def post_import(runtime: Runtime, viewer: Viewer, data: JSONBody[PeopleImportInput]) -> PeopleImported:
    """Bring a list in, all of it or nothing. The passwords of those who are new are answered once."""
    done = people.bring(runtime, viewer, data.file)
    return PeopleImported(
        created=[
            Welcome(username=one.username, name=one.name, password=one.password) for one in done.created
        ],
        changed=done.changed,
        departments=done.departments,
    )


ROUTES = [get_template, post_look, post_import]
