"""The page for the monthly meeting: sums, both sides' rows, explaining; each leader her own."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from pejl.gate.viewer import Role
from tests.unit.delivery.web.test_pages import text_of

SignIn = Callable[..., Client]
PAGE = "/afstemning/"


def addresses(page: str) -> list[str]:
    return re.findall(r'href="(/afstemning/forskel/[0-9a-f]+/)"', page)


def every(client: Client) -> str:
    return text_of(client, f"{PAGE}?vis=alle")


def test_a_difference_shows_both_sides_and_is_explained_with_a_reason(sign_in: SignIn) -> None:
    bi = sign_in(Role.BI)
    address = addresses(every(bi))[0]
    page = text_of(bi, address)
    assert "det skulle koste" in page and "det er bogført" in page
    marks = re.findall(r'name="forskel" value="([^"]+)"', page)
    form = {"goer": "forklar", "grund": "Aftalt på mødet", "forskel": sorted(set(marks))}
    assert bi.post(f"{PAGE}handling/", form).status_code == 302
    assert address not in every(bi)
    assert "Aftalt på mødet" in text_of(bi, f"{PAGE}?vis=alle&forklarede=1")


def test_explaining_needs_a_reason_and_a_difference_that_is_seen(sign_in: SignIn) -> None:
    bi = sign_in(Role.BI)
    mark = f"{addresses(every(bi))[0].split('/')[3]}.0000000000000000.0"
    bare = {"goer": "forklar", "grund": " ", "forskel": [mark]}
    assert "Teksten mangler" in bi.post(f"{PAGE}handling/", bare).content.decode()
    stale = {"goer": "forklar", "grund": "Aftalt", "forskel": [mark]}
    assert "Data er ændret" in bi.post(f"{PAGE}handling/", stale, follow=True).content.decode()


def test_a_director_sees_sums_and_no_rows(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.DIRECTOR), PAGE)
    assert "Pr. funktion" in page
    assert not addresses(page)


def test_a_leader_of_another_team_sees_nothing_of_it(sign_in: SignIn) -> None:
    address = addresses(every(sign_in(Role.BI)))[0]
    other = sign_in(Role.LEADER, teams=["findes ikke"])
    assert "ingen udgifter eller aktivitet" in text_of(other, PAGE)
    assert "findes ikke i dit område" in other.get(address).content.decode()


def test_the_file_opens_in_danish_excel_and_holds_no_citizen(sign_in: SignIn) -> None:
    data = sign_in(Role.BI).get(f"{PAGE}hent.csv").content
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"Bevilling;Klasse" in data
    assert b"c_" not in data
