"""Månedsopfølgning, myndighed: economy, activity, unit cost and movements, once a month."""

from __future__ import annotations

from pejl.reports.declarations import (
    Bridge,
    Change,
    Chapter,
    Deliverable,
    Grid,
    GridColumn,
    Headline,
    Headlines,
    Identity,
    Largest,
    Line,
    Measure,
    Sentence,
    Share,
    Side,
    Than,
    Trend,
)
from pejl.reports.spans import Series, When

TO_DATE = When.YEAR_TO_DATE
LAST_TO_DATE = When.LAST_YEAR_TO_DATE
LAST_YEAR = When.SAME_LAST_YEAR
PREVIOUS = When.PREVIOUS

POSTED = Measure("I-10", when=TO_DATE)
BUDGET = POSTED.of("budget")
RATE = POSTED.of("rate")
FORECAST = Measure("I-11", when=TO_DATE)
DEVIATION = FORECAST.of("deviation")

AVERAGE = Measure("I-01", options=(("reading", "average"),))
ACCUMULATED = Measure("I-01", when=TO_DATE, options=(("reading", "accumulated"),))
CITIZENS = Measure("I-02")
UNIT_COST = Measure("I-12", when=TO_DATE)
TOLD = ACCUMULATED.at(When.PREVIOUS_TO_DATE)
SPLIT = Measure("I-14", when=TO_DATE)
MOVED = Measure("I-04")

ECONOMY = Chapter(
    id="oekonomi",
    title_da="Økonomi",
    intro_da="Budget, forbrug og forventet regnskab for {to_date}. "
    "Budgettet kendes pr. funktion og år; forbruget også pr. paragraf.",
    says=(
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
    ),
    parts=(
        Headlines(
            (
                Headline("Forbrug, {to_date}", POSTED, compare=(LAST_TO_DATE,)),
                Headline(
                    "Forbrugsprocent", RATE, against=(("forventet nu", RATE.of("expected_rate")),)
                ),
                Headline("Forventet regnskab", FORECAST, against=(("korrigeret budget", BUDGET),)),
            )
        ),
        Grid(
            id="oekonomi-funktion",
            caption_da="Budget, forbrug og forventet regnskab, {to_date}",
            by=("function", "paragraph"),
            columns=(
                GridColumn("Korrigeret budget", BUDGET),
                GridColumn("Forbrug", POSTED),
                GridColumn("Forbrug i %", RATE),
                GridColumn("Forventet regnskab", FORECAST),
                GridColumn("Afvigelse", DEVIATION, signed=True),
                GridColumn("Afvigelse i %", FORECAST.of("deviation_rate"), signed=True),
            ),
        ),
        Trend(
            id="oekonomi-24",
            title_da="Forbrug pr. måned, de seneste 24 måneder",
            kind="bars",
            lines=(Line("Forbrug", POSTED),),
        ),
        Trend(
            id="oekonomi-forbrug",
            title_da="Forbrug til og med hver måned",
            kind="years",
            lines=(
                Line("I år", POSTED, Series.YEAR_SO_FAR),
                Line("Sidste år", POSTED, Series.LAST_YEAR_SO_FAR),
                Line("Korrigeret budget, hele året", BUDGET, Series.YEAR_SO_FAR),
            ),
        ),
        Bridge(
            id="oekonomi-bro",
            title_da="Fra forrige forventede regnskab til dette",
            start=("Forrige", FORECAST.of("previous")),
            steps=(
                ("Pris", FORECAST.of("price")),
                ("Mængde", FORECAST.of("volume")),
                ("Nye", FORECAST.of("new")),
                ("Ophørte", FORECAST.of("ended")),
                ("Korrektioner", FORECAST.of("corrections")),
            ),
            end=("Dette", FORECAST),
        ),
        Grid(
            id="oekonomi-bro-funktion",
            caption_da="Hvad har flyttet det forventede regnskab",
            by=("function", "paragraph"),
            columns=(
                GridColumn("Forrige", FORECAST.of("previous")),
                GridColumn("Pris", FORECAST.of("price"), signed=True),
                GridColumn("Mængde", FORECAST.of("volume"), signed=True),
                GridColumn("Nye", FORECAST.of("new"), signed=True),
                GridColumn("Ophørte", FORECAST.of("ended"), signed=True),
                GridColumn("Korrektioner", FORECAST.of("corrections"), signed=True),
                GridColumn("Dette", FORECAST),
            ),
        ),
    ),
)

ACTIVITY = Chapter(
    id="aktivitet",
    title_da="Aktivitet",
    intro_da="Borgere, kommunen betaler for. En helårsperson er en ydelse i alle årets dage.",
    says=(
        Sentence(
            "I {period} var der i gennemsnit {now}, {month} {previous} og {year} {same_last_year}.",
            {
                "now": AVERAGE,
                "month": Than(
                    Change(AVERAGE, PREVIOUS), "flere end i", "færre end i", "lige så mange som i"
                ),
                "year": Than(
                    Change(AVERAGE, LAST_YEAR), "flere end i", "færre end i", "lige så mange som i"
                ),
            },
        ),
        Sentence(
            "Størst ændring siden {same_last_year}: {largest}.",
            {"largest": Largest(Change(AVERAGE, LAST_YEAR), "paragraph", count=3)},
        ),
    ),
    parts=(
        Headlines(
            (
                Headline(
                    "Helårspersoner i {period}",
                    AVERAGE,
                    compare=(PREVIOUS, LAST_YEAR),
                    words=("flere", "færre"),
                ),
                Headline(
                    "Helårspersoner, {to_date}",
                    ACCUMULATED,
                    compare=(LAST_TO_DATE,),
                    words=("flere", "færre"),
                ),
                Headline(
                    "Borgere i {period}",
                    CITIZENS,
                    compare=(PREVIOUS, LAST_YEAR),
                    words=("flere", "færre"),
                ),
            )
        ),
        Grid(
            id="aktivitet-paragraf",
            caption_da="Helårspersoner og borgere",
            by=("paragraph",),
            columns=(
                GridColumn("Opgjort til dato, {to_date}", ACCUMULATED),
                GridColumn("Gennemsnit, {period}", AVERAGE),
                GridColumn("Gennemsnit, {previous}", AVERAGE.at(PREVIOUS)),
                GridColumn("Gennemsnit, {same_last_year}", AVERAGE.at(LAST_YEAR)),
                GridColumn("Ændring på et år", Change(AVERAGE, LAST_YEAR)),
                GridColumn("Borgere, {period}", CITIZENS),
            ),
        ),
        Trend(
            id="aktivitet-24",
            title_da="Helårspersoner pr. måned, alle paragraffer",
            kind="line",
            lines=(Line("Helårspersoner", AVERAGE),),
        ),
        Trend(
            id="aktivitet-24-paragraf",
            title_da="Helårspersoner pr. måned, hver paragraf",
            kind="panels",
            by="paragraph",
            lines=(Line("Helårspersoner", AVERAGE),),
        ),
    ),
)

UNIT_COSTS = Chapter(
    id="enhedspris",
    title_da="Udgift pr. helårsperson",
    intro_da="Udgift og helårspersoner for de samme borgere i samme periode, {to_date}.",
    says=(
        Sentence(
            "En helårsperson har for {to_date} kostet {now}, {than} {last_year_to_date}.",
            {
                "now": UNIT_COST,
                "than": Than(
                    Change(UNIT_COST, LAST_TO_DATE),
                    "mere end for",
                    "mindre end for",
                    "det samme som for",
                ),
            },
        ),
        Sentence(
            "Størst ændring: {largest}.",
            {"largest": Largest(Change(UNIT_COST, LAST_TO_DATE), "paragraph", count=3)},
        ),
    ),
    parts=(
        Headlines(
            (Headline("Udgift pr. helårsperson, {to_date}", UNIT_COST, compare=(LAST_TO_DATE,)),)
        ),
        Grid(
            id="enhedspris-paragraf",
            caption_da="Udgift pr. helårsperson, {to_date}",
            by=("paragraph",),
            columns=(
                GridColumn("Udgift", UNIT_COST.of("cost")),
                GridColumn("Helårspersoner", UNIT_COST.of("full_year_persons")),
                GridColumn("Pr. helårsperson", UNIT_COST),
                GridColumn("Samme periode sidste år", UNIT_COST.at(LAST_TO_DATE)),
                GridColumn("Ændring", Change(UNIT_COST, LAST_TO_DATE)),
            ),
        ),
        Grid(
            id="enhedspris-pris-maengde",
            caption_da="Ændring i udgift delt i pris og mængde, {to_date} mod {last_year_to_date}",
            by=("paragraph",),
            columns=(
                GridColumn("Mængde", SPLIT.of("volume"), signed=True),
                GridColumn("Pris", SPLIT.of("price"), signed=True),
                GridColumn("I alt", SPLIT, signed=True),
            ),
        ),
        Trend(
            id="enhedspris-24",
            title_da="Udgift pr. helårsperson, hver måned",
            kind="line",
            lines=(Line("Udgift pr. helårsperson", UNIT_COST),),
        ),
    ),
)

MOVEMENTS = Chapter(
    id="bevaegelser",
    title_da="Bevægelser",
    intro_da="Bestanden ved periodens begyndelse med tilgang og uden afgang er bestanden ved dens "
    "slutning. Stemmer det ikke for hver linje, vises rapporten ikke.",
    says=(
        Sentence(
            "I {period} kom {inflow} til, og {outflow} gik fra. Der var {start} ved begyndelsen "
            "og {end} ved slutningen.",
            {
                "inflow": MOVED.of("inflow"),
                "outflow": MOVED.of("outflow"),
                "start": MOVED.of("stock_start"),
                "end": MOVED.of("stock_end"),
            },
        ),
    ),
    parts=(
        Headlines(
            (
                Headline(
                    "Tilgang i {period}",
                    MOVED.of("inflow"),
                    compare=(PREVIOUS, LAST_YEAR),
                    words=("flere", "færre"),
                    help_da="Borgere, der ikke fik nogen ydelse dagen før.",
                ),
                Headline(
                    "Afgang i {period}",
                    MOVED.of("outflow"),
                    compare=(PREVIOUS, LAST_YEAR),
                    words=("flere", "færre"),
                    help_da="Borgere, der ikke får nogen ydelse dagen efter.",
                ),
                Headline(
                    "Borgere ved slutningen af {period}",
                    MOVED.of("stock_end"),
                    compare=(PREVIOUS, LAST_YEAR),
                    words=("flere", "færre"),
                    help_da="Borgere med en ydelse på periodens sidste dag.",
                ),
            )
        ),
        Grid(
            id="bevaegelser-paragraf",
            caption_da="Til- og afgang i {period}",
            by=("paragraph",),
            columns=(
                GridColumn("Ved begyndelsen", MOVED.of("stock_start")),
                GridColumn("+ Tilgang", MOVED.of("inflow")),
                GridColumn("− Afgang", MOVED.of("outflow")),
                GridColumn("= Ved slutningen", MOVED.of("stock_end")),
            ),
        ),
        Trend(
            id="bevaegelser-24",
            title_da="Til- og afgang pr. måned",
            kind="movements",
            lines=(Line("Tilgang", MOVED.of("inflow")), Line("Afgang", MOVED.of("outflow"))),
        ),
    ),
    must_hold=(
        Identity(
            start=MOVED.of("stock_start"),
            plus=(MOVED.of("inflow"),),
            minus=(MOVED.of("outflow"),),
            end=MOVED.of("stock_end"),
            by=("paragraph",),
        ),
    ),
)

CHANGES = Chapter(
    id="aendringer",
    title_da="Hvad er ændret siden sidst",
    intro_da="Bevillinger, der er ændret bagud i tiden siden den forrige leverance, og hvad det "
    "betyder for de tal, der blev meldt ud dengang.",
    kind="changes",
    parts=(
        Grid(
            id="aendringer-tal",
            caption_da="Helårspersoner, {previous_to_date}: som kendt ved forrige leverance og nu",
            by=("paragraph",),
            columns=(
                GridColumn("Kendt dengang", TOLD.before, help_da="Ved forrige leverance."),
                GridColumn("Kendt nu", TOLD, help_da="Ved den seneste leverance."),
                GridColumn(
                    "Forskel", Change(TOLD, "known_before"), help_da="Kendt nu mod dengang."
                ),
            ),
        ),
    ),
)

QUALITY = Chapter(
    id="datakvalitet",
    title_da="Datakvalitet",
    intro_da="Hvor gode data er bag tallene i denne rapport.",
    kind="quality",
    parts=(
        Headlines(
            (
                Headline(
                    "Andel af udgiften uden borger, {to_date}",
                    Share(UNIT_COST.of("not_attributable"), POSTED),
                    help_da="Bogført uden borger. Den del kan ikke følges til en bevilling og er "
                    "ikke med i udgiften pr. helårsperson.",
                ),
            )
        ),
    ),
)

DELIVERABLE = Deliverable(
    id="maanedsopfoelgning-myndighed",
    aliases=("monthly-authority",),
    title_da="Månedsopfølgning, myndighed",
    audience=("director", "leader", "bi"),
    audience_da="Direktør og ledere på myndighedsområdet",
    cadence="month",
    cadence_da="Hver måned, når månedens leverancer er indlæst",
    purpose_da="Ledelsen følger økonomi og aktivitet måned for måned og ser, hvad der har flyttet "
    "tallene.",
    chapters=(
        ECONOMY,
        ACTIVITY,
        UNIT_COSTS,
        MOVEMENTS,
        CHANGES,
        QUALITY,
    ),
)
