"""PostgreSQL's own programs: `pg_dump`, `pg_restore`, `psql`. The password goes to them by environment, never on
a command line that others can read, and is taken out of what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url, text

from banjie.storage.database import open_database

_CLEAR = """
DO $$ DECLARE item record; BEGIN
  DROP SCHEMA IF EXISTS ledger CASCADE;
  FOR item IN SELECT c.oid::regclass AS name, c.relkind AS kind FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
  LOOP
    IF to_regclass(item.name::text) IS NOT NULL THEN
      EXECUTE format('DROP %s IF EXISTS %s CASCADE', CASE item.kind WHEN 'v' THEN 'VIEW'
        WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, item.name);
    END IF;
  END LOOP;
  FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', item.name); END LOOP;
  FOR item IN SELECT t.oid::regtype AS name FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace
      AND t.typtype IN ('e', 'd') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', item.name); END LOOP;
END $$;
"""


class ToolError(Exception):
    """One of the programs is missing or failed; the text is its own, without credentials."""


def find(program: str) -> str:
    """The program's path. Raises ToolError with what to install."""
    found = shutil.which(program)
    if found is None:
        raise ToolError(f"{program} is not installed (package postgresql-client)")
    return found


def dump(url: str, to: Path) -> None:
    """The whole database into one file. Raises ToolError."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--file", str(to), "--dbname")


def load(url: str, dumped: Path) -> None:
    """Replace the database's content by a dump's, in one transaction: all of it or nothing. Raises ToolError.

    Tables that the dump does not know go too: the next form would be given the name of one left behind.
    """
    clear, script = dumped.with_suffix(".clear.sql"), dumped.with_suffix(".sql")
    clear.write_text(_CLEAR, encoding="utf-8")
    _run("pg_restore", None, "--no-owner", "--file", str(script), str(dumped))
    _run(
        "psql",
        url,
        *("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"),
        *("--file", str(clear), "--file", str(script), "--dbname"),
    )


def is_ours(url: str) -> bool:
    """Whether the database holds our tables. Raises OperationalError where it cannot be reached."""
    with open_database(url) as database, database.read() as connection:
        return bool(connection.execute(text("SELECT to_regclass('instance') IS NOT NULL")).scalar_one())


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _run(program: str, url: str | None, *arguments: str) -> None:
    """Run a program, the address (without its password) as the last argument. Raises ToolError."""
    environment, target, password = dict(os.environ), [], None
    if url is not None:
        parsed = make_url(_plain(url))
        password = str(parsed.password) if parsed.password is not None else None
        target = [parsed.set(password=None).render_as_string(hide_password=False)]
        if password is not None:
            environment["PGPASSWORD"] = password
    done = subprocess.run(  # noqa: S603 - our own arguments
        [find(program), *arguments, *target],
        check=False,
        capture_output=True,
        env=environment | {"PGCLIENTENCODING": "UTF8"},
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise ToolError(_without(said, password) or f"{program} ended with {done.returncode}")


def _without(text: str, secret: str | None) -> str:
    return text.replace(secret, "***") if secret else text
