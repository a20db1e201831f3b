"""The door for the yearly self-assessment: read by management, answered by leaders, worded by BI.

What a leader answered is seen by herself; others see means and how many have answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pejl.base.errors import UsageError
from pejl.gate.decide import decide
from pejl.gate.handling import LONGEST_TEXT
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Viewer
from pejl.quality.self_assessment import (
    ANSWER,
    LEVELS_DA,
    QUESTION,
    Answer,
    Mean,
    Question,
    answer_subject,
    answers_given,
    mean_of,
    next_id,
    questions_as_written,
    themes,
)
from pejl.store.handling import Aimed, Handlings

if TYPE_CHECKING:
    from pejl.store.trail import Trail

LEVELS = LEVELS_DA
ThemeMean = Mean
OTHER_WORDS_DA = "Spørgsmålet er rettet af en anden, siden du åbnede siden. Se det igen."


@dataclass(frozen=True)
class AskedQuestion:
    """A question with the viewer's own answer; `reworded` when she answered another wording."""

    question: Question
    mine: Answer | None

    @property
    def reworded(self) -> bool:
        return self.mine is not None and self.mine.version != self.question.version


@dataclass(frozen=True)
class AskedTheme:
    """A theme with its questions and the means of each year, by year."""

    id: str
    name_da: str
    about_da: str
    questions: tuple[AskedQuestion, ...]
    means: Mapping[int, Mean]


@dataclass(frozen=True)
class SelfAssessment:
    """One year's questions, and the results of every year there are answers for."""

    year: int
    themes: tuple[AskedTheme, ...]
    years: tuple[int, ...]
    trace_id: str


def read_self_assessment(
    viewer: Viewer, purpose: Purpose, *, year: int, trail: Trail
) -> SelfAssessment:
    decide(viewer, purpose, "self_assessment", trail=trail, asked=str(year))
    event = trail.append("self-assessment", who=viewer.name, purpose=purpose, what={"year": year})
    store = Handlings(trail)
    asked = questions_as_written(store.of(QUESTION))
    answers = answers_given(store.of(ANSWER))
    years = tuple(sorted({one.year for one in answers} | {year}))
    mine = {one.question: one for one in answers if (one.who, one.year) == (viewer.name, year)}
    return SelfAssessment(
        year,
        tuple(
            AskedTheme(
                theme.id,
                theme.name_da,
                theme.about_da,
                tuple(AskedQuestion(q, mine.get(q.id)) for q in asked if q.theme == theme.id),
                {one: mean for one in years if (mean := mean_of(answers, theme.id, one))},
            )
            for theme in themes()
        ),
        years,
        str(event),
    )


def answer_assessment(
    viewer: Viewer,
    purpose: Purpose,
    levels: Mapping[str, int],
    *,
    texts: Mapping[str, str],
    today: date,
    trail: Trail,
) -> int:
    """Answer this year's questions; how many answers were changed. 0 takes an answer back."""
    decide(viewer, purpose, "self_assessment.answer", trail=trail)
    store = Handlings(trail)
    asked = {one.id: one for one in questions_as_written(store.of(QUESTION))}
    mine = {
        one.question: (one.level, one.text)
        for one in answers_given(store.of(ANSWER))
        if (one.who, one.year) == (viewer.name, today.year)
    }
    changed = 0
    for name, level in levels.items():
        if name not in asked or level not in {0, *LEVELS_DA}:
            raise UsageError("svar-ukendt", "Svaret kan ikke læses.", next_step="Åbn siden igen.")
        text = texts.get(name, "").strip()[:LONGEST_TEXT]
        if mine.get(name, (0, "")) == (level, text):
            continue
        store.act(
            ANSWER,
            "answer",
            [Aimed(answer_subject(today.year, name, viewer.name), asked[name].version)],
            who=viewer.name,
            purpose=purpose,
            day=today,
            value={"level": level, "text": text},
        )
        changed += 1
    return changed


def word_question(
    viewer: Viewer,
    purpose: Purpose,
    text: str,
    *,
    question: str = "",
    theme: str = "",
    seen: str = "",
    today: date,
    trail: Trail,
) -> bool:
    """Word a question anew, take it away (no text), or add one to a theme; False when it already
    reads so. `seen` is the version the writer saw: UsageError when another has changed it since."""
    decide(viewer, purpose, "self_assessment.questions", trail=trail)
    store = Handlings(trail)
    deeds = store.of(QUESTION)
    now = {one.id: one for one in questions_as_written(deeds)}
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise UsageError("tekst-lang", "Spørgsmålet er for langt.", next_step="Gør det kortere.")
    known = [*deeds, *(name for one in themes() for name in one.questions)]
    if not question:
        if theme not in {one.id for one in themes()}:
            raise UsageError("tema-ukendt", "Temaet findes ikke.", next_step="Åbn siden igen.")
        question = next_id(theme, known)
    elif question not in known:
        raise UsageError("spoergsmaal-ukendt", "Spørgsmålet findes ikke.")
    standing = now.get(question)
    if text == (standing.text_da if standing else ""):
        return False
    if standing and seen and seen != standing.version:
        raise UsageError("spoergsmaal-aendret", OTHER_WORDS_DA, next_step="Åbn siden igen.")
    store.act(
        QUESTION,
        "word",
        [Aimed(question, seen)],
        who=viewer.name,
        purpose=purpose,
        day=today,
        value={"text": text},
    )
    return True
