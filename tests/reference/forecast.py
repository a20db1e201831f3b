"""I-11 Forecast of the year the period ends in: posted to date and the rest of the commitments.

The rest are the months after the last posted one, to December. To it come what other municipalities
have not sent a bill for, and the budget of what is on no citizen.

Chosen where the definition leaves it open:

* The last posted month is that of the latest booking of the year within the period, of all
  postings whatever the filters and cells; with none, the whole year is rest.
* A commitment is ours when its paying municipality is. It runs from its start to its end or the
  citizen's death. Kroner of a month: see `commitments`.
* A § 107 (`SEL-107`) commitment is carried on past its end date when an invoice for the last
  posted month refers to its grant and every commitment of that grant had ended before that month;
  of several the one that ended last.
* The previous forecast is the earlier delivery's, with the period cut at its day.
* The bridge looks at the months that were rest in the previous forecast, commitment by commitment:
  `new` and `ended` for those only one delivery has; else first the days at the old terms (fewer
  kroner are `ended`, more are `volume`), then the hours a week (`volume`), then tariff and unit
  (`price`). `corrections` is what is left of the change. A commitment stands where the newer
  delivery places it.
* It compares two deliveries, so a place that either has makes a cell.
* Owed (`accruals`): a commitment, with a grant to refer to, for a citizen another municipality is
  said to act for, is owed for every posted month of the year in whose quarter no invoice that
  refers to the grant falls, as known by then. Others' commitments are invoiced as we book them.
* `profile`: a function in which the delivery has no commitment of ours and no posting on a citizen
  is cost with no citizen; a twelfth of each line of its revised budget is expected for each month of
  the rest, to the øre in all. Of it nothing but the function is known: it stands where all else is unknown.
* The persons are those posted on to date and those with kroner in the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.base.period import Period, month_of
from pejl.base.tables import UNKNOWN_LABEL, Value
from pejl.figures.request import FigureRequest
from tests.reference import ledger
from tests.reference.asking import Answer, Answers, counted_period, in_cells
from tests.reference.bridge import CAUSES, Cause, bridge, kroner_by_cause
from tests.reference.commitments import (
    NOTHING,
    Commitment,
    commitments,
    half_even,
    kroner_of_months,
)
from tests.reference.ledger import Posted
from tests.reference.places import Dims, Place, only_function
from tests.reference.world import World, said

TEMPORARY_RESIDENCE = "SEL-107"


@dataclass(frozen=True)
class Rest:
    """What one commitment is expected to cost in the rest of the year; `past_end` is part of it."""

    commitment: Commitment
    kroner: Decimal
    past_end: Decimal

    @property
    def place(self) -> Place:
        return self.commitment.place


@dataclass(frozen=True)
class Expected:
    """Kroner beside what is posted and committed."""

    kroner: Decimal
    place: Place


@dataclass(frozen=True)
class Forecast:
    """One delivery's view of a year on a day: what is posted, and what is to come."""

    posted: list[Posted]
    commitments: list[Commitment]
    rest: list[Rest]
    rest_months: list[Period]
    year: int
    day: date
    owed: list[Expected]
    profile: list[Expected]

    def to_date(self, posted: list[Posted]) -> list[Posted]:
        first = date(self.year, 1, 1)
        booked = [one for one in posted if first <= one.booked_on <= self.day]
        return ledger.operating(booked)


@dataclass(frozen=True)
class View:
    """A cell of one forecast."""

    booked: list[Posted]
    rest: list[Rest]
    owed: list[Expected]
    profile: list[Expected]

    @property
    def accruals(self) -> Decimal:
        return sum((one.kroner for one in self.owed), NOTHING)

    @property
    def of_budget(self) -> Decimal:
        return sum((one.kroner for one in self.profile), NOTHING)

    @property
    def expected(self) -> Decimal:
        return sum((one.kroner for one in self.rest), NOTHING)

    @property
    def total(self) -> Decimal:
        return ledger.kroner(self.booked) + self.expected + self.accruals + self.of_budget

    @property
    def citizens(self) -> set[str]:
        found = {one.citizen for one in self.booked}
        found |= {said(one.commitment.row, "citizen") for one in self.rest if one.kroner}
        return {citizen for citizen in found if citizen is not None}


def answer(world: World, request: FigureRequest) -> Answers:
    answers: Answers = {}
    for asked in request.periods:
        period = counted_period(world, asked)
        year = period.end.year
        now = _forecast(world, year, period.end)
        views = [now]
        causes: list[Cause] = []
        if world.earlier is not None:
            cut = min(period.end, world.earlier.delivery_day)
            before = _forecast(world.earlier, year, cut)
            causes = bridge(before.commitments, now.commitments, before.rest_months)
            views.append(before)
        answers.update(
            ((asked, dims), figure)
            for dims, figure in _by_cell(world, request, period, views, causes).items()
        )
    return answers


def _by_cell(
    world: World,
    request: FigureRequest,
    period: Period,
    views: list[Forecast],
    causes: list[Cause],
) -> dict[Dims, Answer]:
    booked = [in_cells(view.posted, request, period) for view in views]
    rest = [in_cells(view.rest, request, period) for view in views]
    owed = [in_cells(view.owed, request, period) for view in views]
    profile = [in_cells(view.profile, request, period) for view in views]
    moved = in_cells(causes, request, period)
    lines = in_cells(ledger.budget_lines(world, request), request, period)
    return {
        dims: _of_cell(
            [
                View(
                    view.to_date(booked[number].get(dims, [])),
                    rest[number].get(dims, []),
                    owed[number].get(dims, []),
                    profile[number].get(dims, []),
                )
                for number, view in enumerate(views)
            ],
            moved.get(dims, []),
            ledger.budget_of(lines.get(dims, []), period.end.year),
        )
        for dims in set(lines).union(*booked, *rest, *profile)
    }


def _of_cell(views: list[View], causes: list[Cause], budget: Decimal | None) -> Answer:
    now = views[0]
    previous = views[1].total if len(views) > 1 else None
    deviation = None if budget is None else now.total - budget
    return Answer(
        value=now.total,
        fields={
            "posted": ledger.kroner(now.booked),
            "rest": now.expected,
            "past_end": sum((one.past_end for one in now.rest), NOTHING),
            "accruals": now.accruals,
            "profile": now.of_budget,
            "budget": budget,
            "deviation": deviation,
            "deviation_rate": ledger.share(deviation, budget),
            "previous": previous,
            **_explained(now.total, previous, causes),
        },
        persons=len(now.citizens),
    )


def _explained(
    total: Decimal, previous: Decimal | None, causes: list[Cause]
) -> dict[str, Value | None]:
    if previous is None:
        return dict.fromkeys(("change", *CAUSES, "corrections"))
    change = total - previous
    known = kroner_by_cause(causes)
    return {"change": change, **known, "corrections": change - sum(known.values(), NOTHING)}


def _forecast(world: World, year: int, day: date) -> Forecast:
    """As one delivery sees the year on a day."""
    posted = ledger.postings(world)
    booked = [
        one.booked_on for one in posted if one.booked_on.year == year and one.booked_on <= day
    ]
    last_posted = month_of(max(booked)) if booked else None
    months = [
        month
        for month in Period(date(year, 1, 1), date(year, 12, 31)).months()
        if last_posted is None or month.start > last_posted.end
    ]
    ours = commitments(world)
    carried_on = still_invoiced(ours, posted, last_posted, day)
    rest = [_rest(one, months, one.number in carried_on) for one in ours]
    return Forecast(
        posted,
        ours,
        rest,
        months,
        year,
        day,
        _owed(world, ours, posted, last_posted, day),
        _profile(world, ours, posted, year, len(months)),
    )


def _owed(
    world: World,
    ours: list[Commitment],
    posted: list[Posted],
    last_posted: Period | None,
    day: date,
) -> list[Expected]:
    if last_posted is None:
        return []
    sent = {
        (said(one.row, "grant_id"), _quarter(said(one.row, "service_month")))
        for one in posted
        if said(one.row, "kind") == "invoice"
        and said(one.row, "service_month") is not None
        and one.booked_on <= day
    }
    months = list(Period(date(last_posted.start.year, 1, 1), last_posted.end).months())
    found = []
    for one in ours:
        grant_id, acting = said(one.row, "grant_id"), said(one.row, "acting_municipality")
        if grant_id is None or acting in (None, world.own_municipality):
            continue
        late = [month for month in months if (grant_id, _quarter(month.start)) not in sent]
        found.append(Expected(kroner_of_months(one.terms, late), one.place))
    return found


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _profile(
    world: World, ours: list[Commitment], posted: list[Posted], year: int, months: int
) -> list[Expected]:
    of_citizens = {one.place.values["function"] for one in ours}
    of_citizens |= {one.place.values["function"] for one in posted if one.citizen is not None}
    found = []
    for row in world.rows("budget"):
        function, revised = said(row, "function_code") or UNKNOWN_LABEL, said(row, "revised")
        if row["year"] == year and revised is not None and function not in of_citizens:
            part = half_even(Fraction(revised) * months / 12, 2)
            found.append(Expected(part, only_function(function)))
    return found


def _rest(one: Commitment, months: list[Period], carried_on: bool) -> Rest:
    kroner = kroner_of_months(one.terms, months)
    if not carried_on:
        return Rest(one, kroner, NOTHING)
    as_if_open = kroner_of_months(replace(one.terms, end=one.death), months)
    return Rest(one, as_if_open, as_if_open - kroner)


def still_invoiced(
    ours: list[Commitment], posted: list[Posted], last_posted: Period | None, day: date
) -> set[str]:
    """The numbers of temporary residences, ended on paper, with an invoice for the last month."""
    if last_posted is None:
        return set()
    invoiced = {
        said(one.row, "grant_id")
        for one in posted
        if said(one.row, "kind") == "invoice"
        and said(one.row, "service_month") == last_posted.start
        and one.booked_on <= day
    }
    return {
        one.number
        for grant_id, one in _ended_last(ours, last_posted).items()
        if grant_id in invoiced and said(one.row, "service_key") == TEMPORARY_RESIDENCE
    }


def _ended_last(ours: list[Commitment], last_posted: Period) -> dict[str, Commitment]:
    """By grant: its commitment that ended last, where all had ended before the last month."""
    found: dict[str, Commitment] = {}
    running = set()
    for one in sorted(ours, key=lambda one: one.number):
        grant_id = said(one.row, "grant_id")
        if one.terms.end is None or one.terms.end >= last_posted.start:
            running.add(grant_id)
        elif grant_id is not None:
            kept = found.get(grant_id)
            if kept is None or _end(one) > _end(kept):
                found[grant_id] = one
    return {grant_id: one for grant_id, one in found.items() if grant_id not in running}


def _end(one: Commitment) -> date:
    assert one.terms.end is not None
    return one.terms.end
