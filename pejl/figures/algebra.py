"""The small algebra indicators are written in: what is counted, over which days, and arithmetic.

    Over(PersonDays(over=Window.PERIOD), PeriodDays())      the average reading of I-01

A *measure* is what an engine counts per cell: days and persons as integers, kroner as exact
decimals, nothing else. All arithmetic between measures is done once, in exact fractions, after
the engine has answered - so a quotient cannot differ between engines. Nodes are frozen and
hashable: equal definitions are equal questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, Literal, TypeVar


class Population(StrEnum):
    """Whom a figure concerns; every indicator states its own (indicators.md, § 0)."""

    PAYING = "paying"
    ACTING = "acting"
    BOTH = "both"
    EITHER = "either"


POPULATIONS_DA: dict[Population, str] = {
    Population.PAYING: "Borgere, vi betaler for",
    Population.ACTING: "Borgere, vi handler for",
    Population.BOTH: "Borgere, vi både handler og betaler for",
    Population.EITHER: "Borgere, vi handler eller betaler for",
}


class Window(StrEnum):
    """Which days a measure looks at, told from the period asked for.

    The period ends no later than the delivery's day. WHOLE_YEAR and REST reach past it: they hold
    what is planned. EACH_YEAR is the period cut at New Year, for divisors that are a year's days.
    """

    PERIOD = "period"
    EACH_YEAR = "each_year"
    LAST_DAY = "last_day"
    DAY_BEFORE = "day_before"
    WITH_DAY_BEFORE = "with_day_before"
    YEAR_TO_DATE = "year_to_date"
    WHOLE_YEAR = "whole_year"
    REST = "rest"


@dataclass(frozen=True)
class Asked:
    """Stands in a definition for the value of an option of the request."""

    option: str


T = TypeVar("T")


def settled(value: T | Asked) -> T:
    """The value of a resolved node; a TypeError where an option was left open."""
    if isinstance(value, Asked):
        raise TypeError(f"the option {value.option} has not been resolved")
    return value


class Node:
    """Anything with a value in a cell."""

    def parts(self) -> Iterator[Node]:
        """The nodes directly inside this one."""
        for one in fields(self):  # type: ignore[arg-type]  # every node is a dataclass
            value = getattr(self, one.name)
            for inner in value if isinstance(value, tuple) else (value,):
                if isinstance(inner, Node):
                    yield inner


# --- measures ---------------------------------------------------------------------------------

Family = Literal["activity", "cases", "cost", "budget", "commitments"]


class Measure(Node):
    """A number the engine returns per cell: an int, or kroner as a Decimal."""

    family: ClassVar[Family]


@dataclass(frozen=True)
class ActivityMeasure(Measure):
    """Counted on spells: grants of the case system, and commitments for those others act for."""

    family: ClassVar[Family] = "activity"
    over: Window = Window.PERIOD
    population: Population | Asked = Asked("population")


@dataclass(frozen=True)
class PersonDays(ActivityMeasure):
    """Days with at least one active spell, summed over citizens: overlaps count once."""


@dataclass(frozen=True)
class ServiceDays(ActivityMeasure):
    """Days of every spell on its own: overlaps count as often as there are spells."""


@dataclass(frozen=True)
class Citizens(ActivityMeasure):
    """Distinct citizens with at least one active day."""


@dataclass(frozen=True)
class Spells(ActivityMeasure):
    """Spells with at least one active day."""


@dataclass(frozen=True)
class Started(ActivityMeasure):
    """Spells whose first day is in the window; a renewal counts."""


@dataclass(frozen=True)
class Ended(ActivityMeasure):
    """Spells whose last day is in the window; a renewal counts."""


@dataclass(frozen=True)
class MovementMeasure(ActivityMeasure):
    """Counted on gap-merged spells: holes of up to `gap_days` days are no movement."""

    gap_days: int | Asked = Asked("gap_days")


@dataclass(frozen=True)
class Inflow(MovementMeasure):
    """Citizens' first days in the cell that fall in the period."""


@dataclass(frozen=True)
class Outflow(MovementMeasure):
    """Days after a citizen's last in the cell that fall in the period.

    `reason` is the first that fits: the citizen `died`; a service of the same paragraph goes on
    the day after, that another municipality acts or pays for (`moved`); the citizen is active the
    day after elsewhere in the population (`transferred`); the 67th birthday is in the last day's
    month, no later than the day after it (`turned_67`); the case system does not list the citizen,
    so that death and age cannot be looked up (`unknown`); none of these (`ended`). Together they
    are all. Where the request has a scope, nothing outside it is looked at.
    """

    reason: Literal["all", "died", "moved", "transferred", "turned_67", "unknown", "ended"] = "all"


@dataclass(frozen=True)
class Stock(MovementMeasure):
    """Citizens in the cell on the window's one day, LAST_DAY or DAY_BEFORE."""

    over: Window = Window.LAST_DAY


@dataclass(frozen=True)
class Present(MovementMeasure):
    """Citizens in the cell on the day before the period or on any day of it."""

    over: Window = Window.WITH_DAY_BEFORE


@dataclass(frozen=True)
class InternalMoves(MovementMeasure):
    """Inflow to the single facilities within the cell that is no inflow to the cell."""


@dataclass(frozen=True)
class CaseMeasure(Measure):
    """Counted on open cases on the period's last day: opened by then, not closed by then."""

    family: ClassVar[Family] = "cases"
    population: Population | Asked = Asked("population")


@dataclass(frozen=True)
class OpenCases(CaseMeasure):
    """Distinct open cases. A case belongs to the §§ and facilities of its active grants."""


@dataclass(frozen=True)
class CaseCitizens(CaseMeasure):
    """Distinct citizens with an open case."""


class Postings(StrEnum):
    """Which postings count: what we run for. The state's refunds are kroner of their own.

    OF_PAYING are on a citizen, for what we are known to pay or nobody is known to; OTHERS_PAY are
    on a citizen, for a grant that names another payer, or none. EARLIER_YEARS is part of OF_PAYING.
    STATE_REFUND is in none of the others but WITH_REFUND, which is everything.
    """

    ALL = "all"
    STATE_REFUND = "state_refund"
    WITH_REFUND = "with_refund"
    EXPENSE = "expense"
    INCOME = "income"
    OF_PAYING = "of_paying"
    OTHERS_PAY = "others_pay"
    WITHOUT_CITIZEN = "without_citizen"
    EARLIER_YEARS = "earlier_years"


@dataclass(frozen=True)
class CostMeasure(Measure):
    """Counted on postings booked in the window."""

    family: ClassVar[Family] = "cost"
    over: Window = Window.PERIOD
    which: Postings = Postings.ALL


@dataclass(frozen=True)
class Posted(CostMeasure):
    """Kroner. `known_before`: as the delivery before knew the year to date."""

    known_before: bool = False


@dataclass(frozen=True)
class PostedCitizens(CostMeasure):
    """Distinct citizens."""


@dataclass(frozen=True)
class Budgeted(Measure):
    """The year's budget in kroner. It knows year and function only; elsewhere it is lacking.

    A budget is a whole year's: `beside` what is posted to date it is told for periods from 1
    January only; beside a forecast of the year, for every period of it.
    """

    family: ClassVar[Family] = "budget"
    version: Literal["revised", "original"] = "revised"
    beside: Literal["to_date", "year"] = "to_date"


@dataclass(frozen=True)
class YearShare(Measure):
    """What of the year's budget would be spent by now, spent evenly: the month's number of
    twelve. Lacking where a budget is."""

    family: ClassVar[Family] = "budget"


@dataclass(frozen=True)
class CommitmentMeasure(Measure):
    """Counted on what is committed for the months of the year not posted yet."""

    family: ClassVar[Family] = "commitments"


@dataclass(frozen=True)
class Committed(CommitmentMeasure):
    """Kroner of commitments for the months after the last posted one, to year end.

    `only_past_end` is the part of those that have ended on paper and are still invoiced.
    """

    known_before: bool = False
    only_past_end: bool = False


@dataclass(frozen=True)
class Owed(CommitmentMeasure):
    """Kroner of the posted months that others' invoices have not come for."""

    known_before: bool = False


@dataclass(frozen=True)
class BudgetProfile(CommitmentMeasure):
    """Kroner of the budget, for the months not posted, of functions with nothing on a citizen."""

    known_before: bool = False


@dataclass(frozen=True)
class CommittedCitizens(CommitmentMeasure):
    """Distinct citizens with a posting in the year to date, or a commitment in the rest of it."""


@dataclass(frozen=True)
class Bridge(CommitmentMeasure):
    """Kroner by which commitments changed since the delivery before, by cause."""

    cause: Literal["price", "volume", "new", "ended"] = "price"


# --- numbers told by the period alone -----------------------------------------------------------


@dataclass(frozen=True)
class Constant(Node):
    number: int | Fraction


@dataclass(frozen=True)
class YearDays(Node):
    """Days of the year the period ends in: 365 or 366."""


@dataclass(frozen=True)
class PeriodDays(Node):
    """Days of the period."""


# --- arithmetic ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plus(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Minus(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Times(Node):
    left: Node
    right: Node


@dataclass(frozen=True)
class Over(Node):
    """A quotient; unknown (None) when the divisor is 0.

    With `lone_da`, a divisor of 0 under a numerator that is not 0 is said to be lacking: it is
    a fault in the data that somebody must look at.
    """

    left: Node
    right: Node
    lone_da: str = ""


@dataclass(frozen=True)
class PerYear(Node):
    """The measure in each calendar year of the period over that year's days, summed."""

    measure: PersonDays | ServiceDays


@dataclass(frozen=True)
class Otherwise(Node):
    """The first that is known."""

    node: Node
    instead: Node


@dataclass(frozen=True)
class IfKnown(Node):
    """`node` where `condition` is known, else unknown."""

    condition: Node
    node: Node


@dataclass(frozen=True)
class InComparison(Node):
    """The same node in the comparison period of the request (I-14)."""

    node: Node


@dataclass(frozen=True)
class YearsBack(Node):
    """The same node so many years before: in the year to date, or (`whole`) in the whole year."""

    years: int
    whole: bool
    node: Node


@dataclass(frozen=True)
class MeanOfKnown(Node):
    """The mean of those that are known; unknown when none is."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class SumOver(Node):
    """The node in each finer cell of a dimension, summed; unknown ones are left out."""

    dimension: str
    node: Node


@dataclass(frozen=True)
class Choose(Node):
    """Another node for each value of an option."""

    option: str
    cases: tuple[tuple[str, Node], ...]

    def parts(self) -> Iterator[Node]:
        for _, node in self.cases:
            yield node


def walk(node: Node) -> Iterator[Node]:
    """The node and all inside it."""
    yield node
    for part in node.parts():
        yield from walk(part)
