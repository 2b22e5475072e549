"""The whole book as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookwork.diagnostics import NoticeId
from bookwork.model.archive import Repositories
from bookwork.model.citation import Text
from bookwork.model.names import PersonName
from bookwork.model.notice import BrokenNotice, Notice
from bookwork.model.register import Registers
from bookwork.model.source import Work


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the front or back matter, in HTML, with the holes of :class:`Text`; ``ch-10-preface`` is its id."""

    id: str
    file: str
    title: str
    short_title: str
    text: Text


@dataclass(frozen=True, slots=True, eq=False)
class Authorities:
    """What every notice is checked against: the registers and the bibliography. Known by identity, not by contents."""

    registers: Registers
    works: Mapping[str, Work]


@dataclass(frozen=True, slots=True)
class Book:
    """What the sources say: notices in French order, chapters, registers, works, repositories of archives."""

    notices: tuple[Notice, ...]
    broken: tuple[BrokenNotice, ...]
    chapters: Mapping[str, Chapter]
    registers: Registers
    works: Mapping[str, Work]
    repositories: Repositories
    prints: Mapping[NoticeId, bytes] = field(default_factory=dict)
    """The print of every notice, whole or broken: the same print means the same notice, as far as its own file goes."""

    @property
    def authorities(self) -> Authorities:
        """What every notice is checked against."""
        return Authorities(self.registers, self.works)

    @property
    def names(self) -> dict[NoticeId, PersonName]:
        """The name of every notice, whole or broken, by its id."""
        whole = {notice.id: notice.name for notice in self.notices}
        return whole | {notice.id: notice.name for notice in self.broken}
