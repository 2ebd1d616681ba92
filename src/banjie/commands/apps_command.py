"""`banjie export` and `import`: an app as a folder of readable files."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from banjie.commands.serving import complain, say
from banjie.config import Config
from banjie.messages import DEFAULT, words
from banjie.services import app_folder, apps
from banjie.services.problems import InvalidError, ServiceError
from banjie.services.runtime import Runtime
from banjie.storage import archives
from banjie.storage.definitions import UnknownDefinitionError


def export(config: Config, code: str, to: Path) -> int:
    """Write the app, process or form with this code. Returns 0; 2 where there is none, or no place for it."""
    from banjie import bootstrap

    if not archives.is_there(config):
        complain("no_company", data=config.data)
        return 2
    system = bootstrap.build(config)
    try:
        with system.runtime.database.read() as connection:
            files = app_folder.collect(system.runtime, connection, code)
        app_folder.write(files, to)
    except UnknownDefinitionError:
        complain("nothing_to_export", code=code)
        return 2
    except FileExistsError:
        complain("not_an_app_folder", path=to)
        return 2
    except (OSError, ValueError) as error:
        complain("export_failed", detail=error)
        return 1
    finally:
        system.stop()
    say("exported", path=to, forms=len(files.forms), processes=len(files.processes))
    return 0


def import_(config: Config, folder: Path) -> int:
    """Publish what the folder holds and this company does not have yet. Returns 0, 1 for findings, 2."""
    from banjie import bootstrap

    if not archives.is_there(config):
        complain("no_company", data=config.data)
        return 2
    try:
        app = apps.read_app(folder)
        for code in (*app.forms, *app.processes, *app.needs):
            app_folder.plain_code(code)
    except (OSError, ValueError, yaml.YAMLError) as error:
        complain("no_app_folder", path=folder, detail=error)
        return 2
    system = bootstrap.build(config)
    try:
        administrator, present = _company(system.runtime)
        if administrator is None:
            complain("no_company", data=config.data)
            return 2
        apps.install(system.runtime, folder, administrator)
        with system.runtime.database.write() as connection:
            added = app_folder.add_connections(connection, folder)
    except InvalidError as error:
        complain("import_refused", detail=words(DEFAULT, f"problem.{error.code}", error.params))
        for item in error.errors:
            text = item.message or words(DEFAULT, item.code, item.params)
            complain("import_finding", where=item.field, text=text)
        return 1
    except (OSError, ValueError, yaml.YAMLError, msgspec.MsgspecError, ServiceError) as error:
        complain("import_refused", detail=error)
        return 1
    finally:
        system.stop()
    for code in (*app.forms, *app.processes):
        if code in present:
            say("import_kept", code=code)
    for name in added:
        say("import_connection", name=name)
    say("imported", name=app.name)
    return 0


def _company(runtime: Runtime) -> tuple[str | None, set[str]]:
    """An administrator in whose name to publish, and the codes that are taken."""
    with runtime.database.read() as connection:
        directory = runtime.directory.get(connection)
        found = sorted(name for name in directory.people if directory.is_administrator(name))
        taken = {*runtime.definitions.forms(connection), *runtime.definitions.processes(connection)}
    return (found[0] if found else None), taken
