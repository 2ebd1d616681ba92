"""Records the golden logs of a release: `python tests/engine/golden/record.py <release>`.

A file that exists is never written again: logs of every release replay for ever.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

import msgspec  # noqa: E402
from drawing import process, task  # noqa: E402
from story import NOON, Story, candidate, opinion, sealed  # noqa: E402

from banjie.engine import commands as c  # noqa: E402
from banjie.engine import definition as d  # noqa: E402
from banjie.engine.upcast import VERSION, to_stored  # noqa: E402


def purchase() -> Story:
    """Lookup, decision, branch, inclusive join, an incident that is retried, a notice."""
    definition = process(
        "start > look > rule > o1", "o1 >[big] a > o2", "o1 >[new] b > o2", "o1 >[*] e > o2", "o2 > s > tell > end",
        look=d.ServiceTask(code="look", name="库存", connector="records", timing="inline", result="stock"),
        rule=d.BusinessRuleTask(code="rule", name="等级", decision={}, result="level"),
        tell=d.ServiceTask(code="tell", name="通知", connector="wecom", holds_open=False),
    )  # fmt: skip
    story = Story(definition, holds={"big": True, "new": True}).submit().approve("a", "b").fail("s")
    story.do("root", c.RetryJob(job=story.job("s")), administrator=True)
    return story.land("s").land("tell")


def countersign() -> Story:
    """Branches, in turn, a transfer, a return into a sibling branch, one to the start, a withdrawal."""
    definition = process(
        "start > p1", "p1 > a > b > p2", "p1 > f > g > p2", "p2 > z > end",
        z=task(completion="sequential", due="P1D", dedupe="anywhere"),
    )  # fmt: skip
    story = Story(definition, people={"z": ["u", "a", "v"]}, due={"z": NOON + timedelta(days=2)}).submit()
    story.approve("a", "b", "f").return_("g", "a").approve("a", "b").return_("g", "start").submit()
    story.do("ann", c.Withdraw()).submit().approve("a", "b", "f", "g")
    story.do("u", c.Transfer(task=story.task("u"), to=candidate("t"), opinion=opinion())).fire("z")
    story.do("ann", c.Remind()).do("ann", c.Comment(text=sealed("please"))).approve("t", "v")
    return story


def rejected() -> Story:
    definition = process(
        "start > p", "p > a > end", "p > s > wait > end", wait=d.TimerCatch("wait", "等", "P1D")
    )
    story = Story(definition, due={"wait": NOON + timedelta(days=1)}).submit().land("s").reject("a")
    return story.do("zoe", c.Cc(users=("x",), reason=candidate("x").reason))


def terminated() -> Story:
    definition = process("start > k > a > s > end", k=task(when_empty="skip"))
    story = Story(definition, people={"k": []}).do("ann", c.SaveDraft(data=sealed("second")))
    story.submit().approve("a").fail("s")
    return story.do("root", c.Terminate(opinion=opinion()), administrator=True)


def stories() -> Iterator[tuple[str, Story]]:
    for tell in (purchase, countersign, rejected, terminated):
        yield tell.__name__, tell()


def main(release: str) -> None:
    for name, story in stories():
        log = {
            "release": release,
            "version": VERSION,
            "events": [to_stored(event) for event in story.events],
            "state": msgspec.to_builtins(story.state),
        }
        file = FOLDER / f"{release}-{name}.json"
        if not file.exists():
            file.write_bytes(msgspec.json.format(msgspec.json.encode(log), indent=1) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
