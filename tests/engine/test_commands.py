"""What each command may do, who may give it, and that a refusal changes nothing (checked by `Story`)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from drawing import process, task
from story import NOON, Story, candidate, opinion, sealed

from banjie.engine import commands as c
from banjie.engine import events as e
from banjie.engine.rejections import Rejected

LINE = process("start > a > b > s > end")


def refused(story: Story, user: str, command: c.AnyCommand, **who: bool) -> Rejected:
    with pytest.raises(Rejected) as caught:
        story.do(user, command, **who)
    return caught.value


def test_two_people_at_once_one_wins_the_other_is_told_what_happened() -> None:
    definition = process("start > a > end", a=task(completion="any"))
    story = Story(definition, people={"a": ["u", "v"]}).submit()
    late = story.task("v")
    story.approve("u")
    told = refused(story, "v", c.Approve(task=late, opinion=opinion()))
    assert told.code == "task_closed"
    assert told.details["by"] == "u"
    assert told.details["decision"] == "approved"
    assert told.details["at"] == story.state.tasks[late].closed_at.isoformat()  # type: ignore[union-attr]


@pytest.mark.parametrize("who", [{}, {"administrator": True}, {"system": True}])
def test_only_the_assignee_decides(who: dict[str, bool]) -> None:
    story = Story(LINE).submit()
    assert (
        refused(story, "zoe", c.Approve(task=story.task("a"), opinion=opinion()), **who).code == "not_allowed"
    )


def test_purposes_are_not_mixed_up() -> None:
    story = Story(process("start > a > h > end", h=task(purpose="handling"))).submit()
    assert refused(story, "a", c.Complete(task=story.task("a"), opinion=opinion())).code == "wrong_state"
    story.approve("a")
    for command in (c.Approve, c.Reject):
        assert refused(story, "h", command(task=story.task("h"), opinion=opinion())).code == "wrong_state"
    assert story.complete("h").state.closed


def test_unknown_parts_are_not_found() -> None:
    story = Story(LINE).submit()
    assert refused(story, "a", c.Approve(task="case.999", opinion=opinion())).code == "not_found"
    assert refused(story, "a", c.RetryJob(job="case.999"), administrator=True).code == "not_found"
    assert refused(story, "ann", c.Remind(node="nowhere")).code == "not_found"


def test_edited_data_come_before_the_decision() -> None:
    story = Story(LINE).submit()
    story.do("a", c.Approve(task=story.task("a"), opinion=opinion(), data=sealed("new"), changed=("amount",)))
    assert [type(event) for event in story.last][:2] == [e.DataChanged, e.TaskDecided]
    assert story.last[0].changed == ("amount",)


def test_withdraw_gives_a_draft_and_submit_clears_the_outcome() -> None:
    story = Story(LINE).submit().approve("a").do("ann", c.Withdraw(opinion=opinion()))
    assert (story.state.status, story.state.outcome, story.open) == ("draft", "withdrawn", [])
    assert not story.state.returned
    story.submit()
    assert (story.state.outcome, story.open) == (None, ["a"])


def test_withdraw_is_the_applicants_and_ends_with_the_outcome() -> None:
    story = Story(LINE).submit()
    assert refused(story, "root", c.Withdraw(), administrator=True).code == "not_allowed"
    story.approve("a", "b")
    assert refused(story, "ann", c.Withdraw()).code == "wrong_state"


def test_drafts_are_the_applicants() -> None:
    story = Story(LINE)
    story.do("ann", c.SaveDraft(data=sealed("v2")))
    assert refused(story, "bob", c.SaveDraft(data=sealed())).code == "not_allowed"
    assert refused(story, "bob", c.Submit()).code == "not_allowed"
    assert refused(story, "ann", c.Comment(text=sealed())).code == "wrong_state"
    assert (
        refused(story, "ann", c.Start(instance="case", applicant="ann", data=sealed())).code == "wrong_state"
    )


def test_transfer_moves_the_task_with_its_reason() -> None:
    story = Story(LINE).submit()
    story.do("a", c.Transfer(task=story.task("a"), to=candidate("eve"), opinion=opinion()))
    assert story.open == ["a/eve"]
    assert story.approve("eve").open == ["b"]


def test_transfer_asks_nobody_twice_and_never_the_applicant() -> None:
    story = Story(LINE, people={"a": ["u", "v"]}).submit().approve("v")
    for user, code in (("u", "already_there"), ("v", "already_there"), ("ann", "not_allowed")):
        command = c.Transfer(task=story.task("u"), to=candidate(user), opinion=opinion())
        assert refused(story, "u", command).code == code


def test_an_administrator_reassigns_what_the_node_does_not_let_its_people_transfer() -> None:
    story = Story(process("start > a > end", a=task(actions=()))).submit()
    give = c.Reassign(task=story.task("a"), to=candidate("eve"))
    assert refused(story, "a", give).code == "not_allowed"
    assert story.do("root", give, administrator=True).open == ["a/eve"]
    again = c.Reassign(task=story.task("eve"), to=candidate("eve"))
    applicant = c.Reassign(task=story.task("eve"), to=candidate("ann"))
    assert refused(story, "root", again, administrator=True).code == "already_there"
    assert refused(story, "root", applicant, administrator=True).code == "not_allowed"
    late = c.Reassign(task=story.task("eve"), to=candidate("zoe"))
    story.approve("eve")
    assert refused(story, "root", late, administrator=True).code == "task_closed"


def test_who_waits_in_a_row_is_replaced_before_being_asked() -> None:
    definition = process("start > a > end", a=task(completion="sequential"))
    story = Story(definition, people={"a": ["u", "v"]}).submit()
    queued = next(task.id for task in story.state.tasks.values() if task.assignee == "v")
    story.do("root", c.Reassign(task=queued, to=candidate("w")), administrator=True)
    assert story.approve("u").open == ["a/w"]


def test_remind_reaches_open_tasks() -> None:
    story = Story(process("start > p", "p > a > end", "p > b > end")).submit().do("ann", c.Remind(node="b"))
    assert story.happened(e.Reminded)[0].tasks == (story.task("b"),)
    assert len(story.do("root", c.Remind(), administrator=True).happened(e.Reminded)[0].tasks) == 2
    assert refused(story, "a", c.Remind()).code == "not_allowed"


def test_comments_and_copies_also_after_the_end() -> None:
    story = Story(process("start > a > end")).submit().approve("a")
    story.do("zoe", c.Comment(text=sealed("hello"), mentions=("ann",)))
    cc = c.Cc(users=("x", "y", "x"), reason=candidate("x").reason)
    assert story.do("zoe", cc).state.copies == ("x", "y")
    assert refused(story, "zoe", cc).code == "already_there"


def test_terminate_is_the_administrators_with_words() -> None:
    story = Story(LINE).submit()
    assert refused(story, "ann", c.Terminate(opinion=opinion())).code == "not_allowed"
    assert (
        refused(story, "root", c.Terminate(opinion=opinion("ok")), administrator=True).code
        == "opinion_stock_phrase"
    )
    story.do("root", c.Terminate(opinion=opinion()), administrator=True)
    assert (story.state.outcome, story.state.closed) == ("terminated", True)
    assert refused(story, "root", c.Terminate(opinion=opinion()), administrator=True).code == "wrong_state"


def test_a_case_left_lying_after_a_return_can_be_terminated() -> None:
    story = Story(LINE).submit().return_("a", "start")
    story.do("root", c.Terminate(opinion=opinion()), administrator=True)
    assert story.state.closed


def waiting_for_job() -> Story:
    return Story(LINE).submit().approve("a", "b")


def test_a_job_lands_once_and_a_second_report_changes_nothing() -> None:
    story = waiting_for_job().land("s")
    assert story.state.closed
    assert story.land("s").last == ()


def test_an_incident_holds_the_case_open_until_retried_or_waived() -> None:
    story = waiting_for_job().fail("s")
    assert not story.state.closed
    assert story.fail("s").last == ()
    job = story.job("s")
    assert refused(story, "ann", c.RetryJob(job=job)).code == "not_allowed"
    story.do("root", c.RetryJob(job=job), administrator=True)
    assert refused(story, "root", c.RetryJob(job=job), administrator=True).code == "job_not_in_incident"
    story.fail("s")
    assert (
        refused(story, "root", c.WaiveJob(job=job, opinion=opinion("")), administrator=True).code
        == "opinion_required"
    )
    story.do("root", c.WaiveJob(job=job, opinion=opinion()), administrator=True)
    assert story.state.closed
    assert refused(story, "", c.JobLanded(job=job, receipt=sealed()), system=True).code == "wrong_state"


def test_an_incident_may_still_land() -> None:
    assert waiting_for_job().fail("s").land("s").state.closed


def test_only_the_system_reports() -> None:
    story = waiting_for_job()
    assert (
        refused(story, "root", c.JobLanded(job=story.job("s"), receipt=sealed()), administrator=True).code
        == "not_allowed"
    )
    assert refused(story, "root", c.TimerFired(timer="t"), administrator=True).code == "not_allowed"


def test_an_overdue_task_is_marked_once_and_its_timer_goes_with_it() -> None:
    definition = process("start > a > b > end", a=task(due="P1D"), b=task(due="P1D"))
    story = Story(definition, due={"a": NOON + timedelta(days=1), "b": NOON + timedelta(days=2)}).submit()
    timer = next(iter(story.state.timers))
    story.fire("a")
    assert story.state.tasks[story.task("a")].overdue
    assert refused(story, "", c.TimerFired(timer=timer), system=True).code == "wrong_state"
    story.approve("a")
    (timer,) = story.state.timers
    story.approve("b")
    assert not story.state.timers
    assert refused(story, "", c.TimerFired(timer=timer), system=True).code == "wrong_state"


def test_in_turn_each_one_has_the_whole_time() -> None:
    definition = process("start > a > end", a=task(due="P1D", completion="sequential"))
    story = Story(definition, people={"a": ["u", "v"]}, due={"a": NOON + timedelta(days=1)}).submit()
    story.due["a"] = NOON + timedelta(days=3)
    story.approve("u")
    assert story.state.tasks[story.task("v")].due_at == NOON + timedelta(days=3)
    assert [timer.due_at for timer in story.state.timers.values()] == [NOON + timedelta(days=3)]
