"""From a declaration to the questions it asks of the gate: as few as possible.

Measures that share indicator, options and dimensions become one request with all their periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pejl.base.period import Period
from pejl.gate.questions import FigureRequest
from pejl.reports.declarations import (
    Bridge,
    Change,
    Chapter,
    Deliverable,
    Grid,
    Headlines,
    Identity,
    Largest,
    Measure,
    Number,
    Part,
    Side,
    Than,
    Trend,
    Words,
)
from pejl.reports.spans import period_of, periods_of


@dataclass(frozen=True)
class Question:
    """What is asked in one request, apart from the periods."""

    indicator: str
    options: tuple[tuple[str, str], ...]
    by: tuple[str, ...]


Need = tuple[Measure, tuple[str, ...], tuple[Period, ...]]
"""A measure, the dimensions it is wanted by, and its periods."""


def question_of(measure: Measure, by: Sequence[str]) -> Question:
    return Question(measure.indicator, tuple(sorted(measure.options)), tuple(by))


def requests_for(
    deliverable: Deliverable, period: Period, as_of: date | None = None
) -> dict[Question, FigureRequest]:
    """Every request the report needs, in the order the report first needs them."""
    periods: dict[Question, set[Period]] = {}
    for measure, by, wanted in needs_of(deliverable, period):
        periods.setdefault(question_of(measure, by), set()).update(wanted)
    return {
        question: FigureRequest(
            indicator=question.indicator,
            periods=tuple(sorted(found)),
            by=question.by,
            as_of=as_of,
            options=dict(question.options),
        )
        for question, found in periods.items()
    }


def needs_of(deliverable: Deliverable, period: Period) -> Iterator[Need]:
    for chapter in deliverable.chapters:
        yield from _needs_of_chapter(chapter, period)


def _needs_of_chapter(chapter: Chapter, period: Period) -> Iterator[Need]:
    for sentence in chapter.says:
        for words in sentence.values.values():
            yield from _needs_of_words(words, period)
    for part in chapter.parts:
        yield from _needs_of_part(part, period)
    for identity in chapter.must_hold:
        yield from _needs_of_identity(identity, period)


def _needs_of_part(part: Part, period: Period) -> Iterator[Need]:
    if isinstance(part, Headlines):
        for item in part.items:
            for when in item.compare:
                yield from _needs(item.measure.at(when), (), period)
            for _, other in item.against:
                yield from _needs(other, (), period)
            yield from _needs(item.measure, (), period)
    elif isinstance(part, Grid):
        for column in part.columns:
            for depth in range(len(part.by) + 1):
                yield from _needs(column.number, part.by[:depth], period)
    elif isinstance(part, Bridge):
        for _, measure in (part.start, *part.steps, part.end):
            yield from _needs(measure, (), period)
    elif isinstance(part, Trend):
        by = (part.by,) if part.by else ()
        for line in part.lines:
            yield line.measure, by, periods_of(line.series, period)


def _needs_of_words(words: Words, period: Period) -> Iterator[Need]:
    if isinstance(words, Measure):
        yield from _needs(words, (), period)
    elif isinstance(words, Side):
        yield from _needs(words.measure, (), period)
    elif isinstance(words, Than):
        yield from _needs(words.change, (), period)
    elif isinstance(words, Largest):
        yield from _needs(words.number, (words.by,), period)


def _needs_of_identity(identity: Identity, period: Period) -> Iterator[Need]:
    for measure in (identity.start, *identity.plus, *identity.minus, identity.end):
        for depth in range(len(identity.by) + 1):
            yield from _needs(measure, identity.by[:depth], period)


def _needs(number: Number, by: tuple[str, ...], period: Period) -> Iterator[Need]:
    for measure in measures_in(number):
        yield measure, by, (period_of(measure.when, period),)


def measures_in(number: Number) -> Iterable[Measure]:
    """The one measure, or the two a change is made of, the later first."""
    if isinstance(number, Change):
        return number.measure, number.measure.at(number.since)
    return (number,)
