"""Forms: definitions, the live form state, drafts and publishing."""

from __future__ import annotations

from litestar import get, post, put
from litestar.params import FromPath, JSONBody

from banjie.api.dependencies import Runtime, Viewer
from banjie.api.schemas import (
    CheckResult,
    DefinitionDraft,
    DraftInput,
    EvaluateInput,
    ExpressionInput,
    ExpressionResult,
    FormDetail,
    FormState,
    FormSummary,
    Input,
    Version,
)
from banjie.api.views.definitions import form_check, form_detail, form_state, form_summary, versions
from banjie.services import draft_trial, form_pages, publish_form
from banjie.services import versions as version_lists


class CheckInput(Input):
    """A definition to check; null checks the saved draft."""

    definition: dict[str, object] | None = None


@get("/forms", operation_id="listForms", sync_to_thread=True)
def get_forms(runtime: Runtime, viewer: Viewer) -> list[FormSummary]:
    """Forms whose ledger I may open (administrators: every form, drafts too)."""
    pages = form_pages.listed(runtime, viewer)
    return [form_summary(page) for page in pages if page.can_view or page.administrator]


@get("/forms/{code:str}", operation_id="getForm", sync_to_thread=True)
def get_form(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> FormDetail:
    """A form's published definition; administrators also get the draft."""
    return form_detail(form_pages.page(runtime, viewer, code))


@get("/forms/{code:str}/versions", operation_id="listFormVersions", sync_to_thread=True)
def get_versions(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> list[Version]:
    """Published versions, latest first."""
    return versions(version_lists.of_form(runtime, viewer, code))


@post("/forms/{code:str}/evaluate", operation_id="evaluateForm", status_code=200, sync_to_thread=True)
def post_evaluate(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[EvaluateInput]
) -> FormState:
    """The whole form state for given values: what holds, is visible, required, read-only, wrong."""
    found = form_pages.evaluate(
        runtime,
        viewer,
        code,
        data.values,
        changed=data.changed,
        task=data.task,
        instance=data.instance,
        record=data.record,
        process=data.process,
    )
    return form_state(found, viewer)


@put("/forms/{code:str}/draft", operation_id="saveFormDraft", sync_to_thread=True)
def put_draft(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[DefinitionDraft]
) -> FormDetail:
    """Save the draft of a form (made on first save)."""
    publish_form.save_draft(runtime, viewer, code, data.definition, data.revision)
    return form_detail(form_pages.page(runtime, viewer, code))


@post("/forms/{code:str}/draft/evaluate", operation_id="evaluateDraft", status_code=200, sync_to_thread=True)
def post_evaluate_draft(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[DraftInput]
) -> FormState:
    """The form state of a form being designed, for its preview."""
    found = draft_trial.evaluate(
        runtime, viewer, code, data.definition, data.values, changed=data.changed, access=data.access
    )
    return form_state(found, viewer)


@post("/forms/{code:str}/expression", operation_id="tryExpression", status_code=200, sync_to_thread=True)
def post_expression(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[ExpressionInput]
) -> ExpressionResult:
    """What an expression of a form being designed gives for sample values, or what is wrong with it, and where."""
    tried = draft_trial.expression(
        runtime, viewer, code, data.definition, data.expression, data.table, data.values
    )
    message = viewer.words(tried.code, **tried.params) if tried.code else None
    return ExpressionResult(kind=tried.kind, text=tried.text, message=message, position=tried.position)


@post("/forms/{code:str}/check", operation_id="checkForm", status_code=200, sync_to_thread=True)
def post_check(
    runtime: Runtime, viewer: Viewer, code: FromPath[str], data: JSONBody[CheckInput]
) -> CheckResult:
    """What publishing would find and change."""
    return form_check(publish_form.check_draft(runtime, viewer, code, data.definition), viewer)


@post("/forms/{code:str}/publish", operation_id="publishForm", status_code=200, sync_to_thread=True)
def post_publish(runtime: Runtime, viewer: Viewer, code: FromPath[str]) -> FormDetail:
    """Publish the draft: its table and version at once."""
    publish_form.publish_draft(runtime, viewer, code)
    return form_detail(form_pages.page(runtime, viewer, code))


ROUTES = [
    get_forms,
    get_form,
    get_versions,
    post_evaluate,
    put_draft,
    post_evaluate_draft,
    post_expression,
    post_check,
    post_publish,
]
