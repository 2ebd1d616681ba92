"""The guides say what is there: the same topics in both languages, words of the interface, pictures that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LOCALES = {"zh": "zh-CN", "en": "en"}
INDEX = {"zh": DOCS / "zh/使用指南.md", "en": DOCS / "en/guide.md"}
TOPICS = re.findall(
    r"'([a-z-]+)'",
    "".join(re.findall(r"topics: \[([^]]+)\]", (ROOT / "web/src/shared/help/topics.ts").read_text("utf-8"))),
)


def guide(language: str, topic: str) -> str:
    return (DOCS / language / "guide" / f"{topic}.md").read_text(encoding="utf-8")


def words(language: str) -> set[str]:
    """What the interface says in that language."""
    files = [
        ROOT / f"web/src/shared/i18n/{LOCALES[language]}.json",
        *(ROOT / f"src/banjie/messages/{LOCALES[language]}").glob("*.json"),
    ]
    return {text for path in files for text in json.loads(path.read_text(encoding="utf-8")).values()}


@pytest.mark.parametrize("language", LOCALES)
def test_every_topic_of_the_application_has_its_guide_and_no_other(language: str) -> None:
    found = {path.stem for path in (DOCS / language / "guide").glob("*.md")}
    assert len(TOPICS) == len(set(TOPICS)) > 15
    assert found == set(TOPICS)
    assert re.findall(r"\(guide/([a-z-]+)\.md\)", INDEX[language].read_text(encoding="utf-8")) == TOPICS


@pytest.mark.parametrize("language", LOCALES)
def test_pages_that_have_a_guide_lead_to_one_that_exists(language: str) -> None:
    source = (ROOT / "web/src/shared/help/topics.ts").read_text(encoding="utf-8")
    pages = source[source.index("const PAGES") :]
    named = set(re.findall(r"^ {2}\S+: '([a-z-]+)',$", pages, re.MULTILINE))
    assert len(named) > 10
    assert named <= set(TOPICS), language


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_guide_shows_says_and_leads_to_what_is_there(language: str, topic: str) -> None:
    text = guide(language, topic)
    assert text.startswith("# ")
    assert 10 <= len(text.splitlines()) <= 60

    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", text)
    assert pictures, "a guide has a picture"
    for described, path in pictures:
        picture = (DOCS / language / "guide" / path).resolve()
        assert picture.is_file(), path
        assert picture.stat().st_size < 150_000, path
        assert len(described) > 1

    for linked in re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", text):
        assert linked.removesuffix(".md") in TOPICS, linked

    unknown = {said for said in re.findall(r"\*\*([^*]+)\*\*", text) if said not in words(language)}
    assert unknown == set(), "bold words are the interface's own"


def test_both_languages_say_the_same_things_in_the_same_order() -> None:
    for topic in TOPICS:
        zh, en = guide("zh", topic), guide("en", topic)
        for mark in (r"^## ", r"^- ", r"^\d\. ", r"^!\["):
            counts = [len(re.findall(mark, text, re.MULTILINE)) for text in (zh, en)]
            assert counts[0] == counts[1], f"{topic}: {mark}"


def test_no_picture_is_left_over() -> None:
    shown = {
        (DOCS / language / "guide" / path).resolve()
        for language in LOCALES
        for topic in TOPICS
        for path in re.findall(r"!\[[^]]+\]\(([^)]+)\)", guide(language, topic))
    }
    assert set((DOCS / "screenshots/guide").rglob("*.png")) == shown
