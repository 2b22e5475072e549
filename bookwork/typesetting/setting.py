"""The setting room: pieces in, galleys out; what the store has is not set again, the rest is set in parallel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from bookwork.project import Project
from bookwork.records import pack, recalled, replace
from bookwork.stages import Progress, Unwatched
from bookwork.store import Store, content_key, picture_key
from bookwork.typesetting.batches import record_as_taught
from bookwork.typesetting.crew import ALONE, Crew
from bookwork.typesetting.encoding import Record, decode_shape, decode_type
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.galley import Order, Piece, SetType, Shape
from bookwork.typesetting.lessons import NO_LESSONS, Lessons
from bookwork.typesetting.racks import Racked, Racks
from bookwork.typesetting.style import drawings_key, make_style, style_key

if TYPE_CHECKING:
    from bookwork.typesetting.galleys import Stone


@dataclass(slots=True)
class Tally:
    """What the setting room did: pieces asked for, those that had to be set, those that the store had."""

    asked: int = 0
    set: int = 0
    stored: int = 0


class LostTypeError(Exception):
    """The store has lost the type of these galleys, or a photograph, while it kept their shapes: all is asked again."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class SettingRoom:
    """Sets pieces in one style; keeps their shapes in memory, all in the store. Use it as a context."""

    def __init__(self, project: Project, store_path: Path, crew: Crew, progress: Progress | None = None) -> None:
        style = make_style(project, store_path)
        self._key = style_key(style, face_files(project), crew.versions())
        self.style = replace(style, lessons=content_key(self._key, "lessons"))
        self.tally = Tally()
        self._drawings = drawings_key(project.layout_folder)
        self._store_path = store_path
        self._crew = crew
        self._progress = progress or Unwatched()
        self._shapes: dict[bytes, Shape] = {}
        self._keys: dict[str, bytes] = {}
        self._loose: dict[bytes, bytes] = {}
        """Types of stand-ins, which the store does not keep."""
        self._resources = ExitStack()
        self._lessons: Lessons | None = None
        self.has_learned = False
        """Whether WeasyPrint had to be asked for something that no lesson told."""
        self._stone: Stone | None = None

    def __enter__(self) -> SettingRoom:
        self.store = self._resources.enter_context(Store(self._store_path))
        self._racks = Racks(self.store, self._key)
        self._resources.callback(self._crew.close)
        if self.store.set_aside is not None:
            self._progress.note("store-damaged", path=self.store.set_aside)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resources.close()

    def style_complaints(self) -> tuple[str, ...]:
        """What WeasyPrint does not understand in the style sheets."""
        key = content_key(self._key, "complaints")
        known = recalled(self.store, key, tuple[str, ...])
        if known is None:
            from bookwork.typesetting.engine import style_complaints  # noqa: PLC0415 - slow to load

            known = style_complaints(self.style)
            self.store.write({key: pack(known)})
        return known

    def set(self, work: Iterable[Piece | Order]) -> dict[str, Shape]:
        """The shape of every piece, set where it is not known, by the piece's id."""
        wanted = {each.id: each for each in work}
        self.tally.asked += len(wanted)
        keys = self._racked(each for each in wanted.values() if isinstance(each, Order))
        orders = [each for name, each in wanted.items() if isinstance(each, Order) and name not in keys]
        pieces = {name: each for name, each in wanted.items() if isinstance(each, Piece)}
        pieces |= {order.id: order.compose() for order in orders}
        keys |= {name: self._piece_key(piece) for name, piece in pieces.items()}
        self._load(keys[name] for name in pieces)
        self._set_missing({keys[name]: piece for name, piece in pieces.items() if keys[name] not in self._shapes})
        self._keys |= keys
        self._rack(orders)
        return {name: self._shapes[key] for name, key in keys.items()}

    def composed(self, orders: Iterable[Order]) -> frozenset[str]:
        """The ids of those whose piece was composed from the same, and set, before."""
        return frozenset(self._racked(orders))

    def key(self, name: str) -> bytes:
        """The key of the galley that was set last under this id; a stand-in has one of its own."""
        key = self._keys[name]
        loose = self._loose.get(_type_key(key)) if self._loose else None
        return key if loose is None else content_key(key, loose)

    def types(self, names: Iterable[str]) -> dict[str, SetType]:
        """The type of galleys that were set, by id; raises LostTypeError where the store no longer has it whole."""
        keys = {_type_key(self._keys[name]): name for name in names}
        records = self.store.read(keys) | {key: self._loose[key] for key in keys if key in self._loose}
        found = {keys[key]: decode_type(record) for key, record in records.items()}
        whole = {name: each for name, each in found.items() if each is not None}
        if lost := [name for name in keys.values() if name not in whole]:
            raise LostTypeError(lost)
        return whole

    def forget_lost(self) -> None:
        """Take as not set all whose type the store no longer has whole."""
        keys = list(self._shapes)
        for start in range(0, len(keys), _TOGETHER):
            types = {_type_key(key): key for key in keys[start : start + _TOGETHER]}
            found = self.store.read(types) | {key: self._loose[key] for key in types if key in self._loose}
            lost = [key for name, key in types.items() if name not in found or decode_type(found[name]) is None]
            for key in lost:
                del self._shapes[key]
            self._racks.forget(frozenset(lost))
            self.store.write(dict.fromkeys(lost, b""))

    def picture(self, name: str) -> bytes:
        """The JPEG of this hash; raises LostTypeError where the store has lost it."""
        found = self.store.read([key := picture_key(name)]).get(key)
        if found is None:
            raise LostTypeError(())
        return found

    def tidy_racks(self) -> None:
        """Leave on the racks only what this run asked for; raises OSError where the disk does not take them."""
        self._racks.keep(alone=True)

    def _racked(self, orders: Iterable[Order]) -> dict[str, bytes]:
        """By id, the keys of the galleys that are on the racks; their shapes to hand."""
        racked = self._racks.find(orders)
        new = {each.key: each.shape for each in racked.values() if each.key not in self._shapes}
        self._shapes |= new
        self.tally.stored += len(new)
        self.store.use([_type_key(key) for key in new])  # sheets struck before stand for it
        return {name: each.key for name, each in racked.items()}

    def _rack(self, orders: Iterable[Order]) -> None:
        """Put galleys that were set to order on their racks, but for stand-ins."""
        keys = [(order, self._keys[order.id]) for order in orders]
        self._racks.put(
            Racked(order.id, order.made_from, key, self._shapes[key])
            for order, key in keys
            if _type_key(key) not in self._loose
        )
        self._racks.keep()

    def _load(self, keys: Iterable[bytes]) -> None:
        unknown = [key for key in dict.fromkeys(keys) if key not in self._shapes]
        for key, record in self.store.read(unknown).items():
            if (shape := decode_shape(record)) is not None:
                self._shapes[key] = shape
                self.tally.stored += 1
                self.store.use([_type_key(key)])  # sheets struck before stand for it

    def _piece_key(self, piece: Piece) -> bytes:
        drawn = self._drawings if _DRAWS.search(piece.html) else b""
        measure = f"{piece.measure:.4f}"
        how = "paged" if piece.paged else f"{piece.fits}" if piece.fits else ""
        return content_key(self._key, piece.id, piece.html, measure, how, drawn)

    def _set_missing(self, missing: dict[bytes, Piece]) -> None:
        self._look_for_pictures(missing.values())
        self.tally.set += len(missing)
        done = self._set_as_taught(missing) if 0 < len(missing) <= ALONE else 0
        left = {key: piece for key, piece in missing.items() if key not in self._shapes}
        keys = {piece.id: key for key, piece in left.items()}
        for batch in self._crew.set(self.style, list(left.values()), self._progress) if left else ():
            self._take(dict(zip((keys[piece.id] for piece in batch.pieces), batch.records, strict=True)), batch.to_keep)
            done += len(batch.pieces)
            self._learn(batch.lessons)
            self._progress.step(done, len(missing))
        self._progress.count(**self._numbers())

    def _set_as_taught(self, missing: Mapping[bytes, Piece]) -> int:
        """Set in this process what needs no WeasyPrint, by what it said before; how many pieces that were."""
        from bookwork.typesetting.galleys import stone_as_taught  # noqa: PLC0415 - slow to load

        if not self._known_lessons():
            return 0
        self._stone = self._stone or stone_as_taught(self.style, self._known_lessons())
        records = {key: record_as_taught(self._stone, piece) for key, piece in missing.items()}
        known = {key: record for key, record in records.items() if record is not None}
        self._take(known, to_keep=True)
        return len(known)

    def _known_lessons(self) -> Lessons:
        if self._lessons is None:
            self._lessons = recalled(self.store, self.style.lessons, Lessons) or NO_LESSONS
        return self._lessons

    def _learn(self, more: Lessons) -> None:
        """Keep what WeasyPrint has said, if it is more than is known."""
        known = self._known_lessons()
        lessons = known.with_more(more)
        if len(lessons) > len(known):
            self._lessons, self._stone, self.has_learned = lessons, None, True
            self.store.write({self.style.lessons: pack(lessons)})

    def _look_for_pictures(self, pieces: Iterable[Piece]) -> None:
        """Raise LostTypeError where a photograph is not in the store: a piece without it would be kept as it is."""
        keys = [picture_key(name) for name in sorted(frozenset[str]().union(*(piece.pictures for piece in pieces)))]
        for start in range(0, len(keys), _TOGETHER):
            wanted = keys[start : start + _TOGETHER]
            if len(self.store.read(wanted)) < len(wanted):
                raise LostTypeError(())

    def _take(self, records: Mapping[bytes, Record], to_keep: bool) -> None:
        """Take galleys from the crew: their shapes to hand, the rest to the store."""
        self._shapes |= {key: shape for key, (record, _) in records.items() if (shape := decode_shape(record))}
        types = {_type_key(key): record for key, (_, record) in records.items()}
        if to_keep:
            self.store.write({key: record for key, (record, _) in records.items()} | types)
        else:
            self._loose |= types

    def _numbers(self) -> dict[str, int]:
        taken = {"asked": self.tally.asked, "set": self.tally.set, "stored": self.tally.stored}
        return {**taken, "worker": self._crew.peak // 1_000_000} if self._crew.peak else taken


_TOGETHER = 200
"""Records looked through at a time, so that few are in memory."""

_DRAWS = re.compile(r"""<(?:img|image|use|object|embed|link|style)\b(?![^>]*["']picture:)|url\(""")
"""What makes WeasyPrint read a file of the layout; a photograph is named by its content."""


def _type_key(key: bytes) -> bytes:
    return key + b"type"
