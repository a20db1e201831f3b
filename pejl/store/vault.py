"""The vault: the only place where CPR numbers and names lie, and they lie encrypted.

    vault/key                the secret, 64 random bytes; may be kept elsewhere (PEJL_VAULT_KEY)
    vault/persons.sqlite     citizen key -> sealed (CPR, name)
    vault/raw/<id>.enc       each delivered file as it came
    vault/rejects/<id>.enc   the raw text of rejected rows, one file per snapshot

A citizen key is `c_` and 24 hex digits of HMAC-SHA256 over the CPR number: the same person has
the same key in every delivery, and nobody without the secret can find the number by trying.
Opened by the load and by `pejl.gate.persons` only. Anything written here before a publication is
harmless if the publication never comes: nobody points at it.
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pejl.base.errors import ConsistencyError, StorageError
from pejl.store.home import Home, storage_errors
from pejl.store.sealed import SealedWriter, open_sealed

KEY_BYTES = 64
KEY_VARIABLE = "PEJL_VAULT_KEY"
_ASK_AT_ONCE = 500

_SCHEMA = """
create table if not exists person (key text primary key, mark blob not null, sealed blob not null);
create table if not exists facts (name text primary key, value blob not null);
"""


@dataclass(frozen=True)
class Person:
    """Who a citizen key is. Never printed: `repr` hides both."""

    cpr: str
    name: str

    def __repr__(self) -> str:
        return "Person(…)"


class Vault:
    """An open vault. Make one with `open_vault`."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._citizen_secret = _derived(secret, "citizen")
        self._mark_secret = _derived(secret, "mark")
        self._file_secret = _derived(secret, "file")
        self._seal = AESGCM(_derived(secret, "person"))

    @property
    def database(self) -> Path:
        return self._folder / "persons.sqlite"

    def key_of(self, cpr: str) -> str:
        """The citizen key of a CPR number of ten places, without hyphen."""
        return "c_" + hmac.digest(self._citizen_secret, cpr.encode(), "sha256").hex()[:24]

    def keep_persons(self, persons: Iterable[tuple[str, str, str]]) -> int:
        """Store (key, CPR, name) where new or changed. An empty name never overwrites one.

        One transaction; returns how many were written.
        """
        with storage_errors(), closing(self._connect()) as connection, connection:
            known = dict(connection.execute("select key, mark from person"))
            changed = list(self._changed(persons, known))
            connection.executemany("insert or replace into person values (?, ?, ?)", changed)
        return len(changed)

    def persons(self, keys: Iterable[str]) -> dict[str, Person]:
        """The persons of the keys that are known; unknown keys are left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, Person] = {}
        if not self.database.exists():
            return found
        with closing(self._connect()) as connection:
            for start in range(0, len(wanted), _ASK_AT_ONCE):
                part = wanted[start : start + _ASK_AT_ONCE]
                marks = ", ".join("?" * len(part))
                rows = connection.execute(
                    f"select key, sealed from person where key in ({marks})", part
                )
                found.update({key: self._opened(key, sealed) for key, sealed in rows})
        return found

    def seal_raw(self) -> SealedWriter:
        """A writer for one delivered file; `finish()` gives the id it can be opened by."""
        return self._writer("raw")

    def seal_rejects(self) -> SealedWriter:
        """A writer for the raw text of rejected rows; write lines of JSON."""
        return self._writer("rejects")

    def open_raw(self, raw_id: str) -> Iterator[bytes]:
        """The delivered file, block by block, as it came. Raises ConsistencyError if damaged."""
        return open_sealed(self._folder / "raw" / f"{raw_id}.enc", self._file_secret)

    def reject_texts(self, rejects_id: str) -> Iterator[Mapping[str, Any]]:
        """What `seal_rejects` was given, in order: one mapping per line of JSON."""
        rest = b""
        for block in open_sealed(self._folder / "rejects" / f"{rejects_id}.enc", self._file_secret):
            *whole, rest = (rest + block).split(b"\n")
            yield from (json.loads(line) for line in whole if line)

    def sweep(self, keep_raw: frozenset[str], keep_rejects: frozenset[str]) -> None:
        """Remove half-written files and those no snapshot names. The caller has the write lock."""
        for path in self._folder.glob(".*"):
            path.unlink(missing_ok=True)
        for kind, keep in (("raw", keep_raw), ("rejects", keep_rejects)):
            folder = self._folder / kind
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.suffix != ".enc" or path.stem not in keep:
                    path.unlink(missing_ok=True)

    def _writer(self, kind: str) -> SealedWriter:
        folder = self._folder / kind
        with storage_errors():
            folder.mkdir(mode=0o700, exist_ok=True)
        return SealedWriter(folder, self._file_secret)

    def _changed(
        self, persons: Iterable[tuple[str, str, str]], known: Mapping[str, bytes]
    ) -> Iterator[tuple[str, bytes, bytes]]:
        for key, cpr, name in persons:
            mark = hmac.digest(self._mark_secret, f"{cpr}\0{name}".encode(), "sha256")[:16]
            before = known.get(key)
            if before == mark or (before is not None and not name):
                continue
            nonce = os.urandom(12)
            sealed = nonce + self._seal.encrypt(nonce, f"{cpr}\0{name}".encode(), key.encode())
            yield key, mark, sealed

    def _opened(self, key: str, sealed: bytes) -> Person:
        try:
            plain = self._seal.decrypt(sealed[:12], sealed[12:], key.encode()).decode()
        except Exception as error:
            raise ConsistencyError(
                "boks-beskadiget",
                "En post i boksen kan ikke åbnes med nøglen; den er beskadiget.",
                next_step="Gendan mappen vault fra sikkerhedskopien.",
            ) from error
        cpr, _, name = plain.partition("\0")
        return Person(cpr, name)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.database, timeout=20)
        self.database.chmod(0o600)
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        connection.executescript(_SCHEMA)
        return connection

    def check_key(self) -> None:
        """Raises ConsistencyError when the vault was made with another key."""
        proof = hmac.digest(self._mark_secret, b"pejl vault", "sha256")
        with (
            storage_errors(),
            _whole_database(),
            closing(self._connect()) as connection,
            connection,
        ):
            row = connection.execute("select value from facts where name = 'proof'").fetchone()
            if row is None:
                connection.execute("insert into facts values ('proof', ?)", [proof])
            elif not hmac.compare_digest(row[0], proof):
                raise ConsistencyError(
                    "boks-anden-noegle",
                    "Boksen er lavet med en anden nøgle end den, der er lagt frem.",
                    next_step=f"Læg den rigtige nøgle tilbage, eller ret {KEY_VARIABLE}.",
                )

    def check_belongs(self, raw_ids: Collection[str]) -> None:
        """Raises ConsistencyError when none of the files a version names can be opened here: the
        vault is another data folder's, or was lost and made anew."""
        for one in raw_ids:
            with suppress(ConsistencyError):
                next(self.open_raw(one), None)
                return
        if raw_ids:
            raise ConsistencyError(
                "boks-fremmed",
                "Boksen hører ikke til de udgivne leverancer: ingen af deres filer kan åbnes.",
                next_step="Læg datamappens egen mappe vault og dens nøgle tilbage fra "
                "sikkerhedskopien. Intet er ændret.",
            )


@contextmanager
def _whole_database() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise ConsistencyError(
            "boks-beskadiget",
            "Boksens liste over personer er beskadiget.",
            next_step="Gendan mappen vault fra sikkerhedskopien.",
        ) from error


def open_vault(home: Home, environment: Mapping[str, str] | None = None) -> Vault:
    """The data folder's vault; its key is made the first time. Raises when the key is lost."""
    env = os.environ if environment is None else environment
    elsewhere = env.get(KEY_VARIABLE)
    path = Path(elsewhere).expanduser() if elsewhere else home.vault / "key"
    if not path.exists():
        _refuse_lost_key(home, path)
        _make_key(path)
    _refuse_lost_persons(home)
    vault = Vault(home.vault, _read_key(path))
    vault.check_key()
    return vault


def _refuse_lost_key(home: Home, path: Path) -> None:
    if not (home.vault / "persons.sqlite").exists():
        return
    raise ConsistencyError(
        "boks-noegle-mangler",
        f"Boksens nøgle mangler ({path.name}), men boksen er ikke tom.",
        next_step="Læg nøglen tilbage fra sikkerhedskopien. En ny nøgle kan ikke åbne boksen.",
    )


def _refuse_lost_persons(home: Home) -> None:
    """With files in the vault there were persons too."""
    database, raw = home.vault / "persons.sqlite", home.vault / "raw"
    known = database.exists() and database.stat().st_size
    if known or not raw.is_dir() or not any(raw.glob("*.enc")):
        return
    raise ConsistencyError(
        "boks-personer-mangler",
        "Boksens liste over personer mangler, men boksen er ikke tom.",
        next_step="Gendan mappen vault fra sikkerhedskopien.",
    )


def _make_key(path: Path) -> None:
    """Whole or not at all, and never over another: written aside, then linked into place."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with storage_errors():
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, os.urandom(KEY_BYTES))
            os.fsync(handle)
            os.link(aside, path)
        finally:
            os.close(handle)
            aside.unlink(missing_ok=True)


def _read_key(path: Path) -> bytes:
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise StorageError(
            "boks-noegle-laast",
            "Boksens nøgle kan ikke læses af den bruger, kommandoen kører som.",
            next_step="Ret rettighederne til nøglefilen.",
        ) from error
    if len(secret) < 32:
        raise ConsistencyError(
            "boks-noegle-kort",
            "Boksens nøgle er beskadiget: den er for kort.",
            next_step="Læg nøglen tilbage fra sikkerhedskopien.",
        )
    return secret


def _derived(secret: bytes, purpose: str) -> bytes:
    info = f"pejl {purpose} 1".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)
