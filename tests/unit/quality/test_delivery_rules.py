"""V-100 to V-108: when each speaks, and when it stops the publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pejl.base.errors import BlockedError, InputError, UsageError, Where
from pejl.canon.history import Vanished
from pejl.canon.mapping import Superseded
from pejl.quality.delivery import check_accepted, judge, stop_if_blocked, stop_if_unreadable
from pejl.quality.rule import DeliveryFacts
from pejl.quality.rules.delivery import DELIVERY_RULES
from pejl.sources.delivered import DeliveredFile, Matched
from pejl.sources.headers import match_header
from pejl.sources.intake import TypedFile
from pejl.sources.profile import Profile
from pejl.sources.reader import RawRows
from pejl.store.snapshots import Snapshot, StoredFeed
from tests.unit.sources.small import small_profile

PROFILE = small_profile({"Id": {"type": "text", "required": True}, "Kr": "money", "Note": "text"})
FILE = DeliveredFile(Path("fil.csv"), "fil.csv")


def typed(
    *, columns: tuple[str, ...] = ("Id", "Kr", "Note"), profile: Profile = PROFILE, **more: object
) -> TypedFile:
    """A file of a hundred good rows, but for what is said."""
    raw = RawRows(columns, 100, "line", 0, 1000, "utf-8", cut_off=more.pop("cut_off", None))  # type: ignore[arg-type]  # an int or None
    header = match_header(columns, profile, Where(file="fil.csv", line=1))
    plain = TypedFile(profile, FILE, "t", raw, header, 100, 0, 0, {"Kr": Decimal("100.00")})
    return replace(plain, **more)  # type: ignore[arg-type]  # the fields of TypedFile


def before(rows: int = 100, median: str = "100.00") -> Snapshot:
    feed = StoredFeed("lille", "fil.csv", "", 1, rows, rows, 0, (), medians={"Kr": median})
    return Snapshot("s", date(2026, 9, 30), "", "", "901", {}, (feed,))


def facts(file: TypedFile | None = None, **more: object) -> DeliveryFacts:
    profile = file.profile if file else PROFILE
    plain = DeliveryFacts(
        day=date(2026, 10, 31),
        profiles=(profile,),
        matched=Matched({"lille": FILE}, {}, ()),
        taken={"lille": file} if file else {},
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # the fields of DeliveryFacts


def said(found: DeliveryFacts, accept: frozenset[str] = frozenset()) -> list[tuple[str, str, bool]]:
    return [(one.rule.id, one.severity, one.blocking) for one in judge(found, accept)]


def test_a_good_delivery_has_nothing_said_of_it() -> None:
    assert said(facts(typed(), before=before())) == []


CASES = [
    # V-100
    ("missing", facts(matched=Matched({}, {}, ())), [("V-100", "E", True)]),
    ("no rows", facts(typed(rows_read=0)), [("V-100", "E", True)]),
    ("all rejected", facts(typed(rows_rejected=100)), [("V-100", "E", True)]),
    ("cut off", facts(typed(cut_off=101)), [("V-100", "E", True)]),
    ("a fifth fewer", facts(typed(rows_read=80), before=before()), []),
    (
        "more than a fifth fewer",
        facts(typed(rows_read=79), before=before()),
        [("V-100", "E", True)],
    ),
    (
        "more than a fifth more",
        facts(typed(rows_read=121), before=before()),
        [("V-100", "E", True)],
    ),
    ("first delivery", facts(typed(rows_read=1)), []),
    (
        "several files",
        facts(typed(), matched=Matched({"lille": FILE}, {"lille": ("fil2.csv",)}, ("x.csv",))),
        [("V-100", "I", False), ("V-100", "I", False)],
    ),
    # V-101
    ("column gone", facts(typed(columns=("Id", "Kr"))), [("V-101", "E", True)]),
    ("column new", facts(typed(columns=("Id", "Kr", "Note", "Ny"))), [("V-101", "E", True)]),
    (
        "column renamed",
        facts(typed(columns=("Id", "Kr", "Noter"))),
        [("V-101", "E", True), ("V-101", "E", True)],
    ),
    (
        "new column only told",
        facts(
            typed(
                columns=("Id", "Kr", "Note", "Ny"),
                profile=PROFILE.model_copy(update={"on_new_column": "ignore"}),
            )
        ),
        [("V-101", "I", False)],
    ),
    # V-102
    ("ruined letters", facts(typed(damaged_lines=(7,))), [("V-102", "E", True)]),
    # V-103
    ("one odd amount", facts(typed(foreign_amounts={"Kr": 1})), []),
    ("two odd amounts", facts(typed(foreign_amounts={"Kr": 2})), [("V-103", "E", True)]),
    (
        "a hundred times",
        facts(typed(medians={"Kr": Decimal(10_000)}), before=before()),
        [("V-103", "E", True)],
    ),
    (
        "a thousandth",
        facts(typed(medians={"Kr": Decimal("0.1")}), before=before()),
        [("V-103", "E", True)],
    ),
    ("prices doubled", facts(typed(medians={"Kr": Decimal(200)}), before=before()), []),
    # V-105
    (
        "paragraphs as numbers",
        facts(typed(number_lines={"Note": (2, (4, 5))})),
        [("V-105", "E", True)],
    ),
    ("a day to come", facts(typed(), today=date(2026, 10, 30)), [("V-100", "W", False)]),
    ("the day itself", facts(typed(), today=date(2026, 10, 31)), []),
    ("lost nought", facts(typed(padded_lines=(4, 5))), [("V-105", "E", False)]),
    # V-106
    (
        "differing twins",
        facts(typed(), superseded={"lille": Superseded(2, 1, (3, 4))}),
        [("V-106", "W", False)],
    ),
    (
        "same twins",
        facts(typed(), superseded={"lille": Superseded(2, 0, (3, 4))}),
        [("V-106", "I", False)],
    ),
    # V-108
    (
        "little vanished",
        facts(typed(), vanished={"lille": Vanished(1, 1, 100, (3, 4))}),
        [("V-108", "W", False)],
    ),
    (
        "much vanished",
        facts(typed(), vanished={"lille": Vanished(2, 1, 100, (3,))}),
        [("V-108", "E", True)],
    ),
    ("nothing vanished", facts(typed(), vanished={"lille": Vanished(0, 0, 100, ())}), []),
]


@pytest.mark.parametrize(
    ("found", "expected"), [one[1:] for one in CASES], ids=[c[0] for c in CASES]
)
def test_what_each_rule_says(found: DeliveryFacts, expected: list[tuple[str, str, bool]]) -> None:
    assert said(found) == expected


def test_a_file_that_need_not_come_may_be_missing_or_empty() -> None:
    optional = PROFILE.model_copy(update={"required": False})
    assert said(facts(profiles=(optional,), matched=Matched({}, {}, ()))) == []
    assert said(facts(typed(profile=optional, rows_read=0))) == []


def test_the_thresholds_are_the_profiles_own() -> None:
    strict = small_profile(
        {"Id": "text", "Kr": "money", "Note": "text"},
        thresholds={"changed_rows": 0.01, "vanished_rows": 0.5, "wrong_amounts": 0.9},
    )
    file = typed(profile=strict, rows_read=98, foreign_amounts={"Kr": 50})
    found = facts(file, before=before(), vanished={"lille": Vanished(9, 9, 100, ())})
    assert said(found) == [("V-100", "E", True), ("V-108", "W", False)]


def test_what_is_accepted_does_not_stop_and_keeps_its_reason() -> None:
    (one,) = judge(facts(typed(rows_read=10), before=before()), frozenset({"V-100"}))
    assert (one.blocking, one.accepted) == (False, True)
    stored = one.stored("Sommerferie")
    assert (stored.severity, stored.blocking) == ("E", False)
    assert stored.message.endswith("Accepteret: Sommerferie")


def test_a_missing_column_the_rows_need_cannot_be_accepted() -> None:
    found = facts(typed(columns=("Kr", "Note")))
    assert said(found, frozenset({"V-101"})) == [("V-101", "E", True)]


@pytest.mark.parametrize(
    ("accept", "reason", "code"),
    [({"V-999"}, "x", "regel-ukendt"), ({"V-100"}, "  ", "accept-uden-grund")],
)
def test_accepting_wants_a_known_rule_and_a_reason(
    accept: set[str], reason: str, code: str
) -> None:
    with pytest.raises(UsageError) as raised:
        check_accepted(frozenset(accept), reason)
    assert raised.value.code == code
    check_accepted(frozenset({"V-100", "V-108"}), "Fordi")
    check_accepted(frozenset(), "")


def test_the_error_lists_rule_file_line_and_next_step() -> None:
    file = typed(columns=("Id", "Kr", "Note", "Ny"), rows_read=10)
    with pytest.raises(BlockedError) as raised:
        stop_if_blocked(judge(facts(file, before=before()), frozenset()))
    text = str(raised.value)
    assert raised.value.exit_code == 4
    assert "V-100 fil.csv: Antallet af rækker er ændret 90,0 %: fra 100 til 10." in text
    assert "V-101 fil.csv, linje 1: Kolonnen »Ny« er ny" in text
    assert "--accept V-100 --accept V-101 --reason GRUND" in text


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"damaged_lines": (7,)}, "V-102"),
        ({"foreign_amounts": {"Kr": 90}}, "V-103"),
        ({"columns": ("Id", "Kr")}, "V-101"),
    ],
)
def test_few_rows_are_not_told_twice_where_another_rule_says_why(
    more: dict[str, object], rule: str
) -> None:
    file = typed(rows_read=100, rows_rejected=90, **more)  # type: ignore[arg-type]  # its keywords
    assert [one[0] for one in said(facts(file, before=before()))] == [rule]


def test_many_findings_are_counted_not_poured_out() -> None:
    names = tuple(f"Ny{n}" for n in range(40))
    with pytest.raises(BlockedError, match="og 20 til"):
        stop_if_blocked(judge(facts(typed(columns=("Id", "Kr", "Note", *names))), frozenset()))


def test_ruined_names_of_columns_are_told_as_ruined_and_cannot_be_accepted() -> None:
    found = facts(typed(columns=("Id", "Kr", "NÃ¸te"), damaged_lines=(1, 2)))
    assert said(found, frozenset({"V-101", "V-102"})) == [("V-102", "E", True)]


def test_a_file_that_cannot_be_read_stops_under_the_rule_it_names() -> None:
    error = InputError("V-102", "Forkert tegnsæt.", where=Where(file="fil.csv", line=9))
    found = facts(unread={"lille": error})
    stop_if_unreadable(found)
    (one,) = judge(found, frozenset({"V-102"}))
    assert (one.rule.id, one.blocking, one.finding.lines) == ("V-102", True, (9,))


def test_a_file_of_another_kind_is_an_error_of_input_naming_the_others_too() -> None:
    first = InputError("fil-forkert-art", "En zip.", where=Where(file="a.csv"), next_step="Ret.")
    second = InputError("fil-vokser", "Den vokser.", where=Where(file="b.csv"))
    with pytest.raises(InputError) as raised:
        stop_if_unreadable(facts(unread={"a": first, "b": second}))
    assert raised.value.code == "fil-forkert-art"
    assert "b.csv" in raised.value.message


def test_every_rule_is_told_of_in_danish_and_has_its_own_id() -> None:
    assert len({rule.id for rule in DELIVERY_RULES}) == len(DELIVERY_RULES)
    for rule in DELIVERY_RULES:
        assert rule.name_da
        assert len(rule.help_da) > 40
