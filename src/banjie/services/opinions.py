"""An opinion as it comes in, sealed for the log. Whether it is enough is the engine's rule."""

from __future__ import annotations

import msgspec

from banjie.engine.values import Opinion
from banjie.services.case_work import CaseWork
from banjie.services.problems import FieldError, InvalidError
from banjie.services.signatures import is_signature
from banjie.storage import files

MAX_TEXT = 4000
MAX_ATTACHMENTS = 20


class GivenOpinion(msgspec.Struct, frozen=True):
    """What a person said: free text, a reason from the node's list, files, a handwritten signature (file id)."""

    text: str = ""
    reason_code: str = ""
    attachments: tuple[str, ...] = ()
    signature: str | None = None


def seal_opinion(work: CaseWork, given: GivenOpinion | None) -> Opinion:
    """The engine's opinion: sealed text, codes in the clear. Own uploads only; others are dropped.

    Raises InvalidError where what came as a signature is no picture that can be printed.
    """
    given = given or GivenOpinion()
    wanted = [*given.attachments[:MAX_ATTACHMENTS], *([given.signature] if given.signature else [])]
    known = files.get_many(work.connection, wanted)
    mine = [key for key in wanted if key in known and known[key].created_by == work.actor.user]
    files.bind(work.connection, mine, work.instance)
    text = given.text.replace("\x00", "").strip()[:MAX_TEXT]
    signature = given.signature if given.signature in mine else None
    if signature is not None and not is_signature(work.runtime.files.get(known[signature].sha256)):
        raise InvalidError(
            "signature_invalid", (FieldError("opinion.signature", "problem.signature_invalid"),)
        )
    attachments = [key for key in given.attachments if key in mine]
    sealed = work.sealer.seal(
        {"text": text, "reason_code": given.reason_code, "attachments": attachments, "signature": signature}
    )
    return Opinion(
        sealed=sealed,
        text=text,
        reason_code=given.reason_code[:64],
        attachments=len(attachments),
        signed=signature is not None,
    )
