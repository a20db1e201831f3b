"""The same seven situations for every indicator: what each makes of them, to the last digit.

A new indicator belongs in every row of the table; `test_every_indicator_knows_every_situation`
says so. Anna has a § 107 at 100 kr. a day unless a situation says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from pejl.figures.registry import INDICATORS
from tests.reference.tables import Rows
from tests.spec.kit import OTHER, case, cell, citizen, commitment, grant, posting

Told = int | Fraction | Decimal | None


@dataclass(frozen=True)
class Situation:
    """Rows, the day they are delivered, and a period of them."""

    rows: Rows
    delivered: str
    period: str
    told: dict[str, Told]
    """The value of each indicator."""


def of_anna(*, died: str | None = None, **more: Rows) -> Rows:
    """Anna and her case, with the tables told."""
    people = {"citizen": [citizen("anna", died=died)], "case": [case("S1", "anna", "2023-01-01")]}
    return {**people, **more}


EMPTY = Situation(
    {},
    "2024-12-31",
    "2024",
    {
        "I-01": 0,
        "I-02": 0,
        "I-03": 0,
        "I-04": 0,
        "I-10": 0,
        "I-11": 0,
        "I-12": None,  # nothing over nothing
        "I-14": 0,
    },
)

LEAP_YEAR = Situation(
    of_anna(
        case=[case("S1", "anna", "2024-02-29", "2024-03-01")],
        grant=[grant("B1", "anna", "2024-02-29", "2024-02-29")],
        commitment=[commitment("D1", "anna", "2024-02-29", "2024-02-29")],
        posting=[posting("1", "2024-02-29", 366, grant_id="B1")],
    ),
    "2024-02-29",
    "2024-02",
    {
        "I-01": Fraction(1, 366),  # never 1/365
        "I-02": 1,
        "I-03": 1,  # closed the day after
        "I-04": 1,
        "I-10": 366,
        "I-11": 366,  # its only day is posted
        "I-12": 366 * 366,
        "I-14": 366,  # February 2023 cost nothing
    },
)

OVERLAP = Situation(
    of_anna(
        grant=[
            grant("B1", "anna", "2024-01-01", "2024-12-31"),
            grant("B2", "anna", "2024-04-01", "2024-12-31"),
        ],
        commitment=[
            commitment("D1", "anna", "2024-01-01", "2024-12-31"),
            commitment("D2", "anna", "2024-04-01", "2024-12-31"),
        ],
        posting=[
            posting("1", "2024-06-30", 1000, grant_id="B1"),
            posting("2", "2024-06-30", 820, grant_id="B2"),
        ],
    ),
    "2024-06-30",
    "2024-01..2024-06",
    {
        "I-01": Fraction(182, 366),  # the union of the days
        "I-02": 1,
        "I-03": 1,
        "I-04": 1,
        "I-10": 1820,
        "I-11": 1820 + 2 * 184 * 100,  # both are paid
        "I-12": 3660,
        "I-14": 1820,
    },
)

OPEN_END = Situation(
    of_anna(
        grant=[grant("B1", "anna", "2023-07-01")],
        commitment=[commitment("D1", "anna", "2023-07-01")],
        posting=[posting("1", "2024-06-30", 1820, grant_id="B1")],
    ),
    "2024-06-30",
    "2024",
    {
        "I-01": Fraction(182, 366),  # to the delivery's day, not the year's end
        "I-02": 1,
        "I-03": 1,
        "I-04": 1,
        "I-10": 1820,
        "I-11": 1820 + 184 * 100,  # what is to come runs to the year's end
        "I-12": 3660,
        "I-14": 1820,
    },
)

DEATH = Situation(
    of_anna(
        died="2024-04-10",
        grant=[grant("B1", "anna", "2024-01-01")],
        commitment=[commitment("D1", "anna", "2024-01-01")],
        posting=[posting("1", "2024-03-31", 1010, grant_id="B1")],
    ),
    "2024-06-30",
    "2024-01..2024-06",
    {
        "I-01": Fraction(101, 366),  # 31 + 29 + 31 + 10, the day of death with them
        "I-02": 1,
        "I-03": 1,  # a case is open until it is closed
        "I-04": 0,
        "I-10": 1010,
        "I-11": 1010 + 10 * 100,  # April to the day of death
        "I-12": 3660,
        "I-14": 1010,
    },
)

MOVED_PAYER = Situation(
    of_anna(
        grant=[
            grant("B1", "anna", "2024-01-01", "2024-03-31"),
            grant("B2", "anna", "2024-04-01", paying_municipality=OTHER),
        ],
        commitment=[
            commitment("D1", "anna", "2024-01-01", "2024-03-31"),
            commitment("D2", "anna", "2024-04-01", paying_municipality=OTHER),
        ],
        posting=[
            posting("1", "2024-03-31", 910, grant_id="B1"),
            posting("2", "2024-06-30", 500, grant_id="B2"),
        ],
    ),
    "2024-06-30",
    "2024-01..2024-06",
    {
        "I-01": Fraction(91, 366),  # to the day we stopped paying
        "I-02": 1,
        "I-03": 1,  # we still act
        "I-04": 0,
        "I-10": 1410,  # all that is booked
        "I-11": 1410,  # nothing more of ours to come
        "I-12": 3660,  # 910 over the days we paid: the same population
        "I-14": 910,
    },
)

SITUATIONS = {
    "empty": EMPTY,
    "leap year": LEAP_YEAR,
    "overlap": OVERLAP,
    "open end": OPEN_END,
    "death": DEATH,
    "moved payer": MOVED_PAYER,
}

KNOWN_THEN = of_anna(
    grant=[grant("B1", "anna", "2024-01-01")],
    commitment=[commitment("D1", "anna", "2024-01-01")],
    posting=[posting("1", "2024-01-31", 310, grant_id="B1")],
)

# In June Bo's January is recorded: 31 days at 2 kr.
KNOWN_NOW: Rows = {
    "citizen": [*KNOWN_THEN["citizen"], citizen("bo")],
    "case": [*KNOWN_THEN["case"], case("S2", "bo", "2024-01-01")],
    "grant": [*KNOWN_THEN["grant"], grant("B2", "bo", "2024-01-01", "2024-01-31")],
    "commitment": [*KNOWN_THEN["commitment"], commitment("D2", "bo", "2024-01-01", "2024-01-31")],
    "posting": [
        *KNOWN_THEN["posting"],
        posting("2", "2024-01-31", 62, grant_id="B2", citizen="bo"),
    ],
}

TWO_CLOCKS: dict[str, tuple[Told, Told]] = {
    "I-01": (Fraction(31, 366), Fraction(62, 366)),
    "I-02": (1, 2),
    "I-03": (1, 2),
    "I-04": (1, 2),
    "I-10": (310, 372),
    "I-11": (310 + 335 * 100, 372 + 335 * 100),
    "I-12": (3660, 2196),
    "I-14": (310, 372),
}
"""January 2024 as known on 31 May, and as known on 30 June."""


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_situation(tmp_path: Path, indicator: str, situation: str) -> None:
    here = SITUATIONS[situation]
    found = cell(tmp_path, indicator, here.period, here.rows, delivered=here.delivered)
    assert found.value == here.told[indicator]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_as_known_then_and_as_known_now(tmp_path: Path, indicator: str) -> None:
    then = cell(tmp_path / "a", indicator, "2024-01", KNOWN_THEN, delivered="2024-05-31")
    before = (KNOWN_THEN, "2024-05-31")
    now = cell(
        tmp_path / "b", indicator, "2024-01", KNOWN_NOW, delivered="2024-06-30", earlier=before
    )
    assert (then.value, now.value) == TWO_CLOCKS[indicator]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_indicator_knows_every_situation(indicator: str) -> None:
    """With its worked examples at least eight spec cases, and no situation left out."""
    one = INDICATORS[indicator]
    told = [name for name, situation in SITUATIONS.items() if one.id in situation.told]
    assert told == list(SITUATIONS)
    assert one.id in TWO_CLOCKS
    assert one.examples, "a definition without a worked example"
    assert len(SITUATIONS) + 1 + len(one.examples) >= 8


def test_a_situation_tells_something() -> None:
    """All but the empty one have a value other than 0 for most indicators."""
    for name, situation in SITUATIONS.items():
        values = [value for value in situation.told.values() if value]
        assert len(values) >= (0 if name == "empty" else 6), name
