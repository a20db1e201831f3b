"""Opens a page in the user's browser as soon as the server answers (`python -m pejl.site.browser`).

A process of its own: the server takes over the one that started it.
"""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
import webbrowser

WAIT_SECONDS = 30.0


def main(address: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.3)
        else:
            break
    webbrowser.open(address)


if __name__ == "__main__":
    main(sys.argv[1])
