"""I-10 Actual against budget."""

from datetime import date
from decimal import Decimal

from pejl.figures.algebra import Posted, PostedCitizens, Postings
from pejl.figures.definition import Example, Expected, Field, Indicator

INDICATOR = Indicator(
    id="I-10",
    name="actual_vs_budget",
    title_da="Forbrug",
    help_da="Kroner bogført i perioden, efter bogføringsdato. Udgift er plus, indtægt minus.",
    unit="kroner",
    decimals=0,
    value=Posted(),
    persons=PostedCitizens(),
    fields=(
        Field("gross", "Udgifter", "kroner", Posted(which=Postings.EXPENSE)),
        Field("income", "Indtægter", "kroner", Posted(which=Postings.INCOME)),
        Field("net", "Netto", "kroner", Posted()),
    ),
    better="neither",
    owner_da="Økonomichefen",
    purpose_da="At følge forbruget.",
    source_da="Kommunal praksis.",
    examples=(
        Example(
            "To posteringer i juni.",
            {
                "posting": (
                    {
                        "posting_id": "1",
                        "booked_on": date(2024, 6, 30),
                        "amount": Decimal("100.50"),
                    },
                )
            },
            date(2024, 6, 30),
            "2024-06",
            (Expected(Decimal("100.50"), persons=0),),
        ),
    ),
)
