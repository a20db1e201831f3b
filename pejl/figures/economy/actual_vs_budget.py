"""I-10 Actual against budget."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.figures.algebra import (
    Budgeted,
    Choose,
    IfKnown,
    MeanOfKnown,
    Node,
    Over,
    Posted,
    PostedCitizens,
    Postings,
    YearsBack,
    YearShare,
)
from pejl.figures.definition import (
    Example,
    Expected,
    Field,
    Indicator,
    Option,
    only_paying,
)
from pejl.figures.request import DIMENSIONS

_REVISED = Budgeted("revised")

_ACTUAL = Choose(
    "state_refund", (("apart", Posted()), ("with", Posted(which=Postings.WITH_REFUND)))
)


def _share_of_year(years: int) -> Node:
    """What of an earlier year's spend was booked by the same day of it."""
    return Over(YearsBack(years, False, Posted()), YearsBack(years, True, Posted()))


_SEASONAL = MeanOfKnown(tuple(_share_of_year(years) for years in (1, 2, 3)))

INDICATOR = Indicator(
    id="I-10",
    name="actual_vs_budget",
    title_da="Forbrug",
    help_da=(
        "Kroner bogført i perioden efter bogføringsdato. Udgift er plus, indtægt minus, og tallet "
        "er netto. Paragraffen er den, der står på dispositionen, posteringen henviser til; uden "
        "disposition bevillingens; ellers »Uoplyst«.\n\n"
        "Budgettet er hele årets. Forbrugsprocenten er det bogførte fra 1. januar af det "
        "korrigerede budget, og den forventede er månedens nummer af tolv (et jævnt forbrug) "
        "eller de sidste tre års gang (efter årstid). Budgettet kender kun funktion og år, så "
        "delt på andet har det intet budget. Statsrefusion (dranst 2) står for sig og er ikke med "
        "i tallet, medmindre man beder om det."
    ),
    unit="kroner",
    decimals=0,
    value=_ACTUAL,
    persons=PostedCitizens(),
    fields=(
        Field("budget", "Korrigeret budget", "kroner", _REVISED, help_da="Hele årets."),
        Field("budget_original", "Oprindeligt budget", "kroner", Budgeted("original")),
        Field(
            "rate",
            "Forbrugsprocent",
            "share",
            Over(_ACTUAL, _REVISED),
            decimals=1,
            help_da="Bogført fra 1. januar af det korrigerede budget.",
        ),
        Field(
            "expected_rate",
            "Forventet forbrugsprocent",
            "share",
            IfKnown(
                _REVISED,
                Choose("profile", (("linear", YearShare()), ("seasonal", _SEASONAL))),
            ),
            decimals=1,
            help_da="Jævnt: månedens nummer af tolv. Efter årstid: den del af årets forbrug, der "
            "de sidste tre år var bogført samme dag, i gennemsnit.",
        ),
        Field(
            "gross",
            "Udgifter",
            "kroner",
            Posted(which=Postings.EXPENSE),
            help_da="Uden indtægter; en regulering nedad er en mindre udgift, ingen indtægt.",
        ),
        Field(
            "income",
            "Indtægter",
            "kroner",
            Posted(which=Postings.INCOME),
            help_da="Negative posteringer, der ikke er reguleringer.",
        ),
        Field(
            "net",
            "Netto",
            "kroner",
            Posted(),
            help_da="Udgifter og indtægter tilsammen, aldrig med statsrefusion.",
        ),
        Field(
            "state_refund",
            "Statsrefusion",
            "kroner",
            Posted(which=Postings.STATE_REFUND),
            help_da="Statens refusion (dranst 2) står for sig.",
        ),
    ),
    balance=(("gross", 1), ("income", 1), ("net", -1)),
    options=(
        Option(
            "state_refund",
            "Statsrefusion",
            "apart",
            {"apart": "Holdt for sig", "with": "Regnet med"},
        ),
        Option(
            "profile",
            "Forventet forbrug",
            "linear",
            {"linear": "Jævnt over året", "seasonal": "Efter årstid, de sidste tre år"},
        ),
        only_paying(),
    ),
    better="neither",
    owner_da="Økonomichefen",
    purpose_da="At se, om årets penge slår til, mens der er tid til at gøre noget.",
    source_da="Kommunens kasse- og regnskabsregulativ; kommunal praksis.",
    additive_over=frozenset({"period", *DIMENSIONS}),
    examples=(
        Example(
            "21,36 mio. kr. af 48,00 mio. kr. efter juni: 44,5 % (jævnt forbrug 50,0 %).",
            {
                "posting": (
                    {
                        "posting_id": "1",
                        "citizen": "a",
                        "function_code": "5.38.52",
                        "booked_on": date(2024, 6, 30),
                        "amount": Decimal("21360000.00"),
                    },
                ),
                "budget": (
                    {
                        "year": 2024,
                        "function_code": "5.38.52",
                        "original": Decimal("47500000.00"),
                        "revised": Decimal("48000000.00"),
                    },
                ),
            },
            date(2024, 6, 30),
            "2024-01..2024-06",
            (
                Expected(
                    Decimal("21360000.00"),
                    persons=1,
                    fields={
                        "budget": Decimal("48000000.00"),
                        "budget_original": Decimal("47500000.00"),
                        "rate": Fraction(89, 200),
                        "expected_rate": Fraction(1, 2),
                        "gross": Decimal("21360000.00"),
                        "income": Decimal(0),
                    },
                ),
            ),
        ),
    ),
)
