"""(c): `decide` + `evolve` completing user tasks against SpiffWorkflow doing the same in memory."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from banjie.engine.commands import Approve, Start, Submit
from banjie.engine.context import Actor, Candidates, Context
from banjie.engine.decide import Decision, decide
from banjie.engine.definition import Graph
from banjie.engine.state import State
from banjie.engine.values import Candidate, Opinion, Reason, Sealed
from bench.company import process

STEPS = 20
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEALED = Sealed("value", "mac")
ASKED = Candidates((Candidate("zhaomin", Reason("user")),))
OPINION = Opinion(SEALED, text="价格合理，预算充足")


def ours(cases: int) -> float:
    """User tasks completed per second."""
    graph = Graph(process(STEPS))

    def carry_out(state: State, user: str, command: object) -> State:
        answers: dict[object, object] = {}
        while True:
            result = decide(Context(graph, NOW, Actor(user), answers), state, command)  # type: ignore[arg-type]
            if isinstance(result, Decision):
                return result.state
            answers.update(dict.fromkeys(result.needs, ASKED))

    begin = time.process_time()
    for number in range(cases):
        state = carry_out(State(), "wangli", Start(f"case{number}", "wangli", SEALED))
        state = carry_out(state, "wangli", Submit())
        for _ in range(STEPS):
            task = next(task for task in state.tasks.values() if task.state == "open")
            state = carry_out(state, "zhaomin", Approve(task.id, OPINION))
        assert state.outcome == "approved"
    return cases * STEPS / (time.process_time() - begin)


def bpmn() -> bytes:
    """The same chain of user tasks as BPMN."""
    namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    codes = ["start", *(f"step{number}" for number in range(STEPS)), "end"]
    parts = ['<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>']
    parts += [f'<bpmn:userTask id="{code}" name="{code}"/>' for code in codes[1:-1]]
    parts += [
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(zip(codes, codes[1:], strict=False))
    ]
    return (
        f'<bpmn:definitions xmlns:bpmn="{namespace}" targetNamespace="bench" id="d">'
        f'<bpmn:process id="bench" isExecutable="true">{"".join(parts)}</bpmn:process></bpmn:definitions>'
    ).encode()


def spiff(cases: int) -> float:
    """User tasks completed per second."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(bpmn())))
    specification = parser.get_spec("bench")
    begin = time.process_time()
    for _ in range(cases):
        workflow = BpmnWorkflow(specification)
        workflow.do_engine_steps()
        for _step in range(STEPS):
            task = next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)))
            task.run()
            workflow.do_engine_steps()
        assert workflow.completed
    return cases * STEPS / (time.process_time() - begin)


def run(cases: int = 40) -> dict[str, float]:
    ours(5)
    spiff(2)
    mine, theirs = ours(cases), spiff(cases)
    return {"ours": mine, "spiffworkflow": theirs, "ratio": mine / theirs}
