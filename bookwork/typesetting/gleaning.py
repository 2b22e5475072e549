"""What indexes and bibliography take from each notice: names found, works cited, people pointed to, terms marked.

Gleaned once for each notice and kept by its print, so that a rebuild need not read the prose of the whole book again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bookwork.diagnostics import NoticeId
from bookwork.model.book import Book
from bookwork.model.notice import Notice
from bookwork.model.register import Registers
from bookwork.records import RecordError, Struct, pack, unpack
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


def glean(book: Book, store: Store) -> Harvest:
    """What every notice gives, from the store where its print is known there."""
    base = content_key("gleaned", program_key(_PROGRAM, ("msgspec",)), register_key(book.registers))
    keys = {notice.id: content_key(base, book.prints[notice.id]) for notice in book.notices if notice.id in book.prints}
    records = store.read(keys.values())
    harvest: dict[NoticeId, Gleaned] = {}
    fresh: dict[bytes, bytes] = {}
    for notice in book.notices:
        key = keys.get(notice.id, b"")
        known = _decoded(records[key]) if key in records else None
        harvest[notice.id] = known or gleaned(notice, book.registers)
        if key and known is None:
            fresh[key] = pack(harvest[notice.id])
    store.write(fresh)
    return harvest


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


def _decoded(record: bytes) -> Gleaned | None:
    try:
        return unpack(record, Gleaned)
    except RecordError:
        return None
