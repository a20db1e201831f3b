"""A made-up gate for tests of reports: definitions, answers and boxes with the real shapes.

The answers are drawn from a hash of the question, so the same question has the same answer, and
the identities hold: stock with movements, and the bridge of the forecast.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from pejl.base.errors import UsageError
from pejl.base.period import Period, parse_period
from pejl.base.tables import Cell, ReleasedTable, TableFacts, Value
from pejl.gate.definitions import FieldFacts, IndicatorFacts
from pejl.gate.news import ChangeFacts, ParagraphChange
from pejl.gate.quality import CheckQuality, FeedQuality, LeftOut, QualityFacts
from pejl.gate.questions import FigureRequest
from pejl.reports.catalogue import deliverable_named
from pejl.reports.deliverable import Doors, lay_out
from pejl.reports.document import Document

DELIVERY_DAY = date(2026, 10, 31)
FUNCTIONS = {
    "§ 85": "5.38.39", "§ 96": "5.38.39", "§ 97": "5.38.53", "§ 99": "5.38.53",
    "§ 101": "5.38.45", "§ 103": "5.38.58", "§ 104": "5.38.59", "§ 107": "5.38.52",
    "§ 108": "5.38.50", "§ 109": "5.38.42", "§ 110": "5.38.42",
}  # fmt: skip
OCTOBER = parse_period("2026-10")
NO_PARAGRAPH = "Budgettet kendes pr. funktion og år, ikke pr. paragraf."


def number(low: int, high: int, *key: object) -> int:
    """Between `low` and `high`, the same for the same key."""
    drawn = int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:6], "big")
    return low + drawn % (high - low + 1)


def _field(name: str, title: str, unit: str, unit_da: str, decimals: int = 0) -> FieldFacts:
    return FieldFacts(name, title, unit, unit_da, decimals, f"{title}, forklaret på én linje.")


def _facts(
    indicator: str,
    title: str,
    unit: tuple[str, str, int],
    fields: Sequence[FieldFacts],
    *,
    additive: bool = True,
) -> IndicatorFacts:
    return IndicatorFacts(
        id=indicator,
        title_da=title,
        help_da=f"{title} er forklaret her med en hel sætning.",
        unit=unit[0],
        unit_da=unit[1],
        decimals=unit[2],
        better="neither",
        owner_da="Myndighed",
        purpose_da="Styring",
        population_da="Borgere, kommunen betaler for",
        additive=additive,
        dimensions=("paragraph", "function", "facility", "team"),
        fields=tuple(fields),
    )


_PERSONS = ("persons", "helårspersoner", 2)
_KR = ("kroner", "kr.", 0)


def _kr(name: str, title: str) -> FieldFacts:
    return _field(name, title, "kroner", "kr.")


DEFINITIONS = {
    one.id: one
    for one in (
        _facts("I-01", "Helårspersoner", _PERSONS, [_field("days", "Dage", "days", "dage")]),
        _facts("I-02", "Borgere", ("citizens", "borgere", 0), [], additive=False),
        _facts(
            "I-04", "Bevægelser", ("citizens", "borgere", 0),
            [_field(name, title, "citizens", "borgere") for name, title in (
                ("stock_start", "Bestand ved begyndelsen"), ("inflow", "Tilgang"),
                ("outflow", "Afgang"), ("stock_end", "Bestand ved slutningen"))],
            additive=False,
        ),
        _facts(
            "I-10", "Forbrug", _KR,
            [_kr("budget", "Korrigeret budget"),
             _field("rate", "Forbrugsprocent", "share", "%", 1),
             _field("expected_rate", "Forventet nu", "share", "%", 1)],
        ),
        _facts(
            "I-11", "Forventet regnskab", _KR,
            [*(_kr(name, name) for name in
               ("previous", "price", "volume", "new", "ended", "corrections", "deviation")),
             _field("deviation_rate", "Afvigelse i procent", "share", "%", 1)],
        ),
        _facts(
            "I-12", "Udgift pr. helårsperson", _KR,
            [_kr("cost", "Udgift"),
             _field("full_year_persons", "Helårspersoner", "persons", "helårspersoner", 2),
             _kr("not_attributable", "Udgift uden borger")],
            additive=False,
        ),
        _facts(
            "I-14", "Pris og mængde", _KR,
            [_kr("volume", "Mængde"), _kr("price", "Pris"), _kr("mix", "Sammensætning")],
        ),
    )
}  # fmt: skip


def definition(indicator: str) -> IndicatorFacts:
    if indicator not in DEFINITIONS:
        raise UsageError("indikator-ukendt", f"»{indicator}« findes ikke.")
    return DEFINITIONS[indicator]


class World:
    """Answers every request, remembers what was asked. `hostile` puts markup into the labels."""

    def __init__(
        self,
        *,
        empty: bool = False,
        scale: int = 1,
        persons: int | None = None,
        labels: dict[str, str] | None = None,
    ) -> None:
        self.persons = persons
        self.empty = empty
        self.scale = scale
        self.labels = labels or {}
        self.asked: list[FigureRequest] = []

    def doors(self) -> Doors:
        return Doors(
            viewer_da="Alice",
            purpose_da="Ledelse og styring",
            figures=self.figures,
            quality=self.quality,
            changes=lambda as_of: self.changes(),
            definition=definition,
            label=lambda _, value: self.labels.get(value, value),
        )

    def figures(self, requests: Sequence[FigureRequest]) -> list[ReleasedTable]:
        self.asked.extend(requests)
        return [self._table(one) for one in requests]

    def _table(self, request: FigureRequest) -> ReleasedTable:
        cells = (
            ()
            if self.empty
            else tuple(
                self._cell(request, period, dims)
                for period in request.periods
                for dims in places(request.by)
            )
        )
        day = request.as_of or DELIVERY_DAY
        facts = TableFacts(request.indicator, request.by, request.options, day, 2)
        return ReleasedTable(facts, cells, "Alice", "steering", "4711")

    def _cell(self, request: FigureRequest, period: Period, dims: dict[str, str]) -> Cell:
        asked = (tuple(dims.items()), tuple(request.options.items()), str(request.as_of))
        key = (request.indicator, period.text, *asked)
        value, fields = VALUES[request.indicator](key, self.scale)
        lacking = {}
        if request.indicator in ("I-10", "I-11") and "paragraph" in dims:
            for name in ("budget", "rate", "expected_rate", "deviation", "deviation_rate"):
                if name in fields:
                    fields[name], lacking[name] = None, NO_PARAGRAPH
        persons = self.persons or number(3, 400, "persons", dims)
        return Cell(period, dims, value, fields, persons, lacking)

    def quality(self) -> QualityFacts:
        return QualityFacts(
            delivery_day=DELIVERY_DAY,
            version=2,
            municipality_da="Nordvig Kommune",
            feeds=()
            if self.empty
            else (
                FeedQuality("cura/Bevillinger.csv", 1747, 1740, 7),
                FeedQuality("calibra/Posteringer.csv", 24983, 24980, 3),
            ),
            checks=()
            if self.empty
            else (CheckQuality("V-103", "warning", "opus/Budget.csv", "Kolonnen er ny.", 1),),
            left_out=()
            if self.empty
            else (LeftOut("Bevillinger, der slutter før de begynder", 4, "Ingen dage at tælle."),),
            trace_id="4712",
        )

    def changes(self) -> ChangeFacts:
        if self.empty:
            return ChangeFacts(None, DELIVERY_DAY, (), None, "4713")
        lines = tuple(
            ParagraphChange(
                name, number(0, 5, name), 1, 0, number(-40, 90, name), Decimal("1234.5")
            )
            for name in ("§ 85", "§ 107")
        )
        total = ParagraphChange("*", 6, 2, 0, 71, Decimal("2469.00"))
        return ChangeFacts(date(2026, 9, 30), DELIVERY_DAY, lines, total, "4713")


def monthly(world: World | None = None) -> Document:
    """The first deliverable for October 2026; built once when no world is given."""
    return _usual() if world is None else _built(world)


@cache
def _usual() -> Document:
    return _built(World())


def _built(world: World) -> Document:
    return lay_out(deliverable_named("monthly-authority"), OCTOBER, world.doors())


def places(by: tuple[str, ...]) -> list[dict[str, str]]:
    if by == ():
        return [{}]
    if by == ("paragraph",):
        return [{"paragraph": one} for one in FUNCTIONS]
    if by == ("function",):
        return [{"function": one} for one in sorted(set(FUNCTIONS.values()))]
    return [{"function": code, "paragraph": one} for one, code in FUNCTIONS.items()]


def _full_year(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    days = number(2000, 9000, key) * scale
    return Fraction(days, 365), {"days": days}


def _count(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    return number(5, 400, key) * scale, {}


def _movements(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    start, inflow, outflow = number(40, 300, key), number(0, 9, key, "i"), number(0, 9, key, "o")
    fields = {
        "stock_start": start * scale, "inflow": inflow * scale, "outflow": outflow * scale,
        "stock_end": (start + inflow - outflow) * scale,
    }  # fmt: skip
    return fields["stock_end"], dict(fields)


def _posted(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    posted = Decimal(number(900_000_00, 9_000_000_00, key) * scale) / 100
    budget = Decimal(number(9_000, 10_000, key, "b") * 1000 * scale)
    return posted, {
        "budget": budget, "rate": Fraction(posted) / Fraction(budget),
        "expected_rate": Fraction(10, 12),
    }  # fmt: skip


def _forecast(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    previous = Decimal(number(9_000_000, 10_000_000, key) * scale)
    steps = {
        name: Decimal(number(-200_000, 250_000, key, name) * scale)
        for name in ("price", "volume", "new", "ended", "corrections")
    }
    deviation = Decimal(number(-400_000, 600_000, key, "d") * scale)
    return previous + sum(steps.values()), {
        "previous": previous, **steps, "deviation": deviation,
        "deviation_rate": Fraction(deviation) / Fraction(previous),
    }  # fmt: skip


def _unit_cost(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    persons = Fraction(number(1000, 9000, key), 365)
    cost = Decimal(number(1_000_000, 9_000_000, key, "c") * scale)
    without = Decimal(number(0, 90_000, key, "u") * scale)
    return Fraction(cost) / persons, {
        "cost": cost, "full_year_persons": persons, "not_attributable": without,
    }  # fmt: skip


def _split(key: tuple, scale: int) -> tuple[Value, dict[str, Value | None]]:
    volume = Decimal(number(-500_000, 900_000, key) * scale)
    price = Decimal(number(-300_000, 400_000, key, "p") * scale)
    return volume + price, {"volume": volume, "price": price, "mix": Decimal(0)}


VALUES = {
    "I-01": _full_year, "I-02": _count, "I-04": _movements, "I-10": _posted,
    "I-11": _forecast, "I-12": _unit_cost, "I-14": _split,
}  # fmt: skip
