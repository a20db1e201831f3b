"""Månedsopfølgning, myndighed: economy, activity, unit cost and movements, once a month."""

from __future__ import annotations

from pejl.reports.chapters.activity import ACTIVITY, MOVEMENTS
from pejl.reports.chapters.closing import CHANGES, QUALITY
from pejl.reports.chapters.economy import ECONOMY
from pejl.reports.chapters.unit_cost import UNIT_COSTS
from pejl.reports.declarations import Deliverable

DELIVERABLE = Deliverable(
    id="maanedsopfoelgning-myndighed",
    aliases=("monthly-authority",),
    title_da="Månedsopfølgning, myndighed",
    audience=("director", "leader", "bi"),
    audience_da="Direktør og ledere på myndighedsområdet",
    owner_da="Myndighedschefen",
    cadence="month",
    cadence_da="Hver måned, når månedens leverancer er indlæst",
    purpose_da="Ledelsen følger økonomi og aktivitet måned for måned og ser, hvad der har flyttet "
    "tallene.",
    chapters=(ECONOMY, ACTIVITY, UNIT_COSTS, MOVEMENTS, CHANGES, QUALITY),
)
