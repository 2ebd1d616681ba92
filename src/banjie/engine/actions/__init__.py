"""What each command does: `action(run, command)`, one file per command or per family of twins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from banjie.engine import commands as c
from banjie.engine.actions import (
    cc,
    comment,
    decide_task,
    drafts,
    job_reports,
    remind,
    return_,
    submit,
    terminate,
    timers,
    transfer,
    withdraw,
)
from banjie.engine.run import Run

Action = Callable[[Run, Any], None]

ACTIONS: dict[type[c.Command], Action] = {
    c.Start: drafts.start,
    c.SaveDraft: drafts.save_draft,
    c.Submit: submit.submit,
    c.Approve: decide_task.approve,
    c.Reject: decide_task.reject,
    c.Complete: decide_task.complete,
    c.Return: return_.return_,
    c.Transfer: transfer.transfer,
    c.Reassign: transfer.reassign,
    c.Withdraw: withdraw.withdraw,
    c.Remind: remind.remind,
    c.Comment: comment.comment,
    c.Cc: cc.cc,
    c.Terminate: terminate.terminate,
    c.JobLanded: job_reports.landed,
    c.JobFailed: job_reports.failed,
    c.RetryJob: job_reports.retry,
    c.WaiveJob: job_reports.waive,
    c.TimerFired: timers.fired,
}
