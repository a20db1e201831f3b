"""Key figures, each set beside other periods and said in words."""

from __future__ import annotations

from pejl.base.period import Period
from pejl.reports.answers import FEW, Answers, difference, share_of, short_help
from pejl.reports.declarations import Headline, Headlines, Measure
from pejl.reports.document import Comparison, Figure, KeyFigure, KeyFigures
from pejl.reports.questions import compared, measures_in
from pejl.reports.spans import labels, period_of

FEW_DA = f"Under {FEW} borgere: ændringen vises ikke i procent."


def build_headlines(spec: Headlines, answers: Answers) -> KeyFigures:
    return KeyFigures(tuple(_key_figure(item, answers) for item in spec.items))


def _key_figure(spec: Headline, answers: Answers) -> KeyFigure:
    beside = [(period_of(one.when, answers.period).label_da, one) for one in compared(spec)]
    return KeyFigure(
        label_da=in_period(spec.label_da, answers.period),
        figure=answers.figure(spec.measure),
        help_da=spec.help_da or short_help(answers.field(measures_in(spec.measure)[0]).help_da),
        comparisons=tuple(
            _comparison(spec, label, other, answers) for label, other in (*beside, *spec.against)
        ),
    )


def _comparison(spec: Headline, label: str, other: Measure, answers: Answers) -> Comparison:
    now, base = answers.figure(spec.measure), answers.figure(other)
    change = difference(now, base)
    few = answers.few(spec.measure) or answers.few(other) or _is_few(now) or _is_few(base)
    share = None if few else share_of(change, base)
    sentence = comparison_sentence(
        change=change, base=base, share=share, label=label, words=spec.words
    )
    return Comparison(label, base, change, f"{sentence} {FEW_DA}" if few else sentence, share)


def _is_few(figure: Figure) -> bool:
    """A count of people or things that is itself small."""
    value, counted = figure.value, figure.unit.kind == "number" and figure.unit.decimals == 0
    return counted and value is not None and -FEW < value < FEW


def comparison_sentence(
    *, change: Figure, base: Figure, share: Figure | None, label: str, words: tuple[str, str]
) -> str:
    """The whole comparison as one sentence that can stand alone."""
    direction = change.shown_direction
    if direction == "unknown":
        return f"Kan ikke sammenlignes med {label}: {change.lacking}"
    before = base.display + (f"; {share.signed}" if share else "")
    if direction == "same":
        return f"Det samme som {label} ({base.display})."
    return f"{size(change)} {words[0 if direction == 'up' else 1]} end {label} ({before})."


def size(change: Figure) -> str:
    """How large a change is, without its direction. A count of persons needs no unit."""
    value = change.value
    if value is None:
        return change.display
    if value < 0:
        value = -value
    if change.unit.kind == "number" and change.unit.label_da != "procentpoint":
        return change.unit.display(value)
    return change.unit.display_with_unit(value)


def in_period(text: str, period: Period) -> str:
    """A declared text with the names of the report's periods put in."""
    return text.format_map(labels(period))
