"""The yearly self-assessment: six themes of data quality, their questions, and what was answered.

Questions are data (`self_assessment.toml`); what BI has written on the page goes before it. Both
the questions' wordings and the answers are deeds in `store.handling`, so every wording there has
been is kept, and an answer tells which one it was given to.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from pejl.store.handling import Deed, standing

QUESTION, ANSWER = "assessment question", "assessment answer"
"""The kinds of subject: a question by its id, an answer by `2026/ledelse.1/alice`."""

LEVELS_DA = {
    1: "Ikke begyndt",
    2: "I gang nogle steder",
    3: "Gør vi de fleste steder",
    4: "Fast praksis",
}


@dataclass(frozen=True)
class Theme:
    """One of the six; `questions` as shipped, by id."""

    id: str
    name_da: str
    about_da: str
    questions: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """A question as it stands. `version` is its wording's mark."""

    id: str
    theme: str
    text_da: str

    @property
    def version(self) -> str:
        return hashlib.sha256(self.text_da.encode("utf-8")).hexdigest()[:16]


@cache
def themes() -> tuple[Theme, ...]:
    text = resources.files("pejl.quality").joinpath("self_assessment.toml").read_text("utf-8")
    return tuple(
        Theme(
            one["id"],
            one["name_da"],
            one["about_da"],
            {f"{one['id']}.{n}": question for n, question in enumerate(one["questions"], 1)},
        )
        for one in tomllib.loads(text)["theme"]
    )


def questions_as_written(deeds: Mapping[str, Sequence[Deed]]) -> tuple[Question, ...]:
    """The questions that are asked: ours, as BI has put them; one whose text is empty is not."""
    found: dict[str, Question] = {
        name: Question(name, theme.id, text)
        for theme in themes()
        for name, text in theme.questions.items()
    }
    for name, done in deeds.items():
        if left := standing(done):
            found[name] = Question(name, name.partition(".")[0], str(left[-1].value["text"]))
    order = {theme.id: place for place, theme in enumerate(themes())}
    asked = (one for one in found.values() if one.text_da)
    return tuple(sorted(asked, key=lambda one: (order[one.theme], _number(one.id))))


def next_id(theme: str, known: Sequence[str]) -> str:
    """The id of a new question of the theme; no id is used twice."""
    numbers = [_number(one) for one in known if one.partition(".")[0] == theme]
    return f"{theme}.{max(numbers, default=0) + 1}"


def _number(question_id: str) -> int:
    return int(question_id.partition(".")[2])


@dataclass(frozen=True)
class Answer:
    """What one leader answered a year, and which wording she answered."""

    year: int
    question: str
    who: str
    level: int
    text: str
    version: str


def answers_given(deeds: Mapping[str, Sequence[Deed]]) -> tuple[Answer, ...]:
    """Each leader's newest answer to each question, each year; a level of 0 takes it back."""
    found = []
    for subject, done in deeds.items():
        left = standing(done)
        year, question, who = subject.split("/", 2)
        if left and left[-1].value["level"]:
            last = left[-1]
            found.append(
                Answer(
                    int(year),
                    question,
                    who,
                    int(last.value["level"]),
                    str(last.value.get("text") or ""),
                    last.fingerprint,
                )
            )
    return tuple(found)


def answer_subject(year: int, question: str, who: str) -> str:
    return f"{year}/{question}/{who}"


@dataclass(frozen=True)
class Mean:
    """The mean level of a theme a year, of so many leaders' answers."""

    level: Fraction
    leaders: int


def mean_of(answers: Sequence[Answer], theme: str, year: int) -> Mean | None:
    """Each leader counts once, by the mean of what she answered. None without answers."""
    of_theme = [
        one for one in answers if one.year == year and one.question.partition(".")[0] == theme
    ]
    by_leader: dict[str, list[int]] = {}
    for one in of_theme:
        by_leader.setdefault(one.who, []).append(one.level)
    if not by_leader:
        return None
    means = [Fraction(sum(levels), len(levels)) for levels in by_leader.values()]
    return Mean(sum(means, Fraction(0)) / len(means), len(means))
