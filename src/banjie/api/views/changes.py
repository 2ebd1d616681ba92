"""What changed on the way, for the form, the timeline, and whoever is asked again."""

from __future__ import annotations

from functools import partial

from banjie.api.schemas import Change, FileInfo, SinceLast
from banjie.api.views.tasks import opinion_view
from banjie.engine import events as e
from banjie.services.case_changes import Changed, merged
from banjie.services.read_case import CaseRead
from banjie.storage.event_log import Recorded


def change_view(case: CaseRead, change: Changed) -> Change:
    return Change(
        field=change.field,
        path=change.path,
        label=change.label,
        before=change.before,
        after=change.after,
        before_text=change.before_text,
        after_text=change.after_text,
        by=case.directory.name_of(change.by),
        at=change.at,
    )


def changes_at(case: CaseRead, seq: int) -> list[Change]:
    """What one event of the story altered."""
    return [change_view(case, change) for change in case.changes if change.seq == seq]


def since_last(case: CaseRead, files: dict[str, FileInfo]) -> SinceLast | None:
    """For somebody asked again, or over other values than they decided on; None for a first time."""
    if case.my_task is None:
        return None
    last = next((item for item in reversed(case.log) if _decided_by(item, case.viewer.username)), None)
    if last is None:
        return None
    event = last.event
    assert isinstance(event, (e.TaskDecided, e.Returned))
    node = case.version.graph.nodes[case.state.tasks[event.task].node]
    opinion = event.opinion
    word = "returned" if isinstance(event, e.Returned) else event.decision
    later = merged([change for change in case.changes if change.seq > last.seq])
    if not later and not case.state.tasks[event.task].superseded:
        return None  # an earlier step of a case that went on as it was
    return SinceLast(
        at=last.at,
        text=case.viewer.words(f"event.TaskDecided.{word}"),
        opinion=(
            opinion_view(case.sealed.get(opinion.sealed.id), opinion.reason_code, node, files)
            if opinion
            else None
        ),
        changes=list(map(partial(change_view, case), later)),
    )


def _decided_by(item: Recorded, username: str) -> bool:
    """By their own hand: an agreement repeated for them is nothing they remember."""
    event = item.event
    if isinstance(event, e.TaskDecided):
        return event.by == username and event.automatic is None
    return isinstance(event, e.Returned) and event.by == username
