"""The `banjie` command. Exit codes: 0 fine, 1 a finding, 2 wrong use."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Optional

import typer

from banjie import config as configuration
from banjie.commands import apps_command, data_commands, evidence, failures, feel_command, serving
from banjie.commands import backup as backup_command
from banjie.commands import check as check_command
from banjie.commands import doctor as doctor_command
from banjie.commands import upgrade as upgrade_command

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Banjie (办结)"
)
DataOption = Annotated[Optional[Path], typer.Option("--data", help="The data folder.")]  # noqa: UP045
UrlOption = Annotated[Optional[str], typer.Option("--database-url", help="PostgreSQL or SQLite.")]  # noqa: UP045


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"banjie {version('banjie')}")
        raise typer.Exit


@app.callback()
def main_options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """Banjie (办结): approvals that end in done."""


@app.command()
def serve(
    data: DataOption = None,
    database_url: UrlOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = configuration.DEFAULT_PORT,
    workers: Annotated[int, typer.Option(help="Processes (PostgreSQL only).")] = 1,
) -> None:
    """Serve the web application and the API."""
    raise typer.Exit(serving.serve(configuration.load(data, database_url, host=host, port=port), workers))


@app.command()
def worker(data: DataOption = None, database_url: UrlOption = None) -> None:
    """Only execute jobs and timers (PostgreSQL)."""
    raise typer.Exit(serving.worker(configuration.load(data, database_url)))


@app.command()
def init(
    data: DataOption = None,
    database_url: UrlOption = None,
    company: Annotated[str, typer.Option(help="The company's name.")] = "我的公司",
    username: Annotated[str, typer.Option(help="The first administrator's user name.")] = "admin",
    name: Annotated[str, typer.Option(help="The first administrator's name.")] = "管理员",
    password: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(envvar="BANJIE_ADMIN_PASSWORD", help="Printed once when not given."),
    ] = None,
) -> None:
    """Make an empty company with its first administrator."""
    raise typer.Exit(
        data_commands.init(configuration.load(data, database_url), company, username, name, password)
    )


@app.command()
def demo(
    data: DataOption = None,
    database_url: UrlOption = None,
    receivers: Annotated[
        bool, typer.Option("--receivers/--no-receivers", help="Set up the demo's receivers.")
    ] = True,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Leave an existing company alone.")] = False,
    host: Annotated[str, typer.Option(help="Where it will be served.")] = "127.0.0.1",
) -> None:
    """Load the demo company."""
    raise typer.Exit(
        data_commands.demo(
            configuration.load(data, database_url, host=host), receivers=receivers, if_empty=if_empty
        )
    )


@app.command("reset-password")
def reset_password(
    user: str,
    data: DataOption = None,
    database_url: UrlOption = None,
    password: Annotated[Optional[str], typer.Option(envvar="BANJIE_NEW_PASSWORD")] = None,  # noqa: UP045
) -> None:
    """Set a new password and sign the person out everywhere."""
    raise typer.Exit(data_commands.reset_password(configuration.load(data, database_url), user, password))


@app.command()
def verify(
    data: DataOption = None,
    database_url: UrlOption = None,
    against: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A checkpoint: finds also a log that was rewritten or shortened since."),
    ] = None,
) -> None:
    """Verify the event log's hash chain, its values and opinions."""
    raise typer.Exit(evidence.verify(configuration.load(data, database_url), against))


@app.command()
def checkpoint(
    data: DataOption = None,
    database_url: UrlOption = None,
    to: Annotated[Path, typer.Option(help="The folder it is written into.")] = Path("checkpoints"),
    mail: Annotated[Optional[str], typer.Option(help="Also send it to this address.")] = None,  # noqa: UP045
) -> None:
    """Sign how far every case's log goes; keep the file where the database's administrator cannot reach it."""
    raise typer.Exit(evidence.checkpoint(configuration.load(data, database_url), to, mail))


@app.command()
def check(files: list[Path]) -> None:
    """Prove process definitions (YAML or JSON)."""
    raise typer.Exit(check_command.check(files))


@app.command()
def backup(
    data: DataOption = None,
    database_url: UrlOption = None,
    to: Annotated[Path, typer.Option(help="Where the archives go.")] = Path("backups"),
    every: Annotated[Optional[str], typer.Option(help="Again after this time: 1d, 12h, 30m.")] = None,  # noqa: UP045
    keep: Annotated[int, typer.Option(help="How many archives stay.")] = 14,
) -> None:
    """Back everything up, attachments included."""
    raise typer.Exit(backup_command.backup(configuration.load(data, database_url), to, every, keep))


@app.command()
def restore(
    archive: Path,
    data: DataOption = None,
    database_url: UrlOption = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
) -> None:
    """Restore a backup; refuses to overwrite unless told."""
    raise typer.Exit(
        backup_command.restore(configuration.load(data, database_url), archive, overwrite=overwrite)
    )


@app.command()
def upgrade(
    data: DataOption = None,
    database_url: UrlOption = None,
    to: Annotated[Optional[Path], typer.Option(help="Where the backup goes.")] = None,  # noqa: UP045
) -> None:
    """Back up, migrate and verify; restores the backup on failure."""
    raise typer.Exit(upgrade_command.upgrade(configuration.load(data, database_url), to))


@app.command()
def doctor(
    data: DataOption = None,
    database_url: UrlOption = None,
    host: Annotated[str, typer.Option(help="Where it is served.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port it is served on.")] = configuration.DEFAULT_PORT,
) -> None:
    """Say in plain words what is installed, reachable and misconfigured."""
    raise typer.Exit(doctor_command.doctor(configuration.load(data, database_url, host=host, port=port)))


@app.command("export")
def export_app(
    code: Annotated[str, typer.Argument(help="Code of an app, a process or a form.")],
    to: Annotated[Path, typer.Option(help="The folder to write.")],
    data: DataOption = None,
    database_url: UrlOption = None,
) -> None:
    """Write one app, without secrets, to a folder of readable files."""
    raise typer.Exit(apps_command.export(configuration.load(data, database_url), code, to))


@app.command("import")
def import_app(folder: Path, data: DataOption = None, database_url: UrlOption = None) -> None:
    """Publish an app from a folder; what is there already is left alone."""
    raise typer.Exit(apps_command.import_(configuration.load(data, database_url), folder))


@app.command()
def token(
    user: str,
    data: DataOption = None,
    database_url: UrlOption = None,
    name: Annotated[str, typer.Option(help="What it is for.")] = "script",
    days: Annotated[Optional[int], typer.Option(min=1, help="Expires after so many days.")] = None,  # noqa: UP045
) -> None:
    """Make a personal token for scripts; it is printed once."""
    raise typer.Exit(data_commands.token(configuration.load(data, database_url), user, name, days))


@app.command()
def feel(
    expression: Annotated[Optional[str], typer.Argument()] = None,  # noqa: UP045
    context: Annotated[str, typer.Option(help="JSON of the variables.")] = "{}",
    batch: Annotated[bool, typer.Option("--batch", help="JSON lines in, JSON lines out.")] = False,
) -> None:
    """Evaluate FEEL."""
    raise typer.Exit(feel_command.run(expression, context, batch=batch))


def main() -> None:
    """Entry point."""
    with failures.explained():
        app()
