"""The command line: `pejl`. Whoever runs it on a data folder is its BI operator.

Everything is seen and everything is logged. Messages are Danish; errors go to standard error with
an exit code that tells their kind (`pejl.base.errors`): 1 our own fault, 2 the question, 3 the
input, 4 stopped by a check, 5 busy, 6 denied, 7 the disk, 8 numbers that do not agree.
"""

from __future__ import annotations

import gettext
import os
import sys
from pathlib import Path

_LOCALES = Path(__file__).parent / "locale"


def main() -> None:
    """Entry point of the `pejl` program."""
    speak_danish()
    from pejl.site.cli.program import run

    sys.exit(run())


def speak_danish() -> None:
    """Click's own words (»Usage«, »Options«) come from gettext; give it ours."""
    os.environ["LANGUAGE"] = "da"
    gettext.bindtextdomain("messages", str(_LOCALES))
    gettext.textdomain("messages")
