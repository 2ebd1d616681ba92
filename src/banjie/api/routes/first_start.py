"""The first start: founding the company, and what is left to set up."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import JSONBody

from banjie.api.auth import address_of
from banjie.api.dependencies import Runtime, Viewer
from banjie.api.routes.session import signed_in
from banjie.api.schemas import Me
from banjie.api.schemas.first_start import SetupInput, SetupState, SetupSteps, SetupStepsPatch
from banjie.services import first_start


def _view(steps: first_start.Steps) -> SetupSteps:
    return SetupSteps(**msgspec.structs.asdict(steps))


@get("/setup", operation_id="getSetup", sync_to_thread=True)
def get_setup(runtime: Runtime) -> SetupState:
    """Whether a company can be founded here. Open to everybody: there is nobody to sign in as."""
    return SetupState(needed=first_start.is_needed(runtime))


@post("/setup", operation_id="setUp", status_code=201, sync_to_thread=True)
def post_setup(request: Request[Any, Any, Any], runtime: Runtime, data: JSONBody[SetupInput]) -> Response[Me]:
    """Found the company and sign its administrator in, as `POST /session` does."""
    wish = first_start.Founding(
        company=data.company.strip(),
        username=data.username.strip(),
        name=data.name.strip(),
        password=data.password,
        locale=data.locale,
    )
    address = address_of(request)
    return signed_in(runtime, first_start.found(runtime, data.code, wish, address), data.locale, status=201)


@get("/setup/steps", operation_id="getSetupSteps", sync_to_thread=True)
def get_steps(runtime: Runtime, viewer: Viewer) -> SetupSteps:
    """How far the company has come: people, processes, mail, the first closed case."""
    return _view(first_start.steps(runtime, viewer))


@patch("/setup/steps", operation_id="putAwaySetup", sync_to_thread=True)
def patch_steps(runtime: Runtime, viewer: Viewer, data: JSONBody[SetupStepsPatch]) -> SetupSteps:
    """Be reminded of the rest, or not any more."""
    return _view(first_start.put_away(runtime, viewer, wanted=data.wanted))


ROUTES = [get_setup, post_setup, get_steps, patch_steps]
