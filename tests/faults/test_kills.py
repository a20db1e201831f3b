"""E11, quick arm: loads killed at moments, steps and touches of the disk, and the other faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.inspector import clear_text
from tests.faults.kills import Range, campaign, firing_range, report
from tests.faults.linked import LINKED, agree, secrets
from tests.faults.other_faults import (
    asked_to_end,
    full_disk,
    rollback_during_load,
    stopped_and_continued,
    two_loads_at_once,
)
from tests.faults.processes import ask, fork


@pytest.fixture(scope="module")
def field_() -> Iterator[Range]:
    with firing_range(seed=1) as made:
        yield made


def test_a_killed_load_leaves_one_whole_version_and_no_person_in_clear_text(field_: Range) -> None:
    tally = campaign(field_, 20)
    print(report(tally))
    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.kills >= 15, "the kills must fire"
    assert set(tally.fired) == {"moment", "step", "touch"}
    assert tally.old_served
    assert tally.new_served, "some kills must come after the switch"
    assert tally.left_behind
    assert tally.recovered >= 4
    assert tally.read.reads
    assert len(tally.read.versions) > 1


def test_two_loads_at_once_have_one_winner(field_: Range) -> None:
    outcome, wrong = two_loads_at_once(field_, pairs=2)
    assert not wrong, (outcome, wrong)


def test_a_full_disk_is_told_and_changes_nothing(field_: Range) -> None:
    outcome, wrong = full_disk(field_, grows=3.0)
    assert not wrong, (outcome, wrong)
    assert "disk-fuld" in outcome


def test_a_load_that_stands_still_is_only_late(field_: Range) -> None:
    outcome, wrong = stopped_and_continued(field_, seconds=0.5)
    assert not wrong, (outcome, wrong)


def test_a_load_can_be_asked_to_end(field_: Range) -> None:
    outcome, wrong = asked_to_end(field_, times=2)
    assert not wrong, (outcome, wrong)


def test_a_rollback_waits_for_a_load(field_: Range) -> None:
    outcome, wrong = rollback_during_load(field_)
    assert not wrong, (outcome, wrong)


def test_a_person_in_clear_text_is_found(tmp_path: Path) -> None:
    one = sorted(secrets())[0]
    (tmp_path / "left").write_bytes(b"\0\1" + one + b"\2")
    assert clear_text([tmp_path], secrets())
    (tmp_path / "left").write_bytes(one[:-1])
    assert not clear_text([tmp_path], secrets())


def test_a_mix_of_two_deliveries_is_seen(field_: Range) -> None:
    """The reader's question to a version whose two tables are of two deliveries."""
    assert ask(lambda: _mixed(field_)) == (True, False)


def _mixed(field_: Range) -> tuple[bool, bool]:
    from pejl.store.engines import DuckEngine, EngineFacts, snapshot_files
    from pejl.store.snapshots import current_version
    from tests.faults.linked import load_variant

    first = load_variant(field_.home, field_.deliveries[0]).snapshot
    second = load_variant(field_.home, field_.deliveries[3]).snapshot
    assert current_version(field_.home).latest == second
    facts = EngineFacts(second.delivery_day, second.own_municipality)
    whole = snapshot_files(field_.home, second)
    mixed = whole | {"posting": snapshot_files(field_.home, first)["posting"]}
    answers = []
    for files in (whole, mixed):
        engine = DuckEngine(files, facts)
        [(commitments,)], [(postings, amount)] = (
            engine.run_sql(LINKED[0]),
            engine.run_sql(LINKED[1]),
        )
        answers.append(agree(commitments, postings, amount))
    return answers[0], answers[1]


def test_what_a_child_tells_survives_its_death() -> None:
    def work(tell: object) -> None:
        assert callable(tell)
        tell(("step", "first"))
        import os

        os.kill(os.getpid(), 9)

    assert fork(work).wait() == (True, [("step", "first")])
