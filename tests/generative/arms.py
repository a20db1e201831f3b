"""The comparison as the arms run it: batches drawn, asked of the judge and of each engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from pejl.figures.request import FigureRequest, RowFilter
from tests.generative.comparing import (
    Difference,
    Started,
    answered,
    differences_of,
    first_of_each_kind,
    judged,
    readable,
)
from tests.generative.strategies import Batch, draw_many, draw_requests
from tests.reference.judge import Answers

Trait = tuple[str, ...]
"""Something a question asks with: an indicator and its dimension, option's value, filter ..."""


@dataclass
class Tally:
    """What came of it. `cases_of`, `asked` and `cells` count by engine; `told` counts, by indicator and
    number, the cells in which the judge has something else than 0 and unknown."""

    cases: int = 0
    cases_of: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    cases_asked: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    traits: dict[str, Counter[Trait]] = field(default_factory=dict)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: list[Difference] = field(default_factory=list)
    readable: list[str] = field(default_factory=list)

    def add(self, engine: str, request: FigureRequest, cases: int, cells: int) -> None:
        self.asked[engine] += 1
        self.cases_asked[engine] += cases
        self.cells[engine] += cells
        counted = self.traits.setdefault(engine, Counter())
        for trait in set(traits(request)):
            counted[trait] += 1

    def kinds(self) -> Counter[tuple[str, str, str]]:
        return Counter((one.engine, one.request.indicator, one.name) for one in self.found)


def traits(request: FigureRequest) -> Iterator[Trait]:
    indicator = request.indicator
    yield "indicator", indicator
    yield from ((indicator, name, value) for name, value in request.options.items())
    yield from (("by", name) for name in request.by)
    yield from (("filter", name) for one in request.filters for name in _dimensions(one))
    yield from (("scope", name) for one in request.scope for name in _dimensions(one))
    if any(one.or_else for one in request.filters):
        yield ("filter with other ways in",)
    if len(request.periods) > 1:
        yield ("several periods",)
    if any(one.start.year != one.end.year for one in request.periods):
        yield ("over New Year",)
    if not request.by:
        yield indicator, "total"


def _dimensions(one: RowFilter) -> Iterable[str]:
    return chain([one.dimension], *(_dimensions(other) for other in one.or_else))


def fewest_that_cover(requests: Sequence[FigureRequest]) -> list[FigureRequest]:
    """Few of the questions that together have every trait that all of them have."""
    missing = {trait for one in requests for trait in traits(one)}
    left, chosen = list(requests), []
    while missing:
        best = max(left, key=lambda one: len(missing & set(traits(one))) / _weight(one))
        missing -= set(traits(best))
        left.remove(best)
        chosen.append(best)
    return chosen


def _weight(request: FigureRequest) -> int:
    """The forecast asks most of an engine: one of them takes the time of several others."""
    return 4 if request.indicator == "I-11" else 1


def compare(
    batch: Batch,
    questions: Mapping[str, Sequence[FigureRequest]],
    engines: Mapping[str, Started],
    tally: Tally,
    *,
    shrink: bool = True,
) -> None:
    """Each engine's questions, judged once. What fails is shrunk, one of each kind."""
    verdicts: dict[int, Answers] = {}
    every = {id(one): one for asked in questions.values() for one in asked}
    for key, request in every.items():
        verdicts[key] = judged(batch.world, request)
        _count_told(tally, request, verdicts[key])
    tally.cases += len(batch.cases)
    for name, asked in questions.items():
        found = []
        tally.cases_of[name] += len(batch.cases)
        with TemporaryDirectory() as folder:
            engine = engines[name](batch.world, Path(folder))
            try:
                for request in asked:
                    verdict = verdicts[id(request)]
                    answers = answered(engine, request)
                    found += differences_of(name, request, verdict, answers)
                    tally.add(name, request, len(batch.cases), len(verdict))
            finally:
                engine.close()
        tally.found += found
        if shrink:
            shown = first_of_each_kind(found)[:5]
            tally.readable += [readable(one, batch.cases, engines[name]) for one in shown]


def _count_told(tally: Tally, request: FigureRequest, verdict: Answers) -> None:
    for one in verdict.values():
        for name, number in {"value": one.value, **one.fields}.items():
            tally.told[request.indicator, name] += bool(number)


def drawn(cases: int, questions: int, seed: int | str) -> tuple[Batch, list[FigureRequest]]:
    batch = draw_many(cases, seed)
    return batch, draw_requests(questions, seed, batch)
