"""Cost per full-year person, against last year, and what of the change is price and volume."""

from __future__ import annotations

from pejl.reports.chapters.measures import LAST_TO_DATE, SPLIT, TO_DATE_HELP, UNIT_COST
from pejl.reports.declarations import (
    Change,
    Chapter,
    Grid,
    GridColumn,
    Headline,
    Headlines,
    Largest,
    Line,
    Sentence,
    Than,
    Trend,
)

_CHANGE = Change(UNIT_COST, LAST_TO_DATE)

UNIT_COSTS = Chapter(
    id="enhedspris",
    title_da="Udgift pr. helårsperson",
    intro_da="Udgift og helårspersoner for de samme borgere i samme periode, {to_date}.",
    says=(
        Sentence(
            "En helårsperson har for {to_date} kostet {now}, {than} {last_year_to_date}.",
            {
                "now": UNIT_COST,
                "than": Than(_CHANGE, "mere end for", "mindre end for", "det samme som for"),
            },
        ),
        Sentence("Størst ændring: {largest}.", {"largest": Largest(_CHANGE, "paragraph", count=3)}),
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
                GridColumn("Helårspersoner", UNIT_COST.of("full_year_persons"), TO_DATE_HELP),
                GridColumn("Pr. helårsperson", UNIT_COST),
                GridColumn("Samme periode sidste år", UNIT_COST.at(LAST_TO_DATE)),
                GridColumn("Ændring", _CHANGE, "Pr. helårsperson nu mod samme periode sidste år."),
            ),
        ),
        Grid(
            id="enhedspris-pris-maengde",
            caption_da="Ændring i udgift delt i pris og mængde, {to_date} mod {last_year_to_date}",
            by=("paragraph",),
            columns=(
                GridColumn(
                    "Mængde",
                    SPLIT.of("volume"),
                    "Flere eller færre helårspersoner, til prisen før.",
                    signed=True,
                ),
                GridColumn(
                    "Pris",
                    SPLIT.of("price"),
                    "Ændret udgift pr. helårsperson, for dem, der er nu.",
                    signed=True,
                ),
                GridColumn("Sammensætning", SPLIT.of("mix"), signed=True),
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
