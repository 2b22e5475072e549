"""What is reckoned of names alone, kept between runs: their sort keys, and whom a name means among the people.

It saves work and changes nothing: what is kept is what would be found again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from bookwork.model.collation import SortKey, bring_keys, known_keys
from bookwork.model.directory import Directory
from bookwork.records import RecordError, pack, unpack
from bookwork.store import content_key, program_key

_PROGRAM: Final = (("model", "records"), ())


class Shelf(Protocol):
    """A store."""

    def read(self, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        """The records under these keys that are there."""

    def write(self, records: Mapping[bytes, bytes]) -> object:
        """Keep these records."""


@contextmanager
def sort_keys_kept(shelf: Shelf) -> Iterator[None]:
    """Bring the sort keys that are kept here, and keep those that are made meanwhile."""
    key = content_key("sort keys", program_key(*_PROGRAM))
    kept: dict[str, SortKey] = {}
    with suppress(KeyError, RecordError):
        kept = unpack(shelf.read([key])[key], dict[str, SortKey])
    bring_keys(kept)
    yield
    if known_keys().keys() > kept.keys():
        shelf.write({key: pack(dict(known_keys()))})


@contextmanager
def people_kept(directory: Directory, shelf: Shelf) -> Iterator[None]:
    """Bring whom names mean among these people, and keep whom they are found to mean meanwhile."""
    people = [(person.id, person.name) for person in directory.by_id.values()]
    key = content_key("people", program_key(*_PROGRAM), pack(people), pack(dict(directory.redirects)))
    kept: dict[str, tuple[str, ...]] = {}
    with suppress(KeyError, RecordError):
        kept = unpack(shelf.read([key])[key], dict[str, tuple[str, ...]])
    directory.bring(kept)
    yield
    found = directory.found()
    if found != kept:
        shelf.write({key: pack(found)})
