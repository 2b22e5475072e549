"""The whole book as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookwork.diagnostics import NoticeId
from bookwork.model.archive import Repositories
from bookwork.model.citation import Text
from bookwork.model.directory import Directory
from bookwork.model.names import PersonName
from bookwork.model.notice import BrokenNotice, Notice
from bookwork.model.register import Registers
from bookwork.model.source import Work
from bookwork.records import Struct


class Chapter(Struct, frozen=True):
    """A chapter of the front or back matter, in HTML, with the holes of :class:`Text`; ``ch-10-preface`` is its id."""

    id: str
    file: str
    title: str
    short_title: str
    text: Text


@dataclass(frozen=True, slots=True, eq=False)
class Authorities:
    """What every notice is checked against: registers, works, repositories. Known by identity, not by contents."""

    registers: Registers
    works: Mapping[str, Work]
    repositories: Repositories = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """What the sources say: notices in French order, chapters, registers, works."""

    notices: tuple[Notice, ...]
    broken: tuple[BrokenNotice, ...]
    chapters: Mapping[str, Chapter]
    registers: Registers
    works: Mapping[str, Work]
    prints: Mapping[NoticeId, bytes] = field(default_factory=dict)
    """The print of every notice, whole or broken: the same print means the same notice, as far as its own file goes."""
    repositories: Repositories = field(default_factory=dict)
    """How the repositories of archives write their shelfmarks, by the names that entries give them."""
    _directory: list[Directory] = field(default_factory=list, init=False, repr=False, compare=False)
    """The directory, once somebody has asked for it."""

    @property
    def authorities(self) -> Authorities:
        """What every notice is checked against."""
        return Authorities(self.registers, self.works, self.repositories)

    @property
    def directory(self) -> Directory:
        """Who is meant by a name; the one directory of this book, which remembers whom it has found."""
        if not self._directory:
            self._directory.append(Directory(self.notices, self.registers.redirects))
        return self._directory[0]

    @property
    def names(self) -> dict[NoticeId, PersonName]:
        """The name of every notice, whole or broken, by its id."""
        whole = {notice.id: notice.name for notice in self.notices}
        return whole | {notice.id: notice.name for notice in self.broken}
