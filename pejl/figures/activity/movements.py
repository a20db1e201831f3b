"""I-04 Inflow, outflow, stock (til- og afgang)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pejl.figures.algebra import (
    Ended,
    Inflow,
    InternalMoves,
    Outflow,
    Population,
    Present,
    Started,
    Stock,
    Window,
)
from pejl.figures.definition import Example, Expected, Field, Indicator, Option, population_option


def _stay(
    number: int, citizen: str, facility: str, start: date, end: date | None = None
) -> Mapping[str, Any]:
    return {
        "grant_id": f"B{number}",
        "citizen": citizen,
        "paragraph": "§ 107",
        "facility_id": facility,
        "start_date": start,
        "end_date": end,
    }


def _quarter() -> tuple[Mapping[str, Any], ...]:
    """Forty on 1 January; five come, three end, two change facility, one is renewed."""
    before, one, two = date(2023, 1, 1), "T1", "T2"
    rows = [_stay(place, f"b{place}", one, before) for place in range(34)]
    rows += [
        _stay(40 + place, f"e{place}", one, before, date(2024, 2, 10 + place)) for place in range(3)
    ]
    for place in range(2):
        rows.append(_stay(50 + place, f"f{place}", one, before, date(2024, 3, 4)))
        rows.append(_stay(60 + place, f"f{place}", two, date(2024, 3, 5)))
    rows.append(_stay(70, "g", one, before, date(2024, 1, 31)))
    rows.append(_stay(71, "g", one, date(2024, 2, 1)))
    rows += [_stay(80 + place, f"n{place}", two, date(2024, 1, 15 + place)) for place in range(5)]
    return tuple(rows)


def _people() -> tuple[Mapping[str, Any], ...]:
    names = dict.fromkeys(row["citizen"] for row in _quarter())
    return tuple({"citizen": name, "birth_date": date(1980, 5, 5)} for name in names)


INDICATOR = Indicator(
    id="I-04",
    name="movements",
    title_da="Bestand",
    help_da=(
        "Borgere i ydelsen ved periodens slutning. Bestanden ved begyndelsen med tilgang og uden "
        "afgang er altid bestanden ved slutningen; går det ikke op, vises tallet ikke.\n\n"
        "Tilgang er borgere, der ikke var i linjen dagen før deres første dag; afgang regnes "
        "dagen efter den sidste. En fornyelse uden hul er ingen bevægelse, og et hul på højst det "
        "valgte antal dage heller ikke. Skift af tilbud inden for samme paragraf er intern "
        "flytning: det er ikke til- og afgang pr. paragraf, men er det pr. tilbud. Linjer må "
        "derfor ikke lægges sammen; totalen er talt.\n\n"
        "Startede og sluttede bevillinger er noget andet: de tæller hver bevilling, også "
        "fornyelser."
    ),
    unit="citizens",
    decimals=0,
    population=Population.PAYING,
    value=Stock(over=Window.LAST_DAY),
    persons=Present(),
    fields=(
        Field(
            "stock_start",
            "Ved begyndelsen",
            "citizens",
            Stock(over=Window.DAY_BEFORE),
            help_da="Borgere i linjen dagen før periodens første dag.",
        ),
        Field("inflow", "Tilgang", "citizens", Inflow()),
        Field("outflow", "Afgang", "citizens", Outflow()),
        Field("stock_end", "Ved slutningen", "citizens", Stock(over=Window.LAST_DAY)),
        Field(
            "outflow_ended",
            "Afgang: ophørt",
            "citizens",
            Outflow(reason="ended"),
            help_da="Ingen af de andre grunde: ydelsen hørte op.",
        ),
        Field(
            "outflow_transferred",
            "Afgang: anden ydelse",
            "citizens",
            Outflow(reason="transferred"),
            help_da="Borgeren er dagen efter i en anden ydelse eller et andet tilbud, også uden "
            "for det valgte udsnit, men aldrig uden for det område, læseren har adgang til.",
        ),
        Field(
            "outflow_moved",
            "Afgang: anden kommune",
            "citizens",
            Outflow(reason="moved"),
            help_da="En ydelse efter samme paragraf går videre dagen efter, men en anden kommune "
            "betaler eller handler.",
        ),
        Field("outflow_died", "Afgang: død", "citizens", Outflow(reason="died")),
        Field(
            "outflow_turned_67",
            "Afgang: fyldte 67 år",
            "citizens",
            Outflow(reason="turned_67"),
            help_da="Fyldte 67 år i den måned, ydelsen hørte op, senest dagen efter den sidste.",
        ),
        Field(
            "outflow_unknown",
            "Afgang: uoplyst",
            "citizens",
            Outflow(reason="unknown"),
            help_da="Borgeren står ikke på fagsystemets borgerliste, så dødsfald og alder kendes "
            "ikke.",
        ),
        Field(
            "internal_moves",
            "Interne flytninger",
            "count",
            InternalMoves(),
            help_da="Skift af tilbud, hvor borgeren bliver i linjen.",
        ),
        Field(
            "grants_started",
            "Startede bevillinger",
            "count",
            Started(),
            help_da="Hver bevilling, der begynder i perioden; fornyelser med.",
        ),
        Field(
            "grants_ended",
            "Sluttede bevillinger",
            "count",
            Ended(),
            help_da="Hver bevilling, hvis sidste dag er i perioden; fornyelser med.",
        ),
    ),
    balance=(("stock_start", 1), ("inflow", 1), ("outflow", -1), ("stock_end", -1)),
    options=(
        Option("gap_days", "Dages hul uden bevægelse", "0", at_most=366),
        population_option(Population.PAYING),
    ),
    better="neither",
    owner_da="Myndighedschefen",
    purpose_da="At se, hvem der kommer til og går fra, og om udviklingen er på vej op eller ned.",
    source_da="Kommunal praksis (»til- og afgang«).",
    additive_over=frozenset({"age_band"}),
    examples=(
        Example(
            "Bestand 40 den 1. januar. I 1. kvartal fem nye, tre ophørt, to skifter tilbud, én "
            "fornyes: 5 ind, 3 ud, bestand 42.",
            {"citizen": _people(), "grant": _quarter()},
            date(2024, 12, 31),
            "2024-Q1",
            (
                Expected(
                    42,
                    dims={"paragraph": "§ 107"},
                    persons=45,
                    fields={
                        "stock_start": 40,
                        "inflow": 5,
                        "outflow": 3,
                        "stock_end": 42,
                        "internal_moves": 2,
                        "outflow_ended": 3,
                        "grants_started": 8,
                        "grants_ended": 6,
                    },
                ),
            ),
            by=("paragraph",),
        ),
    ),
)
