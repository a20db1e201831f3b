"""Runs `pejl` as an operator does, in this process, and reads what it prints."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.json["rows"]
        return rows


class Commands:
    """`commands("load", folder)` runs `pejl --home HOME load FOLDER`."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: object, code: int | None = 0) -> Ran:
        from pejl.site.cli import speak_danish
        from pejl.site.cli.program import run

        # As the program does before anything: a command keeps the first language it is told in.
        speak_danish()
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = run(["--home", str(self.home), *map(str, arguments)])
        ran = Ran(ended, out.getvalue(), err.getvalue())
        if code is not None:
            assert ran.code == code, f"{arguments}: {ran.code}\n{ran.out}\n{ran.err}"
        return ran
