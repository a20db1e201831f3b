"""How a report is declared. A deliverable is data: the program that builds it is `build`.

    DELIVERABLE = Deliverable(
        id="maanedsopfoelgning-myndighed",
        title_da="Månedsopfølgning, myndighed",
        cadence="month",
        audience=("director", "leader", "bi"),
        ...
        chapters=(ECONOMY, ACTIVITY, UNIT_COSTS, MOVEMENTS, CHANGES, QUALITY),
    )

    ACTIVITY = Chapter(
        id="aktivitet",
        title_da="Aktivitet",
        says=(Sentence("I {period} var der {n}.", {"n": Measure("I-01", ...)}),),
        parts=(Headlines(...), Grid(...), Trend(...)),
    )

Every number is a `Measure`: an indicator's field in a period. Nothing here can add figures up: a
total is the same measure asked without a dimension, since an indicator may not be additive.
Texts may name periods as `{period}`, `{previous}`, `{same_last_year}`, `{to_date}`,
`{last_year_to_date}` and `{previous_to_date}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pejl.reports.spans import Series, When

Cadence = Literal["month", "quarter", "year"]
TrendKind = Literal["line", "bars", "movements", "years", "panels"]


@dataclass(frozen=True)
class Measure:
    """One of an indicator's numbers in one period. `options` are the indicator's own.

    `known_before` is the number as the delivery before the newest one showed it.
    """

    indicator: str
    field: str = "value"
    when: When = When.PERIOD
    options: tuple[tuple[str, str], ...] = ()
    known_before: bool = False

    def at(self, when: When) -> Measure:
        return replace(self, when=when)

    def of(self, field_name: str) -> Measure:
        return replace(self, field=field_name)

    @property
    def before(self) -> Measure:
        """The same, as it was known before."""
        return replace(self, known_before=True)


@dataclass(frozen=True)
class Change:
    """A measure less the same measure in another period, or as it was known before."""

    measure: Measure
    since: When | Literal["known_before"]


@dataclass(frozen=True)
class Share:
    """One measure as a share of another."""

    measure: Measure
    of: Measure


Number = Measure | Change | Share


@dataclass(frozen=True)
class Headline:
    """A key figure. `compare` are periods to set it beside, `against` other measures with a name;
    a share or a change stands alone.

    `words` say which way: (more, less). Without `help_da` the indicator's own help is shown.
    """

    label_da: str
    measure: Number
    compare: tuple[When, ...] = ()
    against: tuple[tuple[str, Measure], ...] = ()
    words: tuple[str, str] = ("mere", "mindre")
    help_da: str = ""


@dataclass(frozen=True)
class Headlines:
    """A row of key figures."""

    items: tuple[Headline, ...]


@dataclass(frozen=True)
class GridColumn:
    """A table's column; `signed` writes a plus on a measure that is itself a change."""

    label_da: str
    number: Number
    help_da: str = ""
    signed: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with a line for each value of `by`; two dimensions give lines under lines."""

    id: str
    caption_da: str
    by: tuple[str, ...]
    columns: tuple[GridColumn, ...]
    total_da: str = "I alt"
    help_da: str = ""


@dataclass(frozen=True)
class Bridge:
    """From one level to another by steps that must add up exactly: table and waterfall."""

    id: str
    title_da: str
    start: tuple[str, Measure]
    steps: tuple[tuple[str, Measure], ...]
    end: tuple[str, Measure]
    help_da: str = ""


@dataclass(frozen=True)
class Line:
    """A chart's series: its name and the measure, whose own `when` is not used."""

    label_da: str
    measure: Measure
    series: Series = Series.MONTHS_24


@dataclass(frozen=True)
class Trend:
    """A chart over time, with its table. `by` makes a panel for each value."""

    id: str
    title_da: str
    kind: TrendKind
    lines: tuple[Line, ...]
    by: str = ""
    help_da: str = ""


@dataclass(frozen=True)
class Identity:
    """`start` + `plus` - `minus` = `end`, for the total and each line of `by`. Else no report."""

    start: Measure
    plus: tuple[Measure, ...]
    minus: tuple[Measure, ...]
    end: Measure
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """In a sentence: how far from zero and to which side: `1.800 kr. under`."""

    measure: Measure
    above_da: str = "over"
    below_da: str = "under"
    same_da: str = "lig med"


@dataclass(frozen=True)
class Than:
    """In a sentence: a change and its direction: `2,31 flere end`, `det samme som`."""

    change: Change
    more_da: str = "mere end"
    less_da: str = "mindre end"
    same_da: str = "det samme som"


@dataclass(frozen=True)
class Largest:
    """In a sentence: the lines that deviate most from zero, named with their figures."""

    number: Number
    by: str
    count: int = 2


Words = Measure | Side | Than | Largest


@dataclass(frozen=True)
class Sentence:
    """A sentence made of figures: `template` names the keys of `values` and the periods.

    A sentence with a figure that is not known is left out, and `without_da` said in its place.
    """

    template: str
    values: Mapping[str, Words] = field(default_factory=dict)
    without_da: str = ""


Part = Headlines | Grid | Bridge | Trend


@dataclass(frozen=True)
class Chapter:
    """A section of the report. `quality` and `changes` have their parts from the gate."""

    id: str
    title_da: str
    intro_da: str = ""
    says: tuple[Sentence, ...] = ()
    parts: tuple[Part, ...] = ()
    must_hold: tuple[Identity, ...] = ()
    kind: Literal["figures", "quality", "changes"] = "figures"


@dataclass(frozen=True)
class Deliverable:
    """A report: who receives it, how often, why, and what stands in it.

    `audience` are role names of the gate; `source` is the file that declares it, for errors.
    """

    id: str
    title_da: str
    audience: tuple[str, ...]
    audience_da: str
    cadence: Cadence
    cadence_da: str
    purpose_da: str
    chapters: tuple[Chapter, ...]
    aliases: tuple[str, ...] = ()
    source: str = ""
    owner_da: str = ""
