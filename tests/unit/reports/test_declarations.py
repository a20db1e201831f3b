"""A wrongly declared deliverable is an error that names its file, before anything is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pejl.base.errors import UsageError
from pejl.base.period import parse_period
from pejl.gate.definitions import definition as real_definition
from pejl.gate.roles import THINGS, report_thing
from pejl.reports.catalogue import deliverables
from pejl.reports.checking import check_declaration
from pejl.reports.declarations import (
    Bridge,
    Change,
    Chapter,
    Deliverable,
    Grid,
    GridColumn,
    Headline,
    Headlines,
    Identity,
    Largest,
    Line,
    Measure,
    Part,
    Sentence,
    Side,
    Than,
    Trend,
)
from pejl.reports.deliverable import lay_out
from pejl.reports.questions import measures_in
from pejl.reports.spans import When
from tests.unit.reports.world import OCTOBER, World, definition

GOOD = Measure("I-01")
UNKNOWN = Measure("I-99")
NO_FIELD = Measure("I-01", "kroner")


def deliverable(*parts: Part, **chapter: object) -> Deliverable:
    return Deliverable(
        id="proeve",
        title_da="Prøve",
        audience=("leader",),
        audience_da="Ledere",
        cadence="month",
        cadence_da="Hver måned",
        purpose_da="At prøve.",
        chapters=(Chapter(id="et", title_da="Et", parts=parts, **chapter),),  # type: ignore[arg-type]
        source="pejl/reports/catalogue/proeve.py",
    )


WRONG = {
    "headline": deliverable(Headlines((Headline("Tal", UNKNOWN),))),
    "against": deliverable(Headlines((Headline("Tal", GOOD, against=(("budget", UNKNOWN),)),))),
    "column": deliverable(Grid("t", "T", ("paragraph",), (GridColumn("Tal", UNKNOWN),))),
    "change": deliverable(Grid("t", "T", (), (GridColumn("Tal", Change(UNKNOWN, When.PREVIOUS)),))),
    "bridge": deliverable(Bridge("b", "B", ("Fra", GOOD), (("Trin", UNKNOWN),), ("Til", GOOD))),
    "trend": deliverable(Trend("d", "D", "line", (Line("Tal", UNKNOWN),))),
    "sentence": deliverable(says=(Sentence("{n}", {"n": UNKNOWN}),)),
    "side": deliverable(says=(Sentence("{n}", {"n": Side(UNKNOWN)}),)),
    "than": deliverable(says=(Sentence("{n}", {"n": Than(Change(UNKNOWN, When.PREVIOUS))}),)),
    "largest": deliverable(says=(Sentence("{n}", {"n": Largest(UNKNOWN, "paragraph")}),)),
    "identity": deliverable(must_hold=(Identity(UNKNOWN, (), (), GOOD),)),
}


@pytest.mark.parametrize("where", WRONG)
def test_an_unknown_indicator_is_found_wherever_it_stands(where: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_declaration(WRONG[where], definition)
    text = str(caught.value)
    assert "I-99" in text
    assert "pejl/reports/catalogue/proeve.py" in text


def test_an_unknown_field_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="intet felt »kroner«; den har value, days"):
        check_declaration(deliverable(Headlines((Headline("Tal", NO_FIELD),))), definition)


def test_an_unknown_dimension_and_one_the_indicator_lacks_are_told_apart() -> None:
    unknown = Grid("t", "T", ("farve",), (GridColumn("Tal", GOOD),))
    with pytest.raises(UsageError, match="er ikke en dimension"):
        check_declaration(deliverable(unknown), definition)
    lacking = Grid("t", "T", ("age_band",), (GridColumn("Tal", GOOD),))
    with pytest.raises(UsageError, match="I-01 kan ikke deles på »age_band«"):
        check_declaration(deliverable(lacking), definition)


def test_a_wrong_declaration_asks_the_gate_nothing() -> None:
    world = World()
    with pytest.raises(UsageError):
        lay_out(WRONG["headline"], OCTOBER, world.doors())
    assert world.asked == []


@pytest.mark.parametrize("one", deliverables().values(), ids=deliverables())
def test_a_deliverable_is_for_exactly_the_roles_the_matrix_gives_it_to(one: Deliverable) -> None:
    thing = THINGS[report_thing(one.id)]
    assert sorted(one.audience) == sorted(role.value for role in thing.roles)


@pytest.mark.parametrize("one", deliverables().values(), ids=deliverables())
def test_ids_in_a_deliverable_are_its_own(one: Deliverable) -> None:
    ids = [chapter.id for chapter in one.chapters]
    ids += [
        part.id
        for chapter in one.chapters
        for part in chapter.parts
        if not isinstance(part, Headlines)
    ]
    assert len(set(ids)) == len(ids)


def test_a_quarterly_deliverable_is_the_same_declaration_with_another_cadence() -> None:
    quarterly = replace(
        deliverable(Headlines((Headline("Tal i {period}", GOOD, compare=(When.PREVIOUS,)),))),
        cadence="quarter",
    )
    world = World()
    lay_out(quarterly, parse_period("2026-Q3"), world.doors())
    assert {period.text for period in world.asked[0].periods} == {"2026-Q3", "2026-Q2"}


@pytest.mark.parametrize("one", deliverables().values(), ids=deliverables())
def test_a_deliverable_agrees_with_the_indicators_there_are(one: Deliverable) -> None:
    check_declaration(one, real_definition)


@pytest.mark.parametrize("one", deliverables().values(), ids=deliverables())
def test_each_figure_of_a_deliverable_has_a_help_text(one: Deliverable) -> None:
    """Declared with the figure, or the indicator's own."""
    for chapter in one.chapters:
        for part in chapter.parts:
            for figure in figures_declared(part):
                number = figure.measure if isinstance(figure, Headline) else figure.number
                measure = measures_in(number)[0]
                field = real_definition(measure.indicator).field(measure.field)
                assert field is not None
                assert figure.help_da or field.help_da, f"{part}: {figure.label_da}"


def figures_declared(part: Part) -> tuple[Headline | GridColumn, ...]:
    if isinstance(part, Headlines):
        return part.items
    return part.columns if isinstance(part, Grid) else ()
