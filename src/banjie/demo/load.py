"""Loads the demo company: people, the ready-made apps, the settings of its receivers, some weeks of history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from banjie.demo import company
from banjie.demo.history import write_history
from banjie.services import apps
from banjie.storage import settings

APPS = (
    "basics", "contract_change", "contract_sign", "discount", "expense", "leave", "promotion", "purchase",
    "regularisation", "repair", "work_order",
)  # fmt: skip
"""The ten cases of the outside contract; the other ready-made apps wait in the gallery."""

if TYPE_CHECKING:
    from banjie.bootstrap import System


def load_demo(system: System, *, public: bool, receivers: bool, history: bool = True) -> dict[str, str]:
    """Fill an empty system; returns each account's password."""
    runtime = system.runtime
    with runtime.database.write() as connection:
        passwords = company.create(connection, public=public)
        if receivers:
            settings.put(connection, "demo_receivers", {})
    for code in APPS:
        apps.install(runtime, apps.TEMPLATES / code, "admin")
    if history:
        write_history(system, receivers=receivers)
    return passwords
