"""A case worker and her list: only own rows, one explained, and it is so after the next load."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pejl.store.home import Home
from tests.functional.conftest import PASSWORD, Site, Visit, environment_of, serving

WORKER, KEY = "VA020", "B00032"
"""Of the fictional Nordvig: a case worker, and a grant of hers that is wrong in both deliveries."""

RUN = "from pejl.site.cli import main; main()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worklist")


@pytest.fixture(scope="module")
def home(folder: Path, shared_extracts: Path) -> Home:
    """September, faults and all."""
    from pejl.figures.spine import write_spine
    from pejl.site.load import load

    home = Home(folder / "home")
    home.prepare()
    load(home, [shared_extracts / "nordvig" / "2026-09-30"], now=datetime(2026, 10, 1, tzinfo=UTC),
         finish=write_spine)  # fmt: skip
    return home


@pytest.fixture(scope="module")
def town(home: Home, folder: Path) -> Iterator[Site]:
    with serving(home, folder) as site:
        pejl(home, folder, "user", "add", "vibe", "--name", "Vibe Sagsbehandler", "--role",
             "case_worker", "--case-worker", WORKER, "--password", PASSWORD)  # fmt: skip
        yield site


def pejl(home: Home, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], env=environment_of(home, folder),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def come(browser: Browser, town: Site) -> Iterator[Callable[..., Visit]]:
    opened = []

    def came(user: str, *, javascript: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=javascript
        )
        context.set_default_timeout(60_000)
        opened.append(context)
        one = Visit(context.new_page(), town.address)
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.sign_in(user)
        return one

    yield came
    for context in opened:
        context.close()


def test_what_a_case_worker_explains_is_still_explained_after_the_next_load(
    come: Callable[..., Visit], home: Home, folder: Path, shared_extracts: Path
) -> None:
    # 1. Vibe opens her list; only her own rows are on it.
    vibe = come("vibe")
    page = vibe.page
    page.get_by_role("link", name="Arbejdsliste").click()
    rows = page.locator("table.findings tbody tr")
    assert rows.count() >= 2
    assert set(page.locator('td[data-label="Hos"]').all_inner_texts()) == {WORKER}
    before = rows.count()

    # 2. She opens one, reads what is wrong, and explains why it is as it is.
    mine = rows.filter(has_text=KEY).filter(has_text="Slut før start")
    mine.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Hvad er galt")).to_be_visible()
    address = page.url
    assert not re.search(r"\d{10}", address)
    page.get_by_text("Acceptér med en grund").click()
    page.get_by_label("Grund").fill("Aftalt med økonomi, rettes ved årsskiftet")
    page.get_by_role("button", name="Acceptér", exact=True).click()
    expect(page.get_by_text("1 fund er accepteret.")).to_be_visible()
    expect(page.locator(".subtitle")).to_contain_text("Accepteret")

    # 3. She regrets, and does it again.
    page.locator(".done").get_by_role("button", name="Fortryd").click()
    expect(page.locator(".subtitle")).to_contain_text("Åben")
    page.get_by_text("Acceptér med en grund").click()
    page.get_by_label("Grund").fill("Aftalt med økonomi")
    page.get_by_role("button", name="Acceptér", exact=True).click()

    # 4. It is off her list.
    page.get_by_role("link", name="Arbejdsliste").first.click()
    assert rows.count() == before - 1

    # 5. The next delivery is loaded; it still shows the error, and it is still explained.
    pejl(home, folder, "load", str(shared_extracts / "nordvig" / "2026-10-31"))
    vibe.page.goto(address)
    expect(page.locator(".subtitle")).to_contain_text("Accepteret")
    expect(page.get_by_text("i alt 2 leverancer har vist den")).to_be_visible()
    expect(page.get_by_text("Aftalt med økonomi").first).to_be_visible()
    vibe.go("/arbejdsliste/")
    expect(page.get_by_text("Leverancen den 31. oktober 2026")).to_be_visible()
    assert rows.filter(has_text=KEY).filter(has_text="Slut før start").count() == 0
    vibe.go("/arbejdsliste/?tilstand=accepted")
    assert rows.filter(has_text=KEY).count() == 1
    assert not vibe.complaints


def test_another_case_worker_does_not_find_it(come: Callable[..., Visit], town: Site) -> None:
    bi = come("bi")
    bi.go("/arbejdsliste/?tilstand=alle&regel=V-010")
    link = bi.page.locator("table.findings tbody tr").filter(has_text=KEY).get_by_role("link")
    address = link.get_attribute("href")
    assert address
    other = come("sagsbehandler")
    other.go(address)
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Det findes ikke")


def test_many_are_handled_at_once_without_scripts_and_with_the_keyboard(
    come: Callable[..., Visit],
) -> None:
    bi = come("bi", javascript=False)
    page = bi.page
    bi.go("/arbejdsliste/?regel=V-015")
    ticks = page.locator('input[name="fund"]')
    before = ticks.count()
    for number in range(3):
        ticks.nth(number).focus()
        page.keyboard.press("Space")
    page.locator(".bulk summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Til", exact=True).select_option("team:Myndighed Psykiatri")
    page.get_by_role("button", name="Giv de valgte videre").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 fund er givet videre.")).to_be_visible()
    assert page.locator('td[data-label="Hos"]', has_text="Myndighed Psykiatri").count() == 3
    page.locator(".done").get_by_role("button", name="Fortryd").click()
    expect(page.get_by_text("det er fortrudt")).to_be_visible()
    assert ticks.count() == before


def test_one_tick_chooses_a_whole_table(come: Callable[..., Visit]) -> None:
    bi = come("bi")
    page = bi.page
    bi.go("/arbejdsliste/?regel=V-015")
    page.get_by_label("Vælg alle i tabellen").first.check()
    count = page.locator("table.findings").first.locator('input[name="fund"]:checked').count()
    assert count == page.locator("table.findings").first.locator("tbody tr").count()
    expect(page.locator(".bulk summary")).to_contain_text(f"({count})")
