"""Values as bytes for the store, and back: MessagePack, never pickle, for what is kept is data and never code."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

Value = TypeVar("Value")


class RecordError(ValueError):
    """Bytes that are not a record of the kind asked for: damaged, foreign, or of another version."""


def pack(value: object) -> bytes:
    """A frozen record, or a container of records, texts, numbers and bytes, as MessagePack."""
    return _encoder().encode(value)


def unpack(data: bytes, kind: type[Value]) -> Value:
    """The value of this kind that was packed; raises RecordError where the bytes hold none."""
    try:
        found: Value = _decoder(cast(Hashable, kind)).decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise RecordError(str(error)) from error
    return found


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(order="deterministic")


@cache
def _decoder(kind: Hashable) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
