"""sendTask (抄送): people are told and may read; the token goes on at once."""

from __future__ import annotations

from banjie.engine import events as e
from banjie.engine.context import Candidates, NeedCandidates
from banjie.engine.definition import SendTask
from banjie.engine.run import Run
from banjie.engine.state import Token
from banjie.engine.values import Reason


def arrive(run: Run, node: SendTask, token: Token) -> None:
    found = run.ask(NeedCandidates(node.code), Candidates).found
    entry = run.enter(token)
    told = {candidate.user: candidate.reason for candidate in reversed(found)}
    if not told:
        run.skip(entry, Reason("nobody_found"))
        return
    users = tuple(dict.fromkeys(candidate.user for candidate in found))
    run.emit(e.CopySent(users=users, node=node.code, reasons=tuple(told[user] for user in users)))
    run.complete(entry)
