"""A trial of a ready-made app: there for one administrator, and gone again without a trace until something is
started in it. What it made is written down in a setting.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from banjie.engine.definition import ProcessDefinition
from banjie.services import form_data, publish_process
from banjie.services.app_install import Installed
from banjie.services.app_parts import linked
from banjie.services.runtime import Runtime
from banjie.storage import definitions, people, settings
from banjie.storage.records.remove import remove as remove_tables

Json = dict[str, Any]


class Trial(msgspec.Struct, frozen=True):
    """What a trial made: forms in the order of making, with their ids; processes; roles; sample records."""

    code: str
    by: str
    forms: tuple[str, ...]
    form_ids: tuple[int, ...]
    processes: tuple[str, ...]
    process_ids: tuple[int, ...]
    roles: tuple[str, ...]
    records: dict[str, int]


def of(connection: Connection, code: str) -> Trial | None:
    """The trial of an app, if there is one."""
    found = settings.get(connection, _key(code))
    return msgspec.convert(found, Trial) if found else None


def for_one(definition: ProcessDefinition, username: str) -> ProcessDefinition:
    """The process for one person alone."""
    return msgspec.structs.replace(definition, start_range=({"kind": "user", "users": [username]},))


def keep(connection: Connection, code: str, done: Installed, roles: list[str], by: str) -> None:
    """Write down what a trial made."""
    forms, processes = done.made("form"), done.made("process")
    form_ids = {head.code: head.id for head in definitions.form_heads(connection)}
    process_ids = {head.code: head.id for head in definitions.process_heads(connection)}
    trial = Trial(
        code=code,
        by=by,
        forms=tuple(forms),
        form_ids=tuple(form_ids[one] for one in forms),
        processes=tuple(processes),
        process_ids=tuple(process_ids[one] for one in processes),
        roles=tuple(roles),
        records=done.records,
    )
    settings.put(connection, _key(code), msgspec.to_builtins(trial))


def used(runtime: Runtime, connection: Connection, trial: Trial) -> bool:
    """Whether anything was started in it, entered into its ledgers, published over it, or built upon it."""
    if definitions.has_cases(connection, trial.process_ids):
        return True
    heads = [
        *(head for head in definitions.form_heads(connection) if head.code in trial.forms),
        *(head for head in definitions.process_heads(connection) if head.code in trial.processes),
    ]
    if any(head.version != 1 or head.draft is not None for head in heads):
        return True
    present = runtime.definitions.forms(connection)
    others = [version.form for code, version in present.items() if code not in trial.forms]
    if any(linked(form) & set(trial.forms) for form in others):
        return True
    processes = runtime.definitions.processes(connection)
    if any(
        one.definition.form in trial.forms for code, one in processes.items() if code not in trial.processes
    ):
        return True
    for code in trial.forms:
        main = form_data.tables_of(runtime, connection, present[code]).main.table
        count = connection.execute(select(func.count()).select_from(main)).scalar_one()
        if count != trial.records.get(code, 0):
            return True
    return False


def remove(runtime: Runtime, connection: Connection, trial: Trial) -> None:
    """Take away what it made. Nothing of it may be in use."""
    present = runtime.definitions.forms(connection)
    tables = [form_data.tables_of(runtime, connection, present[code]) for code in trial.forms]
    for identifier in trial.process_ids:
        definitions.remove_process(connection, identifier)
    remove_tables(connection, tables)
    for identifier in trial.form_ids:
        definitions.remove_form(connection, identifier)
    directory = runtime.directory.get(connection)
    for role in trial.roles:
        if directory.members(role) == (trial.by,):
            people.remove_role(connection, role)
    settings.remove(connection, _key(trial.code))


def open_to_all(runtime: Runtime, connection: Connection, trial: Trial, by: str) -> None:
    """A trial in which something was started stays: its processes' next version is for everybody."""
    for code, identifier in zip(trial.processes, trial.process_ids, strict=True):
        definition = runtime.definitions.process(connection, code).definition
        opened = msgspec.structs.replace(definition, start_range=())
        publish_process.publish_definition(runtime, connection, identifier, opened, by)
    settings.remove(connection, _key(trial.code))


def _key(code: str) -> str:
    return f"trial.{code}"[:64]
