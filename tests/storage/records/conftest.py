"""A publisher of forms for tests: numbers the fields, publishes, hands back the tables."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from banjie.forms.changes import assign_ids
from banjie.forms.form import Form
from banjie.storage.database import Database
from banjie.storage.records.publish import publish
from banjie.storage.records.tables import RecordTables


class Publisher:
    """Publishes versions of forms into one database; ids are counted from `first`.

    A form that was numbered already is taken as it is.
    """

    def __init__(self, database: Database, first: int = 1) -> None:
        self.database = database
        self.ids: dict[str, int] = {}
        self.published: dict[str, Form] = {}
        self.versions: dict[str, int] = {}
        self._next = count(first)

    def __call__(self, form: Form) -> RecordTables:
        number = self.reserve(form.code)
        previous = self.published.get(form.code)
        numbered = form if form.next_field_id > 1 else assign_ids(form, previous)
        version = self.versions.get(form.code, 0) + 1
        with self.database.write() as connection:
            tables = publish(connection, number, version, numbered, self.ids, previous)
        self.published[form.code] = numbered
        self.versions[form.code] = version
        return tables

    def reserve(self, code: str) -> int:
        """A form's id before it is published."""
        if code not in self.ids:
            self.ids[code] = next(self._next)
        return self.ids[code]


PublisherFactory = Callable[[Database], Publisher]


@pytest.fixture
def publish_form(empty_database: Database) -> Publisher:
    return Publisher(empty_database)
