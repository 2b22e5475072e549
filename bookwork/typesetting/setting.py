"""The setting room: pieces in, galleys out; what the store has is not set again, the rest is set in parallel."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from bookwork.project import Project
from bookwork.store import Store, content_key, picture_key
from bookwork.typesetting.encoding import decode_shape, decode_type, encode
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.galley import Galley, Order, Piece, SetType, Shape
from bookwork.typesetting.galleys import Style, set_pieces
from bookwork.typesetting.style import make_style, style_key

BATCH = 40
"""Pieces to one WeasyPrint document: enough to share its set-up, few enough to keep a worker small."""

ALONE = 60
"""Up to so many pieces are set in this process: starting workers takes longer (0.7 s each, measured)."""

Progress = Callable[[int, int], None]
"""Called with pieces set so far and pieces to set."""


@dataclass(slots=True)
class Tally:
    """What the setting room did: pieces asked for, and those that had to be set."""

    asked: int = 0
    set: int = 0


class LostTypeError(Exception):
    """The store has lost the type of these galleys while it kept their shapes: they must be set again."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class SettingRoom:
    """Sets pieces in one style; keeps their shapes in memory, all in the store. Use it as a context."""

    def __init__(self, project: Project, store_path: Path, jobs: int, progress: Progress | None = None) -> None:
        self.style: Style = make_style(project, store_path)
        self.tally = Tally()
        self._key = style_key(self.style, face_files(project))
        self._store_path = store_path
        self._jobs = jobs
        self._progress = progress or (lambda done, total: None)
        self._shapes: dict[bytes, Shape] = {}
        self._keys: dict[str, bytes] = {}
        self._resources = ExitStack()
        self._executor: Executor | None = None

    def __enter__(self) -> SettingRoom:
        self.store = self._resources.enter_context(Store(self._store_path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=error is None, cancel_futures=True)
        self._resources.close()

    def set(self, work: Iterable[Piece | Order]) -> dict[str, Shape]:
        """The shape of every piece, set where it is not known, by the piece's id."""
        wanted = {each.id: each for each in work}
        self.tally.asked += len(wanted)
        keys = self._known_orders([each for each in wanted.values() if isinstance(each, Order)])
        pieces = {name: each for name, each in wanted.items() if isinstance(each, Piece)}
        keys |= {name: self._piece_key(piece) for name, piece in pieces.items()}
        self._load(keys.values())
        pieces |= self._compose(
            each for name, each in wanted.items() if isinstance(each, Order) and keys.get(name) not in self._shapes
        )
        keys |= {name: self._piece_key(piece) for name, piece in pieces.items()}
        self._load(keys[name] for name in pieces)
        self._set_missing({keys[name]: piece for name, piece in pieces.items() if keys[name] not in self._shapes})
        self._keys |= keys
        return {name: self._shapes[key] for name, key in keys.items()}

    def key(self, name: str) -> bytes:
        """The key of the galley that was set last under this id."""
        return self._keys[name]

    def types(self, names: Iterable[str]) -> dict[str, SetType]:
        """The type of galleys that were set, by id; raises LostTypeError where the store no longer has it whole."""
        keys = {_type_key(self._keys[name]): name for name in names}
        found = {keys[key]: decode_type(record) for key, record in self.store.read(keys).items()}
        whole = {name: each for name, each in found.items() if each is not None}
        if lost := [name for name in keys.values() if name not in whole]:
            raise LostTypeError(lost)
        return whole

    def forget(self, names: Iterable[str]) -> None:
        """Take what was set under these ids as not set."""
        for name in names:
            key = self._keys.pop(name)
            self._shapes.pop(key, None)
            self.store.write({key: b""})

    def picture(self, name: str) -> bytes:
        """The JPEG of this hash; raises KeyError where the store has lost it."""
        return self.store.read([key := picture_key(name)])[key]

    def _known_orders(self, orders: Sequence[Order]) -> dict[str, bytes]:
        """By id, the keys of the pieces that were composed from the same."""
        made = {self._order_key(order): order.id for order in orders}
        return {made[key]: record for key, record in self.store.read(made).items()}

    def _compose(self, orders: Iterable[Order]) -> dict[str, Piece]:
        composed = {order: order.compose() for order in orders}
        self.store.write({self._order_key(order): self._piece_key(piece) for order, piece in composed.items()})
        return {order.id: piece for order, piece in composed.items()}

    def _load(self, keys: Iterable[bytes]) -> None:
        unknown = [key for key in dict.fromkeys(keys) if key not in self._shapes]
        for key, record in self.store.read(unknown).items():
            if (shape := decode_shape(record)) is not None:
                self._shapes[key] = shape

    def _order_key(self, order: Order) -> bytes:
        return content_key(self._key, "order", order.id, order.made_from)

    def _piece_key(self, piece: Piece) -> bytes:
        return content_key(self._key, piece.id, piece.html, f"{piece.measure:.4f}", "paged" if piece.paged else "")

    def _set_missing(self, missing: dict[bytes, Piece]) -> None:
        if not missing:
            return
        self.tally.set += len(missing)
        keys = {piece.id: key for key, piece in missing.items()}
        done = 0
        for pieces, galleys in self._run(list(_batches(missing.values()))):
            records: dict[bytes, bytes] = {}
            for piece, galley in zip(pieces, galleys, strict=True):
                key = keys[piece.id]
                self._shapes[key] = galley.shape
                records[key], records[_type_key(key)] = encode(galley)
            self.store.write(records)
            done += len(pieces)
            self._progress(done, len(missing))

    def _run(self, batches: Sequence[list[Piece]]) -> Iterator[tuple[list[Piece], list[Galley]]]:
        if self._jobs == 1 or sum(map(len, batches)) <= ALONE:
            for batch in batches:
                yield batch, set_pieces(self.style, batch)
            return
        futures = {self._workers().submit(set_pieces, self.style, batch): batch for batch in batches}
        for future in as_completed(futures):
            yield futures[future], future.result()

    def _workers(self) -> Executor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self._jobs, mp_context=context)
        return self._executor


def _type_key(key: bytes) -> bytes:
    return content_key(key, "type")


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces of one measure together, long ones first to keep the cores busy to the end; chapters alone."""
    groups: dict[tuple[float, bool], list[Piece]] = {}
    for piece in pieces:
        groups.setdefault((piece.measure, piece.paged), []).append(piece)
    for (_, paged), group in groups.items():
        size = 1 if paged else BATCH
        for start in range(0, len(group), size):
            yield group[start : start + size]
