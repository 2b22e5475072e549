"""What is reckoned of names alone, kept between runs: their sort keys, and whom a name means among the people.

It saves work and changes nothing: what is kept is what would be found again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Protocol

from bookwork.model.collation import SortKey, bring_keys, known_keys
from bookwork.model.directory import Directory
from bookwork.records import Shelf, pack, recalled
from bookwork.store import content_key, program_key

_PROGRAM: Final = (("model", "records"), ())


class Keeper(Shelf, Protocol):
    """A store."""

    def write(self, records: Mapping[bytes, bytes]) -> object:
        """Keep these records."""


@contextmanager
def sort_keys_kept(shelf: Keeper) -> Iterator[None]:
    """Bring the sort keys that are kept here, and keep those that are made meanwhile."""
    key = content_key("sort keys", program_key(*_PROGRAM))
    kept = recalled(shelf, key, dict[str, SortKey]) or {}
    bring_keys(kept)
    yield
    if known_keys().keys() > kept.keys():
        shelf.write({key: pack(dict(known_keys()))})


@contextmanager
def people_kept(directory: Directory, shelf: Keeper) -> Iterator[None]:
    """Bring whom names mean among these people, and keep whom they are found to mean meanwhile."""
    people = [(person.id, person.name) for person in directory.by_id.values()]
    key = content_key("people", program_key(*_PROGRAM), pack(people), pack(dict(directory.redirects)))
    kept = recalled(shelf, key, dict[str, tuple[str, ...]]) or {}
    directory.bring(kept)
    yield
    found = directory.found()
    if found != kept:
        shelf.write({key: pack(found)})
