"""Galleys as records of the store: what make-up takes and every build reads, apart from what draws the lines."""

from __future__ import annotations

import zlib

from bookwork.records import RecordError, pack, unpack
from bookwork.typesetting.galley import Galley, SetType, Shape

Record = tuple[bytes, bytes]
"""A galley as two records: its shape, its type."""


def encode(galley: Galley) -> Record:
    """The galley as its two records."""
    return pack(galley.shape), zlib.compress(pack(galley.type), 1)


def decode_shape(record: bytes) -> Shape | None:
    """The shape of a record, or None where the record is not one."""
    try:
        return unpack(record, Shape)
    except RecordError:
        return None


def decode_type(record: bytes) -> SetType | None:
    """The type of a record, or None where the record is not one."""
    try:
        return unpack(zlib.decompress(record), SetType)
    except (zlib.error, RecordError):
        return None
