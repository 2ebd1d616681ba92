"""Who may do what, asked at every door: each operation by everybody from nobody to the administrator.

A new operation fails here until its row is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from tests.api.browser import OPINION, Person, Site, problem

from banjie.storage import exports, imports
from banjie.storage.ids import new_id

WHO = ("", "chenkefu", "zhaomin", "wangli", "admin")
"""Nobody, a stranger to the case, somebody who is asked, the applicant, the administrator."""

Ask = Callable[[Person, dict[str, Any]], httpx.Response]


def asks(method: str, path: str, body: Any = None, **options: Any) -> Ask:
    def ask(person: Person, names: dict[str, Any]) -> httpx.Response:
        return person.request(method, path.format(**names), json=body, **options)

    return ask


def uploads(person: Person, _names: dict[str, Any]) -> httpx.Response:
    return person.request("POST", "/files", files={"file": ("a.txt", b"a")})


def brings_in(person: Person, _names: dict[str, Any]) -> httpx.Response:
    return person.request("POST", "/apps/import", files={"file": ("a.zip", b"a")})


# operation → how it is asked, and the answer to each of WHO.
TABLE: dict[str, tuple[Ask, tuple[int, int, int, int, int]]] = {
    "me": (asks("GET", "/me"), (401, 200, 200, 200, 200)),
    "setPreferences": (asks("PATCH", "/me", {"locale": "zh-CN"}), (401, 200, 200, 200, 200)),
    "search": (asks("GET", "/search?q=zhi"), (401, 200, 200, 200, 200)),
    "suggestCode": (asks("GET", "/code-suggestion?name=费用&of=form"), (401, 403, 403, 403, 200)),
    "listUsers": (asks("GET", "/users"), (401, 200, 200, 200, 200)),
    "listDepartments": (asks("GET", "/departments"), (401, 200, 200, 200, 200)),
    "listRoles": (asks("GET", "/roles"), (401, 200, 200, 200, 200)),
    "addUser": (asks("POST", "/users", {"username": "new", "name": "新人"}), (401, 403, 403, 403, 201)),
    "changeUser": (asks("PATCH", "/users/zhoufa", {"post": "法务"}), (401, 403, 403, 403, 200)),
    "moveDepartment": (
        asks("POST", "/departments/nowhere/move", {"parent": None, "before": None, "was": None}),
        (401, 403, 403, 403, 404),
    ),
    "putDepartment": (asks("PUT", "/departments/warehouse", {"name": "仓库"}), (401, 403, 403, 403, 200)),
    "putRole": (
        asks("PUT", "/roles/keeper", {"name": "仓管", "members": []}),
        (401, 403, 403, 403, 200),
    ),
    "listSubstitutions": (asks("GET", "/substitutions"), (401, 200, 200, 200, 200)),
    "addSubstitution": (
        asks(
            "POST",
            "/substitutions",
            {"substitute": "zhoufa", "starts": "2030-01-01T00:00:00Z", "ends": "2030-01-02T00:00:00Z"},
        ),
        (401, 201, 201, 201, 201),
    ),
    "removeSubstitution": (asks("DELETE", "/substitutions/{substitution}"), (401, 404, 404, 404, 404)),
    "listForms": (asks("GET", "/forms"), (401, 200, 200, 200, 200)),
    "getForm": (asks("GET", "/forms/note"), (401, 200, 200, 200, 200)),
    "listFormVersions": (asks("GET", "/forms/note/versions"), (401, 403, 403, 403, 200)),
    "evaluateForm": (
        asks("POST", "/forms/note/evaluate", {"values": {}, "instance": "{case}"}),
        (401, 404, 200, 200, 200),
    ),
    "saveFormDraft": (asks("PUT", "/forms/fresh/draft", {"definition": {}}), (401, 403, 403, 403, 422)),
    "evaluateDraft": (asks("POST", "/forms/note/draft/evaluate", {"values": {}}), (401, 403, 403, 403, 200)),
    "tryExpression": (asks("POST", "/forms/note/expression", {"expression": "1"}), (401, 403, 403, 403, 200)),
    "checkForm": (asks("POST", "/forms/note/check", {}), (401, 403, 403, 403, 200)),
    "publishForm": (asks("POST", "/forms/note/publish"), (401, 403, 403, 403, 200)),
    "aggregateRecords": (asks("GET", "/forms/note/records/aggregate"), (401, 403, 403, 403, 200)),
    "anchorRecords": (asks("GET", "/forms/note/records/anchors"), (401, 403, 403, 403, 200)),
    "exportRecords": (asks("GET", "/forms/note/records/export"), (401, 403, 403, 403, 200)),
    "startExport": (asks("POST", "/forms/note/exports", {}), (401, 403, 403, 403, 200)),
    "getExport": (asks("GET", "/exports/{export}"), (401, 404, 404, 404, 200)),
    "listRecords": (asks("GET", "/forms/note/records"), (401, 403, 403, 403, 200)),
    "createRecord": (
        asks("POST", "/forms/goods/records", {"values": {"name": "笔"}}),
        (401, 403, 403, 403, 201),
    ),
    "getRecord": (asks("GET", "/forms/note/records/{record}"), (401, 404, 404, 404, 200)),
    "changeRecord": (
        asks("PATCH", "/forms/goods/records/{goods}", {"values": {"name": "笔"}}),
        (401, 403, 403, 403, 200),
    ),
    "changeRecords": (
        asks("POST", "/forms/goods/records/changes", {"changes": [{"texts": {"name": "笔"}}]}),
        (401, 403, 403, 403, 200),
    ),
    "listLedgerViews": (asks("GET", "/forms/note/views"), (401, 403, 403, 403, 200)),
    "createLedgerView": (asks("POST", "/forms/goods/views", {"name": "常用"}), (401, 403, 403, 403, 201)),
    "changeLedgerView": (
        asks("PATCH", "/forms/goods/views/{view}", {"name": "改名"}),
        (401, 403, 403, 403, 200),
    ),
    "deleteLedgerView": (asks("DELETE", "/forms/goods/views/{view}"), (401, 403, 403, 403, 204)),
    "deleteRecord": (asks("DELETE", "/forms/goods/records/{goods}"), (401, 403, 403, 403, 204)),
    "listProcesses": (asks("GET", "/processes"), (401, 200, 200, 200, 200)),
    "getProcess": (asks("GET", "/processes/note"), (401, 200, 200, 200, 200)),
    "listProcessVersions": (asks("GET", "/processes/note/versions"), (401, 403, 403, 403, 200)),
    "getProcessVersion": (asks("GET", "/processes/note/versions/1"), (401, 403, 403, 403, 200)),
    "previewProcess": (asks("POST", "/processes/note/preview", {"data": {}}), (401, 200, 200, 200, 200)),
    "saveProcessDraft": (
        asks("PUT", "/processes/fresh/draft", {"definition": {}}),
        (401, 403, 403, 403, 422),
    ),
    "checkProcess": (asks("POST", "/processes/note/check"), (401, 403, 403, 403, 200)),
    "simulateProcess": (
        asks("POST", "/processes/note/simulate", {"applicant": "wangli", "values": {}}),
        (401, 403, 403, 403, 200),
    ),
    "publishProcess": (asks("POST", "/processes/note/publish"), (401, 403, 403, 403, 200)),
    "getHandOver": (asks("GET", "/users/wangli/hand-over"), (401, 403, 403, 403, 200)),
    "handOver": (asks("POST", "/users/wangli/hand-over", {"leaves": False}), (401, 403, 403, 403, 200)),
    "testConnector": (asks("POST", "/connectors/nowhere/test", {}), (401, 403, 403, 403, 404)),
    "removeConnector": (asks("DELETE", "/connectors/nowhere"), (401, 403, 403, 403, 404)),
    "startPilot": (asks("POST", "/processes/note/pilot", {"range": []}), (401, 422, 422, 422, 422)),
    "promotePilot": (asks("POST", "/processes/note/pilot/promote"), (401, 403, 403, 403, 409)),
    "endPilot": (asks("DELETE", "/processes/note/pilot"), (401, 403, 403, 403, 409)),
    "getProcessInsight": (asks("GET", "/insight/processes/note"), (401, 403, 403, 403, 200)),
    "copyProcess": (
        asks("POST", "/processes/note/copy", {"code": "note_again", "name": "再来一份"}),
        (401, 403, 403, 403, 201),
    ),
    "getRuleSheet": (asks("GET", "/processes/note/sheet"), (401, 403, 403, 403, 200)),
    "saveRuleSheet": (
        asks("PUT", "/processes/of_a_sheet/sheet", {"sheet": {"name": "按规则单"}}),
        (401, 403, 403, 403, 200),
    ),
    "publishRuleSheet": (asks("POST", "/processes/note/sheet/publish"), (401, 403, 403, 403, 200)),
    "listKnownCalls": (asks("GET", "/connectors/erp/calls"), (401, 403, 403, 403, 200)),
    "listInstances": (asks("GET", "/instances?role=all"), (401, 403, 403, 403, 200)),
    "startInstance": (
        asks("POST", "/instances", {"process": "note", "data": {}, "submit": False}),
        (401, 201, 201, 201, 201),
    ),
    "getInstance": (asks("GET", "/instances/{case}"), (401, 404, 200, 200, 200)),
    "saveDraft": (asks("PATCH", "/instances/{draft}", {"data": {"title": "neu"}}), (401, 404, 404, 200, 404)),
    "commandInstance": (
        asks("POST", "/instances/{case}/comment", {"text": "hm"}),
        (401, 404, 200, 200, 200),
    ),
    "listTasks": (asks("GET", "/tasks"), (401, 200, 200, 200, 200)),
    "getTask": (asks("GET", "/tasks/{task}"), (401, 404, 200, 200, 200)),
    "batchTasks": (
        asks("POST", "/tasks/batch", {"command": "approve", "ids": [], "opinion": OPINION}),
        (401, 200, 200, 200, 200),
    ),
    "commandTask": (
        asks("POST", "/tasks/{task}/reject", {"opinion": OPINION}),
        (401, 404, 200, 403, 403),
    ),
    "listJobs": (asks("GET", "/jobs"), (401, 403, 403, 403, 200)),
    "getJob": (asks("GET", "/jobs/{job}"), (401, 404, 200, 200, 200)),
    "listIncidents": (asks("GET", "/incidents"), (401, 403, 403, 403, 200)),
    "retryIncident": (asks("POST", "/incidents/{job}/retry"), (401, 404, 403, 403, 409)),
    "waiveIncident": (
        asks("POST", "/incidents/{job}/waive", {"opinion": OPINION}),
        (401, 404, 403, 403, 409),
    ),
    "uploadFile": (uploads, (401, 201, 201, 201, 201)),
    "downloadFile": (asks("GET", "/files/{file}"), (401, 404, 200, 200, 200)),
    "listConnectors": (asks("GET", "/connectors"), (401, 403, 403, 403, 200)),
    "changeConnector": (
        asks("PATCH", "/connectors/crm", {"url": "https://x.example"}),
        (401, 403, 403, 403, 200),
    ),
    "listTemplates": (asks("GET", "/templates"), (401, 403, 403, 403, 200)),
    "getTemplate": (asks("GET", "/templates/leave"), (401, 403, 403, 403, 200)),
    "tryTemplate": (asks("POST", "/templates/leave/try"), (401, 403, 403, 403, 200)),
    "endTrial": (asks("DELETE", "/templates/expense/try"), (401, 403, 403, 403, 404)),
    "adoptTemplate": (asks("POST", "/templates/repair/adopt", {}), (401, 403, 403, 403, 200)),
    "exportApp": (asks("GET", "/apps/note/export"), (401, 403, 403, 403, 200)),
    "importApp": (brings_in, (401, 403, 403, 403, 422)),
    "demoReceived": (asks("GET", "/demo/received"), (401, 403, 403, 403, 404)),
    "listNotices": (asks("GET", "/notices"), (401, 200, 200, 200, 200)),
    "readNotices": (asks("POST", "/notices/read"), (401, 204, 204, 204, 204)),
    "getImportTemplate": (asks("GET", "/forms/goods/imports/template"), (401, 403, 403, 403, 200)),
    "lookAtImport": (asks("POST", "/forms/goods/imports/look", {"file": "none"}), (401, 403, 403, 403, 404)),
    "startImport": (
        asks("POST", "/forms/goods/imports", {"file": "none", "columns": [{"index": 0, "field": "name"}]}),
        (401, 403, 403, 403, 202),
    ),
    "getImport": (asks("GET", "/imports/{import}"), (401, 404, 404, 404, 200)),
    "getPeopleTemplate": (asks("GET", "/people-imports/template"), (401, 403, 403, 403, 200)),
    "lookAtPeople": (asks("POST", "/people-imports/look", {"file": "none"}), (401, 403, 403, 403, 404)),
    "importPeople": (asks("POST", "/people-imports", {"file": "none"}), (401, 403, 403, 403, 404)),
    "getSetupSteps": (asks("GET", "/setup/steps"), (401, 403, 403, 403, 200)),
    "putAwaySetup": (asks("PATCH", "/setup/steps", {"wanted": False}), (401, 403, 403, 403, 200)),
    "listBackups": (asks("GET", "/backups"), (401, 403, 403, 403, 200)),
    "startBackup": (asks("POST", "/backups"), (401, 403, 403, 403, 202)),
    "setBackupSchedule": (
        asks("PUT", "/backups/schedule", {"every": "week", "hour": 3}),
        (401, 403, 403, 403, 200),
    ),
    "listFormParts": (asks("GET", "/form-parts"), (401, 403, 403, 403, 200)),
    "addFormPart": (
        asks(
            "POST",
            "/form-parts",
            {"name": "x", "content": {"fields": [{"code": "a", "label": "a", "type": "text"}]}},
        ),
        (401, 403, 403, 403, 201),
    ),
    "renameFormPart": (asks("PATCH", "/form-parts/999", {"name": "y"}), (401, 403, 403, 403, 404)),
    "removeFormPart": (asks("DELETE", "/form-parts/999"), (401, 403, 403, 403, 404)),
    "chartRecords": (asks("GET", "/forms/goods/records/chart?by=name"), (401, 403, 403, 403, 200)),
    "listDashboards": (asks("GET", "/dashboards"), (401, 200, 200, 200, 200)),
    "getDashboard": (asks("GET", "/dashboards/{dashboard}"), (401, 404, 404, 404, 200)),
    "createDashboard": (
        asks("POST", "/dashboards", {"name": "看板", "shared": True}),
        (401, 403, 403, 403, 201),
    ),
    "changeDashboard": (
        asks("PATCH", "/dashboards/{dashboard}", {"name": "改名"}),
        (401, 404, 404, 404, 200),
    ),
    "deleteDashboard": (asks("DELETE", "/dashboards/{dashboard}"), (401, 404, 404, 404, 204)),
    "listTokens": (asks("GET", "/tokens?everybody=true"), (401, 403, 403, 403, 200)),
    "createToken": (asks("POST", "/tokens", {"name": "脚本", "days": 30}), (401, 201, 201, 201, 201)),
    "revokeToken": (asks("DELETE", "/tokens/{token}"), (401, 404, 404, 404, 204)),
    "listAudit": (asks("GET", "/audit"), (401, 403, 403, 403, 200)),
    "exportAudit": (asks("GET", "/audit/export"), (401, 403, 403, 403, 200)),
    "listCalendars": (asks("GET", "/calendars"), (401, 200, 200, 200, 200)),
    "getCalendarYear": (asks("GET", "/calendars/company/years/2026"), (401, 200, 200, 200, 200)),
    "changeCalendar": (
        asks(
            "PATCH",
            "/calendars/company",
            {"week": [0, 1, 2, 3, 4], "periods": [["09:00", "17:00"]], "holidays": ""},
        ),
        (401, 403, 403, 403, 200),
    ),
    "decideDays": (asks("PUT", "/calendars/company/days", {"days": []}), (401, 403, 403, 403, 204)),
    "tryCalendar": (asks("GET", "/calendars/company/due?span=3%20working%20days"), (401, 200, 200, 200, 200)),
    # At the door: before anybody is known.
    "getSetup": (asks("GET", "/setup"), (200, 200, 200, 200, 200)),
    "setUp": (
        asks("POST", "/setup", {"code": "", "company": "x", "username": "x", "name": "x", "password": "x"}),
        (409, 409, 409, 409, 409),
    ),
    "demoAccounts": (asks("GET", "/demo-accounts"), (200, 200, 200, 200, 200)),
    "signIn": (asks("POST", "/session", {"username": "x", "password": "y"}), (401, 401, 401, 401, 401)),
    "healthz": (asks("GET", "/healthz"), (200, 200, 200, 200, 200)),
    "readyz": (asks("GET", "/readyz"), (200, 200, 200, 200, 200)),
}
ELSEWHERE = {
    "signOut": "ends the session it is asked with: test_sessions",
    "events": "never ends: test_event_stream",
    "metrics": "for operators, at the root: test_sessions",
}


def export(site: Site) -> str:
    """The administrator's, as if it were a long one."""
    now = site.world.runtime.clock()
    order = {"user": "admin", "locale": "zh-CN", "wanted": {"form": "note"}}
    identifier = new_id()
    with site.world.runtime.database.write() as connection:
        exports.add(connection, identifier, order, form="note", name="单据", at=now)
    return identifier


def brought_in(site: Site) -> str:
    """The administrator's import that nobody has begun."""
    now = site.world.runtime.clock()
    plan = {"form": "goods", "file": "none", "columns": []}
    order = {"user": "admin", "locale": "zh-CN", "plan": {**plan, "check": True}}
    identifier = new_id()
    with site.world.runtime.database.write() as connection:
        imports.add(connection, identifier, order, form="goods", name="货品", at=now)
        connection.execute(
            sa.text("UPDATE job SET state = 'failed' WHERE id = :id"), {"id": f"import:{identifier}"}
        )
    return identifier


@pytest.fixture
def names(site: Site) -> Iterator[dict[str, Any]]:
    """A sent case with a file, a draft, a job, a record, a substitution of somebody else's."""
    applicant = site.as_("wangli")
    file = applicant.request("POST", "/files", files={"file": ("a.txt", b"a")}).json()["id"]
    case = applicant.start(files=[file])
    followed = applicant.start("hook")["id"]
    assert site.as_("zhaomin").decide(followed).status_code == 200
    goods = site.as_("admin").post("/forms/goods/records", {"values": {"name": "笔"}}).json()["id"]
    view = site.as_("admin").post("/forms/goods/views", {"name": "大家的", "shared": True}).json()["id"]
    dashboard = site.as_("admin").post("/dashboards", {"name": "我的看板"}).json()["id"]
    token = site.as_("sunqian").post("/tokens", {"name": "同步", "days": None}).json()["token"]["id"]
    away = {"substitute": "zhoufa", "starts": "2030-01-01T00:00:00Z", "ends": "2030-01-02T00:00:00Z"}
    yield {
        "case": case["id"],
        "record": case["record_id"],
        "task": site.world.task(case["id"], "zhaomin"),
        "draft": applicant.start(send=False)["id"],
        "job": site.world.job(followed).id,
        "file": file,
        "export": export(site),
        "import": brought_in(site),
        "goods": goods,
        "view": view,
        "dashboard": dashboard,
        "token": token,
        "substitution": site.as_("sunqian").post("/substitutions", away).json()["id"],
    }
    site.as_("admin").request("DELETE", f"/forms/goods/views/{view}")  # there is room for fifty
    site.as_("admin").request("DELETE", f"/dashboards/{dashboard}")
    site.as_("admin").request("DELETE", f"/tokens/{token}")


def operations(site: Site) -> set[str]:
    document = site.as_("admin").get("/openapi.json").json()
    return {
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    }


def test_every_operation_has_its_row(site: Site) -> None:
    assert operations(site) == set(TABLE) | set(ELSEWHERE)


@pytest.mark.parametrize("operation", sorted(TABLE))
def test_everybody_gets_the_answer_that_is_theirs(site: Site, names: dict[str, Any], operation: str) -> None:
    ask, expected = TABLE[operation]
    if operation == "evaluateForm":
        ask = asks("POST", "/forms/note/evaluate", {"values": {}, "instance": names["case"]})
    got = tuple(ask(site.as_(username), names).status_code for username in WHO)
    assert got == expected


def test_an_export_is_its_askers_alone(site: Site, names: dict[str, Any]) -> None:
    """Administrators have other doors to jobs and files; none of them leads to somebody's export."""
    admin = site.as_("admin")
    for path in ("/jobs/export:{}", "/files/{}"):
        assert admin.get(path.format(names["export"])).status_code == 404
    listed = [item["id"] for item in admin.get("/jobs").json()["items"]]
    assert f"export:{names['export']}" not in listed


def test_what_a_stranger_may_not_see_looks_like_what_does_not_exist(
    site: Site, names: dict[str, Any]
) -> None:
    stranger = site.as_("chenkefu")
    for path in ("/instances/{}", "/tasks/{}", "/files/{}", "/jobs/{}"):
        key = {"/instances/{}": "case", "/tasks/{}": "task", "/files/{}": "file", "/jobs/{}": "job"}[path]
        real, unreal = stranger.get(path.format(names[key])), stranger.get(path.format("0" * 26))
        assert real.status_code == unreal.status_code == 404
        # the number in the log is each answer's own
        assert {**real.json(), "instance": ""} == {**unreal.json(), "instance": ""}


def test_a_process_administrator_sees_and_commands_its_cases_only(site: Site) -> None:
    """`note` names hrlin as its administrator; `hook` names nobody."""
    note, hook = site.as_("wangli").start(), site.as_("wangli").start("hook")
    assert site.as_("hrlin").get(f"/instances/{note['id']}").status_code == 200
    problem(site.as_("hrlin").get(f"/instances/{hook['id']}"), 404, "case_not_found")
    ended = site.as_("hrlin").post(f"/instances/{note['id']}/terminate", {"opinion": OPINION})
    assert (ended.status_code, ended.json()["outcome"]) == (200, "terminated")


def test_a_draft_is_its_applicants_alone(site: Site) -> None:
    draft = site.as_("wangli").start(send=False)["id"]
    for other in ("zhaomin", "admin", "hrlin", "chenkefu"):
        problem(site.as_(other).get(f"/instances/{draft}"), 404, "case_not_found")
