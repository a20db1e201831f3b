"""A real server on a small loaded town, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from pejl.store.home import Home

# However slow the machine: what is awaited must come, and waiting costs nothing when it does.
expect.set_options(timeout=60_000)

PASSWORD = "pejl-demo-2026"
REPORT = "/rapporter/maanedsopfoelgning-myndighed/2026-10/"

MAKE_USERS = """
from pathlib import Path
from pejl.site.people_db import people_url
from pejl.site.web import prepare_web
from pejl.store.engines import open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail
import os
home = Home(Path(os.environ["PEJL_HOME"]))
prepare_web(home)
from pejl.gate.deliveries import read_parts
from pejl.gate.people.demo import demo_users
from pejl.gate.purpose import Purpose
from pejl.gate.viewer import Viewer
demo_users(read_parts(Viewer.operator("test"), Purpose.OPERATION,
                      warehouse=open_warehouse(home), trail=Trail(people_url(home))))
"""


@dataclass
class Site:
    """A running site and its address."""

    address: str
    log: Path


@pytest.fixture(scope="session")
def site(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(small_home, tmp_path_factory.mktemp("site")) as one:
        yield one


def environment_of(home: Home, folder: Path) -> dict[str, str]:
    """For processes that serve this data folder, or work on it meanwhile."""
    environment = {
        **os.environ,
        "PEJL_HOME": str(home.path),
        "PEJL_DATABASE_URL": f"sqlite:///{folder / 'people.sqlite'}",
        "PEJL_SECRET_KEY": "for-the-test-only-" + "x" * 40,
        "PEJL_DEMO": "1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


@contextmanager
def serving(home: Home, folder: Path) -> Iterator[Site]:
    """A site on a data folder, with the demo's users; what it writes lies in `folder`."""
    environment = environment_of(home, folder)
    subprocess.run([sys.executable, "-c", MAKE_USERS], env=environment, check=True)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as handle:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
        options = ["--workers", "1", "--threads", "4", "--timeout", "120", "--no-control-socket"]
        server = subprocess.Popen(
            [*command, *options, "pejl.site.wsgi:application"],
            env=environment,
            stdout=handle,
            stderr=subprocess.STDOUT,
        )
    site = Site(f"http://127.0.0.1:{port}", log)
    try:
        _wait_for(site)
        yield site
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(site: Site) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{site.address}/sundhed/", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server did not answer:\n{site.log.read_text()}")


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """For these tests only: while it runs, its event loop keeps the framework from its database."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium where there is one, else the one the test tool brings."""
    opened = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox"]
    )
    yield opened
    opened.close()


@dataclass
class Visit:
    """A page in a browser of its own, and everything the browser complained about."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        self.go("/log-ind/")
        self.page.get_by_label("Brugernavn").fill(username)
        self.page.get_by_label("Adgangskode").fill(password)
        self.page.get_by_role("button", name="Log ind").click()

    def scroll_through(self) -> None:
        """Past every chart, waiting at each until it answers to the pointer."""
        for chart in self.page.locator("[data-chart]").all():
            chart.scroll_into_view_if_needed()
            expect(chart.locator(".chart-live svg")).to_be_attached()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """The cookies of those who have signed in, so that each does it once a run."""
    return {}


@pytest.fixture
def visit(browser: Browser, site: Site, sessions: dict[str, Any]) -> Iterator[Callable[..., Visit]]:
    """`visit(user, width=…, javascript=…)`: a fresh browser, signed in when a user is named."""
    opened = []

    def visited(user: str = "", *, width: int = 1280, javascript: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="da-DK",
            accept_downloads=True,
            storage_state=sessions.get(user),
        )
        context.set_default_timeout(90_000)
        opened.append(context)
        one = Visit(context.new_page(), site.address)
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on(
            "console",
            lambda message: (
                one.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        if user and user not in sessions:
            one.sign_in(user)
            sessions[user] = context.storage_state()
        elif user:
            one.go("/")
        return one

    yield visited
    for context in opened:
        context.close()


@contextmanager
def downloaded(page: Page, link: str) -> Iterator[Path]:
    """The file behind a link, as the browser saves it."""
    with page.expect_download() as info:
        page.get_by_role("link", name=link, exact=True).click()
    yield Path(info.value.path())
