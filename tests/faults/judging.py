"""The verdict on one case: does what the product made of a file agree with the plain reading?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from tests.faults.mutations import Mutated
from tests.faults.oracle import Reading, Row, Unreadable
from tests.faults.oracle_cells import written
from tests.faults.oracle_records import LONGEST, split_text
from tests.faults.plain import PlainProfile
from tests.faults.taking import Taken

Outcome = Literal["whole", "rejects", "stopped", "refused"]

NUMBER = re.compile(r"(?<![0-9])[0-9]{6}[- ]?[0-9A-Z]{4}(?![0-9A-Za-z])")


def outcome(taken: Taken) -> Outcome:
    """Accepted whole, accepted with rejects, read but stopped by a rule, or not read."""
    if taken.error:
        return "refused"
    if taken.stopped:
        return "stopped"
    return "rejects" if taken.rejected else "whole"


def complaints(
    case: Mutated, taken: Taken, plain: Reading | Unreadable, profile: PlainProfile
) -> list[str]:
    """Everything wrong with what the product made of the file; empty when it is right."""
    found = list(_against_promise(case, taken))
    if isinstance(plain, Unreadable):
        if outcome(taken) not in ("refused", "stopped"):
            found.append(f"taken in although the file {plain.why}")
        return found
    if taken.error:
        if case.must != "refused" and not case.may_be_refused:
            found += _unfair(taken, plain)
        return found
    return [
        *found,
        *_against_counts(taken, plain, profile),
        *_against_values(taken, plain, profile),
        *_against_rejects(taken, plain, profile),
        *_against_header(taken, plain, profile),
    ]


def differences(taken: Taken, right: Reading | Unreadable, profile: PlainProfile) -> list[str]:
    """For a damaged file that was taken in: each accepted row is the undamaged file's."""
    assert isinstance(right, Reading)
    found = [
        f"line {line} became another row"
        for line, values in taken.rows.items()
        if line not in right.accepted or _texts(values, profile) != right.accepted[line].values
    ]
    if not taken.error and taken.read < len(right.rows):
        found.append(f"{taken.read} rows read of {len(right.rows)}, and nobody is told")
    return found


def _texts(values: tuple[Any, ...], profile: PlainProfile) -> tuple[str, ...]:
    return tuple(written(v, column.type) for v, column in zip(values, profile.columns, strict=True))


def _against_promise(case: Mutated, taken: Taken) -> Iterator[str]:
    """What the mutator itself says must come of it."""
    ended = outcome(taken)
    if case.must == "whole" and ended != "whole":
        yield f"must be accepted whole, is {ended} ({taken.error or sorted(taken.stopped)})"
    if case.must == "refused" and ended not in ("refused", "stopped"):
        yield f"must be refused, is {ended}"
    if case.must == "noticed" and ended == "whole" and not taken.told:
        yield "must be noticed, nobody is told"
    if case.rule and ended != "refused" and case.rule not in taken.told:
        yield f"{case.rule} must tell, but does not"


def _unfair(taken: Taken, plain: Reading) -> Iterator[str]:
    """A file that can be read is refused: only for a header that is not the profile's."""
    if taken.error in ("V-100", "V-101", "fil-forkert-art") and (plain.missing or plain.new):
        return
    yield f"refused ({taken.error}) although it can be read"


def _against_counts(taken: Taken, plain: Reading, profile: PlainProfile) -> Iterator[str]:
    rows = len(plain.rows) + len(plain.broken)
    if taken.read != rows:
        yield f"{taken.read} rows read, there are {rows}"
    if taken.read != taken.loaded + len(taken.rejected):
        yield f"{taken.read} read, but {taken.loaded} loaded and {len(taken.rejected)} rejected"
    if len(taken.rows) != taken.loaded:
        yield f"{taken.loaded} rows loaded, {len(taken.rows)} in the table"
    if list(taken.superseded) != plain.superseded(profile):
        yield f"superseded {list(taken.superseded)}, should be {plain.superseded(profile)}"


def _against_values(taken: Taken, plain: Reading, profile: PlainProfile) -> Iterator[str]:
    """Every accepted value, written again, is the text of its line and column."""
    right = plain.accepted
    for line in sorted(taken.rows.keys() ^ right.keys()):
        yield f"line {line} is {'accepted' if line in taken.rows else 'not accepted'}, wrongly"
    for line in taken.rows.keys() & right.keys():
        for column, value, text in zip(
            profile.columns, taken.rows[line], right[line].values, strict=True
        ):
            if written(value, column.type) != text:
                yield f"line {line} {column.name}: {text!r} became {written(value, column.type)!r}"


def _against_rejects(taken: Taken, plain: Reading, profile: PlainProfile) -> Iterator[str]:
    lines = [row.line for row in taken.rejected]
    if sorted(lines) != sorted(plain.rejected):
        yield f"rejected lines {sorted(lines)}, should be {sorted(plain.rejected)}"
    broken = {line.number: line.raw for line in plain.broken}
    rows = {row.number: row for row in plain.rows}
    for one in taken.rejected:
        if not one.reason:
            yield f"line {one.line} rejected without a reason"
        if NUMBER.search(one.told) or NUMBER.search(one.reason):
            yield f"line {one.line}: a CPR number stands in the reason"
        if one.line in broken and one.raw != broken[one.line][: max(LONGEST, len(one.raw))]:
            yield f"line {one.line}: raw text differs"
        if one.line in rows and not _same_cells(one.raw, rows[one.line], profile):
            yield f"line {one.line}: raw text has other cells"


def _same_cells(raw: str, row: Row, profile: PlainProfile) -> bool:
    return split_text(raw, profile) == row.cells


def _against_header(taken: Taken, plain: Reading, profile: PlainProfile) -> Iterator[str]:
    lacking = {c.name for c in profile.columns if not c.optional} & set(plain.missing)
    if plain.header_ruined:
        if "V-102" not in taken.stopped:
            yield "the header's letters are ruined, but V-102 does not stop it"
    elif (lacking or (plain.new and not profile.ignores_new)) and "V-101" not in taken.stopped:
        yield "the columns have changed, but V-101 does not stop it"
    if plain.ends_inside and taken.cut_off is None:
        yield "the file ends inside a row, but nobody says so"
    if plain.ends_open and "V-100" not in taken.told:
        yield "the file ends without a line ending, but nobody says so"
