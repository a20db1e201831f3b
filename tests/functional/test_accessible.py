"""Every page through axe, wide and narrow: nothing serious, and no page wider than its window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.functional.conftest import REPORT, Visit

PAGES = {
    "login": ("", "/log-ind/"),
    "start": ("leder", "/"),
    "start, refused": ("politiker", "/"),
    "report": ("leder", REPORT),
    "report of a part": ("teamleder", REPORT),
    "trace": ("leder", "/spor/I-01/2026-10/?d.paragraph=%C2%A7%20108"),
    "trace, counts": ("direktoer", "/spor/I-10/2026-10/"),
    "trace, persons": ("sagsbehandler", "/spor/I-01/2026-10/?vis=personer"),
    "line": ("leder", "/spor/2026-10-31/cura/Bevillinger.csv/linje/5/"),
    "work list": ("leder", "/arbejdsliste/"),
    "work list, own": ("sagsbehandler", "/arbejdsliste/"),
    "digest": ("teamleder", "/arbejdsliste/mail/"),
    "self-assessment": ("leder", "/datakvalitet/selvvurdering/"),
    "questions": ("bi", "/datakvalitet/selvvurdering/spoergsmaal/"),
    "data quality": ("direktoer", "/datakvalitet/"),
    "reconciliation": ("bi", "/afstemning/"),
    "rejects": ("bi", "/afviste/"),
    "versions": ("leder", "/versioner/"),
    "definitions": ("leder", "/indikatorer/"),
    "definition": ("leder", "/indikatorer/I-12/"),
    "catalogue": ("leder", "/katalog/?q=slutdato"),
    "catalogue, nothing found": ("leder", "/katalog/?q=intetsomhelst"),
    "catalogue, indicator": ("leder", "/katalog/indikator/I-11/"),
    "catalogue, field": ("leder", "/katalog/felt/cura/Bevillinger:Slutdato/"),
    "burden": ("leder", "/katalog/registreringer/?kolonner=goal.closed"),
    "roles": ("leder", "/hvem-ser-hvad/"),
    "help": ("leder", "/vejledning/"),
    "people": ("bi", "/brugere/"),
    "new person": ("bi", "/brugere/ny/"),
    "new role": ("bi", "/brugere/leder/rolle/"),
    "new password": ("bi", "/brugere/leder/adgangskode/"),
    "password": ("leder", "/adgangskode/"),
    "refused": ("politiker", REPORT),
    "not found": ("leder", "/findes-ikke/"),
}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit: Callable[..., Visit], name: str, width: int) -> None:
    user, path = PAGES[name]
    one = visit(user, width=width)
    one.go(path)
    one.scroll_through()
    for summary in one.page.locator(
        "details.explain > summary, details.definition > summary"
    ).all():
        summary.evaluate("one => one.parentElement.open = true")
    found = Axe().run(one.page)
    serious = [
        f"{rule['id']}: {rule['help']} - {rule['nodes'][0]['html'][:200]}"
        for rule in found.response["violations"]
        if rule["impact"] in ("serious", "critical", "moderate")
    ]
    assert not serious
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    assert one.page.evaluate("document.documentElement.lang") == "da"
