"""What can go wrong in every command, told in one line instead of a traceback. Exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from banjie.commands.serving import complain
from banjie.storage.migrations import HEAD, NewerDatabaseError


@contextmanager
def explained() -> Iterator[None]:
    """Turn a database that is too new, or not to be reached, into words."""
    try:
        yield
    except NewerDatabaseError as error:
        complain("database_newer", revision=error.revision, known=HEAD)
        sys.exit(2)
    except OperationalError as error:
        complain("database_unreachable", detail=" ".join(str(error.orig).split())[:500])
        sys.exit(2)
