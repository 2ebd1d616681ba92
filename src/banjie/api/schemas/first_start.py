"""The first start, on the wire."""

from __future__ import annotations

from banjie.api.schemas.shape import Body, Input


class SetupState(Body):
    """`needed`: nobody is here yet, a company can be founded."""

    needed: bool


class SetupInput(Input):
    """The company and its first administrator; `code` is shown where the server was started."""

    code: str
    company: str
    username: str
    name: str
    password: str
    locale: str = "zh-CN"


class SetupSteps(Body):
    """What has been set up. `wanted`: whether administrators are still reminded of the rest."""

    wanted: bool
    people: int
    processes: int
    mail: bool
    closed: bool


class SetupStepsPatch(Input):
    wanted: bool
