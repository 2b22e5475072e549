"""What indexes and bibliography take from each notice: names found, works cited, people pointed to, terms marked.

Gleaned once for each notice and kept by its print, so that a rebuild need not read the prose of the whole book again;
and kept once more in bundles, which a rebuild finds at one look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bookwork.bundles import parted
from bookwork.diagnostics import NoticeId
from bookwork.model.book import Book
from bookwork.model.notice import Notice
from bookwork.model.register import Registers
from bookwork.records import RecordError, Struct, Value, pack, unpack
from bookwork.store import Store, content_key, program_key
from bookwork.typesetting.recognition import Recognised, recognised

_PROGRAM: Final = ("typesetting/gleaning", "typesetting/recognition", "model", "records")


class Gleaned(Struct, frozen=True):
    """What one notice gives to the rest of the book."""

    names: tuple[Recognised, ...]
    """Names of the registers and places, each with its anchor."""
    cited: tuple[tuple[str, str], ...]
    """Keys of the works cited, each with the shelfmark if there is one; no pair twice."""
    targets: tuple[str, ...]
    """What its cross-references point to, in the order of their numbers."""
    terms: tuple[tuple[int, str], ...]
    """Index marks that add a term: number and term."""


Harvest = Mapping[NoticeId, Gleaned]


class _Bundle(Struct, frozen=True):
    """What notices that follow each other give, and the keys under which each has it for itself."""

    gleaned: tuple[Gleaned, ...]
    keys: tuple[bytes, ...]


def glean(book: Book, store: Store) -> Harvest:
    """What every notice gives, from the store where its print is known there."""
    base = content_key("gleaned", program_key(_PROGRAM, ("msgspec",)), register_key(book.registers))
    own = {notice.id: notice for notice in book.notices if notice.id in book.prints}
    bundles = {content_key("bundle", base, *(book.prints[id_] for id_ in ids)): ids for ids in parted(own)}
    found = store.read(bundles)
    harvest: dict[NoticeId, Gleaned] = {}
    for key, ids in bundles.items():
        bundle = _decoded(found.get(key, b""), _Bundle)
        if bundle is None or len(bundle.gleaned) != len(ids):
            bundle = _gleaned_alone([own[id_] for id_ in ids], book, base, store)
            store.write({key: pack(bundle)})
        store.use(bundle.keys)
        harvest |= zip(ids, bundle.gleaned, strict=True)
    return {notice.id: harvest.get(notice.id) or gleaned(notice, book.registers) for notice in book.notices}


def _gleaned_alone(notices: Sequence[Notice], book: Book, base: bytes, store: Store) -> _Bundle:
    """What each of these notices gives, from a record of its own or anew."""
    keys = [content_key(base, book.prints[notice.id]) for notice in notices]
    records = store.read(keys)
    found: list[Gleaned] = []
    fresh: dict[bytes, bytes] = {}
    for key, notice in zip(keys, notices, strict=True):
        known = _decoded(records.get(key, b""), Gleaned)
        found.append(known or gleaned(notice, book.registers))
        if known is None:
            fresh[key] = pack(found[-1])
    store.write(fresh)
    return _Bundle(tuple(found), tuple(keys))


def gleaned(notice: Notice, registers: Registers) -> Gleaned:
    """What this notice gives."""
    citations = [*notice.text.citations, *notice.sources.citations, *notice.value_sources.citations]
    return Gleaned(
        recognised(notice, registers),
        tuple(dict.fromkeys((item.key, item.cote) for citation in citations for item in citation.items)),
        tuple(reference.target for reference in notice.text.references),
        tuple((number, mark.term or mark.text) for number, mark in enumerate(notice.text.marks) if not mark.excluded),
    )


def register_key(registers: Registers) -> bytes:
    """The hash of the names that are looked for in notices, and of what each stands for."""
    camps = [(id_, camp.id, camp.name, camp.variants) for id_, camp in registers.camps.items()]
    networks = [(name, network.name, network.variants) for name, network in registers.networks.items()]
    return content_key(repr(camps), repr(networks))


def _decoded(record: bytes, kind: type[Value]) -> Value | None:
    try:
        return unpack(record, kind)
    except RecordError:
        return None
