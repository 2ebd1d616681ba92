"""`banjie verify` and `banjie checkpoint`: prove the event log, and keep the means to prove it elsewhere."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from banjie.commands.serving import complain, say
from banjie.config import Config
from banjie.followups.connectors import email
from banjie.followups.connectors.delivery import Delivery, DeliveryError
from banjie.messages import DEFAULT, words
from banjie.services import checkpoints
from banjie.services.checkpoints import BadCheckpointError, Checkpoint
from banjie.services.runtime import Runtime
from banjie.services.vault import open_connection
from banjie.services.verify import verify_log
from banjie.storage import connections

SHOWN = 100


def verify(config: Config, against: Path | None = None) -> int:
    """Prove the event log; prints the first broken event of each broken case.

    `against`: a checkpoint, to find what was rewritten, shortened or removed since it was made.
    """
    from banjie import bootstrap

    if not _is_there(config):
        return 2
    checkpoint = None
    if against is not None:
        try:
            checkpoint = _read(against)
        except OSError as error:
            complain("no_checkpoint", path=against, detail=error.strerror or "")
            return 2
        except BadCheckpointError as error:
            complain(f"verify.{error.what}", path=against)
            return 1
    system = bootstrap.build(config)
    try:
        with system.runtime.database.read() as connection:
            found = verify_log(connection, checkpoint.places if checkpoint else None)
    finally:
        system.stop()
    for broken in found.broken[:SHOWN]:
        complain(f"verify.{broken.what}", instance=broken.instance, seq=broken.seq)
    if found.broken:
        return 1
    say("verified", cases=found.cases, events=found.events, values=found.values)
    if checkpoint is not None:
        say("checkpoint_holds", at=checkpoint.at, cases=len(checkpoint.places), digest=checkpoint.digest)
        if checkpoint.key != checkpoints.public_key(config.data):
            say("checkpoint_other_key", public=checkpoint.key)
    return 0


def checkpoint(config: Config, to: Path, mail: str | None) -> int:
    """Write a signed checkpoint into the folder `to`, and send it to `mail` through the connection of mail."""
    from banjie import bootstrap

    if not _is_there(config):
        return 2
    now = datetime.now(UTC)
    system = bootstrap.build(config)
    try:
        target = to / f"banjie-checkpoint-{now:%Y%m%d-%H%M%S}.txt"
        to.mkdir(parents=True, exist_ok=True)
        key = checkpoints.signing_key(config.data)
        with system.runtime.database.read() as connection, target.open("w", encoding="ascii") as file:
            written = checkpoints.write(connection, file, key, now)
        say("checkpoint_written", path=target, cases=written.cases, digest=written.digest)
        return _send(system.runtime, mail, target, written.digest, now) if mail else 0
    except OSError as error:
        complain("checkpoint_failed", path=to, detail=error.strerror or "")
        return 1
    finally:
        system.stop()


def _send(runtime: Runtime, mail: str, file: Path, digest: str, now: datetime) -> int:
    with runtime.database.read() as connection:
        row = connections.get(connection, "mail")
    if row is None or not row.url:
        complain("checkpoint_no_mail")
        return 2
    attachment = {
        "name": file.name,
        "media_type": "text/plain",
        "content": b64encode(file.read_bytes()).decode(),
    }
    payload = {
        "to": mail,
        "subject": words(DEFAULT, "cli.checkpoint_subject", {"at": now.isoformat(timespec="minutes")}),
        "text": words(DEFAULT, "cli.checkpoint_text", {"digest": digest, "name": file.name}),
        "attachments": [attachment],
    }
    delivery = Delivery(file.name, file.name, 1, open_connection(runtime, row), payload)
    try:
        email.deliver(delivery, now)
    except DeliveryError as error:
        complain("checkpoint_not_sent", mail=mail, detail=error)
        return 1
    say("checkpoint_sent", mail=mail)
    return 0


def _read(path: Path) -> Checkpoint:
    with path.open(encoding="ascii", errors="replace") as file:
        return checkpoints.read(file)


def _is_there(config: Config) -> bool:
    if config.embedded and not Path(config.database_url.removeprefix("sqlite:///")).is_file():
        complain("nothing_to_verify", data=config.data)
        return False
    return True
