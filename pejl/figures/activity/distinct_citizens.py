"""I-02 Distinct citizens (CPR-antal)."""

from datetime import date

from pejl.figures.algebra import Citizens, Population
from pejl.figures.definition import Example, Expected, Indicator, population_option

INDICATOR = Indicator(
    id="I-02",
    name="distinct_citizens",
    title_da="Borgere (CPR-antal)",
    help_da=(
        "Antal forskellige borgere med mindst én aktiv dag i perioden. En borger med flere "
        "ydelser står i hver af deres linjer, men tæller én gang i totalen, og en borger, der er "
        "aktiv i to måneder, tæller i begge. Linjer og måneder må derfor ikke lægges sammen: "
        "totalen er talt, ikke summeret."
    ),
    unit="citizens",
    decimals=0,
    population=Population.PAYING,
    value=Citizens(),
    persons=Citizens(),
    options=(population_option(Population.PAYING),),
    better="neither",
    owner_da="Myndighedschefen",
    purpose_da="At vide, hvor mange mennesker ydelserne gælder.",
    source_da="Danmarks Statistiks optælling af modtagere.",
    additive_over=frozenset({"age_band"}),
    examples=(
        Example(
            "Borger a har to ydelser: én borger i hver linje og én i totalen.",
            {
                "grant": (
                    {
                        "grant_id": "1",
                        "citizen": "a",
                        "paragraph": "§ 85",
                        "start_date": date(2024, 1, 1),
                    },
                    {
                        "grant_id": "2",
                        "citizen": "a",
                        "paragraph": "§ 104",
                        "start_date": date(2024, 3, 1),
                    },
                )
            },
            date(2024, 12, 31),
            "2024",
            (Expected(1, persons=1),),
        ),
    ),
)
