"""What a notice's piece is composed from, as one hash: the same hash, the same HTML. It is not composed to find out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from bookwork.citing.cotes import form_of
from bookwork.citing.filing import is_archival
from bookwork.citing.items import edition_marks, year_letters
from bookwork.diagnostics import NoticeId
from bookwork.model.notice import Notice
from bookwork.project import Project
from bookwork.records import pack, recalled
from bookwork.store import Store, content_key, program_key
from bookwork.typesetting.compose import Desk
from bookwork.typesetting.recognition import Kind, PlaceName, Recognised
from bookwork.typesetting.style import drawings_key

_PROGRAM: Final = ("typesetting", "drawing", "typography", "citing", "model", "makeup", "project")
_LIBRARIES: Final = ("fonttools", "google-re2", "jinja2", "markupsafe", "pypandoc_binary")


class Provenance:
    """Gives the hash of what pieces are composed from, in one book and one layout."""

    def __init__(self, project: Project, desk: Desk) -> None:
        self.base = content_key("composed", program_key(_PROGRAM, _LIBRARIES), *_layout_parts(project))
        self._desk = desk
        self._works: dict[str, bytes] = {}
        self._names: dict[tuple[Kind, str | PlaceName], str] = {}
        self._convoys: dict[str, str] = {}

    def of_notice(self, notice: Notice) -> bytes:
        """The hash for a notice whose print is known; raises KeyError where it is not."""
        desk = self._desk
        gleaned = desk.harvest[notice.id]
        return content_key(
            self.base,
            desk.book.prints[notice.id],
            *(self._name(name) for name in gleaned.names),
            self._convoy(notice.facts.convoy),
            repr(desk.prints.get(notice.id)),
            *(self._work(key) for key in dict.fromkeys(key for key, _ in gleaned.cited)),
            *(self._person(target) for target in gleaned.targets),
        )

    @cached_property
    def _marks(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        works = self._desk.book.works.values()
        return year_letters(works), edition_marks(works)

    def _name(self, name: Recognised) -> str:
        """A name of the registers with the words that are looked for; its anchor follows from its place."""
        known = (name.kind, name.subject)
        if known not in self._names:
            self._names[known] = repr((known, name.words(self._desk.book.registers)))
        return self._names[known]

    def _convoy(self, convoy: str) -> str:
        if convoy not in self._convoys:
            self._convoys[convoy] = repr(self._desk.book.registers.convoys.get(convoy))
        return self._convoys[convoy]

    def _work(self, key: str) -> bytes:
        """What a work says, what tells it from others of its author and year or title, the form of its shelfmarks.

        Not where it stands in its file: an entry more moves all that follow.
        """
        if key not in self._works:
            letters, marks = self._marks
            work = self._desk.book.works.get(key)
            form = form_of(work, self._desk.book.repositories) if work and is_archival(work) else None
            said = (work.type, dict(work.names), dict(work.fields)) if work else None
            self._works[key] = content_key(key, repr(said), repr(form), letters.get(key, ""), marks.get(key, ""))
        return self._works[key]

    def _person(self, target: str) -> str:
        found = self._desk.directory.find(target)
        return repr((found[0].id, found[0].name)) if len(found) == 1 else target


def _layout_parts(project: Project) -> Iterator[str | bytes]:
    """What composing takes of the layout: a few settings, templates with all that they include, styles, drawings."""
    layout, folder = project.layout, project.layout_folder
    measures = (layout.measure(layout.columns.notices), layout.measure(layout.columns.index), layout.page_width)
    yield repr((measures, layout.notices, layout.citations, layout.type.faces))
    yield drawings_key(folder)
    for file in sorted([*folder.glob("templates/**/*"), *folder.glob("csl/**/*")]):
        if file.is_file():
            yield file.relative_to(folder).as_posix()
            yield file.read_bytes()
    for style in (layout.citations.works, layout.citations.archives):
        yield (folder / "csl" / style).read_bytes()


def notices_made_from(desk: Desk, provenance: Provenance, store: Store) -> dict[NoticeId, bytes]:
    """The hash of every notice whose print is known.

    All are kept together as long as works, registers and names stay the same: then a notice's print and photograph tell
    its hash, and only what is new is reckoned (0.8 s for 9 000 notices, November 2026).
    """
    key = _surroundings(desk, provenance)
    known = recalled(store, key, dict[bytes, bytes]) or {}
    own = {
        notice.id: desk.book.prints[notice.id] + repr(desk.prints.get(notice.id)).encode()
        for notice in desk.book.notices
        if notice.id in desk.book.prints
    }
    new = {
        own[notice.id]: provenance.of_notice(notice)
        for notice in desk.book.notices
        if notice.id in own and own[notice.id] not in known
    }
    if new:
        known |= new
        store.write({key: pack({mark: known[mark] for mark in own.values()})})
    return {notice: known[mark] for notice, mark in own.items()}


def _surroundings(desk: Desk, provenance: Provenance) -> bytes:
    """The hash of all that the hashes of notices hang on, but for the notices’ own prints and photographs."""
    names = [(id_, name) for id_, name in desk.book.names.items()]
    return content_key("surroundings", provenance.base, pack(desk.book.authorities), pack(names))
