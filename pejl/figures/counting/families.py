"""Which function counts which family of measures."""

from __future__ import annotations

from pejl.figures.algebra import Family as FamilyName
from pejl.figures.counting.activity import count_activity
from pejl.figures.counting.budget import count_budget
from pejl.figures.counting.cases import count_cases
from pejl.figures.counting.commitments import count_commitments
from pejl.figures.counting.cost import count_cost
from pejl.figures.counting.counted import Family

FAMILIES: dict[FamilyName, Family] = {
    "activity": count_activity,
    "cases": count_cases,
    "cost": count_cost,
    "budget": count_budget,
    "commitments": count_commitments,
}
