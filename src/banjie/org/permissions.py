"""Who may start a process, see a case, see or change a ledger. Pure decisions, each with the rule that made it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from banjie.org.directory import Directory
from banjie.org.policies.registry import users_of
from banjie.org.request import Request

Policies = Collection[Mapping[str, Any]]


class Decision(msgspec.Struct, frozen=True):
    """Truthy when allowed. `rule` says by which rule (`administrator`, `takes_part`, `in_range`, …)."""

    allowed: bool
    rule: str

    def __bool__(self) -> bool:
        return self.allowed


def _in_range(policies: Policies, directory: Directory, request: Request) -> bool:
    return any(user == request.applicant for user in users_of(policies, directory, request))


def may_start(start_range: Policies, directory: Directory, request: Request) -> Decision:
    """May `request.applicant` start a process? An empty range is everybody. Raises PolicyError."""
    if not directory.is_active(request.applicant):
        return Decision(False, "inactive")
    if not start_range:
        return Decision(True, "everybody")
    allowed = _in_range(start_range, directory, request)
    return Decision(allowed, "in_range" if allowed else "not_in_range")


def may_administer(process_administrators: Collection[str], directory: Directory, user: str) -> Decision:
    """May a person terminate, jump, reassign… cases of a process?"""
    if not directory.is_active(user):
        return Decision(False, "inactive")
    if directory.is_administrator(user):
        return Decision(True, "administrator")
    if user in process_administrators:
        return Decision(True, "process_administrator")
    return Decision(False, "no_administrator")


def may_view_case(
    taking_part: Collection[str], process_administrators: Collection[str], directory: Directory, user: str
) -> Decision:
    """May a person see a case? `taking_part`: applicant, everybody asked so far, everybody told (抄送)."""
    administers = may_administer(process_administrators, directory, user)
    if administers or administers.rule == "inactive":
        return administers
    return Decision(True, "takes_part") if user in taking_part else Decision(False, "takes_no_part")


def may_view_ledger(viewers: Policies, editors: Policies, directory: Directory, request: Request) -> Decision:
    """May `request.applicant` see a form's whole ledger? Who may change it may see it. Raises PolicyError."""
    edits = may_edit_ledger(editors, directory, request)
    if edits or edits.rule == "inactive":
        return edits
    allowed = _in_range(viewers, directory, request)
    return Decision(allowed, "viewer" if allowed else "no_viewer")


def may_edit_ledger(editors: Policies, directory: Directory, request: Request) -> Decision:
    """May `request.applicant` add and change records by hand? No editors: administrators. Raises PolicyError."""
    if not directory.is_active(request.applicant):
        return Decision(False, "inactive")
    if directory.is_administrator(request.applicant):
        return Decision(True, "administrator")
    allowed = _in_range(editors, directory, request)
    return Decision(allowed, "editor" if allowed else "no_editor")
