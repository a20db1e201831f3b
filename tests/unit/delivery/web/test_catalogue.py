"""The catalogue's pages: found by words, followed both ways, counted within one's own part."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from pejl.gate.viewer import Role
from pejl.lineage.definitions import read_definitions
from pejl.store.home import Home

SignIn = Callable[..., Client]
END = "/katalog/felt/cura/Bevillinger:Slutdato/"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_search_finds_by_words_and_kind(sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER)
    found = page(client, "/katalog/?q=slutdato")
    assert END in found and "/katalog/kolonne/grant.end_date/" in found
    fields = page(client, "/katalog/?q=slutdato&slags=felt")
    assert END in fields and "/katalog/kolonne/grant.end_date/" not in fields
    assert "Intet fundet" in page(client, "/katalog/?q=intetsomhelst")


def test_a_field_tells_the_figures_and_a_figure_the_fields(sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER)
    field = page(client, END)
    assert "/katalog/indikator/I-01/" in field and "/katalog/regel/V-043/" in field
    assert "/katalog/leverance/maanedsopfoelgning-myndighed/" in field
    figure = page(client, "/katalog/indikator/I-01/")
    assert END in figure and "<svg" in figure and "lineage-box" in figure
    assert "/katalog/felt/opus/Budget:Bel" not in figure


def test_who_may_not_see_quality_sees_the_definitions_alone(sign_in: SignIn) -> None:
    assert "Kvalitet nu" in page(sign_in(Role.LEADER), END)
    assert "Kvalitet nu" not in page(sign_in(Role.POLITICIAN), END)


def test_findings_are_counted_in_ones_own_part(sign_in: SignIn) -> None:
    rule = "/katalog/regel/V-043/"
    assert "fund</dd>" in page(sign_in(Role.BI), rule)
    assert "Ingen i dit område" in page(sign_in(Role.LEADER, teams=("findes ikke",)), rule)


def test_what_is_not_there_is_said_so(sign_in: SignIn) -> None:
    answer = sign_in(Role.LEADER).get("/katalog/indikator/I-99/")
    assert answer.status_code in (400, 404)
    assert "står ikke i kataloget" in answer.content.decode()


def test_the_burden_counts_candidates_and_what_a_new_figure_takes(
    sign_in: SignIn, small_home: Home
) -> None:
    graph = read_definitions(small_home).graph
    lone = next(one.id for one in graph.of_kind("column") if one not in graph.rests_on)
    client = sign_in(Role.LEADER)
    told = page(client, f"/katalog/registreringer/?kolonner={lone}+grant.end_date")
    assert "timer pr. måned" in told and "Kandidater" in told
    assert "Intet felt leverer den" in told
    assert "Registreres og bruges allerede" in told
    wrong = page(client, "/katalog/registreringer/?kolonner=grant.end_dato")
    assert "Mente du »grant.end_date«?" in wrong
