"""I-03 Number of cases, grants and citizens on a day."""

from datetime import date
from fractions import Fraction

from pejl.figures.algebra import (
    CaseCitizens,
    Citizens,
    OpenCases,
    Over,
    Population,
    Spells,
    Window,
)
from pejl.figures.definition import Example, Expected, Field, Indicator, population_option

_GRANTS = Spells(over=Window.LAST_DAY)
_CITIZENS = Citizens(over=Window.LAST_DAY)

INDICATOR = Indicator(
    id="I-03",
    name="cases_and_grants",
    title_da="Sager",
    help_da=(
        "Åbne sager på periodens sidste dag: oprettet senest den dag og ikke afsluttet den dag "
        "eller før. Ved siden af står de bevillinger og borgere, der er aktive samme dag, og hvor "
        "mange bevillinger hver af dem har.\n\n"
        "En sag har én målgruppe, ét team og én sagsbehandler; de linjer går op i totalen. Sin "
        "paragraf, sit tilbud, sin funktion og kommunens rolle har den gennem sine aktive "
        "bevillinger, ofte flere på én gang, så de linjer må ikke lægges sammen. En sag uden "
        "aktiv bevilling står dér under »Uoplyst«."
    ),
    unit="count",
    decimals=0,
    population=Population.ACTING,
    value=OpenCases(),
    persons=CaseCitizens(),
    fields=(
        Field(
            "grants",
            "Bevillinger",
            "count",
            _GRANTS,
            help_da="Bevillinger, der er aktive på dagen, også flere til samme borger.",
        ),
        Field(
            "citizens",
            "Borgere",
            "citizens",
            _CITIZENS,
            help_da="Forskellige borgere med en aktiv bevilling på dagen.",
        ),
        Field(
            "grants_per_citizen",
            "Bevillinger pr. borger",
            "count",
            Over(_GRANTS, _CITIZENS),
            decimals=2,
        ),
    ),
    options=(population_option(Population.ACTING),),
    better="neither",
    owner_da="Myndighedschefen",
    purpose_da="At kende sagsmængden og fordele den.",
    source_da="Kommunal praksis (»antal sager«).",
    additive_over=frozenset({"target_group", "team", "case_worker", "age_band"}),
    notes_da=(
        "Sager er fagsystemets: borgere, vi handler for. Delt på paragraf, tilbud, ejerforhold, "
        "funktion eller rolle står en sag ved hver af sine aktive bevillinger; linjerne må ikke "
        "lægges sammen.",
    ),
    examples=(
        Example(
            "To åbne sager den 31. marts: en, der lukkes dagen efter, og en, der åbner dagen. "
            "Den tredje er lukket samme dag. Borger a har to aktive bevillinger.",
            {
                "citizen": (
                    {"citizen": "a", "birth_date": date(1980, 1, 1)},
                    {"citizen": "b", "birth_date": date(1980, 1, 1)},
                    {"citizen": "c", "birth_date": date(1980, 1, 1)},
                ),
                "case": (
                    {
                        "case_id": "S1",
                        "citizen": "a",
                        "opened": date(2024, 1, 1),
                        "closed": date(2024, 4, 1),
                    },
                    {"case_id": "S2", "citizen": "b", "opened": date(2024, 3, 31)},
                    {
                        "case_id": "S3",
                        "citizen": "c",
                        "opened": date(2023, 1, 1),
                        "closed": date(2024, 3, 31),
                    },
                ),
                "grant": (
                    {
                        "grant_id": "1",
                        "case_id": "S1",
                        "citizen": "a",
                        "start_date": date(2024, 1, 1),
                    },
                    {
                        "grant_id": "2",
                        "case_id": "S1",
                        "citizen": "a",
                        "start_date": date(2024, 2, 1),
                    },
                ),
            },
            date(2024, 12, 31),
            "2024-03",
            (
                Expected(
                    2,
                    persons=2,
                    fields={"grants": 2, "citizens": 1, "grants_per_citizen": Fraction(2)},
                ),
            ),
        ),
    ),
)
