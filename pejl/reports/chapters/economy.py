"""Economy: budget, spend and forecast by function with its paragraphs, and what has moved it."""

from __future__ import annotations

from pejl.reports.chapters.measures import (
    BUDGET,
    DEVIATION,
    FORECAST,
    LAST_TO_DATE,
    POSTED,
    RATE,
)
from pejl.reports.declarations import (
    Bridge,
    Chapter,
    Grid,
    GridColumn,
    Headline,
    Headlines,
    Largest,
    Line,
    Sentence,
    Side,
    Trend,
)
from pejl.reports.spans import Series

_STEPS = (
    ("Pris", FORECAST.of("price")),
    ("Mængde", FORECAST.of("volume")),
    ("Nye", FORECAST.of("new")),
    ("Ophørte", FORECAST.of("ended")),
    ("Korrektioner", FORECAST.of("corrections")),
)

SAYS = (
    Sentence(
        "For {to_date} er der bogført {posted}, svarende til {rate} af det korrigerede budget "
        "på {budget}.",
        {"posted": POSTED, "rate": RATE, "budget": BUDGET},
    ),
    Sentence(
        "Det forventede regnskab er {forecast}; det er {side} det korrigerede budget.",
        {"forecast": FORECAST, "side": Side(DEVIATION)},
    ),
    Sentence(
        "Størst afvigelse fra budgettet: {largest}.",
        {"largest": Largest(DEVIATION, "function", count=3)},
    ),
)

HEADLINES = Headlines(
    (
        Headline("Forbrug, {to_date}", POSTED, compare=(LAST_TO_DATE,)),
        Headline("Forbrugsprocent", RATE, against=(("forventet nu", RATE.of("expected_rate")),)),
        Headline("Forventet regnskab", FORECAST, against=(("korrigeret budget", BUDGET),)),
    )
)

BY_FUNCTION = Grid(
    id="oekonomi-funktion",
    caption_da="Budget, forbrug og forventet regnskab, {to_date}",
    by=("function", "paragraph"),
    columns=(
        GridColumn("Korrigeret budget", BUDGET),
        GridColumn("Forbrug", POSTED),
        GridColumn("Forbrug i %", RATE),
        GridColumn("Forventet regnskab", FORECAST),
        GridColumn("Afvigelse", DEVIATION, signed=True),
        GridColumn(
            "Afvigelse i %",
            FORECAST.of("deviation_rate"),
            signed=True,
            help_da="Afvigelsen af det korrigerede budget.",
        ),
    ),
)

MONTHLY = Trend(
    id="oekonomi-24",
    title_da="Forbrug pr. måned, de seneste 24 måneder",
    kind="bars",
    lines=(Line("Forbrug", POSTED),),
)

SO_FAR = Trend(
    id="oekonomi-til-dato",
    title_da="Forbrug til og med hver måned",
    kind="years",
    lines=(
        Line("I år", POSTED, Series.YEAR_SO_FAR),
        Line("Sidste år", POSTED, Series.LAST_YEAR_SO_FAR),
        Line("Korrigeret budget, hele året", BUDGET, Series.YEAR_SO_FAR),
    ),
)

BRIDGE = Bridge(
    id="oekonomi-bro",
    title_da="Fra forrige forventede regnskab til dette",
    start=("Forrige", FORECAST.of("previous")),
    steps=_STEPS,
    end=("Dette", FORECAST),
    help_da="Forrige er det forventede regnskab, som leverancen før viste det.",
)

BRIDGE_BY_FUNCTION = Grid(
    id="oekonomi-bro-funktion",
    caption_da="Hvad har flyttet det forventede regnskab",
    by=("function", "paragraph"),
    columns=(
        GridColumn("Forrige", FORECAST.of("previous")),
        *(GridColumn(label, measure, signed=True) for label, measure in _STEPS),
        GridColumn("Dette", FORECAST),
    ),
)

ECONOMY = Chapter(
    id="oekonomi",
    title_da="Økonomi",
    intro_da="Budget, forbrug og forventet regnskab for {to_date}. "
    "Budgettet kendes pr. funktion og år; forbruget også pr. paragraf.",
    says=SAYS,
    parts=(HEADLINES, BY_FUNCTION, MONTHLY, SO_FAR, BRIDGE, BRIDGE_BY_FUNCTION),
)
