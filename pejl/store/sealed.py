"""Files encrypted as a stream: AES-GCM in numbered chunks, so order and end are proven too.

magic, 16 bytes of salt, then chunks: ciphertext of up to 1 MiB and its tag. The nonce holds
the chunk's number and whether it is the last; a cut, swapped or repeated chunk does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pejl.base.errors import ConsistencyError
from pejl.store.home import storage_errors

MAGIC = b"PEJLSEA1"
SALT = 16
CHUNK = 1024 * 1024
TAG = 16


class SealedWriter:
    """Encrypts what is written, into a file aside; `finish` moves it into place.

    The id is a keyed hash of the content: the same content has the same id, and the id tells
    nothing to those without the secret.
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._secret = secret
        salt = os.urandom(SALT)
        self._cipher = AESGCM(_file_key(secret, salt))
        self._aside = folder / f".{os.getpid()}-{salt.hex()}"
        self._hash = hashlib.sha256()
        self._waiting = b""
        self._number = 0
        with storage_errors():
            handle = os.open(self._aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(handle, "wb")
            self._file.write(MAGIC + salt)

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        data = self._waiting + data if self._waiting else data
        while len(data) > CHUNK:
            self._put(data[:CHUNK], last=False)
            data = data[CHUNK:]
        self._waiting = data

    def finish(self) -> str:
        """The content's id. After this the file is whole and on the disk."""
        self._put(self._waiting, last=True)
        name = hmac.digest(self._secret, self._hash.digest(), "sha256").hex()
        with storage_errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self._aside, self._folder / f"{name}.enc")
        return name

    def abandon(self) -> None:
        self._file.close()
        self._aside.unlink(missing_ok=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        with storage_errors():
            self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), plain, None))
        self._number += 1


def open_sealed(path: Path, secret: bytes) -> Iterator[bytes]:
    """The plain blocks. Raises ConsistencyError when the file is missing, cut or changed."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC) + SALT)
            if len(head) < len(MAGIC) + SALT or not head.startswith(MAGIC):
                raise _damaged()
            cipher = AESGCM(_file_key(secret, head[len(MAGIC) :]))
            yield from _chunks(file, cipher)
    except FileNotFoundError as error:
        raise _damaged() from error


def _chunks(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    number = 0
    block = file.read(CHUNK + TAG)
    while block:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), block, None)
        except InvalidTag as error:
            raise _damaged() from error
        number += 1
        block = following
    if number == 0:
        raise _damaged()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _file_key(secret: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"pejl file").derive(secret)


def _damaged() -> ConsistencyError:
    return ConsistencyError(
        "boks-fil-beskadiget",
        "En krypteret fil i boksen mangler eller er beskadiget.",
        next_step="Gendan mappen vault fra sikkerhedskopien, eller indlæs leverancen igen.",
    )
