"""E4, the quick arm: every planted fault is found by its rule, and the rules find little beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality.judging import Score, judge

FEWEST_RULES = 35


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Score:
    found = Score()
    for seed, citizens in ((101, 900), (102, 300), (103, 150)):
        judge(found, tmp_path_factory.mktemp("e4"), seed=seed, citizens=citizens)
    return found


def test_every_planted_fault_is_found_by_the_rule_named(score: Score) -> None:
    assert len(score.planted) >= FEWEST_RULES
    assert score.missed == []


def test_what_the_rules_find_is_true(score: Score) -> None:
    assert score.precision >= 0.98, score.beside


def test_nothing_is_found_where_nothing_is_wrong(score: Score, tmp_path: Path) -> None:
    nothing = Score(planted=score.planted.copy())
    judge(nothing, tmp_path, seed=104, citizens=300, faults=False)
    assert nothing.beside == []


def test_a_score_tells_what_was_missed_and_what_is_beside() -> None:
    score = Score()
    planted = {("V-010", "cura", "B1"), ("V-010", "cura", "B2")}
    also = {("V-010", "cura", "B3")}
    found = [("V-010", "cura", "B1"), ("V-010", "cura", "B3"), ("V-010", "cura", "B4")]
    score.tell("here", planted, also, [*found, ("V-081", "cura", "B1")])
    assert score.missed == [("here", "V-010", "cura", "B2")]
    assert score.beside == [("here", "V-010", "cura", "B4")]
    assert (score.recall, score.precision) == (0.5, 2 / 3)
