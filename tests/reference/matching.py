"""The reconciliation judged: slow and plain, from the text »Matching model« and the extracts' rule
for the kroner of a month. Days are walked one by one, and nothing is shared with the engine's SQL.

What the text leaves open, and what was chosen:
- a cost's service is that of the commitment it refers to, else of the grant;
- all that share a stage's key stand together; what has found its partner is out of later stages;
- a grant somebody else pays is expected to cost us nothing, and never stands in stage 4;
- the looser test takes a citizen's service month by month, and the first months that come back to
  nothing explain each other; no month is used twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

Row = Mapping[str, Any]
CENT = Decimal("0.01")


@dataclass
class Cell:
    """A row of the reconciliation. `kroner` None: the price of some of it is unknown."""

    side: str
    citizen: str
    service: str
    facility: str
    function: str
    year: int
    month: date
    kroner: Decimal = Decimal(0)
    days: int = 0
    unpriced: bool = False
    due: bool = False
    granted: bool = False
    collective: bool = False
    told: tuple[Any, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.side, self.citizen, self.service, self.facility, self.function, self.year,
                self.month)  # fmt: skip


@dataclass
class Group:
    cells: list[Cell]
    stage: int
    code: str = ""
    cost: Decimal = field(init=False)
    due_kroner: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.cost = sum((c.kroner for c in self.cells if c.side == "cost"), Decimal(0))
        self.due_kroner = sum((c.kroner for c in self.cells if c.side == "activity"), Decimal(0))

    @property
    def has_cost(self) -> bool:
        return any(c.side == "cost" for c in self.cells)

    @property
    def has_activity(self) -> bool:
        return any(c.side == "activity" for c in self.cells)

    @property
    def unpriced(self) -> bool:
        return any(c.unpriced for c in self.cells)

    @property
    def due(self) -> bool:
        return any(c.due for c in self.cells if c.side == "activity")

    @property
    def class_(self) -> int:
        if self.has_cost and self.has_activity and not any(c.granted for c in self.cells):
            return 7
        return self.stage

    @property
    def difference(self) -> Decimal:
        return self.cost - self.due_kroner

    @property
    def run(self) -> str:
        service = max(c.service for c in self.cells)
        return service or "function " + max(c.function for c in self.cells)


def reconcile(
    tables: Mapping[str, Sequence[Row]],
    *,
    functions: Mapping[str, str],
    own: str,
    day: date,
    limits: Any,
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """key of a row -> (class, explanation, kroner, matched, explained, open, and days alike)."""
    cells = [*_costs(tables, functions, limits), *_activities(tables, functions, own, day)]
    groups = _staged(cells)
    begins = min((p["booked_on"].replace(day=1) for p in tables["posting"]), default=day)
    for group in groups:
        group.code = _alone(group, day, begins, limits)
    _together(groups, limits)
    for group in groups:
        _split(group, limits)
    return {cell.key: cell.told for group in groups for cell in group.cells}


def _costs(
    tables: Mapping[str, Sequence[Row]], functions: Mapping[str, str], limits: Any
) -> list[Cell]:
    service_of: dict[str, str] = {}
    for table in ("grant", "commitment"):
        for row in reversed(tables[table]):
            if row.get("service_key"):
                service_of[row["grant_id"]] = row["service_key"]
    found: dict[tuple[Any, ...], Cell] = {}
    for p in tables["posting"]:
        month = (p.get("service_month") or p["booked_on"]).replace(day=1)
        cell = Cell(
            "cost", p.get("citizen") or "", service_of.get(p.get("grant_id") or "", ""),
            p.get("facility_id") or "", p.get("function_code") or "", p["booked_on"].year, month,
            collective=True,
        )  # fmt: skip
        cell = found.setdefault(cell.key, cell)
        cell.kroner += p["amount"]
        shared = p.get("account_group") in limits.collective_groups.split()
        cell.collective &= shared or cell.function not in functions.values()
    return list(found.values())


def _activities(
    tables: Mapping[str, Sequence[Row]], functions: Mapping[str, str], own: str, day: date
) -> list[Cell]:
    died = {c["citizen"]: c["death_date"] for c in tables["citizen"] if c.get("death_date")}
    first = min(
        ((p.get("service_month") or p["booked_on"]).replace(day=1) for p in tables["posting"]),
        default=date(1900, 1, 1),
    )
    found: dict[tuple[Any, ...], Cell] = {}
    sources = [(g, "grant") for g in tables["grant"]]
    sources += [(c, "commitment") for c in tables["commitment"] if _others_act(c, tables, own)]
    for row, source in sources:
        if row.get("start_date") is None:
            continue
        last = min(row.get("end_date") or day, day, died.get(row["citizen"], day))
        due = (row.get("paying_municipality") or own) == own
        service = row.get("service_key") or ""
        by_month: dict[date, list[date]] = defaultdict(list)
        one = max(row["start_date"], first)
        while one <= last:
            by_month[one.replace(day=1)].append(one)
            one += timedelta(days=1)
        for month, days in by_month.items():
            cell = Cell("activity", row["citizen"], service, row.get("facility_id") or "",
                        functions.get(service, ""), month.year, month)  # fmt: skip
            cell = found.setdefault(cell.key, cell)
            kroner = _price(row, days, tables["tariff"]) if due else Decimal(0)
            cell.kroner += kroner or 0
            cell.unpriced |= kroner is None
            cell.days += len(days)
            cell.due |= due
            cell.granted |= source == "grant"
    return list(found.values())


def _others_act(c: Row, tables: Mapping[str, Sequence[Row]], own: str) -> bool:
    """A citizen others act for, whom we pay, and the case system has no grant for."""
    if c.get("acting_municipality") in (None, own):
        return False
    if (c.get("paying_municipality") or own) != own:
        return False
    far = date(9999, 12, 31)
    return not any(
        g["grant_id"] == c.get("grant_id")
        or (
            g["citizen"] == c["citizen"]
            and g.get("service_key") is not None
            and g.get("service_key") == c.get("service_key")
            and c["start_date"] <= (g.get("end_date") or far)
            and (c.get("end_date") or far) >= g["start_date"]
        )
        for g in tables["grant"]
    )


def _price(row: Row, days: Sequence[date], tariffs: Sequence[Row]) -> Decimal | None:
    """Kroner of the days; each price its own days. None when a price is unknown."""
    by_price: dict[int, int] = defaultdict(int)
    dated = [t for t in tariffs if t.get("valid_from") or t.get("valid_to")]
    for one in days:
        place = next(
            (
                n
                for n, t in enumerate(dated)
                if t["facility_id"] == row.get("facility_id")
                and (t.get("valid_from") or one) <= one <= (t.get("valid_to") or one)
            ),
            -1,
        )
        by_price[place] += 1
    whole = Decimal(0)
    for place, count in by_price.items():
        tariff = row.get("tariff") if place < 0 else dated[place]["tariff"]
        part = _of_unit(row.get("tariff_unit"), count, tariff, row.get("quantity_per_week"))
        if part is None:
            return None
        whole += part
    return whole


def _of_unit(unit: Any, days: int, tariff: Any, hours: Any) -> Decimal | None:
    if tariff is None:
        return None
    if unit == "day24":
        return days * tariff
    if unit == "weekday":
        return (Decimal(days) * 5 / 7).quantize(Decimal(1), ROUND_HALF_EVEN) * tariff
    if unit == "hour" and hours is not None:
        worked = (hours * days / 7).quantize(CENT, ROUND_HALF_EVEN)
        return (worked * tariff).quantize(CENT, ROUND_HALF_EVEN)
    return None


def _staged(cells: Sequence[Cell]) -> list[Group]:
    left = list(cells)
    groups: list[Group] = []
    stages = (
        (
            1,
            lambda c: (c.citizen, c.service, c.facility, c.month),
            ("citizen", "service", "facility"),
        ),
        (2, lambda c: (c.citizen, c.service, c.month), ("citizen", "service")),
        (3, lambda c: (c.citizen, c.function, c.month), ("citizen", "function")),
        (4, lambda c: (c.citizen, c.month), ("citizen",)),
    )
    for stage, key, named in stages:
        together: dict[Any, list[Cell]] = defaultdict(list)
        for cell in left:
            takes_part = cell.side == "cost" or cell.due or stage < 4
            if all(getattr(cell, name) for name in named) and takes_part:
                together[key(cell)].append(cell)
        for found in together.values():
            if {c.side for c in found} == {"cost", "activity"}:
                groups.append(Group(found, stage))
                left = [c for c in left if not any(c is one for one in found)]
    alone: dict[Any, list[Cell]] = defaultdict(list)
    for c in left:
        if c.side == "cost":
            stage = 4 if c.citizen else 5
        else:
            stage = 6 if c.due else 7
        alone[stage, c.citizen, c.service, c.facility, c.function, c.month].append(c)
    groups += [Group(found, stage_and[0]) for stage_and, found in alone.items()]
    return groups


def _within(group: Group, limits: Any) -> bool:
    return (
        group.has_cost
        and group.has_activity
        and not group.unpriced
        and abs(group.difference)
        <= max(limits.tolerance_kroner, limits.tolerance_share * group.due_kroner)
    )


def _alone(group: Group, day: date, begins: date, limits: Any) -> str:  # noqa: PLR0911
    month = group.cells[0].month
    ends = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if group.class_ == 7 and not group.has_cost:
        return "other_payer"
    if not group.has_activity and group.cost == 0:
        return "correction_pair"
    if group.class_ == 5 and all(c.collective for c in group.cells):
        return "collective"
    if _within(group, limits):
        return "tolerance" if group.difference else ""
    if not group.has_cost and group.due and ends + timedelta(days=limits.invoice_days) >= day:
        return "not_invoiced"
    if not group.has_cost and month < begins:
        return "before_ledger"
    return ""


def _together(groups: Sequence[Group], limits: Any) -> None:
    runs: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in groups:
        citizen = group.cells[0].citizen
        if citizen and not group.unpriced and (group.due or not group.has_activity):
            runs[citizen, group.run].append(group)
    for run in runs.values():
        months = sorted({g.cells[0].month for g in run})
        of = {m: [g for g in run if g.cells[0].month == m] for m in months}
        while months:
            block = _first_block(months, of, limits)
            if block:
                code = _word(block, of)
                for g in (g for m in block for g in of[m] if _fails(g, limits)):
                    if g.code in ("", "not_invoiced", "before_ledger"):
                        g.code = code
                months = [m for m in months if m > block[-1]]
            else:
                months = months[1:]


def _first_block(months: Sequence[date], of: Mapping[date, list[Group]], limits: Any) -> list[date]:
    """The shortest stretch from the first month on whose failing groups come to nothing."""
    first = months[0]
    if not any(_fails(g, limits) for g in of[first]):
        return []
    for end in range(1, len(months) + 1):
        block = list(months[:end])
        apart = (block[-1].year - first.year) * 12 + block[-1].month - first.month
        failing = [g for m in block for g in of[m] if _fails(g, limits)]
        expected = sum((g.due_kroner for m in block for g in of[m]), Decimal(0))
        difference = abs(sum((g.difference for g in failing), Decimal(0)))
        allowed = max(limits.cumulated_kroner, limits.cumulated_share * expected)
        if apart <= limits.late_months and len(failing) > 1 and difference <= allowed:
            return block
    return []


def _fails(group: Group, limits: Any) -> bool:
    return not _within(group, limits) and group.difference != 0


def _word(block: Sequence[date], of: Mapping[date, list[Group]]) -> str:
    if len(block) == 1:
        return "netted"
    paid = [any(g.cost for g in of[m]) for m in block]
    apart = (block[-1].year - block[0].year) * 12 + block[-1].month - block[0].month
    if len(block) == 3 and apart == 2 and sum(paid) == 1 and (paid[0] or paid[-1]):
        return "quarterly"
    return "timing"


def _split(group: Group, limits: Any) -> None:
    for side, other in (("cost", group.due_kroner), ("activity", group.cost)):
        room = max(other, Decimal(0))
        so_far = Decimal(0)
        own = [c for c in group.cells if c.side == side]
        for c in sorted(own, key=lambda c: (c.service, c.facility, c.function, c.year)):
            agreed = min(max(so_far + c.kroner, Decimal(0)), room) - min(
                max(so_far, Decimal(0)), room
            )
            so_far += c.kroner
            c.told = _told(group, c, agreed, limits)


def _told(group: Group, c: Cell, agreed: Decimal, limits: Any) -> tuple[Any, ...]:
    rest, code = c.kroner - agreed, group.code
    if code == "" and c.side == "cost" and rest:
        if _within(group, limits):
            code = "correction_pair"
        elif c.year > c.month.year and limits.old_year_explains:
            code = "old_year"
    days = 0
    if c.side == "activity" and (group.has_cost or group.class_ != 7):
        if c.kroner > 0:
            days = int((c.days * agreed / c.kroner).quantize(Decimal(1), ROUND_HALF_EVEN))
        elif group.has_cost:
            days = c.days
    rightly = group.class_ == 7
    shown = "other_actor" if rightly and group.has_cost and agreed else code
    return (
        group.class_, shown, c.kroner,
        Decimal(0) if rightly else agreed,
        (agreed if rightly else Decimal(0)) + (rest if code else Decimal(0)),
        Decimal(0) if code else rest,
        c.days,
        0 if rightly else days,
        (days if rightly else 0) + (c.days - days if code else 0),
        0 if code else c.days - days,
    )  # fmt: skip
