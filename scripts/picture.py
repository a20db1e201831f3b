"""Takes the README's picture anew: the report's page as the leader of the demo sees it.

python scripts/picture.py       writes docs/images/maanedsopfoelgning.png (`make picture`)
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "maanedsopfoelgning.png"
SIZE = {"width": 1280, "height": 1060}
PEJL = (sys.executable, "-c", "from pejl.site.cli import main; main()")


@contextmanager
def demo() -> Iterator[str]:
    """The address of the demo municipality's site, made in a folder that is gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        home = (*PEJL, "--home", folder)
        environment = {**os.environ, "PEJL_DEMO": "1"}
        subprocess.run([*home, "demo", "--no-serve"], check=True, cwd=ROOT, stdout=sys.stderr)
        server = subprocess.Popen([*home, "serve", "--port", port], cwd=ROOT, env=environment)
        try:
            _wait_for(f"http://127.0.0.1:{port}/sundhed/")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{address} did not answer")


def take(address: str, picture: Path) -> None:
    """Sign in as the leader, open the newest month, and take what the window shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, locale="da-DK")  # type: ignore[arg-type]
        page.goto(f"{address}/log-ind/")
        page.get_by_label("Brugernavn").fill("leder")
        page.get_by_label("Adgangskode").fill("pejl-demo-2026")
        page.get_by_role("button", name="Log ind").click()
        page.get_by_role("link", name="Åbn").first.click()
        page.get_by_role("heading", level=1, name="Månedsopfølgning, myndighed").wait_for()
        page.evaluate("document.fonts.ready")
        page.screenshot(path=picture, animations="disabled")
        browser.close()


if __name__ == "__main__":
    with demo() as here:
        take(here, PICTURE)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} kB")
