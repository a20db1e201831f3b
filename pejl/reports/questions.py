"""From a declaration to the questions it asks of the gate: as few as possible.

Measures that share indicator, options and dimensions become one request with all their periods.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    Headline,
    Headlines,
    Identity,
    Largest,
    Measure,
    Number,
    Part,
    Share,
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
    known_before: bool = False


Need = tuple[Measure, tuple[str, ...], tuple[Period, ...]]
"""A measure, the dimensions it is wanted by, and its periods."""


def question_of(measure: Measure, by: Sequence[str]) -> Question:
    options = tuple(sorted(measure.options))
    return Question(measure.indicator, options, tuple(by), measure.known_before)


def requests_for(
    deliverable: Deliverable,
    period: Period,
    *,
    as_of: date | None = None,
    before: date | None = None,
) -> dict[Question, FigureRequest]:
    """Every request the report needs, in the order the report first needs them.

    `before` is the day of the delivery before the newest one; without it, or for days after it,
    what was known before is not asked.
    """
    periods: dict[Question, set[Period]] = {}
    for measure, by, wanted in needs_of(deliverable, period):
        known = [one for one in wanted if _could_be_known(measure, one, before)]
        if known:
            periods.setdefault(question_of(measure, by), set()).update(known)
    return {
        question: FigureRequest(
            indicator=question.indicator,
            periods=tuple(sorted(found)),
            by=question.by,
            as_of=before if question.known_before else as_of,
            options=dict(question.options),
        )
        for question, found in periods.items()
    }


def _could_be_known(measure: Measure, period: Period, before: date | None) -> bool:
    return not measure.known_before or (before is not None and period.start <= before)


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
            for beside in compared(item):
                yield from _needs(beside, (), period)
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


def compared(item: Headline) -> tuple[Measure, ...]:
    """The key figure's own measure in the periods it is compared with."""
    measure = item.measure
    return tuple(measure.at(when) for when in item.compare) if isinstance(measure, Measure) else ()


def measures_in(number: Number) -> tuple[Measure, ...]:
    """The one measure, or the two: of a change the later first, of a share the part."""
    if isinstance(number, Change):
        if number.since == "known_before":
            return number.measure, number.measure.before
        return number.measure, number.measure.at(number.since)
    if isinstance(number, Share):
        return number.measure, number.of
    return (number,)
