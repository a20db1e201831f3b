"""4 Indicators: one file, one definition, one answer on every engine."""

from __future__ import annotations

from pejl.store.engines import Question, derive


def _cost_rows(prefix: str) -> Question:
    from pejl.figures.spine.money import CostRows

    return CostRows(prefix)


def _changed_commitments(_: str) -> Question:
    from pejl.figures.counting.bridge import ChangedCommitments

    return ChangedCommitments()


derive("spine_cost", _cost_rows)
derive("changed_commitment", _changed_commitments, kept=True)
