"""The gallery: looking at a ready-made app, trying it without a trace, adopting it; apps as files up and down."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from tests.api.browser import Person, Site, problem

from banjie.services import app_source

Json = dict[str, Any]


@pytest.fixture(name="admin")
def _admin(site: Site) -> Person:
    return site.as_("admin")


def got(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def states(admin: Person) -> dict[str, str]:
    return {item["code"]: item["state"] for item in got(admin.get("/templates"))}


def startable(person: Person) -> set[str]:
    return {item["code"] for item in got(person.get("/processes")) if item["can_start"]}


def codes(admin: Person) -> set[str]:
    return {item["code"] for item in got(admin.get("/forms"))}


def tables(site: Site) -> set[str]:
    with site.world.runtime.database.read() as connection:
        found = sa.inspect(connection)
        schema = "ledger" if connection.dialect.name == "postgresql" else None
        return {*found.get_table_names(), *found.get_view_names(), *found.get_view_names(schema=schema)}


def test_the_gallery_tells_what_each_app_is_for(admin: Person) -> None:
    found = {item["code"]: item for item in got(admin.get("/templates"))}

    assert len(found) == 20
    assert found["seal_use"]["breaks"] == [2, 3]
    assert {key: found["seal_use"][key] for key in ("name", "category", "steps", "followups", "icon")} == {
        "name": "用印申请", "category": "行政", "steps": 5, "followups": 3, "icon": "stamp",
    }  # fmt: skip
    assert all(item["description"] and item["category"] and item["fields"] for item in found.values())


def test_an_apps_detail_shows_its_form_filled_in_its_flow_its_effects_and_whom_it_asks(admin: Person) -> None:
    found = got(admin.get("/templates/payment_request"))

    assert found["display"]["supplier"] == "华兴建材有限公司"
    assert found["values"]["supplier_email"] == "lihua@huaxing.example"
    assert [step["kind"] for step in found["flow"]][:3] == ["node", "node", "branch"]
    assert {one["code"]: one["text"] for one in found["effects"]}[
        "post_payment"
    ] == "在“财务台账”新增一条记录"
    roles = {role["code"]: role for role in found["roles"]}
    assert (roles["finance_director"]["holders"], roles["finance_director"]["steps"]) == (
        ["sunqian"],
        ["财务审核"],
    )
    assert (roles["cashier"]["holders"], roles["cashier"]["suggested"]) == ([], ["admin"])
    assert {one["name"]: one["ready"] for one in found["connections"]} == {"mail": False}
    assert "suppliers" in {piece["code"] for piece in found["pieces"] if piece["state"] == "new"}
    problem(admin.get("/templates/basics"), 404, "template_not_found")
    problem(admin.get("/templates/%2e%2e"), 404, "template_not_found")


def test_formulas_and_lookups_of_the_picture_are_worked_out(admin: Person) -> None:
    trip = got(admin.get("/templates/business_trip"))
    assert (trip["values"]["days"], trip["values"]["budget"]) == (3, "1070.00")
    price = got(admin.get("/templates/price_approval"))
    assert (price["values"]["old_price"], price["display"]["product"]) == ("18.50", "PVC 管 110mm")


def test_a_trial_is_mine_alone_and_goes_without_a_trace(site: Site, admin: Person) -> None:
    before = (tables(site), codes(admin), {role["code"] for role in got(admin.get("/roles"))})
    for _ in range(2):  # the second time under ids that nothing else ever had
        done = got(admin.post("/templates/vehicle_use/try"))
        assert (done["process"], done["data"]["passengers"]) == ("vehicle_use", 2)
        assert "vehicle_use" in startable(admin) - startable(site.as_("wangli"))
        assert states(admin)["vehicle_use"] == "trial"
        assert got(admin.get("/forms/vehicles/records"))["total"] == 2
        holders = {role["code"]: role["members"] for role in got(admin.get("/roles"))}
        assert holders["vehicle_manager"] == ["admin"]

        assert admin.request("DELETE", "/templates/vehicle_use/try").status_code == 204

        assert (tables(site), codes(admin), {role["code"] for role in got(admin.get("/roles"))}) == before
        assert states(admin)["vehicle_use"] == "available"
    problem(admin.request("DELETE", "/templates/vehicle_use/try"), 404, "template_not_found")


def test_the_next_form_after_a_trial_is_not_taken_for_the_one_that_went(site: Site, admin: Person) -> None:
    got(admin.post("/templates/it_request/try"))
    assert admin.request("DELETE", "/templates/it_request/try").status_code == 204

    got(admin.post("/templates/recruitment/try"))

    assert {field["code"] for field in got(admin.get("/forms/vacancies"))["definition"]["fields"]} >= {
        "post",
        "hired",
    }
    assert got(admin.get("/forms/vacancies/records"))["total"] == 0
    assert admin.request("DELETE", "/templates/recruitment/try").status_code == 204


def test_links_of_a_trials_first_request_lead_to_records_that_are_there(admin: Person) -> None:
    done = got(admin.post("/templates/repair/try"))
    titles = {item["id"]: item["title"] for item in got(admin.get("/forms/equipment/records"))["items"]}

    assert titles[done["data"]["equipment"]] == "叉车 3 号"
    again = got(admin.post("/templates/repair/try"))
    assert again["data"] == done["data"]
    assert got(admin.get("/forms/equipment/records"))["total"] == 3


def test_a_trial_in_which_something_was_started_stays_and_becomes_the_real_thing(
    site: Site, admin: Person
) -> None:
    got(admin.post("/templates/seal_use/try"))
    draft = got(admin.post("/instances", {"process": "seal_use", "data": {}, "submit": False}), 201)

    problem(admin.request("DELETE", "/templates/seal_use/try"), 409, "template_used")
    assert "seal_use" not in startable(site.as_("wangli"))
    got(admin.post("/templates/seal_use/adopt", {"roles": {"seal_keeper": ["hrlin"]}}))

    assert states(admin)["seal_use"] == "installed"
    assert "seal_use" in startable(site.as_("wangli"))
    assert got(admin.get(f"/instances/{draft['id']}"))["status"] == "draft"
    assert {role["code"]: role["members"] for role in got(admin.get("/roles"))}["seal_keeper"] == ["hrlin"]


def test_a_record_entered_by_hand_keeps_a_trial_too(admin: Person) -> None:
    got(admin.post("/templates/work_order/try"))
    got(admin.post("/forms/work_log/records", {"values": {"done": "手工登记"}}), 201)

    problem(admin.request("DELETE", "/templates/work_order/try"), 409, "template_used")


def test_adopting_an_untouched_trial_takes_its_sample_records_away(site: Site, admin: Person) -> None:
    got(admin.post("/templates/regularisation/try"))
    assert got(admin.get("/forms/personnel/records"))["total"] == 4

    got(admin.post("/templates/regularisation/adopt", {}))

    assert got(admin.get("/forms/personnel/records"))["total"] == 0
    assert "regularisation" in startable(site.as_("wangli"))
    problem(admin.post("/templates/regularisation/adopt", {}), 409, "template_installed")


def test_steps_whose_connection_is_not_set_up_are_left_out_and_named(admin: Person) -> None:
    done = got(admin.post("/templates/quality_complaint/adopt", {}))

    assert done["left_out"] == ["邮件答复客户"]
    nodes = {node["code"] for node in got(admin.get("/processes/quality_complaint"))["definition"]["nodes"]}
    assert {"register", "archive"} <= nodes
    assert not {"mail_customer", "by_mail"} & nodes
    kept = got(admin.post("/templates/price_approval/adopt", {"leave_out": False}))
    assert kept["left_out"] == []
    assert "push_price" in {
        node["code"] for node in got(admin.get("/processes/price_approval"))["definition"]["nodes"]
    }


def test_roles_that_nobody_holds_go_to_whom_the_department_is_headed_by(site: Site, admin: Person) -> None:
    refused = problem(
        admin.post("/templates/gate_pass/adopt", {"roles": {"gatekeeper": ["nobody"], "chef": ["admin"]}}),
        422, "invalid_form",
    )  # fmt: skip
    assert {error["field"] for error in refused["errors"]} == {"roles.gatekeeper", "roles.chef"}
    assert "gate_pass" not in codes(admin)

    got(admin.post("/templates/gate_pass/adopt", {"roles": {"gatekeeper": ["hrlin", "chenkefu"]}}))

    holders = {role["code"]: role["members"] for role in got(admin.get("/roles"))}
    assert set(holders["gatekeeper"]) == {"hrlin", "chenkefu"}
    assert holders["warehouse_keeper"] == ["admin"]
    assert holders["finance_director"] == ["sunqian"]


def test_what_the_company_has_is_reused_where_it_fits_and_refused_where_it_does_not(admin: Person) -> None:
    form = {
        "code": "leave_ledger",
        "name": "我们的考勤",
        "kind": "ledger",
        "fields": [{"code": "summary", "label": "摘要", "type": "text"}],
    }
    got(admin.request("PUT", "/forms/leave_ledger/draft", json={"definition": form, "revision": 0}))
    got(admin.post("/forms/leave_ledger/publish"))

    detail = got(admin.get("/templates/leave"))
    [piece] = [piece for piece in detail["pieces"] if piece["code"] == "leave_ledger"]
    assert (piece["state"], piece["missing"][:2]) == ("blocked", ["请假人", "部门"])
    refused = problem(admin.post("/templates/leave/adopt", {}), 409, "app_collides")
    assert [error["field"] for error in refused["errors"]] == ["form.leave_ledger"]
    assert "我们的考勤" in refused["errors"][0]["message"]
    assert "leave" not in codes(admin)

    got(admin.post("/templates/supplier_admission/adopt", {}))
    pieces = {piece["code"]: piece["state"] for piece in got(admin.get("/templates/purchase"))["pieces"]}
    assert (pieces["suppliers"], pieces["stock"], pieces["purchase"]) == ("reused", "new", "new")


def zipped(files: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def sent(person: Person, content: bytes, *, dry: bool = False) -> Any:
    return person.request(
        "POST",
        f"/apps/import?dry={str(dry).lower()}",
        files={"file": ("app.zip", content, "application/zip")},
    )


def test_an_app_goes_out_as_a_zip_and_comes_in_elsewhere(site: Site, admin: Person) -> None:
    got(admin.post("/templates/expense/adopt", {}))
    answer = admin.get("/apps/expense/export")
    assert answer.headers["content-type"] == "application/zip"
    files = unzipped(answer.content)
    assert set(files) == {
        "expense/app.yaml", "expense/forms/expense.yaml", "expense/forms/finance_ledger.yaml",
        "expense/processes/expense.yaml",
    }  # fmt: skip
    # Another company's: the same app under codes of its own.
    other = {
        path.replace("expense", "outlay").replace("finance_ledger", "outlay_book"): str(text)
        .replace("expense", "outlay")
        .replace("finance_ledger", "outlay_book")
        for path, text in files.items()
    }

    report = got(sent(admin, zipped(other), dry=True))
    assert (report["done"], report["errors"]) == (False, [])
    assert {(one["kind"], one["code"], one["state"]) for one in report["pieces"]} == {
        ("form", "outlay", "new"), ("form", "outlay_book", "new"), ("process", "outlay", "new"),
    }  # fmt: skip
    assert "outlay" not in codes(admin)

    assert got(sent(admin, zipped(other)))["done"] is True
    assert "outlay" in startable(site.as_("wangli"))
    again = got(sent(admin, zipped(other), dry=True))
    assert {one["state"] for one in again["pieces"]} == {"reused"}


def test_what_is_wrong_in_a_file_is_said_before_anything_is_made(admin: Person) -> None:
    form = "code: bad_one\nname: 坏的\nfields: [{code: a, label: A, type: formula, settings: {expression: 'b +'}}]\n"
    app = "code: bad_one\nname: 坏的\nforms: [bad_one]\nprocesses: []\n"
    content = zipped({"app.yaml": app, "forms/bad_one.yaml": form})

    assert [error["field"] for error in got(sent(admin, content, dry=True))["errors"]] == ["a"]
    assert [
        error["field"] for error in problem(sent(admin, content), 422, "definition_invalid")["errors"]
    ] == ["a"]
    assert "bad_one" not in codes(admin)


APP = "code: evil\nname: 坏\nforms: []\nprocesses: []\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    "content",
    [
        b"no zip at all",
        zipped({}),
        zipped({"app.yaml": APP, "../../etc/cron.d/x.yaml": "a"}),
        zipped({"app.yaml": APP, "forms/../../x.yaml": "a"}),
        zipped({"/app.yaml": APP}),
        zipped({"app.yaml": APP, "run.sh": "rm -rf /"}),
        zipped({"app.yaml": APP.replace("forms: []", "forms: ['../x']")}),
        zipped({"app.yaml": APP.replace("forms: []", "forms: [missing]")}),
        zipped({"app.yaml": BOMB + APP}),
        zipped({"app.yaml": "[" * 5000}),
        zipped({"app.yaml": b"\xff\xfe"}),
        zipped({"app.yaml": APP, "data/a.yaml": "x" * (app_source.MAX_FILE + 1)}),
        zipped({"app.yaml": APP, **{f"data/f{n}.yaml": "[]" for n in range(app_source.MAX_FILES)}}),
        zipped({"app.yaml": APP + "needs: [nowhere]\n"}),
        bytes(app_source.MAX_ZIP + 1),
    ],
    ids=lambda content: f"{len(content)}",
)
def test_a_file_that_is_no_app_or_wants_out_of_its_folder_is_refused(admin: Person, content: bytes) -> None:
    problem(sent(admin, content), 422, "app_unreadable")
    problem(sent(admin, content, dry=True), 422, "app_unreadable")
