"""One command's working set: the loaded case, its record, and what expressions over it may see.

Lives for one transaction. It reads lazily (an approval without conditions reads no record) and writes the
case's row once, at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row

from banjie.engine.context import Actor
from banjie.engine.definition import ServiceTask, TimerCatch, UserTask
from banjie.engine.state import State
from banjie.feel import FeelError, compile_expression
from banjie.org.directory import Directory
from banjie.services import form_data
from banjie.services.runtime import Runtime
from banjie.storage import event_log, instances
from banjie.storage.definitions import ProcessVersion
from banjie.storage.sealing import Sealer, unseal

MAX_TITLE = 200
_STILL_WORKING = (UserTask, ServiceTask, TimerCatch)


class CaseWork:
    """A case under one command (or read in one transaction, when nothing is saved)."""

    def __init__(
        self,
        *,
        runtime: Runtime,
        connection: Connection,
        actor: Actor,
        now: datetime,
        version: ProcessVersion,
        instance: str,
        row: Row[Any] | None,
        state: State,
        directory: Directory | None = None,
    ) -> None:
        self.runtime = runtime
        self.connection = connection
        self.actor = actor
        self.now = now
        self.version = version
        self.instance = instance
        self.row = row
        self.state = state
        self.exists = row is not None
        self.head: bytes = bytes(row.head) if row is not None else event_log.GENESIS
        self.sealer = Sealer(instance)
        self.choices: dict[str, Any] = dict(row.choices) if row is not None else {}
        self.record_id: int | None = row.record_id if row is not None else None
        self.number: str = row.number if row is not None else ""
        self.title: str = row.title if row is not None else ""
        self._applicant: str = row.applicant if row is not None else actor.user
        self.mentions: tuple[str, ...] = ()
        """Who is told that the command's opinion speaks of them."""
        self._values: dict[str, Any] | None = None
        self._listeners: set[str] = set()
        self._retitle = row is None
        if directory is not None:
            self.directory = directory

    @property
    def local_now(self) -> datetime:
        """Now as the company's clocks show it: what `today()` and `now()` mean in expressions."""
        return self.now.astimezone(self.runtime.zone)

    @property
    def applicant(self) -> str:
        return self._applicant

    @cached_property
    def directory(self) -> Directory:
        return self.runtime.directory.get(self.connection)

    @property
    def values(self) -> dict[str, Any]:
        """The record's values by field code."""
        if self._values is None:
            self._values = (
                form_data.load(self.runtime, self.connection, self.version.form, self.record_id).values
                if self.record_id is not None
                else {}
            )
        return self._values

    def set_values(self, values: dict[str, Any]) -> None:
        """The record was written: expressions see the new values, the title is made anew."""
        self._values = values
        self._retitle = True
        self.__dict__.pop("_form_context", None)

    @cached_property
    def _form_context(self) -> Mapping[str, object]:
        return form_data.feel_context(self.runtime, self.connection, self.version.form, self.values)

    def facts(self, state: State) -> dict[str, Any]:
        """Facts by name: stored ones, and those found within this command."""
        stored = [fact.value.id for fact in state.facts.values() if fact.value not in self.sealer]
        found = unseal(self.connection, stored) if stored else {}
        return {
            name: self.sealer.peek(fact.value) if fact.value in self.sealer else found.get(fact.value.id)
            for name, fact in state.facts.items()
        }

    def expression_context(self, state: State) -> dict[str, object]:
        """What FEEL sees: the form's fields, facts by name, `applicant`, `number`, `outcome`, `record`."""
        facts = self.facts(state)
        return {
            **facts,
            **self._form_context,
            "facts": facts,
            "applicant": self.person_context(self.applicant),
            "number": self.number,
            "title_text": self.title,
            "outcome": state.outcome,
            "record": {"id": self.record_id, "number": self.number},
            "case": {"id": self.instance, "number": self.number, "process": self.version.definition.code},
        }

    def person_context(self, username: str) -> dict[str, object]:
        """A person as FEEL sees one."""
        person = self.directory.person(username)
        department = self.directory.department_of(username)
        return {
            "username": username,
            "name": person.name if person else username,
            "department": person.department if person else None,
            "department_name": department.name if department else None,
            "post": person.post if person else None,
            "roles": list(person.roles) if person else [],
        }

    def tell(self, users: Iterable[str]) -> None:
        """Also wake these people's open pages after the commit."""
        self._listeners.update(users)

    def save(self, revision: int, head: bytes) -> None:
        """Write the case's row (insert it for a new case). Raises LostRaceError."""
        if self._retitle:
            self.title = self._make_title()
        columns = {
            **instances.snapshot_columns(self.state),
            "number": self.number,
            "record_id": self.record_id,
            "title": self.title,
            "current": self._current(),
            "choices": self.choices,
            "updated_at": self.now,
            "head": head,
        }
        if not self.exists:
            definition = self.version
            columns |= {
                "id": self.instance,
                "process_id": definition.id,
                "version": definition.version,
                "form_id": definition.form.id,
                "form_version": definition.form.version,
                "applicant": self.applicant,
                "created_at": self.now,
            }
            instances.add(self.connection, columns)
        else:
            instances.save(self.connection, self.instance, revision, columns)
        self.exists = True
        self.head = head

    def preview_title(self) -> str:
        """The title that the case would have."""
        return self._make_title()

    def _make_title(self) -> str:
        definition = self.version.definition
        fallback = f"{definition.name} {self.directory.name_of(self.applicant)}"
        if not definition.title:
            return fallback
        try:
            made = compile_expression(definition.title).evaluate(
                self.expression_context(self.state), now=self.local_now
            )
        except FeelError:
            return fallback
        return str(made)[:MAX_TITLE] if made not in (None, "") else fallback

    def _current(self) -> list[str]:
        nodes = self.version.graph.nodes
        names = (
            nodes[entry.node].name
            for entry in self.state.entries.values()
            if entry.result == "active" and isinstance(nodes[entry.node], _STILL_WORKING)
        )
        return list(dict.fromkeys(names))

    def record_status(self, before: State) -> None:
        """Keep the record's `case_status` in step: drafts are invisible in ledgers, outcomes show."""
        status = case_status(self.state)
        if self.record_id is not None and (not before.instance or status != case_status(before)):
            form_data.set_status(self.connection, self.runtime, self.version.form, self.record_id, status)

    def after_commit(self, people: Iterable[str]) -> None:
        """Signal everybody who takes part; delivered when the transaction has committed."""
        self._listeners.update(people)
        self._listeners.add(self.applicant)
        self._listeners.update(task.assignee for task in self.state.tasks.values())
        self._listeners.update(self.state.copies)
        self.runtime.signals.publish(self.connection, sorted(self._listeners), (self.instance,))


def case_status(state: State) -> str:
    """A record's status word: draft, running, or the outcome."""
    if state.status == "draft":
        return "draft"
    return state.outcome or "running"
