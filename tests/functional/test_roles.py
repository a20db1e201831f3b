"""One walk a role: what each sees first, what the role gives, and what is refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import REPORT, Visit

WAYS = {
    "leder": [
        "Overblik",
        "Arbejdsliste",
        "Afstemning",
        "Datakvalitet",
        "Afviste rækker",
        "Versioner",
        "Indikatorer",
        "Katalog",
        "Vejledning",
    ],
    "direktoer": [
        "Overblik",
        "Afstemning",
        "Datakvalitet",
        "Afviste rækker",
        "Versioner",
        "Indikatorer",
        "Katalog",
        "Vejledning",
    ],
    "teamleder": [
        "Overblik",
        "Arbejdsliste",
        "Afstemning",
        "Datakvalitet",
        "Afviste rækker",
        "Versioner",
        "Indikatorer",
        "Katalog",
        "Vejledning",
    ],
    "sagsbehandler": ["Overblik", "Arbejdsliste", "Indikatorer", "Katalog", "Vejledning"],
    "tilbudsleder": ["Overblik", "Arbejdsliste", "Indikatorer", "Katalog", "Vejledning"],
    "politiker": ["Overblik", "Indikatorer", "Katalog", "Vejledning"],
    "bi": [
        "Overblik",
        "Arbejdsliste",
        "Afstemning",
        "Datakvalitet",
        "Afviste rækker",
        "Versioner",
        "Indikatorer",
        "Katalog",
        "Brugere",
        "Vejledning",
    ],
}


@pytest.mark.parametrize("user", WAYS)
def test_the_menu_has_what_the_role_may_see_and_it_opens(
    visit: Callable[..., Visit], user: str
) -> None:
    one = visit(user)
    menu = one.page.get_by_role("navigation", name="Hovedmenu")
    assert menu.get_by_role("link").all_inner_texts() == WAYS[user]
    for way in WAYS[user]:
        menu.get_by_role("link", name=way).click()
        expect(one.page.locator(".ways [aria-current]")).to_have_text(way)
    assert not one.complaints


def refused(one: Visit, path: str) -> str:
    one.go(path)
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Det må du ikke se")
    return one.page.locator("main").inner_text()


def test_the_director_reads_the_report_and_sees_counts_not_rows(
    visit: Callable[..., Visit],
) -> None:
    one = visit("direktoer")
    one.page.get_by_role("link", name="Åbn oktober 2026").click()
    one.page.locator("#aktivitet-paragraf a.figure").first.click()
    expect(one.page.get_by_text("ikke de enkelte rækker")).to_be_visible()
    expect(one.page.get_by_role("heading", name="Fordelt")).to_be_visible()
    assert "enkelte rækker" in refused(one, "/spor/2026-10-31/cura/Bevillinger.csv/linje/5/")


def test_the_team_leader_reads_the_report_of_her_team(visit: Callable[..., Visit]) -> None:
    one = visit("teamleder")
    expect(one.page.get_by_text("Du ser kun det, hvor teamet er")).to_be_visible()
    one.go(REPORT)
    expect(one.page.locator(".alert-info").first).to_contain_text("hvor teamet er")
    mine = one.page.locator("#aktivitet-paragraf .row-total td").first.inner_text()
    whole = visit("leder")
    whole.go(REPORT)
    every = whole.page.locator("#aktivitet-paragraf .row-total td").first.inner_text()
    assert mine != every


def test_the_case_worker_follows_her_own_citizens_only(visit: Callable[..., Visit]) -> None:
    one = visit("sagsbehandler")
    expect(one.page.get_by_text("vises ikke for rollen Sagsbehandler")).to_be_visible()
    refused(one, REPORT)
    one.go("/spor/I-01/2026-10/")
    shown = one.page.locator("main").inner_text()
    assert not re.search(r"\b\d{10}\b", shown)
    one.page.get_by_role("link", name=re.compile("mine egne borgere")).click()
    assert re.search(r"\b[6-9]\d{9}\b", one.page.locator("main").inner_text())
    assert not re.search(r"\d{10}", one.page.url)


def test_the_facility_leader_follows_rows_of_her_own_facility_only(
    visit: Callable[..., Visit],
) -> None:
    one = visit("tilbudsleder")
    refused(one, REPORT)
    refused(one, "/afviste/")
    one.go("/spor/I-01/2026-10/")
    facilities = set(one.page.locator(".trace-part td:nth-child(5)").all_inner_texts())
    assert len(facilities) == 1


def test_the_politician_is_told_why_there_are_no_figures_yet(visit: Callable[..., Visit]) -> None:
    one = visit("politiker")
    expect(one.page.get_by_text("små tal er beskyttet")).to_be_visible()
    assert "små tal" in refused(one, REPORT)
    refused(one, "/spor/I-01/2026-10/")
    one.go("/indikatorer/I-01/")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Helårspersoner")


def test_bi_makes_a_user_who_must_choose_her_own_password(visit: Callable[..., Visit]) -> None:
    bi = visit("bi")
    bi.go("/brugere/ny/")
    page = bi.page
    page.get_by_label("Brugernavn").fill("charlie")
    page.get_by_label("Navn", exact=True).fill("Charlie Syd")
    page.get_by_label("Midlertidig adgangskode").fill("fire-ord-der-ikke-hører")
    page.get_by_label("Rolle").select_option("leader")
    page.get_by_label("Hele kommunen").check()
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_text("Charlie Syd er oprettet.")).to_be_visible()

    charlie = visit()
    charlie.sign_in("charlie", "fire-ord-der-ikke-hører")
    expect(charlie.page.get_by_text("midlertidig adgangskode")).to_be_visible()
    charlie.go(REPORT)
    expect(charlie.page.get_by_role("heading", level=1)).to_have_text("Skift adgangskode")
    fields = charlie.page.locator("input[type=password]")
    fields.nth(0).fill("fire-ord-der-ikke-hører")
    fields.nth(1).fill("fem-helt-andre-ord-nu")
    fields.nth(2).fill("fem-helt-andre-ord-nu")
    charlie.page.get_by_role("button", name="Skift adgangskode").click()
    expect(charlie.page.get_by_text("Din adgangskode er skiftet.")).to_be_visible()


def test_five_wrong_passwords_lock_the_door(visit: Callable[..., Visit]) -> None:
    one = visit()
    for _ in range(5):
        one.sign_in("findes-ikke", "forkert")
        expect(one.page.get_by_text("Brugernavn eller adgangskode er forkert.")).to_be_visible()
    one.sign_in("findes-ikke", "forkert")
    expect(one.page.get_by_text("for mange forsøg")).to_be_visible()
