"""What the report says in words: comparisons, sentences, alternatives for charts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pejl.base.tables import Value
from pejl.reports.answers import difference, minus, natural, share_of, short_help
from pejl.reports.document import Figure, Unit
from pejl.reports.parts.headlines import comparison_sentence
from pejl.reports.parts.sentences import joined, one_stop
from tests.unit.reports.world import World, monthly

PERSONS = Unit("number", "helårspersoner", 2)
KRONER = Unit("kroner", "kr.", 0)
SHARE = Unit("share", "", 1)

EXACT = st.one_of(
    st.integers(-(10**18), 10**18),
    st.decimals(-(10**15), 10**15, places=2),
    st.fractions(max_denominator=366),
)


@given(EXACT, EXACT)
def test_a_difference_is_exact_whatever_the_two_types(later: Value, earlier: Value) -> None:
    assert Fraction(minus(later, earlier)) == Fraction(later) - Fraction(earlier)


def test_a_shares_change_is_in_percentage_points() -> None:
    change = difference(Figure(Fraction(445, 1000), SHARE), Figure(Fraction(1, 2), SHARE))
    assert change.signed == "−5,5"
    assert change.display_with_unit == "−5,5 procentpoint"


def test_unknown_less_known_is_unknown_with_the_reason() -> None:
    change = difference(Figure(None, PERSONS, lacking="Ikke leveret."), Figure(3, PERSONS))
    assert change.value is None
    assert change.lacking == "Ikke leveret."


@pytest.mark.parametrize("before", [0, None])
def test_no_percent_of_nothing(before: int | None) -> None:
    base = Figure(before, PERSONS)
    assert share_of(difference(Figure(3, PERSONS), base), base) is None


def test_a_fall_from_a_negative_figure_has_the_right_sign() -> None:
    base = Figure(Decimal(-100), KRONER)
    share = share_of(difference(Figure(Decimal(-150), KRONER), base), base)
    assert share is not None
    assert share.signed == "−50,0 %"


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (Fraction(2900, 100), Fraction(2669, 100), "2,31 flere end maj 2026 (26,69; +8,7 %)."),
        (Fraction(1, 1), Fraction(2, 1), "1,00 færre end maj 2026 (2,00; −50,0 %)."),
        (Fraction(1001, 1000), Fraction(1, 1), "Det samme som maj 2026 (1,00)."),
    ],
)
def test_a_comparison_is_one_sentence_of_what_is_shown(
    now: Fraction, before: Fraction, told: str
) -> None:
    base = Figure(before, PERSONS)
    change = difference(Figure(now, PERSONS), base)
    assert told == comparison_sentence(
        change=change, base=base, share=share_of(change, base), label="maj 2026",
        words=("flere", "færre"),
    )  # fmt: skip


def test_kroner_keep_their_unit_in_a_comparison() -> None:
    base = Figure(Decimal(1000), KRONER)
    change = difference(Figure(Decimal(3500), KRONER), base)
    told = comparison_sentence(
        change=change, base=base, share=None, label="budgettet", words=("mere", "mindre")
    )
    assert told == "2.500 kr. mere end budgettet (1.000)."


def test_few_citizens_are_told_in_numbers_not_percent() -> None:
    world = World()
    for section in monthly(world).sections:
        for block in section.blocks:
            for item in getattr(block, "items", ()):
                for one in item.comparisons:
                    if "Under 10 borgere" in one.sentence_da:
                        assert one.share is None
                        assert "%" not in one.sentence_da.split("Under 10")[0]


def test_a_total_with_few_citizens_gives_no_percent() -> None:
    few = World(persons=7)
    told = [
        one.sentence_da
        for section in monthly(few).sections
        for block in section.blocks
        for item in getattr(block, "items", ())
        for one in item.comparisons
    ]
    assert told
    assert all("Under 10 borgere" in sentence for sentence in told)


def test_a_count_that_is_itself_small_gives_no_percent() -> None:
    for section in monthly().sections:
        for block in section.blocks:
            for item in getattr(block, "items", ()):
                for one in item.comparisons:
                    if item.figure.unit.label_da == "borgere" and (one.base.value or 0) < 10:
                        assert one.share is None


def test_signs_follow_what_is_shown_never_a_plus_on_zero() -> None:
    assert Figure(Fraction(1, 1000), PERSONS).signed == "0,00"
    assert Figure(Fraction(-1, 1000), PERSONS).shown_direction == "same"
    assert Figure(Fraction(1, 2), PERSONS).signed == "+0,50"
    assert Figure(None, PERSONS).shown_direction == "unknown"


def test_help_is_cut_at_the_first_sentence_not_at_an_abbreviation() -> None:
    text = "Kroner pr. helårsperson, jf. loven. Resten står i definitionen."
    assert short_help(text) == "Kroner pr. helårsperson, jf. loven."


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")],
)
def test_lists_are_joined_as_danes_say_them(parts: list[str], text: str) -> None:
    assert joined(parts) == text


def test_an_abbreviation_ends_the_sentence() -> None:
    assert one_stop("Det er 5 kr..") == "Det er 5 kr."


def test_paragraphs_are_in_the_order_of_the_law() -> None:
    names = ["§ 107", "§ 85", "§ 101", "§ 9"]
    assert sorted(names, key=natural) == ["§ 9", "§ 85", "§ 101", "§ 107"]


def test_a_sentence_without_its_figure_is_not_said() -> None:
    empty = monthly(World(empty=True))
    economy = empty.sections[0]
    assert economy.summary_da == ()


def test_alternatives_of_charts_tell_figures_of_their_own_table() -> None:
    for section in monthly().sections:
        for block in section.blocks:
            if hasattr(block, "alt_da"):
                newest = [
                    cell.display
                    for row in block.table.rows
                    for cell in row.cells
                    if isinstance(cell, Figure) and cell.value is not None
                ]
                assert any(text in block.alt_da for text in newest)
                assert len(block.alt_da) > 60
