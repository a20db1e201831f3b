"""The reference page of the deliverables, printed from their declarations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pejl.gate.definitions import definition
from pejl.gate.questions import DIMENSIONS
from pejl.gate.viewer import ROLE_LABELS, Role
from pejl.reports.catalogue import deliverables
from pejl.reports.declarations import (
    Bridge,
    Change,
    Chapter,
    Deliverable,
    Grid,
    Headlines,
    Measure,
    Number,
    Part,
    Share,
)
from pejl.reports.spans import Series, When

_CADENCES_DA = {"month": "én måned", "quarter": "ét kvartal", "year": "ét år"}
_KINDS_DA = {
    "line": "kurve",
    "bars": "søjler",
    "movements": "søjler op og ned",
    "years": "kurver hen over årets måneder",
    "panels": "små kurver, en for hver linje",
}
_PERIODS_DA = {
    When.PERIOD: "perioden",
    When.PREVIOUS: "perioden før",
    When.SAME_LAST_YEAR: "samme periode sidste år",
    When.YEAR_TO_DATE: "året til dato",
    When.LAST_YEAR_TO_DATE: "sidste år til samme dato",
    When.PREVIOUS_TO_DATE: "året til dato, som forrige rapport havde det",
}
_SERIES_DA = {
    Series.MONTHS_24: "de seneste 24 måneder",
    Series.YEAR_SO_FAR: "året til og med hver måned",
    Series.LAST_YEAR_SO_FAR: "sidste år til og med hver måned",
}
_INTRO = (
    "Rapporterne, som de er erklæret i `pejl/reports/catalogue/`. Hver rapport kan ses som side og "
    "hentes som PDF, Excel, JSON og HTML; tallene er de samme, for de er beregnet én gang. "
    "Hvor der står »perioden«, »året til dato« og så videre, skriver rapporten den rigtige."
)
_BOXES_DA = {
    "changes": "Rammen »hvad er ændret«: bevillinger, dage og reguleringer bagud siden sidst.",
    "quality": "Rammen »datakvalitet«: filer, afviste rækker, rækker uden for tallene, kontroller.",
}


def deliverable_manual() -> str:
    """The page as Markdown."""
    lines = ["# Leverancer til læserne", "", _INTRO, ""]
    for one in deliverables().values():
        lines += _deliverable(one)
    return "\n".join(lines).rstrip() + "\n"


def _deliverable(one: Deliverable) -> Iterator[str]:
    roles = ", ".join(ROLE_LABELS[Role(role)] for role in one.audience)
    names = ", ".join(f"`{name}`" for name in (one.id, *one.aliases))
    yield f"## {one.title_da}"
    yield ""
    yield one.purpose_da
    yield ""
    yield from _table(
        ("", ""),
        [
            ("Navne", names),
            ("Til", f"{one.audience_da} (roller: {roles})"),
            ("Periode", f"laves for {_CADENCES_DA[one.cadence]}"),
            ("Udkommer", one.cadence_da),
            ("Erklæret i", f"`{one.source}`"),
        ],
    )
    for chapter in one.chapters:
        yield from _chapter(chapter)


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"### {chapter.title_da}"
    yield ""
    if chapter.intro_da:
        yield _worded(chapter.intro_da)
        yield ""
    if chapter.says:
        yield "Siges i ord:"
        yield ""
        yield from (f"- {_worded(sentence.template)}" for sentence in chapter.says)
        yield ""
    if chapter.kind in _BOXES_DA:
        yield _BOXES_DA[chapter.kind]
        yield ""
    for part in chapter.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Headlines):
        rows = [
            (
                _worded(item.label_da),
                _told(item.measure),
                ", ".join(_beside(item.compare, item.against)),
            )
            for item in part.items
        ]
        yield from _table(("Nøgletal", "Tal", "Holdt op mod"), rows)
    elif isinstance(part, Grid):
        by = ", derunder ".join(DIMENSIONS[name].label_da.lower() for name in part.by)
        yield f"Tabel »{_worded(part.caption_da)}«, linjer efter {by}; totalen er talt for sig."
        yield ""
        columns = [(_worded(column.label_da), _told(column.number)) for column in part.columns]
        yield from _table(("Kolonne", "Tal"), columns)
    elif isinstance(part, Bridge):
        steps = ", ".join(label.lower() for label, _ in part.steps)
        yield f"Trappediagram »{part.title_da}«: {part.start[0]}, {steps}, {part.end[0]}."
        yield ""
    else:
        told = "; ".join(
            f"{line.label_da}: {_measure(line.measure)} for {_SERIES_DA[line.series]}"
            for line in part.lines
        )
        yield f"Diagram »{part.title_da}« ({_KINDS_DA[part.kind]}). {told}."
        yield ""


def _beside(compare: tuple[When, ...], against: tuple[tuple[str, Measure], ...]) -> Iterator[str]:
    yield from (_PERIODS_DA[when] for when in compare)
    yield from (label for label, _ in against)


def _told(number: Number) -> str:
    if isinstance(number, Share):
        return f"{_told(number.measure)} som andel af {_told(number.of)}"
    if isinstance(number, Change):
        since = "som kendt før" if number.since == "known_before" else _PERIODS_DA[number.since]
        return f"{_told(number.measure)}, ændring fra {since}"
    known = ", som kendt før" if number.known_before else ""
    return f"{_measure(number)} for {_PERIODS_DA[number.when]}{known}"


def _measure(measure: Measure) -> str:
    facts = definition(measure.indicator)
    field = facts.field(measure.field)
    title = field.title_da if field else measure.field
    options = ", ".join(f"{name} = {value}" for name, value in measure.options)
    return f"{facts.id} {title}" + (f" ({options})" if options else "")


def _worded(text: str) -> str:
    """A declared text with its periods in words and »…« for the figures of a sentence."""
    words = {when.value: told for when, told in _PERIODS_DA.items()}
    return text.format_map(_Ellipsis(words))


class _Ellipsis(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
