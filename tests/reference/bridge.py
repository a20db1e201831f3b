"""I-11's bridge: what moved the forecast since the delivery before, commitment by commitment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pejl.base.period import Period
from tests.reference.commitments import NOTHING, Commitment, Terms, kroner_of_months
from tests.reference.places import Place

CAUSES = ("price", "volume", "new", "ended")


@dataclass(frozen=True)
class Cause:
    """Kroner that one commitment moved the forecast by, and why."""

    why: str
    kroner: Decimal
    place: Place


def bridge(
    before: Iterable[Commitment], now: Iterable[Commitment], months: list[Period]
) -> list[Cause]:
    """Over the months that were rest in the forecast before."""
    old = {one.number: one for one in before}
    new = {one.number: one for one in now}
    causes = [
        Cause("ended", -kroner_of_months(one.terms, months), one.place)
        for number, one in old.items()
        if number not in new
    ]
    for number, one in new.items():
        if number not in old:
            causes.append(Cause("new", kroner_of_months(one.terms, months), one.place))
        elif one.terms != old[number].terms:
            steps = _changes(old[number].terms, one.terms, months)
            causes += [Cause(why, kroner, one.place) for why, kroner in steps]
    return causes


def _changes(old: Terms, new: Terms, months: list[Period]) -> list[tuple[str, Decimal]]:
    """One thing changed at a time: the days, then the hours a week, then the tariff."""
    days_changed = replace(old, start=new.start, end=new.end)
    hours_changed = replace(days_changed, quantity=new.quantity)
    steps = [kroner_of_months(terms, months) for terms in (old, days_changed, hours_changed, new)]
    by_days = steps[1] - steps[0]
    return [
        ("ended" if by_days < 0 else "volume", by_days),
        ("volume", steps[2] - steps[1]),
        ("price", steps[3] - steps[2]),
    ]


def kroner_by_cause(causes: Iterable[Cause]) -> dict[str, Decimal]:
    found = dict.fromkeys(CAUSES, NOTHING)
    for cause in causes:
        found[cause.why] += cause.kroner
    return found
