"""Named conditions under which a command is allowed. Each raises `Rejected` with words, or says nothing."""

from __future__ import annotations

from banjie.engine.definition import UserTask
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run
from banjie.engine.state import Job, Task


def require_applicant(run: Run) -> None:
    if run.actor.user != run.draft.applicant:
        raise Rejected("not_allowed", only="applicant")


def require_administrator(run: Run) -> None:
    if not run.actor.administrator:
        raise Rejected("not_allowed", only="administrator")


def require_system(run: Run) -> None:
    if not run.actor.system:
        raise Rejected("not_allowed", only="system")


def require_existing(run: Run) -> None:
    if not run.draft.instance:
        raise Rejected("not_found", what="case")


def require_running(run: Run) -> None:
    require_existing(run)
    if run.draft.status != "running":
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)


def require_draft(run: Run) -> None:
    require_existing(run)
    if run.draft.status != "draft":
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)


def require_sent(run: Run) -> None:
    """The case is no draft."""
    require_existing(run)
    if run.draft.status == "draft":
        raise Rejected("wrong_state", status=run.draft.status, outcome=run.draft.outcome)


def require_own_open_task(run: Run, task_id: str) -> tuple[Task, UserTask]:
    """The task and its node, when the actor may decide it now; else what happened to it meanwhile."""
    task = _task(run, task_id)
    if task.assignee != run.actor.user:
        raise Rejected("not_allowed", only="assignee", assignee=task.assignee)
    if task.state == "queued":
        raise Rejected("wrong_state", task=task_id, state="held" if task_id in run.draft.holds else "queued")
    return _living(run, task)


def require_waiting_task(run: Run, task_id: str) -> tuple[Task, UserTask]:
    """The task and its node while somebody is asked there or will be."""
    task = _task(run, task_id)
    return (task, _node(run, task)) if task.state == "queued" else _living(run, task)


def _task(run: Run, task_id: str) -> Task:
    task = run.draft.tasks.get(task_id)
    if task is None:
        require_existing(run)
        raise Rejected("not_found", what="task", task=task_id)
    return task


def _living(run: Run, task: Task) -> tuple[Task, UserTask]:
    if task.state != "open":
        raise _closed(run, task)
    return task, _node(run, task)


def _node(run: Run, task: Task) -> UserTask:
    require_running(run)
    node = run.graph.nodes.get(task.node)
    if not isinstance(node, UserTask):
        raise Rejected("not_found", what="node", node=task.node)
    return node


def require_job(run: Run, job_id: str) -> Job:
    require_existing(run)
    job = run.draft.jobs.get(job_id)
    if job is None:
        raise Rejected("not_found", what="job", job=job_id)
    return job


def _closed(run: Run, task: Task) -> Rejected:
    """Whose decision closed a task: its own, or that of somebody else in the same visit."""
    if task.state == "done":
        by, decision, at = task.decided_by, str(task.decision), task.decided_at
    else:
        decided = [other for other in run.tasks_of(task.entry) if other.decided_at is not None]
        last = max(decided, key=lambda other: str(other.decided_at), default=None)
        by = last.decided_by if last else ""
        decision, at = (str(last.decision) if last else task.state), task.closed_at
    return Rejected(
        "task_closed",
        by=by,
        decision=decision,
        at=at.isoformat() if at else None,
        task=task.id,
        state=task.state,
    )
