"""What every report ends with: what changed since last time, and how good the data are."""

from __future__ import annotations

from pejl.reports.chapters.measures import ACCUMULATED, POSTED, UNIT_COST
from pejl.reports.declarations import (
    Change,
    Chapter,
    Grid,
    GridColumn,
    Headline,
    Headlines,
    Share,
)
from pejl.reports.spans import When

_TOLD = ACCUMULATED.at(When.PREVIOUS_TO_DATE)

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
                GridColumn("Kendt dengang", _TOLD.before, "Ved forrige leverance."),
                GridColumn("Kendt nu", _TOLD, "Ved den seneste leverance."),
                GridColumn("Forskel", Change(_TOLD, "known_before"), "Kendt nu mod dengang."),
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
