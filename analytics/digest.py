"""A hash of rows: equal tables have equal digests, however Arrow laid them out."""

from __future__ import annotations

import hashlib
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def digest(observations: pa.Table) -> str:
    """SHA-256 over a submission's rows, by which its entry in the audit knows them."""
    return _hash(_in_order(observations))


def digests(observations: pa.Table) -> tuple[str, ...]:
    """The digest, and any other by which an entry knows the rows: older ones took them as given."""
    in_order = _in_order(observations)
    if in_order is observations:
        return (_hash(observations),)
    return _hash(in_order), _hash(observations)


def _in_order(observations: pa.Table) -> pa.Table:
    """A row of a wide table has many figures, and the store keeps no order among them."""
    numbers = observations["row_number"].to_numpy()
    if np.all(numbers[1:] > numbers[:-1]):
        return observations
    names = dict.fromkeys(("row_number", *observations.column_names))
    return observations.sort_by([(name, "ascending") for name in names])


def _hash(table: pa.Table) -> str:
    """Over the columns' values in their order, gaps and lengths of texts included."""
    sha256 = hashlib.sha256()
    for name in table.column_names:
        sha256.update(f"{name}:{table.num_rows};".encode())
        column = table[name]
        if column.null_count:
            sha256.update(np.packbits(pc.is_null(column).to_numpy()).tobytes())
            column = pc.fill_null(column, date(1970, 1, 1))
        for chunk in column.chunks:
            _add_values(sha256, chunk)
        if pa.types.is_string(column.type):
            lengths = pc.binary_length(column).cast(pa.int32())
            for chunk in lengths.chunks:
                _add_values(sha256, chunk)
    return sha256.hexdigest()


def _add_values(sha256: hashlib._Hash, chunk: pa.Array) -> None:
    if not len(chunk):
        return
    values = memoryview(chunk.buffers()[-1])
    if pa.types.is_string(chunk.type):
        offsets = np.frombuffer(chunk.buffers()[1], np.int32)
        begin, end = offsets[chunk.offset], offsets[chunk.offset + len(chunk)]
    else:
        width = chunk.type.bit_width // 8
        begin, end = chunk.offset * width, (chunk.offset + len(chunk)) * width
    sha256.update(values[begin:end])
