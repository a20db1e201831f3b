"""The work list's pages: own rows only, what is done is kept, and it can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from pejl.delivery.web.opening import opening
from pejl.gate.viewer import Role
from tests.unit.delivery.web.test_pages import text_of

SignIn = Callable[..., Client]
LIST = "/arbejdsliste/"


def marks_in(page: str) -> list[str]:
    return re.findall(r'name="fund" value="([^"]+)"', page)


def team_of(page: str) -> set[str]:
    return {
        text.split(",")[0] for text in re.findall(r'data-label="Team og tilbud">([^<]*)<', page)
    }


@pytest.fixture
def bi(sign_in: SignIn) -> Iterator[Client]:
    yield sign_in(Role.BI)


def test_the_list_groups_by_who_puts_it_right_and_keeps_no_count_per_person(bi: Client) -> None:
    page = text_of(bi, LIST)
    assert "Rettes af: Sagsbehandler" in page
    assert "Rettes af: Økonomi" in page
    assert marks_in(page)
    assert 'name="sorter"' in page and "Hos</option>" not in page


def test_a_team_leader_sees_her_team_alone(sign_in: SignIn, bi: Client) -> None:
    whole = text_of(bi, LIST)
    team = sorted(team_of(whole) - {"–"})[0]
    mine = text_of(sign_in(Role.LEADER, teams=[team]), LIST)
    assert team_of(mine) == {team}
    assert f"hvor teamet er {team}" in mine


def test_who_has_no_part_is_told_that_there_is_nothing(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.CASE_WORKER, case_workers=["XX999"]), LIST)
    assert "Intet at rette" in page
    assert not marks_in(page)


def test_another_leaders_finding_is_as_one_that_is_not_there(sign_in: SignIn, bi: Client) -> None:
    finding = marks_in(text_of(bi, LIST))[0].split(".")[0]
    leader = sign_in(Role.LEADER, teams=["Et andet team"])
    theirs = text_of(leader, f"{LIST}fund/{finding}/", status=404)
    nowhere = text_of(leader, f"{LIST}fund/0000000000000000/", status=404)
    strip = re.compile(r"/fund/\w+/|csrfmiddlewaretoken\W+value=\W\w+|spor nr\. \d+")
    assert strip.sub("", theirs) == strip.sub("", nowhere)


def test_what_is_accepted_is_told_leaves_the_list_and_can_be_undone(bi: Client) -> None:
    before = text_of(bi, LIST)
    chosen = marks_in(before)[:3]
    answer = bi.post(
        f"{LIST}handling/",
        {"fund": chosen, "gør": "accept", "reason": "Aftalt med økonomi", "next": LIST},
        follow=True,
    )
    page = answer.content.decode()
    assert "3 fund er accepteret." in page
    assert not set(chosen) & set(marks_in(page))
    accepted = text_of(bi, f"{LIST}?tilstand=accepted")
    assert set(chosen) <= set(marks_in(accepted))
    assert "Aftalt med økonomi" in accepted
    (undo,) = re.findall(r'action="(/arbejdsliste/fortryd/\d+/)"', page)
    back = bi.post(undo, {"next": LIST}, follow=True).content.decode()
    assert "3 fund er som før" in back
    assert set(chosen) <= set(marks_in(back))


def test_a_finding_tells_what_is_wrong_how_to_mend_it_and_what_has_happened(bi: Client) -> None:
    mark = marks_in(text_of(bi, LIST))[0]
    address = f"{LIST}fund/{mark.split('.')[0]}/"
    page = text_of(bi, address)
    for head in ("Hvad er galt", "Sådan rettes det", "Hvad er der sket", "Fundet første gang"):
        assert head in page
    line = re.search(r'href="(/spor/[^"]+/linje/\d+/)"', page)
    assert line
    assert text_of(bi, line[1])
    bi.post(
        f"{LIST}handling/", {"fund": mark, "gør": "note", "text": "Ringet <b>", "next": address}
    )
    page = text_of(bi, address)
    assert "Ringet &lt;b&gt;" in page
    assert "Prøve bi:" in page


def test_a_case_worker_follows_her_finding_to_its_line(sign_in: SignIn, bi: Client) -> None:
    """Also to a line that no figure counts: her list points at it."""
    page = text_of(bi, f"{LIST}?regel=V-010")
    rows = [row for row in page.split("<tr")[1:] if re.search(r'data-label="Hos">[A-ZÆØÅ]', row)]
    citizens = [row for row in rows if 'class="key-id"' in row]
    finding = marks_in(citizens[0])[0].split(".")[0]
    worker = re.findall(r'data-label="Hos">([^<]+)<', citizens[0])[0]
    own = sign_in(Role.CASE_WORKER, case_workers=[worker])
    shown = text_of(own, f"{LIST}fund/{finding}/")
    line = re.search(r'href="(/spor/[^"]+/linje/\d+/)"', shown)
    assert line
    assert "Blev til: Bevilling" in text_of(own, line[1])
    other = sign_in(Role.FACILITY_LEADER, facilities=["findes ikke"])
    assert other.get(line[1]).status_code == 403


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"gør": "accept"}, "Intet er valgt"),
        ({"gør": "accept", "reason": " "}, "Teksten mangler"),
        ({"gør": "accept", "reason": "se 700170-1234"}, "ligner et CPR-nummer"),
        ({"gør": "accept", "reason": "x", "until": "2020-01-01"}, "er forbi"),
        ({"gør": "accept", "reason": "x", "until": "i morgen"}, "er ikke en dag"),
        ({"gør": "assign"}, "Vælg, hvem"),
        ({"gør": "assign", "to": "person:findes-ikke"}, "findes ikke"),
        ({"gør": "due"}, "Fristen mangler"),
        ({"gør": "slet"}, "kan ikke gøres"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is(
    bi: Client, form: dict[str, str], told: str
) -> None:
    marks = [] if told == "Intet er valgt" else marks_in(text_of(bi, LIST))[:1]
    kinds = {one.kind for one in opening().trail.latest()}
    answer = bi.post(f"{LIST}handling/", {**form, "fund": marks, "next": LIST}, follow=True)
    page = answer.content.decode()
    assert told in page
    assert "700170" not in page
    assert {one.kind for one in opening().trail.latest()} - kinds <= {"findings"}


def test_nobody_is_led_away_from_the_site(bi: Client) -> None:
    for wanted in ("https://example.org/", "//example.org/arbejdsliste/", "/brugere/"):
        answer = bi.post(f"{LIST}handling/", {"gør": "note", "next": wanted})
        assert answer["Location"] == LIST


def test_the_next_page_of_the_list_is_another(bi: Client) -> None:
    first = marks_in(text_of(bi, f"{LIST}?tilstand=alle"))
    second = marks_in(text_of(bi, f"{LIST}?tilstand=alle&side=2"))
    assert len(first) == 50
    assert second
    assert not set(first) & set(second)


def test_no_address_or_page_of_the_list_has_a_cpr_number(bi: Client) -> None:
    page = text_of(bi, f"{LIST}?tilstand=alle")
    assert not re.search(r"(?<![\w])\d{6}-?\d{4}(?![\w])", page)


def test_a_case_worker_may_ask_who_her_own_citizen_is(sign_in: SignIn, bi: Client) -> None:
    page = text_of(bi, LIST)
    rows = [row for row in page.split("<tr")[1:] if re.search(r'data-label="Hos">[A-ZÆØÅ]', row)]
    citizens = [row for row in rows if 'class="key-id"' in row]
    finding = marks_in(citizens[0])[0].split(".")[0]
    worker = re.findall(r'data-label="Hos">([^<]+)<', citizens[0])[0]
    own = sign_in(Role.CASE_WORKER, case_workers=[worker])
    shown = text_of(own, f"{LIST}fund/{finding}/?vis=personer")
    assert re.search(r"\b[6-9]\d{5}-?\d{4}\b", shown)
    assert bi.get(f"{LIST}fund/{finding}/?vis=personer").status_code == 403
