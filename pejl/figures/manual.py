"""The indicator manual, made from the definitions: what is counted, how, and an example that is
a test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pejl.base.display import danish_number, danish_percent
from pejl.base.period import danish_date, parse_period
from pejl.figures.algebra import (
    ActivityMeasure,
    Choose,
    Constant,
    CostMeasure,
    IfKnown,
    InComparison,
    MeanOfKnown,
    Measure,
    Minus,
    Node,
    Otherwise,
    Over,
    PeriodDays,
    PerYear,
    Plus,
    SumOver,
    Times,
    Window,
    YearDays,
    YearsBack,
)
from pejl.figures.definition import Example, Expected, Field, Indicator, Unit
from pejl.figures.lineage import source_fields
from pejl.figures.measure_names import measure_name
from pejl.figures.registry import INDICATORS
from pejl.figures.request import DIMENSIONS, TIME_SLICES

BETTER_DA = {"up": "op", "down": "ned", "neither": "hverken op eller ned"}

WINDOWS_DA = {
    Window.PERIOD: "",
    Window.EACH_YEAR: "i hvert år for sig",
    Window.LAST_DAY: "på periodens sidste dag",
    Window.DAY_BEFORE: "dagen før periodens første",
    Window.WITH_DAY_BEFORE: "i perioden og dagen før",
    Window.YEAR_TO_DATE: "fra 1. januar",
    Window.WHOLE_YEAR: "i hele året, planlagte dage med",
    Window.REST: "i resten af året",
}


def indicator_manual() -> str:
    """The whole page as Markdown."""
    blocks = [
        "# Indikatorer",
        "Hver indikator er defineret ét sted i koden; siden her er dannet af definitionen. "
        "Eksemplerne er prøver: de køres, hver gang koden ændres. Hvordan tal og ure hænger "
        "sammen, står i [Tal og ure](../explanation/tal-og-ure.md).",
        _overview(),
    ]
    for indicator in INDICATORS.values():
        blocks += _section(indicator)
    return "\n\n".join(blocks) + "\n"


def _overview() -> str:
    rows = [
        [
            f"[{one.id}](#{one.id.lower()})",
            one.title_da,
            one.unit_da,
            one.population_da,
            "ja" if one.additive else "nej",
        ]
        for one in INDICATORS.values()
    ]
    return _table(["Id", "Indikator", "Enhed", "Population", "Kan lægges sammen"], rows)


def _section(one: Indicator) -> Iterator[str]:
    yield f'<a id="{one.id.lower()}"></a>\n\n## {one.id} {one.title_da}'
    yield one.help_da
    yield _facts(one)
    yield "### Beregning"
    yield _table(["Felt", "Navn", "Enhed", "Beregnes som", ""], _fields(one))
    if one.options:
        yield "### Valg"
        yield _table(["Valg", "Værdier", "Hvis intet vælges"], _options(one))
    yield "### Kan deles på"
    yield _dimensions(one)
    yield "### Kolonner i den fælles model"
    yield _columns(one)
    for example in one.examples:
        yield "### Eksempel"
        yield from _example(one, example)


def _facts(one: Indicator) -> str:
    facts = {
        "Enhed": one.unit_da,
        "Population": one.population_da,
        "Bedre": BETTER_DA[one.better],
        "Ejer": one.owner_da,
        "Formål": one.purpose_da,
        "Kilde": one.source_da,
        "Kan lægges sammen over": _additive(one),
    }
    lines = [f"- **{name}**: {text}" for name, text in facts.items()]
    return "\n".join([*lines, *(f"- **Bemærk**: {note}" for note in one.notes_da)])


def _additive(one: Indicator) -> str:
    if not one.additive_over:
        return "intet; totaler er talt for sig"
    names = [DIMENSIONS[name].label_da.lower() for name in DIMENSIONS if name in one.additive_over]
    if "period" in one.additive_over:
        names.insert(0, "perioder")
    return ", ".join(names)


def _fields(one: Indicator) -> Iterator[list[str]]:
    value = Field("value", one.title_da, one.unit, one.value)
    for field in (value, *one.fields):
        yield [
            f"`{field.name}`",
            field.title_da,
            field.unit_da,
            formula_text(field.formula),
            field.help_da,
        ]


def _options(one: Indicator) -> Iterator[list[str]]:
    for option in one.options:
        if option.at_most is not None:
            values = f"et helt tal fra 0 til {option.at_most}"
        else:
            values = "; ".join(f"`{value}`: {label}" for value, label in option.choices.items())
        yield [f"`{option.name}` ({option.title_da})", values, f"`{option.default}`"]


def _dimensions(one: Indicator) -> str:
    known = [f"{DIMENSIONS[name].label_da} (`{name}`)" for name in one.dimensions]
    text = ", ".join([*known, *(f"`{name}`" for name in TIME_SLICES)]) + "."
    lacking = [f"{DIMENSIONS[name].label_da}: {why}" for name, why in one.lacks.items()]
    return "\n\n".join([text, *lacking])


def _columns(one: Indicator) -> str:
    rows = [
        [f"`{table}`", ", ".join(f"`{column}`" for column in columns)]
        for table, columns in source_fields(one).items()
    ]
    return _table(["Tabel", "Kolonner"], rows)


def _example(one: Indicator, example: Example) -> Iterator[str]:
    yield example.told_da
    for name, rows in example.tables.items():
        yield f"`{name}`"
        yield _rows_table(rows)
    asked = [
        f"{parse_period(example.period).label_da}, kendt {danish_date(example.delivery_day)}",
        *(f"delt på {DIMENSIONS[name].label_da.lower()}" for name in example.by),
        *(f"{name} = {value}" for name, value in example.options.items()),
    ]
    yield f"Spørgsmål: {'; '.join(asked)}. Svar:"
    for expected in example.expected:
        yield _answer(one, expected)


ROWS_SHOWN = 6


def _rows_table(rows: tuple[Mapping[str, Any], ...]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    shown = [[_plain(row.get(column)) for column in columns] for row in rows[:ROWS_SHOWN]]
    table = _table([f"`{column}`" for column in columns], shown)
    more = len(rows) - ROWS_SHOWN
    return f"{table}\n\n… og {more} rækker til." if more > 0 else table


def _answer(one: Indicator, expected: Expected) -> str:
    fields = {field.name: field for field in one.fields}
    rows = [[one.title_da, _number(expected.value, one.unit, one.decimals)]]
    if expected.persons is not None:
        rows.append(["Borgere bag tallet", danish_number(expected.persons)])
    for name, value in expected.fields.items():
        field = fields[name]
        rows.append([field.title_da, _number(value, field.unit, field.decimals)])
    dims = [f"{DIMENSIONS[name].label_da}: {value}" for name, value in expected.dims.items()]
    return _table([", ".join(dims) or "I alt", ""], rows)


def _number(value: int | Decimal | Fraction | None, unit: Unit, decimals: int) -> str:
    """Persons with four decimals here: an example is there to be counted after."""
    if unit == "share":
        return danish_percent(value, decimals)
    return danish_number(value, 4 if unit == "persons" else decimals)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return danish_number(value, 2)
    return str(value)


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def formula_text(node: Node) -> str:
    """A formula in Danish words: `Borgerdage / periodens dage`."""
    match node:
        case Measure():
            text = _measure_text(node)
        case PerYear(measure):
            text = f"{measure_name(measure).name_da} / årets dage"
        case Choose(option, cases):
            parts = [f"`{value}`: {formula_text(inner)}" for value, inner in cases]
            text = "; ".join(parts) if option else ""
        case Plus(terms):
            text = " + ".join(_inside(term) for term in terms)
        case Minus(left, right):
            text = f"{_inside(left)} − {_inside(right)}"
        case Times(left, right):
            text = f"{_inside(left)} × {_inside(right)}"
        case Over(left, right):
            text = f"{_inside(left)} / {_inside(right)}"
        case InComparison() | YearsBack() | MeanOfKnown() | SumOver():
            text = _elsewhere_text(node)
        case Otherwise(inner, _) | IfKnown(_, inner):
            text = formula_text(inner)
        case _:
            text = _of_period(node)
    return text


def _elsewhere_text(node: InComparison | YearsBack | MeanOfKnown | SumOver) -> str:
    """What is looked up in other periods or finer cells."""
    match node:
        case InComparison(inner):
            text = f"[{formula_text(inner)}, før]"
        case YearsBack(years, whole, inner):
            told = f"{years} år før, hele året" if whole else f"{years} år før, til samme dag"
            text = f"[{formula_text(inner)}, {told}]"
        case MeanOfKnown(terms):
            text = f"gennemsnit af {', '.join(formula_text(term) for term in terms)}"
        case SumOver(dimension, inner):
            label = DIMENSIONS[dimension].label_da.lower()
            text = f"sum over {label} af ({formula_text(inner)})"
    return text


def _measure_text(node: Measure) -> str:
    over = node.over if isinstance(node, ActivityMeasure | CostMeasure) else Window.PERIOD
    return " ".join(part for part in (measure_name(node).name_da, WINDOWS_DA[over]) if part)


def _of_period(node: Node) -> str:
    if isinstance(node, Constant):
        return danish_number(node.number)
    return {YearDays: "årets dage", PeriodDays: "periodens dage"}[type(node)]


def _inside(node: Node) -> str:
    text = formula_text(node)
    return f"({text})" if isinstance(node, Plus | Minus | Over | PerYear) else text
