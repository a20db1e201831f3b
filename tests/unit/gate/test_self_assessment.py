"""The yearly self-assessment: who answers, who words, and that nothing said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from pejl.base.errors import DeniedError, UsageError
from pejl.gate.purpose import Purpose
from pejl.gate.self_assessment import (
    SelfAssessment,
    answer_assessment,
    read_self_assessment,
    word_question,
)
from pejl.gate.viewer import Role, Viewer
from pejl.quality.self_assessment import QUESTION, themes
from pejl.store.handling import Handlings
from pejl.store.trail import Trail

TODAY = date(2026, 11, 3)
ALICE, BOB = Viewer.of("alice", Role.LEADER), Viewer.of("bob", Role.LEADER)
DIRECTOR, BI = Viewer.of("dorte", Role.DIRECTOR), Viewer.of("bente", Role.BI)
FIRST, SECOND = "ledelse.1", "ledelse.2"


@pytest.fixture
def trail(people_url: str) -> Iterator[Trail]:
    opened = Trail(people_url)
    yield opened
    opened.close()


def answer(
    trail: Trail, who: Viewer, levels: dict[str, int], *, today: date = TODAY, **texts: str
) -> int:
    return answer_assessment(
        who, Purpose.DATA_QUALITY, levels, texts=texts, today=today, trail=trail
    )


def seen(trail: Trail, who: Viewer = DIRECTOR, year: int = 2026) -> SelfAssessment:
    return read_self_assessment(who, Purpose.DATA_QUALITY, year=year, trail=trail)


def word(trail: Trail, text: str, who: Viewer = BI, **place: str) -> bool:
    return word_question(who, Purpose.DATA_QUALITY, text, today=TODAY, trail=trail, **place)  # type: ignore[arg-type]


def test_there_are_six_themes_each_with_questions(trail: Trail) -> None:
    found = seen(trail)
    assert len(found.themes) == 6
    assert all(theme.questions and theme.name_da and theme.about_da for theme in found.themes)


def test_each_leader_counts_once_and_others_see_the_mean_alone(trail: Trail) -> None:
    answer(trail, ALICE, {FIRST: 4, SECOND: 3})
    answer(trail, BOB, {FIRST: 1})
    found = seen(trail)
    assert found.themes[0].means[2026].level == Fraction(9, 4)
    assert found.themes[0].means[2026].leaders == 2
    assert 2026 not in found.themes[1].means, "nobody has answered"
    assert all(one.mine is None for theme in found.themes for one in theme.questions)
    mine = {one.question.id: one.mine for one in seen(trail, ALICE).themes[0].questions}
    assert mine[FIRST] is not None and mine[FIRST].level == 4


def test_a_later_answer_replaces_the_earlier_and_nought_takes_it_back(trail: Trail) -> None:
    assert answer(trail, ALICE, {FIRST: 2, SECOND: 2}) == 2
    assert answer(trail, ALICE, {FIRST: 3, SECOND: 2}) == 1
    assert seen(trail).themes[0].means[2026].level == Fraction(5, 2)
    answer(trail, ALICE, {FIRST: 0})
    assert seen(trail).themes[0].means[2026].level == 2


def test_years_stand_beside_each_other(trail: Trail) -> None:
    answer(trail, ALICE, {FIRST: 1}, today=date(2025, 11, 3))
    answer(trail, ALICE, {FIRST: 3})
    found = seen(trail)
    assert found.years == (2025, 2026)
    assert {year: mean.level for year, mean in found.themes[0].means.items()} == {2025: 1, 2026: 3}


def test_a_question_is_worded_anew_and_the_answers_tell_which_they_were_given_to(
    trail: Trail,
) -> None:
    answer(trail, ALICE, {FIRST: 4})
    before = seen(trail, ALICE).themes[0].questions[0]
    assert not before.reworded
    assert word(trail, "Helt andre ord.", question=FIRST, seen=before.question.version)
    after = seen(trail, ALICE).themes[0].questions[0]
    assert (after.question.text_da, after.reworded) == ("Helt andre ord.", True)
    assert not word(trail, "Helt andre ord.", question=FIRST)
    answer(trail, ALICE, {FIRST: 3})
    assert not seen(trail, ALICE).themes[0].questions[0].reworded
    assert len(Handlings(trail).of(QUESTION)[FIRST]) == 1


def test_two_who_reword_at_once_do_not_overwrite_each_other(trail: Trail) -> None:
    version = seen(trail).themes[0].questions[0].question.version
    word(trail, "Bentes ord.", question=FIRST, seen=version)
    with pytest.raises(UsageError):
        word(trail, "Andre ord.", question=FIRST, seen=version)
    assert seen(trail).themes[0].questions[0].question.text_da == "Bentes ord."


def test_a_question_is_added_and_taken_away_and_its_id_is_not_used_again(trail: Trail) -> None:
    count = len(themes()[0].questions)
    word(trail, "Et nyt.", theme="ledelse")
    added = seen(trail).themes[0].questions[-1].question
    assert (added.id, added.text_da) == (f"ledelse.{count + 1}", "Et nyt.")
    word(trail, "", question=added.id)
    assert len(seen(trail).themes[0].questions) == count
    word(trail, "Endnu et.", theme="ledelse")
    assert seen(trail).themes[0].questions[-1].question.id == f"ledelse.{count + 2}"


@pytest.mark.parametrize(
    "levels", [{FIRST: 5}, {FIRST: -1}, {"ledelse.99": 1}, {"../etc": 1}], ids=str
)
def test_an_answer_to_nothing_is_refused(trail: Trail, levels: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        answer(trail, ALICE, levels)


def test_a_cpr_number_in_a_remark_is_refused(trail: Trail) -> None:
    with pytest.raises(UsageError):
        answer(trail, ALICE, {FIRST: 2}, **{FIRST: "se 700170-1234"})


def test_only_leaders_answer_only_bi_words_and_case_workers_see_nothing(trail: Trail) -> None:
    for who in (DIRECTOR, BI):
        with pytest.raises(DeniedError):
            answer(trail, who, {FIRST: 2})
    with pytest.raises(DeniedError):
        word(trail, "x", who=ALICE, question=FIRST)
    with pytest.raises(DeniedError):
        seen(trail, Viewer.of("carla", Role.CASE_WORKER))
