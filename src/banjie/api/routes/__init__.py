"""All routes, by room of the contract."""

from __future__ import annotations

from typing import Any

from banjie.api.routes import (
    administration,
    backups,
    cases,
    exports,
    files,
    first_start,
    followups,
    form_parts,
    forms,
    hand_over,
    imports,
    insight,
    ledger_views,
    notices,
    operations,
    organisation,
    organise,
    people_imports,
    processes,
    records,
    rule_sheets,
    search,
    session,
    stream,
    tasks,
    templates,
)

API_ROUTES: list[Any] = [
    *session.ROUTES,
    *organisation.ROUTES,
    *organise.ROUTES,
    *hand_over.ROUTES,
    *forms.ROUTES,
    *ledger_views.ROUTES,
    *records.ROUTES,
    *exports.ROUTES,
    *processes.ROUTES,
    *rule_sheets.ROUTES,
    *cases.ROUTES,
    *tasks.ROUTES,
    *followups.ROUTES,
    *insight.ROUTES,
    *files.ROUTES,
    *administration.ROUTES,
    *templates.ROUTES,
    *notices.ROUTES,
    *search.ROUTES,
    *stream.ROUTES,
    *imports.ROUTES,
    *people_imports.ROUTES,
    *first_start.ROUTES,
    *backups.ROUTES,
    *form_parts.ROUTES,
]
ROOT_ROUTES: list[Any] = operations.ROUTES
