"""The states of a finding as the manual draws them: from the table of moves, nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from pejl.quality.handling import MOVES, STATES_DA, Move, State

_MOVERS_DA = {"person": "en person", "delivery": "en leverance", "day": "dagen"}


def states_drawn() -> str:
    """A drawing (Mermaid), and the same as a table for who cannot see it."""
    return "\n".join([*_drawing(), "", *_table()])


def _drawing() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f'    state "{STATES_DA[state]}" as {state.value}'
    for move in MOVES:
        if move.start is not move.end:
            yield f"    {_from(move)} --> {move.end.value}: {move.told_da}"
    yield "```"


def _from(move: Move) -> str:
    return "[*]" if move.start is None else move.start.value


def _table() -> Iterator[str]:
    yield "| Fra | Hvad sker der | Hvem flytter det | Til |"
    yield "|---|---|---|---|"
    for move in MOVES:
        start = "(findes ikke)" if move.start is None else STATES_DA[move.start]
        mover = _MOVERS_DA[move.mover]
        yield f"| {start} | {move.told_da} | {mover} | {STATES_DA[move.end]} |"
