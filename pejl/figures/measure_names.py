"""What measures are called in Danish, and their units: for traces and the manual."""

from __future__ import annotations

from dataclasses import dataclass

from pejl.figures.algebra import (
    Bridge,
    Budgeted,
    BudgetProfile,
    CaseCitizens,
    Citizens,
    Committed,
    CommittedCitizens,
    Ended,
    Inflow,
    InternalMoves,
    Measure,
    OpenCases,
    Outflow,
    Owed,
    PersonDays,
    Posted,
    PostedCitizens,
    Postings,
    Present,
    ServiceDays,
    Spells,
    Started,
    Stock,
    YearShare,
)


@dataclass(frozen=True)
class MeasureName:
    name_da: str
    unit: str


_NAMES: dict[type[Measure], MeasureName] = {
    PersonDays: MeasureName("Borgerdage", "days"),
    ServiceDays: MeasureName("Ydelsesdage", "days"),
    Citizens: MeasureName("Borgere", "citizens"),
    Spells: MeasureName("Aktive bevillinger", "count"),
    Started: MeasureName("Startede bevillinger", "count"),
    Ended: MeasureName("Sluttede bevillinger", "count"),
    Inflow: MeasureName("Tilgang", "citizens"),
    Outflow: MeasureName("Afgang", "citizens"),
    Stock: MeasureName("Bestand", "citizens"),
    Present: MeasureName("Borgere i perioden og dagen før", "citizens"),
    InternalMoves: MeasureName("Interne flytninger", "count"),
    OpenCases: MeasureName("Åbne sager", "count"),
    CaseCitizens: MeasureName("Borgere med åben sag", "citizens"),
    Posted: MeasureName("Bogført", "kroner"),
    PostedCitizens: MeasureName("Borgere med postering", "citizens"),
    Budgeted: MeasureName("Budget", "kroner"),
    YearShare: MeasureName("Månedens nummer af tolv", "share"),
    Committed: MeasureName("Disponeret for resten af året", "kroner"),
    Owed: MeasureName("Skyldigt for bogførte måneder uden regning", "kroner"),
    BudgetProfile: MeasureName("Budget for resten af året, uden borgere", "kroner"),
    CommittedCitizens: MeasureName("Borgere med postering eller disposition", "citizens"),
    Bridge: MeasureName("Ændret disponering", "kroner"),
}

_POSTINGS_DA = {
    Postings.EXPENSE: "udgifter",
    Postings.INCOME: "indtægter",
    Postings.STATE_REFUND: "statsrefusion",
    Postings.WITH_REFUND: "statsrefusion regnet med",
    Postings.OF_PAYING: "på borgere, vi betaler for",
    Postings.OTHERS_PAY: "på borgere, andre betaler for",
    Postings.WITHOUT_CITIZEN: "uden borger",
    Postings.EARLIER_YEARS: "for tidligere år",
}

_CAUSES_DA = {"price": "pris", "volume": "mængde", "new": "nye", "ended": "ophørte"}


def measure_name(measure: Measure) -> MeasureName:
    told = _NAMES[type(measure)]
    more = ""
    if isinstance(measure, Posted):
        more = _POSTINGS_DA.get(measure.which, "")
    elif isinstance(measure, Bridge):
        more = _CAUSES_DA[measure.cause]
    elif isinstance(measure, Committed) and measure.only_past_end:
        more = "efter slutdato"
    if isinstance(measure, Posted | Committed | Owed | BudgetProfile) and measure.known_before:
        more = ", ".join(part for part in (more, "som kendt ved den forrige leverance") if part)
    return MeasureName(f"{told.name_da}, {more}", told.unit) if more else told


def in_oere(measure: Measure) -> bool:
    """Whether the rows' contributions are øre, told as kroner."""
    return measure_name(measure).unit == "kroner"
