"""I-11 Forecast (forventet regnskab)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.figures.algebra import (
    Bridge,
    Budgeted,
    BudgetProfile,
    Committed,
    CommittedCitizens,
    Minus,
    Over,
    Owed,
    Plus,
    Posted,
    Window,
)
from pejl.figures.definition import Example, Expected, Field, Indicator, only_paying
from pejl.figures.request import DIMENSIONS

_POSTED = Posted(over=Window.YEAR_TO_DATE)
_FORECAST = Plus((_POSTED, Committed(), Owed(), BudgetProfile()))
_PREVIOUS = Plus(
    (
        Posted(over=Window.YEAR_TO_DATE, known_before=True),
        Committed(known_before=True),
        Owed(known_before=True),
        BudgetProfile(known_before=True),
    )
)
_BUDGET = Budgeted("revised", beside="year")
_DEVIATION = Minus(_FORECAST, _BUDGET)
_CHANGE = Minus(_FORECAST, _PREVIOUS)
_CAUSES = Plus((Bridge("price"), Bridge("volume"), Bridge("new"), Bridge("ended")))

INDICATOR = Indicator(
    id="I-11",
    name="forecast",
    title_da="Forventet regnskab",
    help_da=(
        "Hvad året ventes at ende på: det bogførte fra 1. januar og resten af det disponerede, "
        "måned for måned efter den sidst bogførte. En måneds kroner er døgn gange takst, "
        "hverdage (dage gange 5/7, afrundet) gange takst eller timer gange takst, som "
        "økonomisystemet selv bogfører dem. Åbne dispositioner løber til årets slutning, og "
        "bevilgede, der ikke er begyndt, er med fra deres første dag. Dertil kommer det "
        "skyldige for bogførte måneder, hvor en anden kommunes regning mangler, og budgettet for "
        "resten af året på funktioner uden borgere. Et midlertidigt botilbud "
        "(§ 107), der er ophørt på papiret, men stadig faktureres, føres videre og vises for sig."
        "\n\n"
        "Broen forklarer ændringen siden den forrige leverance, disposition for disposition: "
        "pris er takster, mængde er flere dage og ændret omfang, nye og ophørte er "
        "dispositioner, der er kommet til, faldet væk eller afkortet. Resten er korrektioner: "
        "det, der er bogført anderledes end ventet. Delene går altid op i ændringen."
    ),
    unit="kroner",
    decimals=0,
    value=_FORECAST,
    persons=CommittedCitizens(),
    fields=(
        Field("posted", "Bogført til dato", "kroner", _POSTED),
        Field(
            "rest",
            "Resten af året",
            "kroner",
            Committed(),
            help_da="Dispositionernes kroner i de måneder, der ikke er bogført.",
        ),
        Field(
            "past_end",
            "Heraf efter slutdato",
            "kroner",
            Committed(only_past_end=True),
            help_da="Midlertidige botilbud (§ 107), der er ophørt på papiret og stadig faktureres.",
        ),
        Field(
            "accruals",
            "Skyldige regninger",
            "kroner",
            Owed(),
            help_da="Bogførte måneder i kvartaler, hvor den kommune, der handler for borgeren, "
            "endnu ikke har sendt en regning.",
        ),
        Field(
            "profile",
            "Budget uden borgere",
            "kroner",
            BudgetProfile(),
            help_da="En tolvtedel af budgettet for hver måned, der ikke er bogført, på funktioner "
            "uden dispositioner og uden posteringer på borgere.",
        ),
        Field("budget", "Korrigeret budget", "kroner", _BUDGET),
        Field(
            "deviation",
            "Afvigelse",
            "kroner",
            _DEVIATION,
            help_da="Plus er merforbrug, minus mindreforbrug.",
        ),
        Field(
            "deviation_rate", "Afvigelse i procent", "share", Over(_DEVIATION, _BUDGET), decimals=1
        ),
        Field(
            "previous",
            "Forrige forventede regnskab",
            "kroner",
            _PREVIOUS,
            help_da="Som den forrige leverance viste det.",
        ),
        Field("change", "Ændring", "kroner", _CHANGE),
        Field("price", "Pris", "kroner", Bridge("price"), help_da="Ændrede takster."),
        Field(
            "volume",
            "Mængde",
            "kroner",
            Bridge("volume"),
            help_da="Forlængede dispositioner og ændret omfang pr. uge.",
        ),
        Field("new", "Nye", "kroner", Bridge("new"), help_da="Dispositioner, der er kommet til."),
        Field(
            "ended",
            "Ophørte",
            "kroner",
            Bridge("ended"),
            help_da="Dispositioner, der er faldet væk eller slutter tidligere.",
        ),
        Field(
            "corrections",
            "Korrektioner",
            "kroner",
            Minus(_CHANGE, _CAUSES),
            help_da="Bogført anderledes end ventet, herunder reguleringer af lukkede måneder.",
        ),
    ),
    balance=(
        ("change", 1),
        ("price", -1),
        ("volume", -1),
        ("new", -1),
        ("ended", -1),
        ("corrections", -1),
    ),
    options=(only_paying(),),
    better="neither",
    owner_da="Økonomichefen",
    purpose_da="At se årets resultat komme, og hvad der flytter det.",
    source_da="Kommunal praksis for økonomistyring.",
    additive_over=frozenset(DIMENSIONS),
    examples=(
        Example(
            "21,36 mio. kr. bogført efter juni og 25,90 mio. kr. disponeret for resten af året: "
            "47,26 mio. kr., 0,74 mio. kr. (1,5 %) under budgettet.",
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
                "commitment": (
                    {
                        "commitment_id": "D1",
                        "citizen": "a",
                        "function_code": "5.38.52",
                        "start_date": date(2024, 1, 1),
                        "end_date": date(2024, 12, 27),
                        "tariff": Decimal("129500.00"),
                        "tariff_unit": "day24",
                    },
                    {
                        "commitment_id": "D2",
                        "citizen": "b",
                        "function_code": "5.38.52",
                        "start_date": date(2024, 12, 12),
                        "tariff": Decimal("129500.00"),
                        "tariff_unit": "day24",
                    },
                ),
                "budget": (
                    {
                        "year": 2024,
                        "function_code": "5.38.52",
                        "original": Decimal("48000000.00"),
                        "revised": Decimal("48000000.00"),
                    },
                ),
            },
            date(2024, 6, 30),
            "2024-01..2024-06",
            (
                Expected(
                    Decimal("47260000.00"),
                    persons=2,
                    fields={
                        "posted": Decimal("21360000.00"),
                        "rest": Decimal("25900000.00"),
                        "budget": Decimal("48000000.00"),
                        "deviation": Decimal("-740000.00"),
                        "deviation_rate": Fraction(-37, 2400),
                        "previous": None,
                    },
                ),
            ),
        ),
    ),
)
