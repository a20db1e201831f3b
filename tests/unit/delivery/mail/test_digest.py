"""The work list's mail: own scope, counts that are right, and nothing about a citizen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pejl.base.errors import DeniedError
from pejl.delivery.mail.digest import digest_mail, whole_page
from pejl.gate.asking_findings import Ask
from pejl.gate.digest import Digest, RuleCount, read_digest
from pejl.gate.findings import read_findings
from pejl.gate.purpose import Purpose
from pejl.gate.scope import NOTHING, Scope
from pejl.gate.viewer import Role, Viewer
from pejl.store.engines import Warehouse, open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail

TODAY = date(2026, 11, 10)
SITE = "https://pejl.example.dk/"


@pytest.fixture(scope="module")
def warehouse(small_home: Home) -> Iterator[Warehouse]:
    opened = open_warehouse(small_home)
    yield opened
    opened.close()


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Trail]:
    opened = Trail(f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield opened
    opened.close()


def digest_for(warehouse: Warehouse, trail: Trail, viewer: Viewer) -> Digest:
    return read_digest(viewer, Purpose.DATA_QUALITY, today=TODAY, warehouse=warehouse, trail=trail)


def test_it_counts_what_her_own_list_has(warehouse: Warehouse, trail: Trail) -> None:
    bi = Viewer.of("bente", Role.BI)
    every = read_findings(
        bi, Purpose.DATA_QUALITY, Ask(), today=TODAY, warehouse=warehouse, trail=trail
    ).rows
    team = next(one.row.team for one in every if one.row.team)
    leader = Viewer.of("alice", Role.LEADER, Scope(teams=frozenset({str(team)})))
    found = digest_for(warehouse, trail, leader)
    mine = [one for one in every if one.row.team == team and one.handled.is_to_do]
    assert found.to_do == len(mine)
    overdue = Counter(one.row.rule for one in mine if one.handled.overdue)
    assert {one.rule: one.count for one in found.overdue} == overdue
    assert [one.count for one in found.overdue] == sorted(overdue.values(), reverse=True)


def test_it_holds_nothing_about_a_citizen(warehouse: Warehouse, trail: Trail) -> None:
    bi = Viewer.of("bente", Role.BI)
    rows = read_findings(
        bi, Purpose.DATA_QUALITY, Ask(), today=TODAY, warehouse=warehouse, trail=trail
    ).rows
    mail = digest_mail(digest_for(warehouse, trail, bi), SITE)
    whole = mail.subject + mail.text + whole_page(mail)
    for one in rows:
        for secret in (one.row.citizen, one.row.case_id, one.row.grant_id, one.id):
            assert not secret or secret not in whole
    assert not re.search(r"\d{6}-?\d{4}", whole)


def test_links_lead_to_the_site_alone(warehouse: Warehouse, trail: Trail) -> None:
    mail = digest_mail(digest_for(warehouse, trail, Viewer.of("bente", Role.BI)), SITE)
    links = re.findall(r'href="([^"]+)"', mail.html) + re.findall(r"https?://\S+", mail.text)
    assert links
    assert all(one.startswith("https://pejl.example.dk/arbejdsliste/") for one in links)


def test_an_empty_scope_is_a_mail_of_nothing(warehouse: Warehouse, trail: Trail) -> None:
    found = digest_for(warehouse, trail, Viewer.of("charlie", Role.LEADER, NOTHING))
    assert (found.to_do, found.is_empty) == (0, True)
    assert digest_mail(found, SITE).subject == "Pejl: intet at rette i dine data"


def test_who_sees_no_findings_gets_none(warehouse: Warehouse, trail: Trail) -> None:
    with pytest.raises(DeniedError):
        digest_for(warehouse, trail, Viewer.of("dorte", Role.DIRECTOR))


def test_many_rules_are_told_shortly_and_names_are_escaped() -> None:
    rules = tuple(RuleCount(f"K-{n:03}", f"Regel <{n}>", 20 - n) for n in range(12))
    digest = Digest("alice", TODAY, TODAY, 174, 3, rules, (), (), (), "1")
    mail = digest_mail(digest, SITE)
    assert mail.subject == "Pejl: 174 fund skal rettes"
    assert "heraf 3 givet til dig" in mail.text
    assert "Nye siden sidst: 174" in mail.text
    assert "42 fund af 4 andre regler" in mail.text
    assert "174 fund i dit" in mail.html
    assert "Regel &lt;0&gt;" in mail.html
    assert "<0>" not in mail.html
