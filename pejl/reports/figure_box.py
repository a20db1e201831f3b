"""The box that tells which open findings touch a report's own figures, in words and a table."""

from __future__ import annotations

from pejl.base.display import danish_number
from pejl.gate.figure_quality import FigureQuality, Touching
from pejl.reports.document import Block, Column, Figure, Row, TableBlock, Unit
from pejl.reports.parts.sentences import joined, one_stop

_COUNT = Unit("number", "", 0)
_KRONER = Unit("kroner", "kr.", 0)
_WORDS = {
    "error": ("fejl", "fejl"),
    "warning": ("advarsel", "advarsler"),
    "info": ("oplysning", "oplysninger"),
}
_HEADS = {"error": "Fejl", "warning": "Advarsel", "info": "Oplysning"}
NOTHING_OPEN = "Ingen af de regler, der ser på rapportens data, har åbne fund."


def figure_summary(facts: FigureQuality) -> tuple[str, ...]:
    """How many findings are open by kind, and the kroner that are neither matched nor explained."""
    kinds = [
        f"{danish_number(count)} {_WORDS[severity][count != 1]}"
        for severity in _WORDS
        if (count := facts.count(severity))
    ]
    told = (
        f"{danish_number(facts.rules)} regler ser på de data, rapportens tal hviler på. "
        f"De har {joined(kinds)}, som ikke er rettet."
        if kinds
        else NOTHING_OPEN
    )
    return (told, *_kroner(facts))


def _kroner(facts: FigureQuality) -> tuple[str, ...]:
    if facts.unexplained is None:
        return ()
    open_ = _KRONER.display_with_unit(facts.unexplained.open)
    posted = _KRONER.display_with_unit(facts.unexplained.posted)
    told = f"Af {facts.unexplained.year}s udgift på {posted} er {open_}"
    return (f"{told} hverken afstemt med en bevilling eller forklaret.",)


def figure_blocks(facts: FigureQuality) -> tuple[Block, ...]:
    if not facts.touching:
        return ()
    return (
        TableBlock(
            id="kvalitet-fund",
            caption_da="Åbne fund, der rører rapportens tal",
            head_da="Regel",
            columns=(
                Column("Alvor", text=True),
                Column("Åbne fund"),
                Column("Kroner på spil", "kr.", "Lagt sammen over de fund, der har et beløb."),
            ),
            rows=tuple(_row(one, facts.trace_id) for one in facts.touching),
            help_da="Regler, der læser de kolonner, rapportens indikatorer hviler på. Fund, nogen "
            "har accepteret, er talt med, til de er rettet.",
        ),
    )


def _row(one: Touching, trace_id: str) -> Row:
    name = f"finding {one.rule} {one.severity}"
    lacking = "" if one.kroner is not None else "Fundene har intet beløb."
    return Row(
        one_stop(f"{one.rule} {one.name_da}").removesuffix("."),
        (
            _HEADS[one.severity],
            Figure(one.count, _COUNT, name=f"{name} count", trace_id=trace_id),
            Figure(one.kroner, _KRONER, lacking=lacking, name=f"{name} kroner", trace_id=trace_id),
        ),
    )
