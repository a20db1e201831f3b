"""Builds a declared report: asks the gate, checks the identities, lays the answers out.

    document = build(
        deliverable_named("maanedsopfoelgning-myndighed"),
        parse_period("2026-10"),
        viewer,
        purpose=Purpose.STEERING,
        warehouse=warehouse,
        trail=trail,
    )

The same function makes every deliverable; what differs stands in its declaration. `Doors` are the
gate's functions bound to a viewer and a purpose, so that a test may answer in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pejl.base.errors import UsageError
from pejl.base.period import Period, danish_date
from pejl.base.tables import ReleasedTable
from pejl.gate.decide import decide
from pejl.gate.definitions import IndicatorFacts, definition
from pejl.gate.deliveries import read_quality
from pejl.gate.figure_quality import FigureQuality, read_figure_quality
from pejl.gate.labels import label_for
from pejl.gate.news import ChangeFacts, read_changes
from pejl.gate.numbers import read_many
from pejl.gate.purpose import PURPOSES, Purpose
from pejl.gate.quality import QualityFacts
from pejl.gate.questions import FigureRequest
from pejl.gate.roles import report_thing
from pejl.reports.answers import Answers, check_same_version
from pejl.reports.boxes import changes_blocks, changes_summary, quality_blocks, quality_summary
from pejl.reports.checking import check_declaration, check_identities, check_period
from pejl.reports.declarations import Bridge, Chapter, Deliverable, Grid, Headlines, Part
from pejl.reports.document import Block, Definition, Document, Edition, Section
from pejl.reports.figure_box import figure_blocks, figure_summary
from pejl.reports.parts.bridges import build_bridge
from pejl.reports.parts.grids import build_grid
from pejl.reports.parts.headlines import build_headlines, in_period
from pejl.reports.parts.sentences import build_sentences
from pejl.reports.parts.trends import build_trend
from pejl.reports.questions import requests_for

if TYPE_CHECKING:
    from pejl.gate.handles import Warehouse
    from pejl.gate.viewer import Viewer
    from pejl.store.trail import Trail


@dataclass(frozen=True)
class Doors:
    """What a report may ask, already bound to who asks and why."""

    viewer_da: str
    purpose_da: str
    figures: Callable[[Sequence[FigureRequest]], Sequence[ReleasedTable]]
    quality: Callable[[], QualityFacts]
    changes: Callable[[date | None], ChangeFacts]
    definition: Callable[[str], IndicatorFacts]
    label: Callable[[str, str], str]
    """(dimension, value) -> what people call it."""
    touching: Callable[[Collection[str], int], FigureQuality] | None = None
    """(indicators, year) -> the open findings that touch their figures."""


def build(
    deliverable: Deliverable,
    period: Period,
    viewer: Viewer,
    *,
    purpose: Purpose,
    warehouse: Warehouse,
    trail: Trail,
    as_of: date | None = None,
    today: date | None = None,
) -> Document:
    """The report as the viewer may see it. Raises DeniedError when the role may not have it.

    `as_of` gives the figures as they were known that day; None as they are known now. `today` is
    the day people's explanations are asked for; without it the newest delivery's.
    """
    decide(viewer, purpose, report_thing(deliverable.id), trail=trail, asked=deliverable.id)
    doors = doors_of(viewer, purpose, warehouse=warehouse, trail=trail, today=today)
    return lay_out(deliverable, period, doors, as_of=as_of)


def doors_of(
    viewer: Viewer,
    purpose: Purpose,
    *,
    warehouse: Warehouse,
    trail: Trail,
    today: date | None = None,
) -> Doors:
    """The gate's functions, each bound to who asks and why."""

    def figures(requests: Sequence[FigureRequest]) -> Sequence[ReleasedTable]:
        return read_many(viewer, purpose, requests, warehouse=warehouse, trail=trail)

    def quality() -> QualityFacts:
        return read_quality(viewer, purpose, warehouse=warehouse, trail=trail)

    def changes(as_of: date | None) -> ChangeFacts:
        return read_changes(viewer, purpose, as_of=as_of, warehouse=warehouse, trail=trail)

    def touching(indicators: Collection[str], year: int) -> FigureQuality:
        return read_figure_quality(
            viewer,
            purpose,
            indicators,
            year=year,
            today=today or warehouse.snapshot().delivery_day,
            warehouse=warehouse,
            trail=trail,
        )

    return Doors(
        viewer_da=viewer.name,
        purpose_da=PURPOSES[purpose].label_da,
        figures=figures,
        quality=quality,
        changes=changes,
        definition=definition,
        label=partial(label_for, warehouse.home),
        touching=touching,
    )


def lay_out(
    deliverable: Deliverable, period: Period, doors: Doors, *, as_of: date | None = None
) -> Document:
    """The report for one period. Raises UsageError for a period it cannot be made for."""
    check_period(deliverable, period)
    check_declaration(deliverable, doors.definition)
    quality = doors.quality()
    _check_delivered(period, quality.delivery_day)
    changes = doors.changes(as_of)
    asked = requests_for(deliverable, period, as_of=as_of, before=changes.then)
    tables = dict(zip(asked, doors.figures(tuple(asked.values())), strict=True))
    answers = Answers(tables, doors.definition, doors.label, period, as_of, changes.then)
    check_identities(deliverable, answers)
    check_same_version(tables.values())
    first = next(tables[one] for one in asked if not one.known_before)
    indicators = frozenset(question.indicator for question in asked)
    touching = doors.touching(indicators, period.end.year) if doors.touching else None
    boxes = _Boxes(quality, changes, touching)
    return Document(
        id=deliverable.id,
        title_da=deliverable.title_da,
        subtitle_da=period.label_da,
        municipality_da=quality.municipality_da,
        period=period,
        audience_da=deliverable.audience_da,
        cadence_da=deliverable.cadence_da,
        purpose_da=deliverable.purpose_da,
        edition=Edition(
            delivery_day=first.facts.delivery_day,
            version=first.facts.version,
            trace_id=first.trace_id,
            viewer=doors.viewer_da,
            purpose=doors.purpose_da,
        ),
        sections=tuple(_section(one, answers, boxes) for one in deliverable.chapters),
        definitions=tuple(_definitions((question.indicator for question in asked), doors)),
        notes_da=tuple(_notes(period, first.facts.delivery_day, tables.values())),
    )


def _check_delivered(period: Period, delivery_day: date) -> None:
    if period.start > delivery_day:
        raise UsageError(
            "periode-ikke-leveret",
            f"{period.label_da.capitalize()} begynder efter den seneste leverance, som er fra "
            f"den {danish_date(delivery_day)}.",
            next_step="Vælg en tidligere periode, eller indlæs den næste leverance.",
        )


@dataclass(frozen=True)
class _Boxes:
    """What the chapters of quality and changes are made of."""

    quality: QualityFacts
    changes: ChangeFacts
    touching: FigureQuality | None


def _section(chapter: Chapter, answers: Answers, boxes: _Boxes) -> Section:
    said = build_sentences(chapter.says, answers)
    blocks = tuple(_block(part, answers) for part in chapter.parts)
    quality, changes = boxes.quality, boxes.changes
    if chapter.kind == "quality":
        touching = boxes.touching
        told = figure_summary(touching) if touching else ()
        found = figure_blocks(touching) if touching else ()
        said = (*told, *quality_summary(quality), *said)
        blocks = (*blocks, *found, *quality_blocks(quality))
    elif chapter.kind == "changes":
        said = (*changes_summary(changes), *said)
        blocks = (*changes_blocks(changes, answers.label), *(blocks if changes.then else ()))
    return Section(
        id=chapter.id,
        title_da=chapter.title_da,
        summary_da=said,
        intro_da=in_period(chapter.intro_da, answers.period),
        blocks=blocks,
        kind=chapter.kind,
    )


def _block(part: Part, answers: Answers) -> Block:
    if isinstance(part, Headlines):
        return build_headlines(part, answers)
    if isinstance(part, Grid):
        return build_grid(part, answers)
    if isinstance(part, Bridge):
        return build_bridge(part, answers)
    return build_trend(part, answers)


def _notes(period: Period, delivery_day: date, tables: Iterable[ReleasedTable]) -> Iterator[str]:
    if period.end > delivery_day:
        yield (
            f"Den seneste leverance er fra den {danish_date(delivery_day)}. "
            f"Dagene derefter er ikke med, så {period.label_da} er ikke hel."
        )
    yield from dict.fromkeys(note for table in tables for note in table.facts.notes)


def _definitions(indicators: Iterable[str], doors: Doors) -> Iterator[Definition]:
    for facts in (doors.definition(one) for one in sorted(set(indicators))):
        yield Definition(
            indicator=facts.id,
            title_da=facts.title_da,
            help_da=facts.help_da,
            unit_da=facts.unit_da,
            population_da=facts.population_da,
            owner_da=facts.owner_da,
            purpose_da=facts.purpose_da,
            fields=tuple((field.title_da, field.help_da) for field in facts.fields),
        )
