"""Where what people write lies: SQLite in the data folder, or PostgreSQL by one setting."""

from __future__ import annotations

import os

from pejl.store.home import Home


def people_url(home: Home) -> str:
    """PEJL_DATABASE_URL (`postgresql://user:password@host/name`), else SQLite in the folder."""
    return os.environ.get("PEJL_DATABASE_URL") or f"sqlite:///{home.people_db}"
