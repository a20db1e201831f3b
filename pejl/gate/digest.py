"""The door for a receiver's own summary of her work list: counts and rules' names, nothing else.

It is asked as the receiver herself, never as who sends it, so it holds what she may see and no
more. A mail is read on any telephone, so it holds no key, no name and no citizen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pejl.gate.asking_findings import Ask
from pejl.gate.decide import decide
from pejl.gate.findings import findings_in
from pejl.gate.purpose import Purpose
from pejl.gate.seen_findings import SeenFinding
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail


@dataclass(frozen=True)
class RuleCount:
    """So many findings of one rule."""

    rule: str
    name_da: str
    count: int


@dataclass(frozen=True)
class Digest:
    """One receiver's summary. `new`, `returned` and `fixed` are what the newest delivery changed;
    `overdue` and `to_do` how it stands today; `given` what was given to her by name."""

    receiver: str
    delivery_day: date
    today: date
    to_do: int
    given: int
    new: tuple[RuleCount, ...]
    returned: tuple[RuleCount, ...]
    overdue: tuple[RuleCount, ...]
    fixed: tuple[RuleCount, ...]
    trace_id: str

    @property
    def is_empty(self) -> bool:
        """Nothing to tell: then no mail is to be sent."""
        return not (self.new or self.returned or self.overdue or self.fixed)


def read_digest(
    viewer: Viewer, purpose: Purpose, *, today: date, warehouse: Warehouse, trail: Trail
) -> Digest:
    """The summary for the viewer, of her own scope at the newest delivery."""
    scope = decide(viewer, purpose, "findings", trail=trail, asked="digest")
    every = findings_in(scope, Ask(), today=today, warehouse=warehouse, trail=trail)
    snapshot = warehouse.snapshot()
    to_do = [one for one in every if one.handled.is_to_do]
    new = [one for one in to_do if one.is_new]
    event = trail.append(
        "findings digest",
        who=viewer.name,
        purpose=purpose,
        what={"delivery": snapshot.id, "to_do": len(to_do)},
    )
    day = snapshot.delivery_day
    return Digest(
        receiver=viewer.name,
        delivery_day=day,
        today=today,
        to_do=len(to_do),
        given=sum(one.handled.person == viewer.name for one in to_do),
        new=_counted(one for one in new if not one.row.returned_on),
        returned=_counted(one for one in new if one.row.returned_on),
        overdue=_counted(one for one in to_do if one.handled.overdue),
        fixed=_counted(one for one in every if one.row.closed_on == day),
        trace_id=str(event),
    )


def _counted(found: Iterable[SeenFinding]) -> tuple[RuleCount, ...]:
    """Most first, then by rule."""
    rows = list(found)
    names = {one.row.rule: one.rule.name_da for one in rows}
    counts = Counter(one.row.rule for one in rows)
    order = sorted(counts, key=lambda rule: (-counts[rule], rule))
    return tuple(RuleCount(rule, names[rule], counts[rule]) for rule in order)
