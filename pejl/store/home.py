"""The data folder: what lies where, and the one lock for writing.

CURRENT                     the number of the version readers use, and the highest one published
versions/000001.json        one published version each, immutable
snapshots/<id>/             one delivery's canonical tables as Parquet, immutable
building/<run>/             a load under way; whatever is left here is swept by the next load
vault/                      keys, CPR numbers, encrypted raw files and rejects' raw text
profiles/                   the municipality's own mapping profiles (may be absent)
rules/                      the municipality's own rules and settings of rules (may be absent)
cache/                      what is found from the code alone; may be deleted at any time
people.sqlite               what people write (or a PostgreSQL server by PEJL_DATABASE_URL)
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pejl.base.errors import BusyError, StorageError


@dataclass(frozen=True)
class Home:
    """A data folder. Paths only; `prepare` makes the folders, readable to their owner alone."""

    path: Path

    @property
    def current(self) -> Path:
        return self.path / "CURRENT"

    @property
    def versions(self) -> Path:
        return self.path / "versions"

    @property
    def snapshots(self) -> Path:
        return self.path / "snapshots"

    @property
    def building(self) -> Path:
        return self.path / "building"

    @property
    def vault(self) -> Path:
        return self.path / "vault"

    @property
    def profiles(self) -> Path:
        return self.path / "profiles"

    @property
    def rules(self) -> Path:
        return self.path / "rules"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def people_db(self) -> Path:
        return self.path / "people.sqlite"

    @property
    def lock(self) -> Path:
        return self.path / "LOCK"

    def prepare(self) -> None:
        """Make the folders. Raises StorageError when the disk does not let us."""
        with storage_errors():
            for folder in self._folders:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def check_writable(self) -> None:
        """Raises StorageError when a folder may not be written, before an hour's work shows it."""
        with storage_errors():
            for folder in self._folders:
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    @property
    def _folders(self) -> tuple[Path, ...]:
        return (self.path, self.versions, self.snapshots, self.building, self.vault)


def home_from(option: str | None, environment: dict[str, str] | None = None) -> Home:
    """`--home`, else PEJL_HOME, else `pejl-data` in the working folder."""
    env = os.environ if environment is None else environment
    return Home(Path(option or env.get("PEJL_HOME") or "pejl-data").expanduser().resolve())


@contextmanager
def write_lock(home: Home) -> Iterator[None]:
    """One writer at a time. The kernel frees the lock when its holder dies, however it dies."""
    with storage_errors():
        handle = os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 64).decode("ascii", "replace").strip()
            raise BusyError(
                "mappe-optaget",
                f"En anden kørsel skriver i datamappen lige nu ({holder or 'ukendt proces'}).",
                next_step="Vent, til den er færdig, og prøv igen. Intet er ændret.",
            ) from error
        with storage_errors():
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"proces {os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(handle)


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns the system's errors on writing into one the operator can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError(
                "disk-fuld",
                "Der er ikke plads på disken til datamappen.",
                next_step="Skaf plads, og kør indlæsningen igen. Den tidligere version gælder.",
            ) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise StorageError(
                "disk-laast",
                "Datamappen kan ikke skrives af den bruger, kommandoen kører som.",
                next_step="Ret rettighederne, eller peg på en anden mappe med --home.",
            ) from error
        if error.errno in {errno.EEXIST, errno.ENOTDIR}:
            raise StorageError(
                "datamappe-ugyldig",
                "Stien til datamappen går gennem en fil.",
                next_step="Peg på en mappe med --home eller PEJL_HOME.",
            ) from error
        raise
