"""Deeds: with their event or not at all, one writer at a time, never changed. On both databases."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from pejl.base.errors import UsageError
from pejl.store.handling import UNDO, Aimed, Deed, Handlings, Outcome, standing
from pejl.store.trail import Trail

TODAY = date(2026, 10, 5)
ONE, TWO = Aimed("f1", "aaaa"), Aimed("f2", "bbbb", 1)


@pytest.fixture
def trail(people_url: str) -> Iterator[Trail]:
    opened = Trail(people_url)
    yield opened
    opened.close()


def act(trail: Trail, action: str, *aimed: Aimed, who: str = "alice", **more: Any) -> Outcome:
    return Handlings(trail).act(
        "finding", action, aimed, who=who, purpose="data_quality", day=TODAY, **more
    )


def test_a_deed_keeps_what_it_was_aimed_at_and_comes_with_its_event(trail: Trail) -> None:
    outcome = act(trail, "accept", ONE, TWO, value={"reason": "Aftalt", "until": "2026-12-31"})
    found = Handlings(trail).of("finding", ["f1", "f2", "f3"])
    assert set(found) == {"f1", "f2"}
    (deed,) = found["f2"]
    assert (deed.who, deed.day, deed.fingerprint, deed.round) == ("alice", TODAY, "bbbb", 1)
    assert deed.value == {"reason": "Aftalt", "until": "2026-12-31"}
    assert deed.batch == outcome.batch
    event = trail.latest(1)[0]
    assert (event.seq, event.kind, event.who) == (outcome.batch, "finding accept", "alice")
    assert event.what["subjects"] == ["f1", "f2"]
    assert "Aftalt" not in str(event.what), "people's words stay out of the trail"
    assert Handlings(trail).batch(outcome.batch) == (*found["f1"], *found["f2"])


def test_other_kinds_are_not_mixed_in(trail: Trail) -> None:
    act(trail, "accept", ONE)
    assert Handlings(trail).of("difference", ["f1"]) == {}
    assert Handlings(trail).of("difference") == {}


def test_what_may_not_be_done_is_left_and_told_and_the_rest_is_done(trail: Trail) -> None:
    outcome = act(trail, "accept", ONE, TWO, may=lambda one, _: "Nej." if one == ONE else "")
    assert (outcome.done, outcome.refused) == (("f2",), {"f1": "Nej."})
    assert set(Handlings(trail).of("finding")) == {"f2"}


def test_when_nothing_may_be_done_nothing_is_written(trail: Trail) -> None:
    outcome = act(trail, "accept", ONE, may=lambda *_: "Nej.")
    assert (outcome.batch, outcome.done) == (0, ())
    assert trail.head().seq == 0


def test_the_question_is_asked_with_what_others_have_done(trail: Trail) -> None:
    act(trail, "note", ONE, who="bob", value={"text": "Ringet"})
    seen: list[Sequence[Deed]] = []

    def may(_aimed: Aimed, deeds: Sequence[Deed]) -> str:
        seen.append(deeds)
        return ""

    act(trail, "note", ONE, may=may)
    assert [one.who for one in seen[0]] == ["bob"]


@pytest.mark.parametrize("text", ["7001701234", "se 700170-1234."])
def test_words_with_a_cpr_number_are_refused_whole_and_not_repeated(
    trail: Trail, text: str
) -> None:
    with pytest.raises(UsageError) as caught:
        act(trail, "accept", ONE, value={"reason": text})
    assert "1234" not in str(caught.value)
    assert Handlings(trail).of("finding") == {}
    assert trail.head().seq == 0


def test_a_fault_on_the_way_leaves_neither_deed_nor_event(trail: Trail) -> None:
    def may(_aimed: Aimed, _deeds: Sequence[Deed]) -> str:
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError):
        act(trail, "accept", ONE, may=may)
    with pytest.raises(sa.exc.IntegrityError):
        act(trail, "accept", ONE, who=None)  # type: ignore[arg-type]
    assert trail.head().seq == 0
    assert Handlings(trail).of("finding") == {}


def test_undoing_takes_away_a_whole_batch_and_nothing_else(trail: Trail) -> None:
    first = act(trail, "accept", ONE, TWO)
    second = act(trail, "note", ONE, value={"text": "Ringet"})
    act(trail, UNDO, ONE, value={"undoes": first.batch})
    found = Handlings(trail).of("finding")
    assert [one.batch for one in standing(found["f1"])] == [second.batch]
    assert [one.batch for one in standing(found["f2"])] == [first.batch]
    assert len(found["f1"]) == 3, "what was done is still told"


@pytest.mark.parametrize(
    "statement", ["UPDATE handling_event SET who = 'mallory'", "DELETE FROM handling_event"]
)
def test_the_table_refuses_changes(trail: Trail, people_url: str, statement: str) -> None:
    act(trail, "accept", ONE)
    engine = sa.create_engine(sa.make_url(people_url.replace("postgresql:", "postgresql+psycopg:")))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE handling_event SET who = 'mallory' WHERE subject = 'f2'",
        "DELETE FROM handling_event WHERE subject = 'f2'",
    ],
)
def test_what_the_databases_owner_changes_is_found(
    trail: Trail, people_url: str, statement: str
) -> None:
    act(trail, "accept", ONE, value={"reason": "Aftalt"})
    second = act(trail, "accept", TWO, value={"reason": "Aftalt"})
    assert Handlings(trail).changed_batch() is None
    lift = (
        ["DROP TRIGGER handling_no_update", "DROP TRIGGER handling_no_delete"]
        if people_url.startswith("sqlite")
        else ["DROP TRIGGER handling_no_change ON handling_event"]
    )
    engine = sa.create_engine(sa.make_url(people_url.replace("postgresql:", "postgresql+psycopg:")))
    with engine.begin() as connection:
        for one in (*lift, statement):
            connection.execute(sa.text(one))
    engine.dispose()
    assert Handlings(trail).changed_batch() == second.batch


def test_many_subjects_are_found_however_many(trail: Trail) -> None:
    aimed = [Aimed(f"f{number}") for number in range(700)]
    act(trail, "note", *aimed, value={"text": "Alle"})
    assert len(Handlings(trail).of("finding", [one.subject for one in aimed])) == 700
    assert set(Handlings(trail).of("finding", ["f3", "f699"])) == {"f3", "f699"}


def only_first(_aimed: Aimed, deeds: Sequence[Deed]) -> str:
    return "Taget." if deeds else ""


def _race(url: str, who: str, ready: Callable[[], object]) -> None:
    trail = Trail(url)
    ready()
    for number in range(20):
        act(trail, "assign", Aimed(f"f{number}"), who=who, may=only_first)
    trail.close()


def test_of_two_who_act_at_once_one_is_first_and_the_other_is_told(
    trail: Trail, people_url: str
) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [
        context.Process(target=_race, args=(people_url, who, barrier.wait))
        for who in ("alice", "bob", "charlie")
    ]
    for one in processes:
        one.start()
    for one in processes:
        one.join(90)
    assert [one.exitcode for one in processes] == [0, 0, 0]
    found = Handlings(trail).of("finding")
    assert {len(deeds) for deeds in found.values()} == {1}
    assert len(found) == 20 == trail.head().seq
    assert trail.verify() is None
    assert Handlings(trail).changed_batch() is None


def _until_killed(url: str, ready: Callable[[], object]) -> None:
    trail = Trail(url)
    ready()
    for number in range(100_000):
        act(trail, "note", Aimed(f"f{number}"), Aimed(f"g{number}"), value={"text": "x"})


def test_a_killed_writer_leaves_whole_batches_only(trail: Trail, people_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        barrier = context.Barrier(2)
        one = context.Process(target=_until_killed, args=(people_url, barrier.wait))
        one.start()
        barrier.wait()
        before = trail.head().seq
        while trail.head().seq < before + 5:
            pass
        assert one.pid
        os.kill(one.pid, signal.SIGKILL)
        one.join(30)
        act(trail, "note", ONE, value={"text": "stadig i live"})
        assert trail.verify() is None
        assert Handlings(trail).changed_batch() is None
