"""Lists of texts as Arrow columns, made from their bytes.

Arrow's own way (`pa.array`) imports pandas to look at a list, which takes seconds at the first
call of every process. An empty text stands for NULL here; the SQL that reads it says `nullif`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate

import duckdb
import pyarrow as pa


def text_column(texts: Sequence[str]) -> pa.Array:
    """Texts with what UTF-8 cannot hold (lone surrogates) replaced by question marks."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    offsets = array("q", accumulate(map(len, encoded), initial=0))
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.LargeStringArray.from_buffers(len(encoded), *buffers[1:])


def number_column(numbers: Sequence[int]) -> pa.Array:
    return pa.Array.from_buffers(
        pa.int64(), len(numbers), [None, pa.py_buffer(array("q", numbers))]
    )


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, pa.Array],
    *,
    select: str = "*",
) -> None:
    """Append columns to a table; `select` is the SQL list that makes a row of the table of them."""
    arriving = pa.Table.from_arrays(list(columns.values()), names=list(columns))
    connection.register("arriving", arriving)
    try:
        connection.execute(f"insert into {table} select {select} from arriving")
    finally:
        connection.unregister("arriving")
