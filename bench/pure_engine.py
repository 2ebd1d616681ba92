"""(c): `decide` + `evolve` completing user tasks against SpiffWorkflow doing the same in memory.

The process is the purchase's: a manager, then finance and legal beside each other behind an inclusive
gateway on the amount and the change of supplier, and a join. Every case takes both branches.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from banjie.engine.blocks import Inclusive, Lane, StepNode, from_steps
from banjie.engine.commands import AnyCommand, Approve, Start, Submit
from banjie.engine.context import Actor, Answer, AnyNeed, Candidates, Conditions, Context, NeedConditions
from banjie.engine.decide import Decision, decide
from banjie.engine.definition import Assignment, Graph, ProcessDefinition, UserTask
from banjie.engine.state import State
from banjie.engine.values import Candidate, Opinion, Reason, Sealed
from banjie.feel import compile_expression
from bench.rounds import ratios

STEPS = 3
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEALED = Sealed("value", "mac")
ASKED = Candidates((Candidate("zhaomin", Reason("user")),))
OPINION = Opinion(SEALED, text="价格合理，预算充足")
VALUES: dict[str, object] = {"amount": 6200, "supplier_changed": True}
CONDITIONS = {"finance": "amount >= 5000", "legal": "supplier_changed = true"}


def _task(code: str) -> StepNode:
    asked = Assignment(policies=({"kind": "user", "users": ["zhaomin"]},))
    return StepNode(node=UserTask(code=code, name=code, assignment=asked))


def purchase() -> ProcessDefinition:
    lanes = tuple(Lane(id=code, condition=text, steps=(_task(code),)) for code, text in CONDITIONS.items())
    nodes, flows = from_steps(
        (_task("manager"), Inclusive(code="review", lanes=(*lanes, Lane(id="none", default=True))))
    )
    return ProcessDefinition(code="bench", name="Bench", form="bench", nodes=nodes, flows=flows)


def ours(cases: int, graph: Graph) -> float:
    """User tasks completed per second of CPU."""
    compiled = {key: compile_expression(text) for key, text in CONDITIONS.items()}

    class OnDemand(dict[AnyNeed, Answer]):
        """Answers at the moment of the question, as a caller in memory may: nothing has to be fetched."""

        def get(self, need: AnyNeed, _default: object = None) -> Answer:  # type: ignore[override]
            if isinstance(need, NeedConditions):
                return Conditions({key: compiled[key].is_true(VALUES) for key in need.flows})
            return ASKED

    answers = OnDemand()

    def carry_out(state: State, user: str, command: AnyCommand) -> State:
        result = decide(Context(graph, NOW, Actor(user), answers), state, command)
        assert isinstance(result, Decision)
        return result.state

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
    """The same process as BPMN, with conditions in SpiffWorkflow's language."""
    namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    instance = "http://www.w3.org/2001/XMLSchema-instance"

    def flow(source: str, target: str, condition: str = "") -> str:
        text = (
            f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
            if condition
            else ""
        )
        return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{text}</bpmn:sequenceFlow>'

    parts = [
        '<bpmn:startEvent id="start"/>',
        '<bpmn:inclusiveGateway id="review" default="review_review_join"/>',
        '<bpmn:inclusiveGateway id="review_join"/>',
        '<bpmn:endEvent id="end"/>',
        *(f'<bpmn:userTask id="{code}" name="{code}"/>' for code in ("manager", *CONDITIONS)),
        flow("start", "manager"),
        flow("manager", "review"),
        flow("review", "finance", "amount &gt;= 5000"),
        flow("review", "legal", "supplier_changed == True"),
        flow("review", "review_join"),
        flow("finance", "review_join"),
        flow("legal", "review_join"),
        flow("review_join", "end"),
    ]
    return (
        f'<bpmn:definitions xmlns:bpmn="{namespace}" xmlns:xsi="{instance}" targetNamespace="bench" id="d">'
        f'<bpmn:process id="bench" isExecutable="true">{"".join(parts)}</bpmn:process></bpmn:definitions>'
    ).encode()


def specification() -> BpmnProcessSpec:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(bpmn())))
    return parser.get_spec("bench")


def spiff(cases: int, specification: BpmnProcessSpec) -> float:
    """User tasks completed per second of CPU."""
    begin = time.process_time()
    for _ in range(cases):
        workflow = BpmnWorkflow(specification)
        workflow.set_data(**VALUES)
        workflow.task_tree.data.update(VALUES)
        workflow.do_engine_steps()
        for _step in range(STEPS):
            task = next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)))
            task.run()
            workflow.do_engine_steps()
        assert workflow.completed
    return cases * STEPS / (time.process_time() - begin)


def run(rounds: int = 30) -> dict[str, float]:
    graph, process = Graph(purchase()), specification()
    ours(50, graph)
    spiff(5, process)
    return ratios(rounds, lambda _: ours(600, graph), lambda _: spiff(60, process), ("ours", "spiffworkflow"))
