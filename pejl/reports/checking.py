"""What must hold before a report is shown: its declaration, its period, its identities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from pejl.base.errors import ConsistencyError, UsageError, Where
from pejl.base.period import Period, month_of
from pejl.gate.definitions import IndicatorFacts
from pejl.gate.questions import DIMENSIONS
from pejl.reports.answers import Answers
from pejl.reports.declarations import Deliverable, Identity, Measure
from pejl.reports.questions import needs_of

_CADENCES = {
    "month": (1, "én måned", "2026-10"),
    "quarter": (3, "ét kvartal", "2026-Q3"),
    "year": (12, "ét år", "2026"),
}


def check_period(deliverable: Deliverable, period: Period) -> None:
    """A monthly report is made for one month, a quarterly one for one quarter, and so on."""
    months, text, example = _CADENCES[deliverable.cadence]
    whole = period.text.count("-") < 3
    fits = sum(1 for _ in period.months()) == months and (period.start.month - 1) % months == 0
    if not (whole and fits):
        raise UsageError(
            "rapport-periode",
            f"»{deliverable.title_da}« laves for {text}, ikke for {period.label_da}.",
            next_step=f"Skriv fx --period {example}.",
        )


def check_declaration(
    deliverable: Deliverable, definition: Callable[[str], IndicatorFacts]
) -> None:
    """Every indicator, field and dimension a deliverable names must exist; the error says where.

    `definition` raises UsageError for an indicator it does not know.
    """
    for problem in _problems(deliverable, definition):
        raise UsageError(
            "rapport-erklaering",
            f"Rapporten »{deliverable.id}« er erklæret forkert: {problem}",
            where=Where(file=deliverable.source or deliverable.id),
            next_step="Ret filen; navnene står i indikatorernes opslag.",
        )


def _problems(
    deliverable: Deliverable, definition: Callable[[str], IndicatorFacts]
) -> Iterator[str]:
    for measure, by, _ in needs_of(deliverable, month_of(date(2026, 1, 1))):
        try:
            facts = definition(measure.indicator)
        except UsageError as error:
            yield f"indikatoren »{measure.indicator}« findes ikke. {error.message}"
            continue
        if facts.field(measure.field) is None:
            known = ", ".join(["value", *(field.name for field in facts.fields)])
            yield f"{facts.id} har intet felt »{measure.field}«; den har {known}."
        for name in by:
            if name not in DIMENSIONS:
                yield f"»{name}« er ikke en dimension; der er {', '.join(DIMENSIONS)}."
            elif name not in facts.dimensions:
                yield f"{facts.id} kan ikke deles på »{name}«."


def check_identities(deliverable: Deliverable, answers: Answers) -> None:
    """Stock and flow must agree to the last person, or the report is not shown."""
    for chapter in deliverable.chapters:
        for identity in chapter.must_hold:
            for dims in _places(identity, answers):
                _check_identity(identity, dims, answers)


def _places(identity: Identity, answers: Answers) -> Iterator[dict[str, str]]:
    yield {}
    for depth in range(1, len(identity.by) + 1):
        yield from answers.lines([identity.start, identity.end], identity.by[:depth])


def _check_identity(identity: Identity, dims: dict[str, str], answers: Answers) -> None:
    def sum_of(measures: tuple[Measure, ...]) -> Fraction | None:
        values = [answers.figure(measure, dims).value for measure in measures]
        known = [Fraction(value) for value in values if value is not None]
        return sum(known, Fraction(0)) if len(known) == len(values) else None

    start, end = sum_of((identity.start,)), sum_of((identity.end,))
    plus, minus = sum_of(identity.plus), sum_of(identity.minus)
    if start is None or end is None or plus is None or minus is None:
        return
    if start + plus - minus != end:
        place = ", ".join(dims.values()) or "i alt"
        raise ConsistencyError(
            "balance-stemmer-ikke",
            f"{identity.start.indicator} stemmer ikke for {place}: bestanden ved begyndelsen med "
            "tilgang og afgang giver ikke bestanden ved slutningen.",
            next_step="Meld fejlen til leverandøren af programmet; rapporten vises ikke.",
        )
