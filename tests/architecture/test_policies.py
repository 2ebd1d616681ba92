"""Every way to say who is asked that the server knows can be chosen in the designers, and says what it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from msgspec.structs import StructMeta

from banjie.org.policies.registry import AnyPolicy

WEB = Path(__file__).parents[2] / "web/src/shared"


def known() -> set[str]:
    kinds = {policy.__struct_config__.tag for policy in get_args(AnyPolicy) if isinstance(policy, StructMeta)}
    return {str(kind) for kind in kinds}


def test_every_policy_can_be_chosen() -> None:
    source = (WEB / "assignment/policies.ts").read_text(encoding="utf-8")
    offered = re.search(r"POLICY_KINDS = \[(.*?)\]", source, re.DOTALL)
    assert offered is not None
    assert len(known()) > 10
    assert set(re.findall(r"'(\w+)'", offered[1])) == known()


def test_every_policy_has_words() -> None:
    for locale in ("zh-CN", "en"):
        words = json.loads((WEB / f"i18n/{locale}.json").read_text(encoding="utf-8"))
        assert [kind for kind in sorted(known()) if f"policy.{kind}" not in words] == []
