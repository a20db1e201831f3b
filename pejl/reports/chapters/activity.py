"""Activity: full-year persons and citizens by paragraph, and who came and went."""

from __future__ import annotations

from pejl.reports.chapters.measures import (
    ACCUMULATED,
    AVERAGE,
    AVERAGE_HELP,
    CITIZENS,
    FEWER,
    INFLOW_HELP,
    LAST_TO_DATE,
    LAST_YEAR,
    MOVED,
    OUTFLOW_HELP,
    PREVIOUS,
    STOCK_HELP,
    TO_DATE_HELP,
)
from pejl.reports.declarations import (
    Change,
    Chapter,
    Grid,
    GridColumn,
    Headline,
    Headlines,
    Identity,
    Largest,
    Line,
    Sentence,
    Than,
    Trend,
)

_AS_MANY = ("flere end i", "færre end i", "lige så mange som i")
_BESIDE = (PREVIOUS, LAST_YEAR)

ACTIVITY = Chapter(
    id="aktivitet",
    title_da="Aktivitet",
    intro_da="Borgere, kommunen betaler for. En helårsperson er en ydelse i alle årets dage.",
    says=(
        Sentence(
            "I {period} var der i gennemsnit {now}, {month} {previous} og {year} {same_last_year}.",
            {
                "now": AVERAGE,
                "month": Than(Change(AVERAGE, PREVIOUS), *_AS_MANY),
                "year": Than(Change(AVERAGE, LAST_YEAR), *_AS_MANY),
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
                    compare=_BESIDE,
                    words=FEWER,
                    help_da=AVERAGE_HELP,
                ),
                Headline(
                    "Helårspersoner, {to_date}",
                    ACCUMULATED,
                    compare=(LAST_TO_DATE,),
                    words=FEWER,
                    help_da=TO_DATE_HELP,
                ),
                Headline("Borgere i {period}", CITIZENS, compare=_BESIDE, words=FEWER),
            )
        ),
        Grid(
            id="aktivitet-paragraf",
            caption_da="Helårspersoner og borgere",
            by=("paragraph",),
            columns=(
                GridColumn("Til dato, {to_date}", ACCUMULATED, TO_DATE_HELP),
                GridColumn("Gennemsnit, {period}", AVERAGE, AVERAGE_HELP),
                GridColumn("Gennemsnit, {previous}", AVERAGE.at(PREVIOUS), AVERAGE_HELP),
                GridColumn("Gennemsnit, {same_last_year}", AVERAGE.at(LAST_YEAR), AVERAGE_HELP),
                GridColumn(
                    "Ændring på et år",
                    Change(AVERAGE, LAST_YEAR),
                    "Gennemsnittet i {period} mod {same_last_year}.",
                ),
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
            tuple(
                Headline(label, MOVED.of(field), compare=_BESIDE, words=FEWER, help_da=text)
                for label, field, text in (
                    ("Tilgang i {period}", "inflow", INFLOW_HELP),
                    ("Afgang i {period}", "outflow", OUTFLOW_HELP),
                    ("Borgere ved slutningen af {period}", "stock_end", STOCK_HELP),
                )
            )
        ),
        Grid(
            id="bevaegelser-paragraf",
            caption_da="Til- og afgang i {period}",
            by=("paragraph",),
            columns=(
                GridColumn("Ved begyndelsen", MOVED.of("stock_start")),
                GridColumn("+ Tilgang", MOVED.of("inflow"), INFLOW_HELP),
                GridColumn("− Afgang", MOVED.of("outflow"), OUTFLOW_HELP),
                GridColumn("= Ved slutningen", MOVED.of("stock_end"), STOCK_HELP),
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
