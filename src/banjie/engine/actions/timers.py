"""TimerFired: a waiting token goes on, or a task becomes overdue. A late report is refused."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.commands import TimerFired
from banjie.engine.preconditions import require_existing, require_system
from banjie.engine.rejections import Rejected
from banjie.engine.run import Run


def fired(run: Run, command: TimerFired) -> None:
    require_system(run)
    require_existing(run)
    timer = run.draft.timers.get(command.timer)
    if timer is None:
        raise Rejected("wrong_state", timer=command.timer)
    run.emit(e.TimerEnded(timer=timer.id, why="fired"))
    if timer.task:
        run.emit(e.TaskOverdue(task=timer.task, at=run.now))
    else:
        run.complete(timer.entry)
