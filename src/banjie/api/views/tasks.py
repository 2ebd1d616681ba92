"""Tasks as the inbox and the case page show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banjie.api.schemas import FileInfo, OpinionView, TaskPage, TaskView
from banjie.engine.definition import UserTask
from banjie.services.lists import TaskList
from banjie.services.viewer import Viewer
from banjie.storage.definitions import ProcessVersion


def opinion_view(
    value: Mapping[str, Any] | None,
    reason_code: str,
    node: object,
    files: Mapping[str, FileInfo] | None = None,
) -> OpinionView | None:
    """An unsealed opinion; None where none was given. An erased one shows as empty."""
    if value is None and not reason_code:
        return None
    given = value or {}
    code = str(given.get("reason_code") or reason_code)
    labels = {item.code: item.label for item in node.opinion.codes} if isinstance(node, UserTask) else {}
    known = files or {}
    return OpinionView(
        text=str(given.get("text", "")),
        reason_code=code,
        reason_label=labels.get(code, code),
        attachments=[known[key] for key in given.get("attachments", []) if key in known],
        signature=known.get(given.get("signature") or ""),
    )


def needs(version: ProcessVersion, node: str, viewer: Viewer) -> list[str]:
    """What this step wants beside an opinion, in words: fields to fill in, a signature. No list can decide it."""
    found = version.graph.nodes.get(node)
    if not isinstance(found, UserTask):
        return []
    wanted = {path.partition(".")[0] for path, right in found.fields.items() if right == "required"}
    labels = [field.label for field in version.form.form.fields if field.code in wanted]
    return [*labels, viewer.words("document.signature")] if found.opinion.signature else labels


def task_views(page: TaskList, viewer: Viewer) -> list[TaskView]:
    views = []
    for row in page.rows:
        version = page.versions[row.process_id, row.version]
        name_of = page.directory.name_of
        wanted = needs(version, row.node, viewer)
        views.append(
            TaskView(
                id=row.id,
                instance_id=row.instance,
                process=version.definition.code,
                process_name=version.definition.name,
                title=row.title,
                number=row.number,
                node=row.node,
                node_name=row.node_name,
                purpose=row.purpose,
                reason=viewer.reason(row.reason["rule"], row.reason.get("params", {})),
                assignee=row.assignee,
                assignee_name=name_of(row.assignee),
                applicant=row.applicant,
                applicant_name=name_of(row.applicant),
                state=row.state,
                decision=row.decision,
                decided_by=row.decided_by,
                decided_at=row.decided_at,
                opinion=opinion_view(
                    page.opinions.get(row.opinion), row.reason_code, version.graph.nodes.get(row.node)
                ),
                due_at=row.due_at,
                overdue=row.overdue,
                created_at=row.created_at,
                revision=row.revision,
                summary=page.summaries.get(row.instance, []),
                needs_form=bool(wanted),
                needs=wanted,
            )
        )
    return views


def task_page(page: TaskList, viewer: Viewer, next_cursor: str | None) -> TaskPage:
    return TaskPage(items=task_views(page, viewer), next_cursor=next_cursor, total=page.total)
