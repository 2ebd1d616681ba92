"""A small company and a two-step process for measuring: nothing outside, no form rules in the way."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from banjie import bootstrap
from banjie.bootstrap import System
from banjie.config import load
from banjie.demo import company
from banjie.engine.blocks import StepNode, from_steps
from banjie.engine.definition import Assignment, ProcessDefinition, UserTask
from banjie.forms.form import Field, Form
from banjie.services import publish_form, publish_process
from banjie.services.viewer import Viewer
from banjie.storage import definitions

STEPS = 5
APPROVER = Viewer("zhaomin", "zh-CN")
APPLICANT = Viewer("wangli", "zh-CN")


def form() -> Form:
    return Form(
        code="bench",
        name="Bench",
        fields=(
            Field(code="title", label="Title", type="text"),
            Field(code="amount", label="Amount", type="money"),
        ),
        title="title",
    )


def process(steps: int = STEPS) -> ProcessDefinition:
    asked = Assignment(policies=({"kind": "user", "users": ["zhaomin"]},))
    nodes, flows = from_steps(
        tuple(
            StepNode(node=UserTask(code=f"step{n}", name=f"Step {n}", assignment=asked)) for n in range(steps)
        )
    )
    return ProcessDefinition(code="bench", name="Bench", form="bench", nodes=nodes, flows=flows)


@contextmanager
def running(database_url: str | None = None) -> Iterator[System]:
    """A wired system with the bench process published; its executor is not started."""
    folder = Path(tempfile.mkdtemp(prefix="banjie-bench-"))
    system = bootstrap.build(load(folder, database_url))
    try:
        runtime = system.runtime
        with runtime.database.write() as connection:
            company.create(connection)
            form_id = definitions.create_form(connection, "bench", "Bench", "process")
            publish_form.publish_form(runtime, connection, form_id, form(), "admin")
            process_id = definitions.create_process(connection, "bench", "Bench")
            publish_process.publish_definition(runtime, connection, process_id, process(), "admin")
        yield system
    finally:
        system.stop()
        shutil.rmtree(folder, ignore_errors=True)
