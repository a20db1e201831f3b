"""I-01 Full-year persons (helårspersoner)."""

from datetime import date
from fractions import Fraction

from pejl.figures.algebra import (
    Choose,
    Citizens,
    Node,
    Over,
    PeriodDays,
    PersonDays,
    PerYear,
    Population,
    ServiceDays,
    Window,
    YearDays,
)
from pejl.figures.definition import Example, Expected, Field, Indicator, Option, population_option


def _reading(measure: type[PersonDays] | type[ServiceDays]) -> Node:
    return Choose(
        "reading",
        (
            ("accumulated", PerYear(measure())),
            ("average", Over(measure(), PeriodDays())),
            ("expected", Over(measure(over=Window.WHOLE_YEAR), YearDays())),
        ),
    )


_THREE = {
    "grant": (
        {"grant_id": "A", "citizen": "a", "start_date": date(2019, 1, 1)},
        {
            "grant_id": "B",
            "citizen": "b",
            "start_date": date(2024, 2, 15),
            "end_date": date(2024, 6, 30),
        },
        {"grant_id": "C", "citizen": "c", "start_date": date(2024, 11, 20)},
    )
}


def _example(told_da: str, period: str, expected: Expected, **options: str) -> Example:
    return Example(told_da, _THREE, date(2024, 12, 31), period, (expected,), options=options)


INDICATOR = Indicator(
    id="I-01",
    name="full_year_persons",
    title_da="Helårspersoner",
    help_da=(
        "Én helårsperson er én borger, der får ydelsen alle årets dage. Tallet er dagene, hvor "
        "borgerne har mindst én aktiv bevilling, delt med årets dage (365 eller 366). Både første "
        "og sidste dag tæller, og overlappende bevillinger til samme borger tæller hver dag én "
        "gang. Timebaserede ydelser tæller de dage, borgeren er indskrevet, ikke timerne.\n\n"
        "Der er tre læsninger, som ikke må blandes: akkumuleret til dato deler med hele årets "
        "dage og vokser hen over året; gennemsnit deler med periodens dage og kan holdes op mod "
        "budgettets helårspersoner; forventet år tager de planlagte dage til årets slutning med. "
        "En periode over flere år er summen af årenes akkumulerede tal."
    ),
    unit="persons",
    decimals=2,
    population=Population.PAYING,
    value=_reading(PersonDays),
    persons=Choose(
        "reading",
        (
            ("accumulated", Citizens()),
            ("average", Citizens()),
            ("expected", Citizens(over=Window.WHOLE_YEAR)),
        ),
    ),
    fields=(
        Field(
            "services",
            "Fuldtidsydelser",
            "persons",
            _reading(ServiceDays),
            decimals=2,
            help_da="Som helårspersoner, men hver bevilling tæller for sig, også oven i andre.",
        ),
        Field(
            "days",
            "Borgerdage",
            "count",
            PersonDays(),
            help_da="Dage i perioden med mindst én aktiv bevilling, lagt sammen over borgerne.",
        ),
    ),
    options=(
        Option(
            "reading",
            "Læsning",
            "accumulated",
            {
                "accumulated": "Akkumuleret til dato",
                "average": "Gennemsnit i perioden",
                "expected": "Forventet år",
            },
        ),
        population_option(Population.PAYING),
    ),
    better="neither",
    owner_da="Myndighedschefen",
    purpose_da="At følge aktiviteten, så den kan holdes op mod budgettet og år mod år.",
    source_da="Danmarks Statistiks fuldtidsydelser og kommunal praksis.",
    additive_over=frozenset({"age_band"}),
    examples=(
        _example(
            "A er åben fra 2019 (366 dage i 2024), B går fra 15. februar til 30. juni (137), C "
            "begynder 20. november (42): 545 / 366.",
            "2024",
            Expected(Fraction(545, 366), persons=3, fields={"days": 545}),
        ),
        _example(
            "I juni er A og B aktive alle dage: i gennemsnit 2.",
            "2024-06",
            Expected(Fraction(2), persons=2),
            reading="average",
        ),
        _example(
            "Til 30. juni er der 319 borgerdage. Gennemsnit: 319 / 182.",
            "2024-01..2024-06",
            Expected(Fraction(319, 182), persons=2),
            reading="average",
        ),
        _example(
            "Samme dage, akkumuleret: 319 / 366.",
            "2024-01..2024-06",
            Expected(Fraction(319, 366), persons=2),
        ),
        Example(
            "Forventet år pr. 30. juni, før C er kendt: A's 366 dage og B's 137 er 503 / 366.",
            {"grant": _THREE["grant"][:2]},
            date(2024, 6, 30),
            "2024-01..2024-06",
            (Expected(Fraction(503, 366), persons=2),),
            options={"reading": "expected"},
        ),
        Example(
            "Samme borger, samme paragraf: 90 dage og 47 dage, 17 af dem de samme. "
            "Fuldtidsydelser 137 / 365, helårspersoner 120 / 365.",
            {
                "grant": (
                    {
                        "grant_id": "1",
                        "citizen": "a",
                        "start_date": date(2023, 1, 1),
                        "end_date": date(2023, 3, 31),
                    },
                    {
                        "grant_id": "2",
                        "citizen": "a",
                        "start_date": date(2023, 3, 15),
                        "end_date": date(2023, 4, 30),
                    },
                )
            },
            date(2023, 12, 31),
            "2023",
            (
                Expected(
                    Fraction(120, 365),
                    persons=1,
                    fields={"services": Fraction(137, 365), "days": 120},
                ),
            ),
        ),
    ),
)
