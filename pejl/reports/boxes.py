"""The two boxes every report carries: how good the data are, and what changed since last time."""

from __future__ import annotations

from collections.abc import Callable

from pejl.base.display import danish_number
from pejl.base.period import danish_date
from pejl.base.tables import Value
from pejl.gate.news import ChangeFacts, ParagraphChange
from pejl.gate.quality import QualityFacts
from pejl.reports.answers import natural
from pejl.reports.document import (
    Block,
    Column,
    Figure,
    NoteBlock,
    Row,
    RowKind,
    TableBlock,
    Unit,
)
from pejl.reports.parts.sentences import joined, one_stop

_ROWS = Unit("number", "rækker", 0)
_GRANTS = Unit("number", "bevillinger", 0)
_DAYS = Unit("number", "dage", 0)
_KRONER = Unit("kroner", "kr.", 0)

SEVERITIES_DA = {"error": "Fejl", "warning": "Advarsel", "info": "Oplysning"}

NO_EARLIER = "Der er kun én leverance, så der er ingen tidligere at sammenligne med."
UNCHANGED = "Intet er ændret bagud i tiden."
_GRANTS_HELP = "Bevillinger, vi betaler for, hvis dage til og med den dag er blevet andre."
_FROZEN = (
    "Tallene i denne rapport er, som de er kendt nu. Rapporter, der er udsendt, ændres ikke; "
    "forskellen til dem står her."
)

Label = Callable[[str, str], str]


def quality_summary(facts: QualityFacts) -> tuple[str, ...]:
    read, rejected = facts.rows_read, facts.rows_rejected
    told = (
        f"Ved leverancen den {danish_date(facts.delivery_day)} er {danish_number(read)} rækker "
        f"læst, og {danish_number(rejected)} afvist, fordi de ikke kunne læses."
    )
    found = len(facts.checks)
    checks = (
        f"Kontrollerne har {danish_number(found)} {'bemærkning' if found == 1 else 'bemærkninger'}."
    )
    return told, checks if found else "Kontrollerne har ingen bemærkninger."


def quality_blocks(facts: QualityFacts) -> tuple[Block, ...]:
    return tuple(
        table
        for table in (_feeds_table(facts), _left_out_table(facts), _checks_table(facts))
        if table.rows
    )


def _feeds_table(facts: QualityFacts) -> TableBlock:
    def cell(file: str, what: str, value: int) -> Figure:
        return _count(value, _ROWS, f"quality {file} {what}", facts.trace_id)

    return TableBlock(
        id="kvalitet-filer",
        caption_da="Rækker i de leverede filer",
        head_da="Fil",
        columns=(
            Column("Læst", "rækker"),
            Column("Indlæst", "rækker"),
            Column("Afvist", "rækker", "Linje og grund står i »Afviste rækker«."),
        ),
        rows=tuple(
            Row(
                feed.file,
                (
                    cell(feed.file, "read", feed.rows_read),
                    cell(feed.file, "loaded", feed.rows_loaded),
                    cell(feed.file, "rejected", feed.rows_rejected),
                ),
            )
            for feed in facts.feeds
        ),
    )


def _left_out_table(facts: QualityFacts) -> TableBlock:
    return TableBlock(
        id="kvalitet-udeladt",
        caption_da="Indlæste rækker, som ikke tæller med i tallene",
        head_da="Hvad",
        columns=(Column("Rækker", "rækker"), Column("Hvorfor", text=True)),
        rows=tuple(
            Row(
                one.what_da,
                (_count(one.rows, _ROWS, f"left out {one.what_da}", facts.trace_id), one.reason_da),
            )
            for one in facts.left_out
        ),
    )


def _checks_table(facts: QualityFacts) -> TableBlock:
    return TableBlock(
        id="kvalitet-kontroller",
        caption_da="Kontrollernes bemærkninger",
        head_da="Regel",
        columns=(
            Column("Alvor", text=True),
            Column("Bemærkning", text=True),
            Column("Antal"),
        ),
        rows=tuple(
            Row(
                check.rule,
                (
                    SEVERITIES_DA.get(check.severity, check.severity),
                    ": ".join(part for part in (check.file, check.message_da) if part),
                    _count(
                        check.count,
                        Unit("number", "", 0),
                        f"check {check.rule} {check.file} {check.message_da}",
                        facts.trace_id,
                    ),
                ),
            )
            for check in facts.checks
        ),
    )


def changes_summary(facts: ChangeFacts) -> tuple[str, ...]:
    """What came in behind: counts of grants, then days and kroner."""
    if facts.then is None:
        return (NO_EARLIER,)
    total = facts.total
    if total is None or not any((total.added, total.changed, total.removed)):
        return (f"{UNCHANGED} Sammenlignet er leverancen den {danish_date(facts.then)}.",)
    kinds = ((total.added, "kommet til"), (total.changed, "ændret"), (total.removed, "faldet bort"))
    counted = joined([f"{danish_number(count)} {what}" for count, what in kinds if count])
    told = f"Siden leverancen den {danish_date(facts.then)} er bevillinger ændret bagud: {counted}."
    effects = [
        text
        for text in (
            _signed(total.days, _DAYS),
            _signed(total.kroner, _KRONER),
        )
        if text
    ]
    if not effects:
        return (told,)
    return told, one_stop(f"For tiden til og med den dag giver det {joined(effects)}.")


def changes_blocks(facts: ChangeFacts, label: Label) -> tuple[Block, ...]:
    if not facts.paragraphs or facts.total is None or facts.then is None:
        return ()
    ordered = sorted(facts.paragraphs, key=lambda one: natural(one.paragraph))
    lines = [_change_row(one, label("paragraph", one.paragraph), facts.trace_id) for one in ordered]
    table = TableBlock(
        id="aendringer-paragraf",
        caption_da=f"Ændret bagud siden leverancen den {danish_date(facts.then)}",
        head_da="Paragraf",
        columns=(
            Column("Kommet til", "bevillinger", _GRANTS_HELP),
            Column("Ændret", "bevillinger", _GRANTS_HELP),
            Column("Faldet bort", "bevillinger", _GRANTS_HELP),
            Column(
                "Dage", "dage", "Ændringen i bevillingernes dage til og med den dag.", signed=True
            ),
            Column(
                "Reguleret",
                "kr.",
                "Bogført siden for måneder til og med den dag. Lukkede måneder omskrives ikke; "
                "det, der bliver kendt sent, bogføres som regulering.",
                signed=True,
            ),
        ),
        rows=(*lines, _change_row(facts.total, "I alt", facts.trace_id, kind="total")),
    )
    return table, NoteBlock(_FROZEN)


def _change_row(one: ParagraphChange, label: str, trace_id: str, *, kind: RowKind = "row") -> Row:
    def cell(unit: Unit, value: Value | None, what: str) -> Figure:
        return _count(value, unit, f"changes {one.paragraph} {what}", trace_id)

    cells = (
        cell(_GRANTS, one.added, "added"),
        cell(_GRANTS, one.changed, "changed"),
        cell(_GRANTS, one.removed, "removed"),
        cell(_DAYS, one.days, "days"),
        cell(_KRONER, one.kroner, "kroner"),
    )
    return Row(label, cells, kind)


def _count(value: Value | None, unit: Unit, name: str, trace_id: str) -> Figure:
    return Figure(value, unit, name=name, trace_id=trace_id)


def _signed(value: Value | None, unit: Unit) -> str:
    figure = Figure(value, unit)
    if figure.shown_direction not in ("up", "down"):
        return ""
    return f"{figure.signed} {unit.label_da}"
