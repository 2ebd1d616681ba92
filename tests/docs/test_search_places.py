"""The pages of the search box carry the pinyin of their names: a renamed page is found by its new name."""

from __future__ import annotations

import json
from pathlib import Path

from banjie.services.pinyin import rank

WEB = Path(__file__).parents[2] / "web/src/shared"


def test_every_place_is_found_by_its_pinyin() -> None:
    names = json.loads((WEB / "i18n/zh-CN.json").read_text(encoding="utf-8"))
    for place in json.loads((WEB / "search/places.json").read_text(encoding="utf-8")):
        syllables = place["pinyin"].split()
        name = names[place["label"]]
        assert rank("".join(syllables), name) == 2, (name, place["pinyin"])
        assert rank("".join(one[0] for one in syllables), name) == 2, name
