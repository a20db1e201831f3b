"""The pages: what they show, to whom, and that nothing unsafe slips through."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from pejl.base.display import danish_number
from pejl.gate.viewer import Role
from pejl.store.home import Home
from tests.access.conftest import PASSWORD

REPORT = "/rapporter/maanedsopfoelgning-myndighed/2026-10/"

SignIn = Callable[..., Client]


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def log_in(client: Client, username: str, password: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/log-ind/", {"username": username, "password": password, **more})


@pytest.mark.parametrize("address", ["/log-ind/", "/sundhed/", "/", "/findes-ikke/", REPORT])
def test_every_answer_carries_the_safe_headers(sign_in: SignIn, address: str) -> None:
    answer = sign_in(None).get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(sign_in: SignIn) -> None:
    client = sign_in(Role.BI)
    for address in (REPORT, "/", "/afviste/", "/versioner/", "/brugere/", "/spor/I-01/2026-10/"):
        page = text_of(client, address)
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in one or "application/json" in one for one in scripts), address
        assert not re.search(r"<[^>]+\sstyle=", page), address
        assert not re.search(r"<[^>]+\son\w+=", page), address
        assert "<style" not in page


def test_the_way_in_and_out(sign_in: SignIn) -> None:
    sign_in(Role.LEADER)
    client = Client()
    refused = log_in(client, "prøve-leader", "forkert")
    assert refused.status_code == 401
    assert "Brugernavn eller adgangskode er forkert." in refused.content.decode()
    entered = log_in(client, "prøve-leader", PASSWORD, next=REPORT)
    assert (entered.status_code, entered["Location"]) == (302, REPORT)
    assert client.get("/").status_code == 200
    assert client.get("/log-ud/").status_code == 405
    client.post("/log-ud/")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org/", "javascript:alert(1)"]
)
def test_the_sign_in_leads_to_our_own_pages_only(sign_in: SignIn, wanted: str) -> None:
    sign_in(Role.LEADER)
    entered = log_in(Client(), "prøve-leader", PASSWORD, next=wanted)
    assert entered["Location"] == "/"


def test_the_session_is_made_anew_at_sign_in(sign_in: SignIn) -> None:
    sign_in(Role.LEADER)
    client = Client()
    client.session["x"] = "planted"
    client.session.save()
    before = client.session.session_key
    log_in(client, "prøve-leader", PASSWORD)
    assert client.session.session_key != before


def test_a_form_from_elsewhere_is_refused(sign_in: SignIn) -> None:
    sign_in(Role.LEADER)
    client = Client(enforce_csrf_checks=True)
    refused = log_in(client, "prøve-leader", PASSWORD)
    assert refused.status_code == 403
    assert "Formularen er udløbet" in refused.content.decode()


def test_cookies_are_out_of_reach_of_scripts(sign_in: SignIn) -> None:
    sign_in(Role.LEADER)
    client = Client()
    log_in(client, "prøve-leader", PASSWORD)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_changing_the_password_ends_other_sessions(sign_in: SignIn) -> None:
    here, there = sign_in(Role.LEADER), Client()
    log_in(there, "prøve-leader", PASSWORD)
    fresh = "fire-gode-ord-sammen"
    changed = here.post(
        "/adgangskode/",
        {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh},
    )
    assert changed.status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_a_temporary_password_must_be_changed_first(sign_in: SignIn) -> None:
    from pejl.gate.people.models import User

    client = sign_in(Role.LEADER)
    User.objects.update(must_change_password=True)
    for address in ("/", REPORT, "/vejledning/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/adgangskode/")
    assert "midlertidig adgangskode" in text_of(client, "/adgangskode/")


def test_the_first_page_has_the_reports_of_the_role_and_the_newest_day(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.LEADER), "/")
    assert "Åbn oktober 2026" in page
    assert "31. oktober 2026" in page
    assert "Du ser tal for hele kommunen." in page


def test_the_first_page_tells_a_politician_why_not(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.POLITICIAN), "/")
    assert "små tal" in page
    assert "Åbn oktober" not in page


def test_an_empty_data_folder_says_what_to_do(
    sign_in: SignIn, settings: object, tmp_path: Path
) -> None:
    client = sign_in(Role.BI)
    settings.HOME = Home(tmp_path / "empty")  # type: ignore[attr-defined]
    assert "pejl load MAPPE" in text_of(client, "/")
    assert "ikke indlæst nogen leverance" in text_of(client, REPORT, 404)
    waiting = text_of(client, "/versioner/", 404)
    assert "ikke indlæst nogen leverance" in waiting
    assert "<h1>Ingen leverance endnu</h1>" in waiting
    assert "Fejl 404" not in waiting


def test_a_figure_links_to_its_trace_and_the_trace_shows_the_same_figure(sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER)
    page = text_of(client, REPORT)
    links = re.findall(r'<a class="figure" href="(/spor/[^"]+)">([^<]+)</a>', page)
    assert len(links) > 100
    for address, shown in links[:3]:
        trace = text_of(client, address.replace("&amp;", "&"))
        assert f'<p class="key-value">{shown}' in trace


def test_a_director_sees_the_count_behind_a_figure_and_no_rows(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.DIRECTOR), "/spor/I-01/2026-10/")
    assert "Borgerdage" in page
    assert "ikke de enkelte rækker" in page
    assert "/linje/" not in page
    assert "c_" not in page


def test_a_trace_leads_to_lines_and_a_line_to_what_it_became(sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER)
    trace = text_of(client, "/spor/I-01/2026-10/?d.paragraph=%C2%A7%20108")
    address = re.findall(r'href="(/spor/2026-10-31/[^"]+)"', trace)[0]
    assert "Blev til: Bevilling" in text_of(client, address)


@pytest.mark.parametrize(
    "address",
    [
        "/spor/I-99/2026-10/",
        "/spor/I-01/ikke-en-periode/",
        "/spor/I-01/2026-10/?felt=findes-ikke",
        "/spor/I-01/2026-10/?d.findes-ikke=1",
        "/spor/I-01/2026-10/?kendt=i-går",
        "/spor/I-01/2026-10/?v.reading=findes-ikke",
        "/spor/2026-10-31/findes/ikke.csv/linje/5/",
        "/spor/i-gaar/cura/Bevillinger.csv/linje/5/",
        "/rapporter/findes-ikke/2026-10/",
        "/rapporter/maanedsopfoelgning-myndighed/2099-01/",
        "/rapporter/maanedsopfoelgning-myndighed/2026/",
        "/rapporter/maanedsopfoelgning-myndighed/",
        "/rapporter/maanedsopfoelgning-myndighed/2026-10/hent.exe",
        "/indikatorer/I-99/",
        "/afviste/?leverance=2020-01-01",
        "/afviste/hent.csv?leverance=x",
        "/findes-ikke/",
    ],
)
def test_what_is_not_there_is_told_in_danish(sign_in: SignIn, address: str) -> None:
    page = text_of(sign_in(Role.BI), address, 404)
    assert "Fejl 404" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("side", ["0", "-1", "abc", "99999999999", "٣"])
def test_a_page_number_can_be_anything(sign_in: SignIn, side: str) -> None:
    client = sign_in(Role.BI)
    assert client.get("/afviste/", {"side": side}).status_code == 200
    assert client.get("/spor/I-01/2026-10/", {"side": side}).status_code == 200


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("json", b"{")])
def test_the_report_can_be_had_as_a_file(sign_in: SignIn, ending: str, start: bytes) -> None:
    answer = sign_in(Role.LEADER).get(f"{REPORT}hent.{ending}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="maanedsopfoelgning-myndighed-2026-10.{ending}"'
    )


def test_rejects_are_listed_without_raw_text_and_filtered_by_file(sign_in: SignIn) -> None:
    client = sign_in(Role.LEADER)
    page = text_of(client, "/afviste/")
    assert "Hent som CSV" not in page
    file = re.findall(r'<option value="([^"]+\.csv)"', page)[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>', text_of(client, f"/afviste/?fil={file}"))
    assert set(rows) == {file}


def test_bi_gets_the_rejects_as_a_file_with_cpr_tails_hidden(sign_in: SignIn) -> None:
    answer = sign_in(Role.BI).get("/afviste/hent.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Leverance", "Fil", "Linje", "Kolonne", "Grund", "Rå tekst"]
    assert len(rows) > 1
    assert not re.search(r"(?<!\d)\d{6}-?\d{4}(?!\d)", answer.content.decode())


def test_the_versions_are_listed_with_their_files_and_checks(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.LEADER), "/versioner/")
    assert page.count("Gælder nu") == 1
    assert "cura/Bevillinger.csv" in page
    assert "Leverancen den 31. oktober 2026" in page


def test_a_part_is_told_on_the_page_and_narrows_the_report(sign_in: SignIn) -> None:
    whole = text_of(sign_in(Role.BI), "/spor/I-01/2026-10/")
    team = re.findall(
        r"<h3 id=\"fordelt-1\">Team</h3>.*?<a href=\"[^\"]*\">([^<]+)</a>", whole, re.S
    )
    client = sign_in(Role.LEADER, teams=(team[0],))
    mine = text_of(client, "/spor/I-01/2026-10/")
    assert f"Du ser kun det, hvor teamet er {team[0]}." in mine
    figure = re.compile(r'<p class="key-value">([\d.,]+)')
    assert figure.findall(mine) != figure.findall(whole)


def test_a_case_worker_may_ask_for_her_own_citizens(sign_in: SignIn) -> None:
    from pejl.delivery.web.opening import opening
    from pejl.gate.people.models import RoleAssignment

    client = sign_in(Role.CASE_WORKER)
    whole = text_of(client, "/spor/I-01/2026-10/")
    assert "mine egne borgere" in whole
    shown = text_of(client, "/spor/I-01/2026-10/?vis=personer")
    assert re.search(r"<br>\d{10}<", shown)
    assert opening().trail.latest(20)
    RoleAssignment.objects.update(role="leader")
    assert "ikke" in text_of(client, "/spor/I-01/2026-10/?vis=personer", 403)


def test_bi_makes_a_user_gives_and_ends_roles_and_closes_the_account(sign_in: SignIn) -> None:
    from pejl.delivery.web.opening import opening
    from pejl.gate.people.models import RoleAssignment, User

    client = sign_in(Role.BI)
    made = client.post(
        "/brugere/ny/",
        {
            "username": "charlie",
            "display_name": "Charlie Syd",
            "password": "en-lang-midlertidig",
            "role": "leader",
            "teams": "Team Syd\r\nTeam Ung\r\n",
        },
    )
    assert made.status_code == 302
    charlie = User.objects.get(username="charlie")
    assert charlie.must_change_password
    assert charlie.role_assignments.get().teams == ["Team Syd", "Team Ung"]
    client.post("/brugere/charlie/rolle/", {"role": "director", "everything": "on"})
    assert charlie.role_assignments.count() == 2
    client.post(f"/brugere/rolle/{RoleAssignment.objects.get(role='director').pk}/slut/")
    assert charlie.role_assignments.count() == 1
    client.post("/brugere/charlie/konto/")
    charlie.refresh_from_db()
    assert not charlie.is_active
    kinds = [event.kind for event in opening().trail.latest(4)]
    assert kinds == ["user closed", "role ended", "role given", "user created"]
    client.post("/brugere/prøve-bi/konto/")
    assert User.objects.get(username="prøve-bi").is_active


def test_a_role_may_be_given_for_some_days(sign_in: SignIn) -> None:
    from datetime import date

    from pejl.gate.people.models import User

    client = sign_in(Role.BI)
    given = {"role": "leader", "everything": "on", "valid_from": "2027-01-01"}
    refused = client.post("/brugere/prøve-bi/rolle/", {**given, "valid_to": "2026-12-31"})
    assert "Den sidste dag ligger før den første." in refused.content.decode()
    client.post("/brugere/prøve-bi/rolle/", {**given, "valid_to": "2027-02-28"})
    roles = User.objects.get(username="prøve-bi").role_assignments
    role = roles.get(role="leader")
    assert (role.valid_from, role.valid_to) == (date(2027, 1, 1), date(2027, 2, 28))
    page = text_of(client, "/brugere/")
    assert "hele kommunen (til 28-02-2027)" in page
    assert "(først fra 01-01-2027)" in page


def test_bi_gives_a_new_password_that_must_be_changed(sign_in: SignIn) -> None:
    from pejl.delivery.web.opening import opening
    from pejl.gate.people.models import User

    sign_in(Role.LEADER)
    bi, leader = sign_in(Role.BI), Client()
    log_in(leader, "prøve-leader", PASSWORD)
    address = "/brugere/prøve-leader/adgangskode/"
    weak = bi.post(address, {"password": "kort"})
    assert "mindst 12 tegn" in weak.content.decode()
    assert leader.get("/").status_code == 200
    bi.post(address, {"password": "fire-nye-ord-her"})
    assert leader.get("/").status_code == 302
    assert User.objects.get(username="prøve-leader").must_change_password
    assert log_in(Client(), "prøve-leader", "fire-nye-ord-her").status_code == 302
    told = opening().trail.latest(3)
    assert "password given" in [event.kind for event in told]
    assert "fire-nye-ord-her" not in str(told)


def test_the_form_for_a_role_names_what_there_is(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.BI), "/brugere/ny/")
    assert "<dt>Teams</dt><dd>Myndighed" in page
    assert "<code>T001</code>" in page


def test_codes_of_a_line_are_told_in_danish(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.LEADER), "/spor/2026-10-31/cura/Bevillinger.csv/linje/5/")
    told = re.search(r"<dt>Takstenhed</dt><dd>(.*?)</dd>", page)
    assert told is not None
    assert told[1] in ("døgn", "dag", "time")


def test_a_unit_that_is_an_abbreviation_has_one_full_stop(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.LEADER), "/spor/I-10/2026-10/")
    assert ">Kr.<" in page
    assert "Kr.." not in page


def test_a_hostile_name_is_shown_as_text(sign_in: SignIn) -> None:
    from pejl.gate.people.models import User

    client = sign_in(Role.BI)
    User.objects.update(display_name="<script>alert(1)</script>")
    page = text_of(client, "/brugere/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_indicator_has_its_page(sign_in: SignIn) -> None:
    client = sign_in(Role.POLITICIAN)
    addresses = re.findall(r'href="(/indikatorer/[^"]+/)"', text_of(client, "/indikatorer/"))
    assert len(addresses) >= 7
    for address in addresses:
        assert "Hvem tælles" in text_of(client, address)


def test_the_role_page_marks_ones_own_role(sign_in: SignIn) -> None:
    page = text_of(sign_in(Role.LEADER), "/hvem-ser-hvad/")
    assert re.search(r'class="mine">Leder<', page)


def test_the_quality_box_counts_what_the_load_counted(sign_in: SignIn, small_home: Home) -> None:
    from pejl.store.snapshots import current_version

    rejected = current_version(small_home).latest.rows_rejected
    assert f">{danish_number(rejected)}</a>" in text_of(sign_in(Role.LEADER), "/")
