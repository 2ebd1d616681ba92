"""Dashboards and charts, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from banjie.api.schemas.shape import Body, Input
from banjie.services.dashboards import Card, Cards

Name = Annotated[str, msgspec.Meta(max_length=200)]
RoleCodes = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=50)]


class Dashboard(Body):
    """Figures of ledgers side by side. `shared`: everybody's, or of those who have one of `roles`."""

    id: int
    name: str
    shared: bool
    roles: list[str]
    cards: list[Card]
    revision: int
    can_edit: bool
    updated_at: datetime


class DashboardInput(Input):
    name: Name
    cards: Cards = []
    shared: bool = False
    roles: RoleCodes = []


class DashboardChange(Input):
    """What is to be different."""

    name: Name | None = None
    cards: Cards | None = None
    shared: bool | None = None
    roles: RoleCodes | None = None


class ChartPoint(Body):
    """A key with its measure. `rest`: all keys beyond the largest; `split_rest`: the same within a key."""

    key: Any
    label: str
    split: Any
    split_label: str
    value: Any
    count: int
    rest: bool
    split_rest: bool


class Chart(Body):
    """`value` and `total`: counts as numbers, amounts as text. `left`: how many keys are in the rest."""

    points: list[ChartPoint]
    total: Any
    count: int
    left: int
