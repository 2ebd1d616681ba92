"""`make bench`: runs all, prints each figure beside its target, writes `bench/results/<date>.json`.

A figure is the median of several rounds; `lowest` and `highest` are the rounds' extremes (see `rounds.py`).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from bench import inbox, postgresql_approvals, pure_engine, sqlite_approvals, start_up

TARGETS = (
    ("a approvals, SQLite / sqlite3", sqlite_approvals.run, "ratio", ">=", 0.25),
    ("b approvals, PostgreSQL / psycopg", postgresql_approvals.run, "ratio", ">=", 0.4),
    ("c engine / SpiffWorkflow", pure_engine.run, "ratio", ">=", 10.0),
    ("d inbox of 100 000 / of 1 000", inbox.run, "ratio", "<=", 1.3),
    ("e start to first page, seconds", start_up.seconds, "seconds", "<", 2.0),
    ("e resident memory, MB", start_up.memory, "megabytes", "<", 150.0),
)


def main() -> None:
    results: dict[str, object] = {}
    for name, run, key, sign, target in TARGETS:
        found = run()
        results[name] = found
        holds = found[key] < target if sign in ("<", "<=") else found[key] >= target
        details = ", ".join(f"{label} {value:.4g}" for label, value in found.items())
        print(f"{'ok  ' if holds else 'MISS'}  {name}: {found[key]:.3g} ({sign} {target})   [{details}]")
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    target_file = folder / f"{now:%Y-%m-%d}.json"
    target_file.write_text(json.dumps({"at": now.isoformat(), "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
