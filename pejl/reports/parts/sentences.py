"""Sentences made of figures: plain facts, largest deviations named, no judgement."""

from __future__ import annotations

from fractions import Fraction

from pejl.reports.answers import Answers
from pejl.reports.declarations import Largest, Measure, Sentence, Side, Than, Words
from pejl.reports.document import Figure
from pejl.reports.parts.headlines import in_period, size
from pejl.reports.spans import labels


def build_sentences(says: tuple[Sentence, ...], answers: Answers) -> tuple[str, ...]:
    told = (_sentence(sentence, answers) for sentence in says)
    return tuple(text for text in told if text)


def _sentence(spec: Sentence, answers: Answers) -> str:
    words = {name: _words(value, answers) for name, value in spec.values.items()}
    if any(text is None for text in words.values()):
        return in_period(spec.without_da, answers.period)
    return one_stop(spec.template.format(**labels(answers.period), **words))


def _words(value: Words, answers: Answers) -> str | None:
    """The figure as words; None when it is not known."""
    if isinstance(value, Measure):
        figure = answers.figure(value)
        return None if figure.value is None else figure.display_with_unit
    if isinstance(value, Side):
        return _side(value, answers.figure(value.measure))
    if isinstance(value, Than):
        return _than(value, answers.figure(value.change))
    return _largest(value, answers)


def _side(spec: Side, figure: Figure) -> str | None:
    direction = figure.shown_direction
    if direction == "unknown":
        return None
    if direction == "same":
        return spec.same_da
    return f"{size(figure)} {spec.above_da if direction == 'up' else spec.below_da}"


def _than(spec: Than, change: Figure) -> str | None:
    direction = change.shown_direction
    if direction == "unknown":
        return None
    if direction == "same":
        return spec.same_da
    return f"{size(change)} {spec.more_da if direction == 'up' else spec.less_da}"


def _largest(spec: Largest, answers: Answers) -> str | None:
    found = [
        (answers.label(spec.by, dims[spec.by]), answers.figure(spec.number, dims))
        for dims in answers.lines([spec.number], (spec.by,))
    ]
    moved = [one for one in found if one[1].shown_direction in ("up", "down")]
    moved.sort(key=lambda one: -abs(Fraction(one[1].value or 0)))
    named = [f"{label} ({_signed(figure)})" for label, figure in moved[: spec.count]]
    return joined(named) or None


def _signed(figure: Figure) -> str:
    unit = figure.unit
    with_unit = unit.kind == "kroner" or unit.label_da == "procentpoint"
    return f"{figure.signed} {unit.label_da}" if with_unit else figure.signed


def joined(parts: list[str]) -> str:
    """»a«, »a og b«, »a, b og c«."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} og {parts[-1]}"


def one_stop(text: str) -> str:
    """A sentence that ends in »kr.« has its full stop already."""
    return text.replace("kr..", "kr.")
