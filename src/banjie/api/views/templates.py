"""Ready-made apps in the reader's words."""

from __future__ import annotations

import msgspec

from banjie.api.schemas.problems import FieldProblem
from banjie.api.schemas.templates import (
    AdoptResult,
    AppReport,
    TemplateConnection,
    TemplateDetail,
    TemplateFollowup,
    TemplatePiece,
    TemplateRole,
    TemplateSummary,
)
from banjie.engine.definition import ServiceTask
from banjie.forms.form import Form
from banjie.services import publish_process
from banjie.services.app_bundle import Piece
from banjie.services.app_import import Report
from banjie.services.app_roles import RoleNeed
from banjie.services.templates import Adopted, Card, Detail
from banjie.services.viewer import Viewer


def summary(card: Card) -> TemplateSummary:
    return TemplateSummary(
        code=card.app.code,
        name=card.app.name,
        icon=card.process.icon,
        category=card.app.category,
        description=card.app.description,
        breaks=list(card.app.breaks),
        fields=card.fields,
        steps=card.steps,
        followups=len(card.followups),
        state=card.state,
    )


def detail(found: Detail, viewer: Viewer) -> TemplateDetail:
    card = found.card
    return TemplateDetail(
        **msgspec.structs.asdict(summary(card)),
        process=card.process.code,
        form=msgspec.to_builtins(found.bundle.forms[card.process.form]),
        values=found.values,
        display=found.display,
        flow=publish_process.steps_of(card.process),
        pieces=pieces(found.pieces),
        roles=roles(found.roles),
        effects=[_effect(node, found.bundle.forms, viewer) for node in card.followups],
        connections=[TemplateConnection(name=name, ready=ready) for name, ready in found.connections],
    )


def pieces(given: tuple[Piece, ...]) -> list[TemplatePiece]:
    return [
        TemplatePiece(kind=one.kind, code=one.code, name=one.name, state=one.state, missing=list(one.missing))
        for one in given
    ]


def roles(given: tuple[RoleNeed, ...]) -> list[TemplateRole]:
    return [
        TemplateRole(
            code=one.code,
            name=one.name,
            holders=list(one.holders),
            suggested=list(one.suggested),
            steps=list(one.steps),
        )
        for one in given
    ]


def adopted(done: Adopted) -> AdoptResult:
    return AdoptResult(
        code=done.code,
        process=done.process,
        pieces=pieces(done.pieces),
        left_out=list(done.left_out),
        data=done.data,
    )


def report(found: Report, viewer: Viewer) -> AppReport:
    return AppReport(
        code=found.app.code,
        name=found.app.name,
        description=found.app.description,
        pieces=pieces(found.pieces),
        roles=roles(found.roles),
        connections=[TemplateConnection(name=name, ready=ready) for name, ready in found.connections],
        errors=[
            FieldProblem(
                field=item.field,
                code=item.code,
                message=item.message or viewer.words(item.code, **item.params),
            )
            for item in found.errors
        ],
        done=found.done,
    )


def _effect(node: ServiceTask, forms: dict[str, Form], viewer: Viewer) -> TemplateFollowup:
    """What a follow-up does, in a sentence: into which ledger, to whom, through what."""
    code = str(node.config.get("form", ""))
    name = forms[code].name if code in forms else code
    many = node.connector == "record_create" and "each" in node.config
    key = f"app.effect.{node.connector}{'_each' if many else ''}"
    return TemplateFollowup(
        code=node.code, name=node.name, connector=node.connector, text=viewer.words(key, form=name)
    )
