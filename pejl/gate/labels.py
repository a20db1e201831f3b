"""What people call things: names for codes. No figures and no persons."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pejl.gate.definitions import label_of
from pejl.store.home import Home

if TYPE_CHECKING:
    from pejl.sources.profile import MunicipalityFile
    from pejl.store.engines import Engine


def municipality_name(home: Home, code: str) -> str:
    """»Nordvig Kommune« for its code; the code itself where the name is not known."""
    from pejl.canon.services import municipality_names

    name = municipality_names(_own_file(home)).get(code)
    return f"{name} Kommune" if name else f"Kommune {code}"


def label_for(home: Home, dimension: str, value: str) -> str:
    """`label_of` with the names the municipality's own file gives its account functions."""
    own = _own_file(home).function_names.get(value) if dimension == "function" else None
    return f"{value} {own}" if own else label_of(dimension, value)


def facility_names(engine: Engine) -> dict[str, str]:
    """From a facility's id to its name, for those that have one."""
    rows = engine.table("facility")
    return {
        key: name for key, name in engine.run(rows.select("facility_id", "facility_name")) if name
    }


_CODES: dict[str, dict[str, str]] = {
    "number_kind": {
        "ordinary": "CPR-nummer",
        "replacement": "erstatnings-CPR",
        "letters": "erstatnings-CPR med bogstaver",
        "impossible": "ikke en dato",
    },
    "known_by": {"case_system": "fagsystemet", "other": "andre systemer"},
    "tariff_unit": {"day24": "døgn", "weekday": "dag", "hour": "time"},
    "ownership": {"own": "egen kommune", "public": "anden offentlig", "private": "privat"},
    "kind": {"invoice": "faktura", "regulation": "regulering"},
    "outcome": {
        "upheld": "stadfæstet",
        "changed": "ændret",
        "remitted": "hjemvist",
        "dismissed": "afvist",
    },
    "answer": {"yes": "ja", "partly": "delvist", "no": "nej", "not_relevant": "ikke relevant"},
    "limit_unit": {"week": "uger", "day": "dage", "working_day": "arbejdsdage", "month": "måneder"},
}
"""What people call the codes of a canonical column; a code that is not here is shown as it is."""


def word_for(column: str, value: object) -> object:
    """»dag« for `weekday` in `tariff_unit`; what is no code of ours comes back as it is."""
    return _CODES.get(column, {}).get(value, value) if isinstance(value, str) else value


def _own_file(home: Home) -> MunicipalityFile:
    from pejl.sources.library import municipality_path

    path = municipality_path(home.profiles)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _written_at: int) -> MunicipalityFile:
    """Read anew when the file has been written: an edit shows without a restart."""
    from pejl.sources.library import read_municipality

    return read_municipality(path)
