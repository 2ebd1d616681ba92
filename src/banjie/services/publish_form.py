"""Forms as definitions: drafts, checks with what would change, and publishing (tables, version, at once)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.forms.changes import Change, assign_ids, compare
from banjie.forms.check import Finding, check
from banjie.forms.form import Form
from banjie.org.policies import registry as policies_of
from banjie.org.policies.registry import PolicyError
from banjie.services import audit
from banjie.services.problems import ConflictError, FieldError, InvalidError
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer, require_administrator
from banjie.storage import definitions
from banjie.storage.definitions import Head, UnknownDefinitionError
from banjie.storage.records.publish import PublishBusyError, publish

Json = dict[str, Any]
TRIES = 5


class FormCheck(msgspec.Struct, frozen=True):
    """What publishing the draft would find and change."""

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    @property
    def ok(self) -> bool:
        return not any(item.severity == "error" for item in self.findings)


def decode(definition: Json) -> Form:
    """A form from JSON. Raises InvalidError with the place."""
    try:
        return msgspec.convert(definition, Form)
    except msgspec.ValidationError as error:
        raise InvalidError(
            "invalid_body",
            (FieldError("definition", "problem.invalid_body", {"detail": str(error)}),),
            detail=str(error),
        ) from None


def save_draft(runtime: Runtime, viewer: Viewer, code: str, definition: Json, revision: int) -> int:
    """Keep a draft (made for a new form on first save); returns its revision. Raises ConflictError."""
    with runtime.database.write() as connection:
        require_administrator(runtime, connection, viewer)
        form = decode(definition)
        if form.code != code:
            raise InvalidError("invalid_form", (FieldError("code", "form.check.code", {}),), count=1)
        head = definitions.form_head(connection, code)
        form_id = head.id if head else definitions.create_form(connection, code, form.name, form.kind)
        if not definitions.save_form_draft(connection, form_id, msgspec.to_builtins(form), revision):
            raise ConflictError("draft_conflict")
    return revision + 1


def check_draft(runtime: Runtime, viewer: Viewer, code: str, definition: Json | None) -> FormCheck:
    """What publishing would find and change: for the given definition, or the saved draft."""
    with runtime.database.read() as connection:
        require_administrator(runtime, connection, viewer)
        head, form = given(runtime, connection, code, definition)
        return check_form(runtime, connection, head.code, form)


def given(runtime: Runtime, connection: Connection, code: str, definition: Json | None) -> tuple[Head, Form]:
    """A form's row with the definition given, else its saved draft, else what is published."""
    head = _head(connection, code)
    return head, decode(definition) if definition is not None else drafted(runtime, connection, head)


def publish_draft(runtime: Runtime, viewer: Viewer, code: str) -> int:
    """Publish the draft: the real table, the version, the view, in one transaction. Returns the version.

    Raises InvalidError with every error found, ConflictError where the table is busy.
    """
    for remaining in range(TRIES - 1, -1, -1):
        try:
            with runtime.database.write() as connection:
                require_administrator(runtime, connection, viewer)
                head = _head(connection, code)
                form = drafted(runtime, connection, head)
                found = check_form(runtime, connection, head.code, form)
                if not found.ok:
                    raise InvalidError(
                        "definition_invalid", problems_of(found.findings), count=len(found.findings)
                    )
                version = publish_form(runtime, connection, head.id, form, viewer.username)
                noted(runtime, connection, viewer, form, version)
                return version
        except PublishBusyError:
            if not remaining:
                raise ConflictError("lost_race") from None
    raise AssertionError("unreachable")


def publish_form(runtime: Runtime, connection: Connection, form_id: int, form: Form, by: str) -> int:
    """Store and build a form's next version in the caller's transaction. The form was checked before."""
    head = definitions.form_head(connection, form.code)
    assert head is not None
    previous = (
        runtime.definitions.form_version(connection, head.id, head.version).form if head.version else None
    )
    numbered = assign_ids(form, previous)
    version = definitions.add_form_version(connection, form_id, numbered, by, runtime.clock())
    publish(connection, form_id, version, numbered, runtime.definitions.form_ids(connection), previous)
    return version


def noted(runtime: Runtime, connection: Connection, viewer: Viewer, form: Form, version: int) -> None:
    """That somebody published it, in the audit."""
    audit.note(runtime, connection, viewer, "form.published", "form", form.code, form.name, version=version)


def problems_of(findings: tuple[Finding, ...]) -> tuple[FieldError, ...]:
    """Errors as field problems, with their words' parameters."""
    return tuple(
        FieldError(item.where, item.code, item.params) for item in findings if item.severity == "error"
    )


def _head(connection: Connection, code: str) -> Head:
    head = definitions.form_head(connection, code)
    if head is None:
        raise UnknownDefinitionError("form", code)
    return head


def drafted(runtime: Runtime, connection: Connection, head: Head) -> Form:
    """The form as its designer sees it: the saved draft, or the published version where there is none."""
    if head.draft is not None:
        return decode(head.draft)
    return runtime.definitions.form(connection, head.code).form


def _ranges(form: Form) -> Iterator[Finding]:
    """Who may see and keep the ledger, where that cannot be read: nobody could open it."""
    for name, policies in (("viewers", form.viewers), ("editors", form.editors)):
        for index, raw in enumerate(policies):
            try:
                policies_of.check(raw)
            except PolicyError as error:
                yield Finding("form.check.range", f"{name}[{index}]", params={"detail": str(error)[:200]})


def check_form(runtime: Runtime, connection: Connection, code: str, form: Form) -> FormCheck:
    """What publishing this form under `code` would find, beside all other forms, and change."""
    others = {known: version.form for known, version in runtime.definitions.forms(connection).items()}
    previous = others.get(code)
    findings = (*check(form, {**others, form.code: form}, previous), *_ranges(form))
    changes = tuple(compare(form, previous)) if previous is not None else ()
    return FormCheck(findings, changes)
