"""One pass over a delivered file's bytes: what they are, before anybody reads them as rows.

The pass counts what the fast reader's answer is later checked against (newlines, quotes, bytes),
finds wrong and damaged encodings, hands every block to the vault (`seal`), and writes files that
are not UTF-8 as UTF-8 into an unnamed file that vanishes with the process.
"""

from __future__ import annotations

import codecs
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Protocol

from pejl.base.errors import InputError, Where
from pejl.sources.delivered import DeliveredFile, readable
from pejl.store.home import storage_errors

BLOCK = 1024 * 1024
SPACES = " \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\r\n"
"""What counts as space around a value."""

AHEAD = 3
"""How many files are surveyed before they are asked for."""


class Sealer(Protocol):
    """Takes a file's raw bytes into safe keeping; `finish` gives the name they lie under."""

    def write(self, data: bytes) -> None: ...
    def finish(self) -> str: ...
    def abandon(self) -> None: ...


_TAKEN_FOR = ("cp1252", "latin-1")
_CONTINUED = "".join(
    sorted(
        {bytes([one]).decode(code, "ignore") for code in _TAKEN_FOR for one in range(0x80, 0xC0)}
    )
)
DAMAGED = f"[ÂÃ][{_CONTINUED}]|ï»¿|\N{REPLACEMENT CHARACTER}"
"""Letters ruined by a wrong encoding, as a pattern: every letter of Western Europe and signs such
as § that were UTF-8, read as cp1252 and saved again, and what a reader leaves that gave up."""

DAMAGE = ("\N{REPLACEMENT CHARACTER}", "Ã¦", "Ã¸", "Ã¥", "Ã†", "Ã˜", "Ã…", "Â§", "ï»¿")
"""The commonest of them one by one."""

_DAMAGED_BYTES = re.compile(
    b"\xc3[\x82\x83](?:%s)|%s|%s"
    % (b"|".join(c.encode() for c in _CONTINUED), "ï»¿".encode(), b"\xef\xbf\xbd")
)
_DAMAGE_BYTES = (b"\x82", b"\x83", b"\xbf")
"""One of these is in every ruined letter, and in hardly any Danish one: quickly looked for."""

_CUT = 5
"""Bytes of a ruined letter that may stand in the block before, at most."""

_RARE_SPACES = [(one, one.encode()) for one in SPACES if one not in " \r\n"]
"""A letter's last byte is looked for first: one byte is found faster than two."""

_KINDS = {
    b"PK\x03\x04": "en zip-fil (måske et regneark)",
    b"\x1f\x8b": "en gzip-fil",
    b"\xd0\xcf\x11\xe0": "et Office-dokument (måske med adgangskode)",
    b"%PDF": "en PDF-fil",
    b"7z\xbc\xaf": "en 7z-fil",
    b"SQLite format 3": "en SQLite-database",
}


@dataclass(frozen=True)
class Survey:
    """What the bytes are. Counts are of the text as UTF-8, without a byte order mark."""

    size: int
    utf8_size: int
    newlines: int
    crlf: int
    carriage_returns: int
    quotes: int
    nuls: int
    damaged_lines: tuple[int, ...]
    ends_with_newline: bool
    handle: int
    """Open file of the UTF-8 text. The caller closes it."""

    spaces: str
    """Which of SPACES occur, but line endings; the plain space always may."""

    sealed_id: str
    """What the sealer named the raw bytes; empty when nobody sealed."""

    before: os.stat_result
    """The file as it was when its bytes were looked at."""

    @property
    def physical_lines(self) -> int:
        return self.newlines + (0 if self.ends_with_newline or self.utf8_size == 0 else 1)

    @property
    def path(self) -> str:
        """For an engine that opens by path; works for a file without a name too."""
        return f"/proc/self/fd/{self.handle}"

    def close(self) -> None:
        os.close(self.handle)


def survey(
    file: DeliveredFile,
    *,
    encoding: str,
    quote: str,
    work: Path | None,
    sealer: Sealer | None = None,
) -> Survey:
    """Raises InputError when the file is not text in that encoding, or grows while it is read."""
    with readable(file) as source, abandoned_on_error(sealer):
        before = os.fstat(source.fileno())
        _refuse_other_kinds(source.read(4096), file.name)
        source.seek(0)
        keeps = encoding == "utf-8"
        target = os.dup(source.fileno()) if keeps else private_file(work)
        try:
            counter = _Counter(file.name, encoding, quote, None if keeps else target)
            for block in _blocks(source, before.st_size):
                if sealer:
                    sealer.write(block)
                counter.add(block)
            counter.finish()
            refuse_growing(file, before)
            sealed_id = sealer.finish() if sealer else ""
        except BaseException:
            os.close(target)
            raise
    return counter.survey(before=before, handle=target, sealed_id=sealed_id)


def _blocks(source: BinaryIO, size: int) -> Iterator[bytes]:
    """The file's bytes up to the size it had: one that grows and grows is not read for ever."""
    while size > 0 and (block := source.read(min(BLOCK, size))):
        size -= len(block)
        yield block


def refuse_growing(file: DeliveredFile, before: os.stat_result) -> None:
    """Raises InputError when the file is not as it was when reading began."""
    after = file.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise InputError(
            "fil-vokser",
            "Filen blev ændret, mens den blev læst.",
            where=Where(file=file.name),
            next_step="Vent, til overførslen er færdig, og indlæs igen.",
        )


@contextmanager
def abandoned_on_error(sealer: Sealer | None) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if sealer:
            sealer.abandon()
        raise


class SurveysAhead:
    """Surveys a few files ahead in two threads of its own, beside the engine's work on the rows.

    Hashing and encrypting leave Python's lock alone, so the two run at once.
    """

    def __init__(self, jobs: Mapping[str, Callable[[], Survey]]) -> None:
        self._waiting = dict(jobs)
        self._running: dict[str, Future[Survey]] = {}
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="survey")
        self._fill()

    def take(self, name: str) -> Survey:
        """The survey of a file, waited for; its errors are raised here. To be taken once."""
        with self._lock:
            if name in self._waiting:
                self._running[name] = self._pool.submit(self._waiting.pop(name))
            found = self._running.pop(name)
            self._fill()
        return found.result()

    def close(self) -> None:
        """Let go of surveys nobody took."""
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for future in self._running.values():
            if future.done() and not future.cancelled() and future.exception() is None:
                future.result().close()

    def _fill(self) -> None:
        while self._waiting and len(self._running) < AHEAD:
            name = next(iter(self._waiting))
            self._running[name] = self._pool.submit(self._waiting.pop(name))


def private_file(folder: Path | None) -> int:
    """An open file nobody else can open: without a name, so no kill leaves clear text behind."""
    with storage_errors():
        place = str(folder) if folder else tempfile.gettempdir()
        try:
            return os.open(place, os.O_TMPFILE | os.O_RDWR, 0o600)
        except OSError:
            handle, name = tempfile.mkstemp(dir=place)
            os.unlink(name)
            return handle


class _Counter:
    def __init__(self, name: str, encoding: str, quote: str, out: int | None) -> None:
        self._name = name
        self._encoding = encoding
        codec = "utf-8-sig" if encoding == "utf-8" else encoding
        self._decode = codecs.getincrementaldecoder(codec)("strict")
        self._quote = quote.encode()
        self._out = out
        self._last = self._tail = b""
        self._damaged: set[int] = set()
        self._spaces = {" "}
        self.size = self.newlines = self.crlf = self.returns = self.quotes = self.nuls = 0

    def add(self, block: bytes) -> None:
        try:
            text = self._decode.decode(block)
        except UnicodeError as error:
            raise self._undecodable(error) from error
        if self._encoding == "utf-8":
            # Decoding proved it; what is counted are the bytes themselves.
            self._count(block.removeprefix(codecs.BOM_UTF8) if not self.size else block)
        else:
            self._count(text.encode("utf-8"))

    def finish(self) -> None:
        try:
            rest = self._decode.decode(b"", final=True)
        except UnicodeError as error:
            raise self._undecodable(error) from error
        self._count(rest.encode("utf-8"))

    def _count(self, block: bytes) -> None:
        if not block:
            return
        if self._out is not None:
            _write_all(self._out, block)
        joined = self._tail + block
        self._note_damage(joined)
        self._tail = block[-_CUT:]
        self.size += len(block)
        self.newlines += block.count(b"\n")
        self.crlf += block.count(b"\r\n") + (self._last == b"\r" and block.startswith(b"\n"))
        self.returns += block.count(b"\r")
        self.quotes += block.count(self._quote)
        self.nuls += block.count(b"\0")
        # A sign cut by two blocks is found by the tail that comes along.
        self._spaces.update(
            one for one, sign in _RARE_SPACES if sign[-1:] in joined and sign in joined
        )
        self._last = block[-1:]

    def _note_damage(self, block: bytes) -> None:
        """At most ten lines. `block` begins with the tail of the one before."""
        if not any(byte in block for byte in _DAMAGE_BYTES):
            return
        before = self.newlines - self._tail.count(b"\n")
        for found in _DAMAGED_BYTES.finditer(block):
            if len(self._damaged) == 10:
                return
            self._damaged.add(before + block.count(b"\n", 0, found.start()) + 1)

    def _undecodable(self, error: UnicodeError) -> InputError:
        line, found = self.newlines + 1, "den begynder ikke, som den skal"
        if isinstance(error, UnicodeDecodeError):
            line += error.object[: error.start].count(b"\n")
            found = f"byte 0x{error.object[error.start]:02x} giver ikke et bogstav"
        meant = {"utf-8": "cp1252", "cp1252": "utf-8", "utf-16": "utf-8"}[self._encoding]
        return InputError(
            "V-102",
            f"Filen er ikke gemt som {self._encoding}, som profilen siger: {found}.",
            where=Where(file=self._name, line=line),
            next_step=f'Sæt encoding = "{meant}" i profilen, hvis kilden har skiftet tegnsæt; '
            "ellers bed om filen igen.",
        )

    def survey(self, *, before: os.stat_result, handle: int, sealed_id: str) -> Survey:
        return Survey(
            size=before.st_size,
            utf8_size=self.size,
            newlines=self.newlines,
            crlf=self.crlf,
            carriage_returns=self.returns,
            quotes=self.quotes,
            nuls=self.nuls,
            damaged_lines=tuple(sorted(self._damaged)),
            ends_with_newline=self._last in (b"\n", b"\r"),
            handle=handle,
            spaces="".join(sorted(self._spaces)),
            sealed_id=sealed_id,
            before=before,
        )


def _write_all(handle: int, data: bytes) -> None:
    with storage_errors():
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]


def _refuse_other_kinds(head: bytes, name: str) -> None:
    kind = next((text for mark, text in _KINDS.items() if head.startswith(mark)), None)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        kind = "en webside eller XML (måske en fejlside)"
    if not kind:
        return
    raise InputError(
        "fil-forkert-art",
        f"Filen skulle være tekst med skilletegn, men er {kind}.",
        where=Where(file=name),
        next_step="Bed om filen igen som CSV, eller ret format i profilen.",
    )
