"""Taking things back that are still under way: tasks, timers, jobs, tokens.

What has been decided or has landed is never touched here; it stays in history.
"""

from __future__ import annotations

from typing import Literal

from banjie.engine import events as e
from banjie.engine.run import Run

Why = Literal["not_needed", "cancelled"]
UNFINISHED_TASK = ("open", "queued")
UNFINISHED_JOB = ("queued", "incident")


def close_task(run: Run, task: str, why: Why) -> None:
    """Nobody's decision is needed any more at an open or queued task; its timer goes with it."""
    run.emit(e.TaskClosed(task=task, why=why, at=run.now))
    cancel_task_timers(run, task)


def cancel_task_timers(run: Run, task: str) -> None:
    if not run.draft.timers:
        return
    for timer in [timer.id for timer in run.draft.timers.values() if timer.task == task]:
        run.emit(e.TimerEnded(timer=timer, why="cancelled"))


def close_open_tasks(run: Run, entry: str, why: Why) -> None:
    """Close what is open or queued in one visit."""
    for task in run.tasks_of(entry):
        if task.state in UNFINISHED_TASK:
            close_task(run, task.id, why)


def cancel_token(
    run: Run, token: str, why: Literal["cancelled", "returned", "ended"], tasks: Why = "cancelled"
) -> None:
    """Take a token away, and with it the tasks, timers and jobs of the visit it is in."""
    entry = run.draft.tokens[token].entry
    if entry:
        close_open_tasks(run, entry, tasks)
        for timer in [timer.id for timer in run.draft.timers.values() if timer.entry == entry]:
            run.emit(e.TimerEnded(timer=timer, why="cancelled"))
        _cancel_jobs(run, entry)
        result: e.Result = "returned" if why == "returned" else "cancelled"
        run.emit(e.NodeLeft(entry=entry, result=result, at=run.now))
    run.emit(e.TokenConsumed(token=token, why=why))


def cancel_everything(run: Run, tasks: Why = "cancelled") -> None:
    """Every token, and every job that has not landed, also the notices that no token waits for."""
    for token in list(run.draft.tokens):
        cancel_token(run, token, "cancelled", tasks)
    _cancel_jobs(run, None)


def _cancel_jobs(run: Run, entry: str | None) -> None:
    for job in list(run.draft.jobs.values()):
        if job.state in UNFINISHED_JOB and entry in (None, job.entry):
            run.emit(e.JobReported(job=job.id, state="cancelled", at=run.now, by=run.actor.user))
