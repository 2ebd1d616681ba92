"""Starting, saving and sending a case: the applicant's side, each in one transaction."""

from __future__ import annotations

from typing import Any

from banjie.engine.commands import AnyCommand, SaveDraft, Start, Submit
from banjie.engine.state import State
from banjie.services import access, form_data, pilots
from banjie.services.case_work import CaseWork
from banjie.services.problems import InvalidError
from banjie.services.run_command import apply_command, run_command
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage.ids import new_id

Json = dict[str, Any]


def start(runtime: Runtime, viewer: Viewer, process: str, data: Json, choices: Json, *, submit: bool) -> str:
    """A new case of `process`, sent at once or kept as a draft; returns its id.

    Raises UnknownDefinitionError, ForbiddenError, InvalidError (errors at their fields), `Rejected`.
    """
    with runtime.database.write() as connection:
        version = pilots.offered(runtime, connection, viewer, process)
        access.require_start(runtime, connection, viewer, version)
        work = CaseWork(
            runtime=runtime,
            connection=connection,
            actor=viewer.actor(runtime.directory.get(connection)),
            now=runtime.clock(),
            version=version,
            instance=new_id(),
            row=None,
            state=State(),
        )
        work.choices = _choices(choices)
        values = _evaluated(work, data, previous=None, submit=submit)
        work.record_id = form_data.insert(
            runtime,
            connection,
            version.form,
            values,
            instance=work.instance,
            by=viewer.username,
            now=work.now,
        )
        work.set_values(values)
        apply_command(work, Start(work.instance, viewer.username, work.sealer.seal(_after(work, values))))
        if submit:
            _number(work)
            apply_command(work, Submit())
    runtime.jobs.wake()
    runtime.signals.flush()
    return work.instance


def save_draft(
    runtime: Runtime, viewer: Viewer, instance: str, data: Json, choices: Json, revision: int | None = None
) -> State:
    """Replace a draft's values."""

    def build(work: CaseWork) -> AnyCommand:
        work.choices = {**work.choices, **_choices(choices)}
        return SaveDraft(_write(work, data, submit=False))

    return _run(runtime, viewer, instance, build, revision)


def submit(
    runtime: Runtime,
    viewer: Viewer,
    instance: str,
    data: Json | None,
    choices: Json,
    revision: int | None = None,
) -> State:
    """Send a draft, also one that was withdrawn or came back."""

    def build(work: CaseWork) -> AnyCommand:
        work.choices = {**work.choices, **_choices(choices)}
        sealed = _write(work, data or {}, submit=True)
        _number(work)
        return Submit(sealed if data is not None else None)

    return _run(runtime, viewer, instance, build, revision)


def _run(runtime: Runtime, viewer: Viewer, instance: str, build: Any, revision: int | None) -> State:
    return run_command(
        runtime, instance, viewer, lambda work: build(_own(work, viewer)), expected_revision=revision
    )


def _own(work: CaseWork, viewer: Viewer) -> CaseWork:
    """Strangers do not learn of a draft; whether the state allows it is the engine's refusal."""
    access.require_view(work.runtime, work.connection, viewer, work.row, work.version)
    return work


def _choices(raw: Json) -> Json:
    return {
        str(key)[:64]: [str(user)[:64] for user in value][:50] if isinstance(value, list) else str(value)[:64]
        for key, value in list(raw.items())[:100]
    }


def _evaluated(work: CaseWork, data: Json, previous: Json | None, *, submit: bool) -> Json:
    state = form_data.evaluate(
        work.runtime,
        work.connection,
        work.version.form,
        data,
        now=work.now,
        mode="submit" if submit else "draft",
        access=access.start_access(work.version),
        previous=previous,
        user=work.person_context(work.applicant),
    )
    if state.errors:
        raise InvalidError("invalid_form", form_data.field_errors(state.errors), count=len(state.errors))
    return state.values


def _write(work: CaseWork, data: Json, *, submit: bool) -> Any:
    """Evaluate and store the draft's values; returns them sealed. Leaves other people's cases alone."""
    if work.state.status != "draft" or work.actor.user != work.applicant:
        return work.sealer.seal({})  # the engine refuses; nothing is written for it
    values = _evaluated(work, data, previous=work.values, submit=submit)
    form_data.update(
        work.runtime,
        work.connection,
        work.version.form,
        work.record_id,
        values,
        now=work.now,
        instance=work.instance,
    )
    work.set_values(values)
    return work.sealer.seal(_after(work, values))


def _after(work: CaseWork, values: Json) -> Json:
    return {"after": form_data.to_json(work.version.form, values)}


def _number(work: CaseWork) -> None:
    """Serial fields get their number when the case is first sent; it stays through returns."""
    values = form_data.with_serials(work.runtime, work.connection, work.version.form, work.values, work.now)
    if values is not work.values:
        form_data.update(
            work.runtime,
            work.connection,
            work.version.form,
            work.record_id,
            values,
            now=work.now,
            instance=work.instance,
        )
        work.set_values(values)
    work.number = (
        form_data.number_of(work.version.form.form, values) or work.number or work.instance[-10:].upper()
    )
