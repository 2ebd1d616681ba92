"""The wired system of `tests/systems`."""

from tests.systems.world import config, filled_postgresql, filled_sqlite, world

__all__ = ["config", "filled_postgresql", "filled_sqlite", "world"]
