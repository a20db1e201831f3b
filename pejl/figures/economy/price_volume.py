"""I-14 Price and volume split of a change in cost."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.figures.algebra import (
    Citizens,
    Constant,
    IfKnown,
    InComparison,
    Minus,
    Otherwise,
    Over,
    Plus,
    Population,
    SumOver,
    Times,
)
from pejl.figures.definition import Example, Expected, Field, Indicator, Option, only_paying
from pejl.figures.economy.unit_cost import COST, FULL_YEAR_PERSONS

_COST_BEFORE = InComparison(COST)
_PERSONS_BEFORE = InComparison(FULL_YEAR_PERSONS)
_UNIT_COST_BEFORE = Over(_COST_BEFORE, _PERSONS_BEFORE)

_TOTAL = Minus(COST, _COST_BEFORE)
_VOLUME = Times(Minus(FULL_YEAR_PERSONS, _PERSONS_BEFORE), _UNIT_COST_BEFORE)

# What each paragraph costs now beyond what its persons of now would have cost before; with persons
# now it is (U1 - U0) x FYP1. One without persons before has no price before: it is mix.
_PRICE_OF_ONE = Otherwise(Minus(COST, Times(_UNIT_COST_BEFORE, FULL_YEAR_PERSONS)), Constant(0))
_PRICE = IfKnown(_UNIT_COST_BEFORE, SumOver("paragraph", _PRICE_OF_ONE))

_JULY = date(2024, 7, 2)

INDICATOR = Indicator(
    id="I-14",
    name="price_volume",
    title_da="Ændring i udgift",
    help_da=(
        "Ændringen i udgift fra sammenligningsperioden, delt i, hvad der kommer af flere eller "
        "færre helårspersoner (mængde), og hvad der kommer af, at de koster mere eller mindre "
        "(pris). Mængden regnes til prisen før, prisen på helårspersonerne nu. Hvor linjen samler "
        "flere paragraffer, er prisen paragraffernes hver for sig, og resten er sammensætning: at "
        "flere får en dyrere eller billigere ydelse. De tre går altid op i ændringen.\n\n"
        "Var der ingen helårspersoner før, er der ingen pris at regne fra, og ændringen deles "
        "ikke."
    ),
    unit="kroner",
    decimals=0,
    value=_TOTAL,
    persons=Citizens(population=Population.PAYING),
    fields=(
        Field("volume", "Mængde", "kroner", _VOLUME),
        Field("price", "Pris", "kroner", _PRICE),
        Field(
            "mix",
            "Sammensætning",
            "kroner",
            Minus(_TOTAL, Plus((_VOLUME, _PRICE))),
            help_da="Rest, når linjen samler flere paragraffer; 0 for en enkelt.",
        ),
        Field("cost", "Udgift", "kroner", COST),
        Field("cost_before", "Udgift før", "kroner", _COST_BEFORE),
        Field("full_year_persons", "Helårspersoner", "persons", FULL_YEAR_PERSONS, decimals=2),
        Field(
            "full_year_persons_before", "Helårspersoner før", "persons", _PERSONS_BEFORE, decimals=2
        ),
    ),
    balance=(("volume", 1), ("price", 1), ("mix", 1), ("value", -1)),
    options=(
        Option(
            "comparison",
            "Sammenlignet med",
            "year_before",
            {"year_before": "Samme periode året før", "period_before": "Perioden før"},
        ),
        only_paying(),
    ),
    better="neither",
    owner_da="Økonomichefen",
    purpose_da="At skille dyrere ydelser fra flere borgere, når udgiften ændrer sig.",
    source_da="Vores opdeling (A); almindelig i økonomistyring.",
    examples=(
        Example(
            "Fra 40,0 helårspersoner à 950.000 kr. til 43,5 à 990.000 kr.: mængde 3.325.000, pris "
            "1.740.000, i alt 5.065.000 kr. = 43.065.000 - 38.000.000.",
            {
                "grant": (
                    *(
                        {
                            "grant_id": f"B{place}",
                            "citizen": f"b{place}",
                            "paragraph": "§ 107",
                            "start_date": date(2020, 1, 1),
                        }
                        for place in range(40)
                    ),
                    *(
                        {
                            "grant_id": f"N{place}",
                            "citizen": f"n{place}",
                            "paragraph": "§ 107",
                            "start_date": date(2024, 1, 1) if place < 3 else _JULY,
                        }
                        for place in range(4)
                    ),
                ),
                "commitment": (
                    {
                        "commitment_id": "D0",
                        "grant_id": "B0",
                        "citizen": "b0",
                        "paragraph": "§ 107",
                    },
                ),
                "posting": (
                    {
                        "posting_id": "1",
                        "grant_id": "B0",
                        "citizen": "b0",
                        "booked_on": date(2023, 12, 31),
                        "amount": Decimal(38000000),
                    },
                    {
                        "posting_id": "2",
                        "grant_id": "B0",
                        "citizen": "b0",
                        "booked_on": date(2024, 12, 31),
                        "amount": Decimal(43065000),
                    },
                ),
            },
            date(2024, 12, 31),
            "2024",
            (
                Expected(
                    Decimal(5065000),
                    dims={"paragraph": "§ 107"},
                    persons=44,
                    fields={
                        "volume": Fraction(3325000),
                        "price": Fraction(1740000),
                        "mix": Fraction(0),
                        "cost": Decimal(43065000),
                        "cost_before": Decimal(38000000),
                        "full_year_persons": Fraction(87, 2),
                        "full_year_persons_before": Fraction(40),
                    },
                ),
            ),
            by=("paragraph",),
        ),
    ),
)
