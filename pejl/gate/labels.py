"""What people call things: names for codes. No figures and no persons."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pejl.store.home import Home

if TYPE_CHECKING:
    from pejl.store.engines import Engine


def municipality_name(home: Home, code: str) -> str:
    """»Nordvig Kommune« for its code; the code itself where the name is not known."""
    name = _municipalities(home.profiles).get(code)
    return f"{name} Kommune" if name else f"Kommune {code}"


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


@lru_cache(maxsize=4)
def _municipalities(profiles: Path) -> dict[str, str]:
    from pejl.canon.services import municipality_names
    from pejl.sources.library import read_library

    return municipality_names(read_library(profiles if profiles.is_dir() else None).municipality)
