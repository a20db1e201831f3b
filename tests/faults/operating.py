"""An operator with a data folder in use and a delivery to spoil, and what every refusal owes him."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pejl.store.home import Home
from tests.commands import Commands, Ran
from tests.faults.bases import PROBES, bases
from tests.faults.towns import published, wrong_with


def numbers() -> list[str]:
    """Every CPR number of the delivery, without hyphen."""
    return [
        str(row[place]).replace("-", "")
        for name, base in bases().items()
        if name not in PROBES
        for place in base.profile.of_type("cpr")
        for row in base.rows
        if row[place]
    ]


@dataclass
class Town:
    """A data folder with a published version, and the next delivery to spoil."""

    home: Home
    delivery: Path
    commands: Commands
    before: str

    def spoil(self, name: str, data: bytes) -> None:
        (self.delivery / name).write_bytes(data)

    def refuses(self, ran: Ran, code: int, *essentials: str) -> None:
        """The command ended so, said this and nothing it must not, and nothing has changed."""
        assert ran.code == code, ran.err
        for text in ("Fejl: ", "Gør sådan: ", "(fejlkode ", *essentials):
            assert text in ran.err, f"{text!r} is missing in:\n{ran.err}"
        self.shows_nobody(ran)
        assert published(self.home) == self.before
        assert not wrong_with(self.home)

    def shows_nobody(self, ran: Ran) -> None:
        said = ran.out + ran.err
        assert "Traceback" not in said
        bare = said.replace("-", "")
        assert not [number for number in numbers() if number in bare]
