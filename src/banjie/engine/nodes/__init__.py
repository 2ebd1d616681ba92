"""What each kind of node does when a token comes: `behaviour(run, node, token)`, one file per kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from banjie.engine import definition as d
from banjie.engine.nodes import (
    business_rule_task,
    end_event,
    exclusive_gateway,
    inclusive_gateway,
    parallel_gateway,
    send_task,
    service_task,
    start_event,
    timer_catch,
    user_task,
)
from banjie.engine.run import Run
from banjie.engine.state import Token

Behaviour = Callable[[Run, Any, Token], None]

BEHAVIOURS: dict[type[d.Node], Behaviour] = {
    d.StartEvent: start_event.arrive,
    d.UserTask: user_task.arrive,
    d.SendTask: send_task.arrive,
    d.ServiceTask: service_task.arrive,
    d.BusinessRuleTask: business_rule_task.arrive,
    d.ExclusiveGateway: exclusive_gateway.arrive,
    d.ParallelGateway: parallel_gateway.arrive,
    d.InclusiveGateway: inclusive_gateway.arrive,
    d.TimerCatch: timer_catch.arrive,
    d.EndEvent: end_event.arrive,
}
