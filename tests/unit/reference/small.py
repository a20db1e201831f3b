"""Short words for small worlds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pejl.base.period import Period, parse_period
from pejl.figures.request import FigureRequest, RowFilter
from tests.reference.judge import Answer, Answers, World, answer

OWN, OTHER = "901", "902"


def day(text: str) -> date:
    return date.fromisoformat(text)


def grant(number: str, citizen: str, start: str, end: str | None = None, **more: Any) -> dict:
    """A grant we act and pay for unless told otherwise."""
    return {
        "grant_id": number,
        "citizen": citizen,
        "start_date": day(start),
        "end_date": day(end) if end else None,
        "acting_municipality": OWN,
        "paying_municipality": OWN,
    } | more


def commitment(
    number: str, grant_id: str | None, citizen: str, start: str, end: str | None = None, **more: Any
) -> dict:
    """What we pay for; another acts unless told otherwise."""
    return {
        "commitment_id": number,
        "grant_id": grant_id,
        "citizen": citizen,
        "start_date": day(start),
        "end_date": day(end) if end else None,
        "acting_municipality": OTHER,
        "paying_municipality": OWN,
    } | more


def posting(number: str, booked_on: str, amount: str, **more: Any) -> dict:
    return {"posting_id": number, "booked_on": day(booked_on), "amount": Decimal(amount)} | more


def world(delivery_day: str, *, earlier: World | None = None, **tables: list[dict]) -> World:
    return World(tables, OWN, day(delivery_day), earlier)


def ask(
    where: World,
    indicator: str,
    *periods: str,
    by: tuple[str, ...] = (),
    filters: tuple[RowFilter, ...] = (),
    scope: tuple[RowFilter, ...] = (),
    **options: str,
) -> Answers:
    asked = tuple(span(period) for period in periods)
    request = FigureRequest(indicator, asked, by, options=options, filters=filters, scope=scope)
    return answer(where, request)


def one(where: World, indicator: str, period: str, **options: Any) -> Answer:
    """The answer without dimensions."""
    return ask(where, indicator, period, **options)[span(period), frozenset()]


def sliced(where: World, indicator: str, period: str, by: str, **options: Any) -> dict[str, Answer]:
    """The answers by one dimension's values."""
    found = ask(where, indicator, period, by=(by,), **options)
    return {dict(dims)[by]: figure for (_, dims), figure in found.items()}


def span(text: str) -> Period:
    """A period as the command line writes it, or two whole days."""
    first, _, last = text.partition("..")
    if len(first) == len("2024-01-01"):
        return Period(day(first), day(last))
    return parse_period(text)
