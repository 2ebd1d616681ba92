"""Connections with their secrets opened, for the moment of use only."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from banjie.services.runtime import Runtime
from banjie.storage.connections import ConnectionRow, Vault


@lru_cache(maxsize=8)
def _vault(folder: Path) -> Vault:
    return Vault(folder)


def vault_of(runtime: Runtime) -> Vault:
    return _vault(runtime.config.data)


def open_connection(runtime: Runtime, row: ConnectionRow | None) -> dict[str, Any]:
    """What a connector gets: address, settings and secrets. Never logged, never stored."""
    if row is None:
        return {}
    return {
        "url": row.url,
        "allow_private": row.allow_private,
        **row.settings,
        **vault_of(runtime).open(row.secret),
    }
