"""The trail: appended by several processes at once, and every tampering is found where it is."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from pejl.base.errors import ConsistencyError, StorageError
from pejl.store.trail import Head, Trail


@pytest.fixture
def trail(people_url: str) -> Iterator[Trail]:
    opened = Trail(people_url)
    yield opened
    opened.close()


def fill(trail: Trail, count: int) -> None:
    for number in range(count):
        trail.append("figures", who="alice", purpose="steering", what={"number": number})


def tamper(url: str, *statements: str) -> None:
    """As the database's owner may: the guards are lifted first."""
    engine = sa.create_engine(sa.make_url(url.replace("postgresql:", "postgresql+psycopg:")))
    lift = (
        ["DROP TRIGGER trail_no_update", "DROP TRIGGER trail_no_delete"]
        if url.startswith("sqlite")
        else ["DROP TRIGGER trail_no_change ON trail_event"]
    )
    with engine.begin() as connection:
        for statement in (*lift, *statements):
            connection.execute(sa.text(statement))
    engine.dispose()


def test_events_are_numbered_from_one_and_told_newest_first(trail: Trail) -> None:
    first = trail.append("login", who="alice", purpose="operation", what={})
    second = trail.append("figures", who="bob", purpose="steering", what={"indicator": "I-01"})
    assert (first, second) == (1, 2)
    newest = trail.latest(1)[0]
    assert (newest.seq, newest.kind, newest.who) == (2, "figures", "bob")
    assert newest.what == {"indicator": "I-01"}
    assert newest.at.endswith("+00:00")


def test_an_empty_trail_is_whole(trail: Trail) -> None:
    assert trail.verify() is None
    assert trail.head().seq == 0


def test_an_untouched_trail_is_whole(trail: Trail) -> None:
    fill(trail, 5)
    assert trail.verify() is None
    assert trail.verify(kept=trail.head()) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE trail_event SET who = 'mallory' WHERE seq = 3", 3),
        ("UPDATE trail_event SET what = '{}' WHERE seq = 1", 1),
        ("UPDATE trail_event SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 5", 5),
        ("DELETE FROM trail_event WHERE seq = 4", 4),
        ("DELETE FROM trail_event WHERE seq = 1", 1),
        ("UPDATE trail_event SET seq = 9 WHERE seq = 2", 2),
    ],
)
def test_what_the_owner_changes_is_found_at_its_place(
    trail: Trail, people_url: str, statement: str, broken: int
) -> None:
    fill(trail, 6)
    tamper(people_url, statement)
    assert trail.verify() == broken


def test_a_cut_tail_is_found_with_a_head_kept_elsewhere(trail: Trail, people_url: str) -> None:
    fill(trail, 6)
    kept = trail.head()
    tamper(people_url, "DELETE FROM trail_event WHERE seq > 4")
    assert trail.verify() is None
    assert trail.verify(kept) == 5


def test_a_rewritten_tail_is_found_with_a_head_kept_elsewhere(
    trail: Trail, people_url: str
) -> None:
    fill(trail, 4)
    kept = trail.head()
    tamper(people_url, "DELETE FROM trail_event WHERE seq = 4")
    trail.append("figures", who="mallory", purpose="steering", what={})
    assert trail.verify() is None
    assert trail.verify(kept) == 4


@pytest.mark.parametrize(
    "statement", ["UPDATE trail_event SET who = 'mallory'", "DELETE FROM trail_event"]
)
def test_the_table_refuses_changes(trail: Trail, people_url: str, statement: str) -> None:
    fill(trail, 2)
    engine = sa.create_engine(sa.make_url(people_url.replace("postgresql:", "postgresql+psycopg:")))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
    assert trail.verify() is None


@pytest.mark.parametrize("text", ["7001701234", "700170-1234", "se 700170-1234."])
def test_a_cpr_number_is_refused_and_not_repeated(trail: Trail, text: str) -> None:
    with pytest.raises(ConsistencyError) as caught:
        trail.append("figures", who="alice", purpose="steering", what={"note": text})
    assert "1234" not in str(caught.value)
    assert trail.head().seq == 0


def test_a_hash_or_a_long_number_is_no_cpr_number(trail: Trail) -> None:
    trail.append(
        "load",
        who="bi",
        purpose="operation",
        what={"sha": "ab7001701234cd" * 4, "n": 70017012345, "key": "c_7001701234ab"},
    )
    assert trail.head().seq == 1


def _append_many(url: str, who: str, count: int, ready: Callable[[], object]) -> None:
    trail = Trail(url)
    ready()
    for number in range(count):
        trail.append("figures", who=who, purpose="steering", what={"number": number})
    trail.close()


def test_processes_that_append_at_once_make_one_whole_chain(trail: Trail, people_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [
        context.Process(target=_append_many, args=(people_url, who, 20, barrier.wait))
        for who in ("alice", "bob", "charlie")
    ]
    for one in processes:
        one.start()
    for one in processes:
        one.join(60)
    assert [one.exitcode for one in processes] == [0, 0, 0]
    assert trail.head().seq == 60
    assert trail.verify() is None
    assert {event.who for event in trail.latest(60)} == {"alice", "bob", "charlie"}


def test_a_database_that_cannot_be_written_stops_the_work() -> None:
    trail = Trail("sqlite:////proc/no-such-folder/people.sqlite")
    with pytest.raises(StorageError) as caught:
        trail.append("figures", who="alice", purpose="steering", what={})
    assert "intet blev vist" in str(caught.value)


def test_a_head_says_nothing_of_what_is_in_it(trail: Trail) -> None:
    fill(trail, 1)
    head = trail.head()
    assert isinstance(head, Head)
    assert len(head.hash) == 64
