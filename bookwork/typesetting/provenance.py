"""What a notice's piece is composed from, as one hash: the same hash, the same HTML. It is not composed to find out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from bookwork.citing.cotes import form_of
from bookwork.citing.filing import is_archival
from bookwork.citing.items import edition_marks, year_letters
from bookwork.diagnostics import NoticeId
from bookwork.model.notice import Notice
from bookwork.project import Project
from bookwork.store import content_key, program_key
from bookwork.typesetting.compose import Desk
from bookwork.typesetting.gleaning import register_key

_PROGRAM: Final = ("typesetting", "drawing", "typography", "citing", "model", "makeup")
_LIBRARIES: Final = ("jinja2", "markupsafe", "pypandoc_binary")


class Provenance:
    """Gives the hash of what pieces are composed from, in one book and one layout."""

    def __init__(self, project: Project, desk: Desk) -> None:
        folder = project.layout_folder
        files = sorted([*folder.glob("templates/*.j2"), *folder.glob("csl/*")])
        texts = [part for file in files if file.is_file() for part in (file.name, file.read_bytes())]
        self.base = content_key("composed", program_key(_PROGRAM, _LIBRARIES), repr(project.layout), *texts)
        self._desk = desk
        self._works: dict[str, bytes] = {}

    def of_notice(self, notice: Notice) -> bytes:
        """The hash for a notice whose print is known; raises KeyError where it is not."""
        desk = self._desk
        registers, gleaned = desk.book.registers, desk.harvest[notice.id]
        return content_key(
            self.base,
            desk.book.prints[notice.id],
            self._registers,
            repr(registers.convoys.get(notice.facts.convoy)),
            repr(desk.prints.get(notice.id)),
            *(self._work(key) for key in dict.fromkeys(key for key, _ in gleaned.cited)),
            *(self._person(target) for target in gleaned.targets),
        )

    @cached_property
    def _registers(self) -> bytes:
        return register_key(self._desk.book.registers)

    @cached_property
    def _marks(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        works = self._desk.book.works.values()
        return year_letters(works), edition_marks(works)

    def _work(self, key: str) -> bytes:
        """A work, what tells it from others of the same author and year or title, and the form of its shelfmarks."""
        if key not in self._works:
            letters, marks = self._marks
            work = self._desk.book.works.get(key)
            form = form_of(work, self._desk.book.repositories) if work and is_archival(work) else None
            self._works[key] = content_key(repr(work), repr(form), letters.get(key, ""), marks.get(key, ""))
        return self._works[key]

    def _person(self, target: str) -> str:
        found = self._desk.directory.find(target)
        return repr((found[0].id, found[0].name)) if len(found) == 1 else target


def notices_made_from(desk: Desk, provenance: Provenance) -> dict[NoticeId, bytes]:
    """The hash of every notice whose print is known."""
    return {notice.id: provenance.of_notice(notice) for notice in desk.book.notices if notice.id in desk.book.prints}
