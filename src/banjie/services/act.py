"""What a person does at a task or with a case: one transaction each. Rights and states are the engine's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection

from banjie.engine import commands
from banjie.engine.events import OutcomeSet, Returned, TaskClosed
from banjie.engine.rejections import Rejected
from banjie.engine.state import State, Task
from banjie.engine.values import Candidate, Reason, Sealed
from banjie.forms.field_error import Access
from banjie.services import access, audit, form_data
from banjie.services.case_work import CaseWork
from banjie.services.opinions import GivenOpinion, seal_opinion
from banjie.services.problems import InvalidError, NotFoundError
from banjie.services.run_command import Build, run_command
from banjie.services.runtime import Runtime
from banjie.services.viewer import Viewer
from banjie.storage import cases, event_log, jobs

Json = dict[str, Any]
MAX_COMMENT = 4000
MAX_PEOPLE = 50


class TaskInput(msgspec.Struct, frozen=True):
    """The parts of a task command; which count depends on the command."""

    opinion: GivenOpinion | None = None
    data: Json | None = None
    to: str | None = None
    then: str = "rewalk"
    text: str = ""
    mentions: tuple[str, ...] = ()


class CaseInput(msgspec.Struct, frozen=True):
    """The parts of a command on a case."""

    opinion: GivenOpinion | None = None
    text: str = ""
    mentions: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    node: str | None = None
    to: str | None = None
    task: str | None = None


def on_task(
    runtime: Runtime, viewer: Viewer, task: str, command: str, given: TaskInput, revision: int | None = None
) -> State:
    """Carry out a command on a task. Raises NotFoundError for a task of a case the reader may not see."""
    make = _TASK_COMMANDS.get(command)
    if make is None:
        raise NotFoundError("not_found", what=command)

    def build(work: CaseWork) -> commands.AnyCommand:
        found = work.state.tasks.get(task)
        if found is None or found.assignee != viewer.username:
            _require_view(work, viewer)
        if found is None:
            raise NotFoundError("task_not_found")
        if command != "comment":  # there they are part of what is said
            work.mentions = _mentioned(work, given.mentions)
        return make(work, found, given)

    # A task's id begins with its case's (`engine.state`): no look-up is needed to find the case.
    try:
        return _run(runtime, task.rpartition(".")[0], viewer, build, revision)
    except NotFoundError:  # the same words whether there is none or it may not be seen
        raise NotFoundError("task_not_found") from None


def on_case(
    runtime: Runtime,
    viewer: Viewer,
    instance: str,
    command: str,
    given: CaseInput,
    revision: int | None = None,
) -> State:
    """Carry out a command on a case. Raises NotFoundError for one the reader may not see."""
    make = _CASE_COMMANDS.get(command)
    if make is None:
        raise NotFoundError("not_found", what=command)

    def build(work: CaseWork) -> commands.AnyCommand:
        _require_view(work, viewer)
        return make(work, given)

    return _run(runtime, instance, viewer, build, revision, _noting(viewer, _NOTED.get(command)))


def _require_view(work: CaseWork, viewer: Viewer) -> None:
    access.require_view(work.runtime, work.connection, viewer, work.row, work.version)


def _noting(viewer: Viewer, action: str | None, job: str = "") -> Callable[[CaseWork], None] | None:
    """What administrators do to a case, in the audit beside the case's own log."""

    def note(work: CaseWork) -> None:
        if action is not None and work.actor.administrator:
            row = jobs.get(work.connection, job) if job else None
            step = str(row.node_name) if row is not None else ""
            audit.note(
                work.runtime, work.connection, viewer, action, "case", work.instance, work.number, step=step
            )

    return None if action is None else note


def _run(
    runtime: Runtime,
    instance: str,
    viewer: Viewer,
    build: Build,
    revision: int | None,
    after: Callable[[CaseWork], None] | None = None,
) -> State:
    try:
        return run_command(runtime, instance, viewer, build, expected_revision=revision, after=after)
    except Rejected as refusal:
        with runtime.database.read() as connection:
            directory = runtime.directory.get(connection)
            if refusal.code == "task_closed" and not refusal.details.get("by"):
                refusal.details.update(_who_closed(connection, instance, str(refusal.details.get("task"))))
        if by := refusal.details.get("by"):
            refusal.details["by_name"] = directory.name_of(str(by))
        if user := refusal.details.get("user"):
            refusal.details["user_name"] = directory.name_of(str(user))
        raise


def _who_closed(connection: Connection, instance: str, task: str) -> Json:
    """Whose command closed a task that nobody decided, and what that command did to the case."""
    log = event_log.read(connection, instance)
    for closing in reversed(log):
        if isinstance(closing.event, TaskClosed) and closing.event.task == task:
            same = [item.event for item in log if (item.at, item.actor) == (closing.at, closing.actor)]
            did = [str(event.outcome) for event in same if isinstance(event, OutcomeSet) and event.outcome]
            did += ["returned" for event in same if isinstance(event, Returned)]
            return {"by": closing.actor, "decision": did[0] if did else closing.event.why}
    return {}


# --- at a task --------------------------------------------------------------------------------------------


def _approve(work: CaseWork, task: Task, given: TaskInput) -> commands.AnyCommand:
    sealed, changed = _edit(work, task, given.data)
    return commands.Approve(task.id, seal_opinion(work, given.opinion), sealed, changed)


def _complete(work: CaseWork, task: Task, given: TaskInput) -> commands.AnyCommand:
    sealed, changed = _edit(work, task, given.data)
    return commands.Complete(task.id, seal_opinion(work, given.opinion), sealed, changed)


def _reject(work: CaseWork, task: Task, given: TaskInput) -> commands.AnyCommand:
    return commands.Reject(task.id, seal_opinion(work, given.opinion))


def _return(work: CaseWork, task: Task, given: TaskInput) -> commands.AnyCommand:
    if not given.to:
        raise InvalidError("invalid_form", (form_data.field_problem("to", "act.choose_target"),), count=1)
    then = "resume" if given.then == "resume" else "rewalk"
    return commands.Return(task.id, given.to[:64], seal_opinion(work, given.opinion), then)  # type: ignore[arg-type]


def _transfer(work: CaseWork, task: Task, given: TaskInput) -> commands.AnyCommand:
    return commands.Transfer(task.id, successor(work, given.to), seal_opinion(work, given.opinion))


def successor(work: CaseWork, username: str | None) -> Candidate:
    """Who takes a task over, with the words why. Raises InvalidError at `to`."""
    person = work.directory.person(username)
    if person is None or not person.active:
        code = "problem.unknown_person" if person is None else "problem.person_inactive"
        raise InvalidError(
            code.removeprefix("problem."),
            (form_data.field_problem("to", code, user=username or ""),),
            user=username or "",
        )
    reason = Reason(
        "transfer",
        {"person": work.directory.name_of(work.actor.user), "at": work.now.isoformat(timespec="minutes")},
    )
    return Candidate(person.username, reason)


def _reassign(work: CaseWork, given: CaseInput) -> commands.AnyCommand:
    """`task` may be left out where only one is open."""
    waiting = [task.id for task in work.state.tasks.values() if task.state == "open"]
    if given.task is None and len(waiting) != 1:
        raise InvalidError("invalid_form", (form_data.field_problem("task", "act.choose_task"),), count=1)
    opinion = seal_opinion(work, given.opinion) if given.opinion else None
    return commands.Reassign(given.task or waiting[0], successor(work, given.to), opinion)


def _remind_task(_work: CaseWork, task: Task, _given: TaskInput) -> commands.AnyCommand:
    return commands.Remind(task.node)


def _comment_task(work: CaseWork, _task: Task, given: TaskInput) -> commands.AnyCommand:
    return _comment(work, CaseInput(text=given.text, mentions=given.mentions))


def _edit(work: CaseWork, task: Task, data: Json | None) -> tuple[Sealed | None, tuple[str, ...]]:
    """Write what the node lets its people edit; returns what changed, sealed with the values before.

    Nothing is written for somebody else's or a closed task: the engine refuses it anyway.
    """
    if task.state != "open" or task.assignee != work.actor.user:
        return None, ()
    rights: dict[str, Access] = dict(access.task_access(work.version, task))
    if not any(right in ("edit", "required") for right in rights.values()):
        return None, ()
    state = form_data.evaluate(
        work.runtime,
        work.connection,
        work.version.form,
        data or {},
        now=work.now,
        mode="submit",
        access=rights,
        previous=work.values,
        user=work.person_context(work.actor.user),
    )
    if state.errors:
        raise InvalidError("invalid_form", form_data.field_errors(state.errors), count=len(state.errors))
    before = form_data.to_json(work.version.form, work.values)
    after = form_data.to_json(work.version.form, state.values)
    changed = tuple(code for code in after if after[code] != before.get(code))
    if not changed:
        return None, ()
    form_data.update(
        work.runtime,
        work.connection,
        work.version.form,
        work.record_id,
        state.values,
        now=work.now,
        instance=work.instance,
    )
    work.set_values(state.values)
    sealed = work.sealer.seal(
        {
            "before": {code: before.get(code) for code in changed},
            "after": {code: after[code] for code in changed},
        }
    )
    return sealed, changed


# --- with a case ------------------------------------------------------------------------------------------


def _withdraw(work: CaseWork, given: CaseInput) -> commands.AnyCommand:
    return commands.Withdraw(seal_opinion(work, given.opinion) if given.opinion else None)


def _remind(_work: CaseWork, given: CaseInput) -> commands.AnyCommand:
    return commands.Remind(given.node)


def _comment(work: CaseWork, given: CaseInput) -> commands.AnyCommand:
    text = given.text.replace("\x00", "").strip()[:MAX_COMMENT]
    if not text:
        raise InvalidError("invalid_form", (form_data.field_problem("text", "act.comment_empty"),), count=1)
    return commands.Comment(work.sealer.seal(text), _mentioned(work, given.mentions))


def _mentioned(work: CaseWork, users: tuple[str, ...]) -> tuple[str, ...]:
    """Of the people named with @ those who can see the case: a word must not open it to anybody else."""
    if not users:
        return ()
    taking_part = set(cases.people_of(work.connection, work.instance))
    return tuple(dict.fromkeys(user for user in users[:MAX_PEOPLE] if user in taking_part))


def _cc(work: CaseWork, given: CaseInput) -> commands.AnyCommand:
    unknown = [user for user in given.users if not work.directory.is_active(user)]
    if unknown or not given.users:
        code = "problem.unknown_person" if unknown else "act.choose_people"
        name = unknown[0] if unknown else ""
        raise InvalidError("invalid_form", (form_data.field_problem("users", code, user=name),), count=1)
    reason = Reason("copied_by", {"person": work.directory.name_of(work.actor.user)})
    return commands.Cc(tuple(dict.fromkeys(given.users[:MAX_PEOPLE])), reason)


def _terminate(work: CaseWork, given: CaseInput) -> commands.AnyCommand:
    return commands.Terminate(seal_opinion(work, given.opinion))


_TASK_COMMANDS = {
    "approve": _approve,
    "reject": _reject,
    "return": _return,
    "complete": _complete,
    "transfer": _transfer,
    "remind": _remind_task,
    "comment": _comment_task,
}
_CASE_COMMANDS = {
    "withdraw": _withdraw,
    "remind": _remind,
    "comment": _comment,
    "cc": _cc,
    "terminate": _terminate,
    "reassign": _reassign,
}
_NOTED = {"terminate": "case.terminated", "reassign": "case.reassigned"}


def retry_job(runtime: Runtime, viewer: Viewer, job: str, instance: str) -> State:
    """Try an incident again, under the same key."""

    def build(work: CaseWork) -> commands.AnyCommand:
        _require_view(work, viewer)
        return commands.RetryJob(job)

    return _run(runtime, instance, viewer, build, None, _noting(viewer, "incident.retried", job))


def waive_job(runtime: Runtime, viewer: Viewer, job: str, instance: str, opinion: GivenOpinion) -> State:
    """Say that a follow-up is not needed any more, with a reason."""

    def build(work: CaseWork) -> commands.AnyCommand:
        _require_view(work, viewer)
        return commands.WaiveJob(job, seal_opinion(work, opinion))

    return _run(runtime, instance, viewer, build, None, _noting(viewer, "incident.waived", job))
