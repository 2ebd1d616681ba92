"""What every route may ask for by name: the runtime and the signed-in reader (see `app.create_app`)."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency

from banjie.services import runtime, viewer

Runtime: TypeAlias = NamedDependency[runtime.Runtime]
Viewer: TypeAlias = NamedDependency[viewer.Viewer]
