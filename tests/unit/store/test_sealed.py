"""Encrypted streams: what went in comes out, and nothing that was touched does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pejl.base.errors import ConsistencyError
from pejl.store import sealed
from pejl.store.sealed import MAGIC, SALT, SealedWriter, open_sealed

SECRET = b"s" * 32


def seal(folder: Path, *parts: bytes) -> Path:
    writer = SealedWriter(folder, SECRET)
    for part in parts:
        writer.write(part)
    return folder / f"{writer.finish()}.enc"


def opened(path: Path, secret: bytes = SECRET) -> bytes:
    return b"".join(open_sealed(path, secret))


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(st.binary(max_size=50), max_size=6), chunk=st.integers(1, 20))
def test_what_goes_in_comes_out(
    parts: list[bytes], chunk: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "CHUNK", chunk)
        path = seal(tmp_path_factory.mktemp("s"), *parts)
        assert opened(path) == b"".join(parts)


def test_nothing_of_the_content_can_be_read(tmp_path: Path) -> None:
    path = seal(tmp_path, b"7005660574;Gry")
    assert b"70056" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_same_content_has_the_same_name_and_another_secret_another(tmp_path: Path) -> None:
    first, second = seal(tmp_path, b"abc"), seal(tmp_path, b"a", b"bc")
    other = SealedWriter(tmp_path, b"t" * 32)
    other.write(b"abc")
    assert first == second
    assert other.finish() != first.stem


@pytest.mark.parametrize("damage", ["flip", "cut", "swap", "repeat", "drop last", "empty", "head"])
def test_whatever_was_touched_does_not_open(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "CHUNK", 10)
    path = seal(tmp_path, bytes(range(35)))
    data, head, step = path.read_bytes(), len(MAGIC) + SALT, 26
    chunks = [data[at : at + step] for at in range(head, len(data), step)]
    first, second, third, last = chunks
    path.write_bytes(
        {
            "flip": data[:-1] + bytes([data[-1] ^ 1]),
            "cut": data[:-3],
            "swap": data[:head] + second + first + third + last,
            "repeat": data[:head] + first + first + second + third + last,
            "drop last": data[:head] + first + second + third,
            "empty": data[:head],
            "head": b"X" + data[1:],
        }[damage]
    )
    with pytest.raises(ConsistencyError):
        opened(path)


def test_a_missing_file_and_a_wrong_secret(tmp_path: Path) -> None:
    with pytest.raises(ConsistencyError):
        opened(tmp_path / "findes-ikke.enc")
    with pytest.raises(ConsistencyError):
        opened(seal(tmp_path, b"abc"), b"t" * 32)


def test_what_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    writer = SealedWriter(tmp_path, SECRET)
    writer.write(b"abc")
    writer.abandon()
    assert list(tmp_path.iterdir()) == []
