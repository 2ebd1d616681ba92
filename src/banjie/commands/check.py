"""`banjie check`: proves process definitions in readable files; 1 and the findings where one falls short."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from banjie.commands.serving import complain, say
from banjie.engine.findings import Finding
from banjie.engine.proof.soundness import soundness
from banjie.engine.validate import validate
from banjie.messages import DEFAULT, words
from banjie.services.problems import InvalidError
from banjie.services.publish_process import check_parts, decode
from banjie.services.readable_yaml import read_yaml


def check(files: list[Path]) -> int:
    """Check each file (YAML or JSON). Returns 0, 1 for findings, 2 for a file that is no definition."""
    worst = 0
    for path in files:
        try:
            definition = decode(_read(path))
        except (OSError, ValueError, yaml.YAMLError, InvalidError) as error:
            detail = error.params.get("detail", error) if isinstance(error, InvalidError) else error
            complain("check_unreadable", path=path, detail=detail)
            return 2
        found: list[Finding] = [*validate(definition), *check_parts(definition)]
        if not any(item.severity == "error" for item in found):
            found += soundness(definition)
        for item in found:
            text = words(DEFAULT, f"finding.{item.code}", item.params)
            complain("check_finding", path=path, node=item.node or "-", severity=item.severity, text=text)
        if any(item.severity == "error" for item in found):
            worst = 1
        else:
            say("check_sound", path=path)
    return worst


def _read(path: Path) -> Any:
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    return read_yaml(path)
