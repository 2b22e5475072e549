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
from bookwork.typesetting.encoding import decode, encode
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.galley import Galley, Piece
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


class SettingRoom:
    """Sets pieces in one style; keeps what it has set in memory and in the store. Use it as a context."""

    def __init__(self, project: Project, store_path: Path, jobs: int, progress: Progress | None = None) -> None:
        self.style: Style = make_style(project, store_path)
        self.tally = Tally()
        self._key = style_key(self.style, face_files(project))
        self._store_path = store_path
        self._jobs = jobs
        self._progress = progress or (lambda done, total: None)
        self._set: dict[bytes, Galley] = {}
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

    def set(self, pieces: Iterable[Piece]) -> dict[str, Galley]:
        """The galley of every piece, by the piece's id."""
        wanted = list(pieces)
        keys = {piece.id: self._piece_key(piece) for piece in wanted}
        self.tally.asked += len(keys)
        unknown = [key for key in dict.fromkeys(keys.values()) if key not in self._set]
        for key, record in self.store.read(unknown).items():
            if (galley := decode(record)) is not None:
                self._set[key] = galley
        missing = {keys[piece.id]: piece for piece in wanted if keys[piece.id] not in self._set}
        self._set_missing(missing)
        return {name: self._set[key] for name, key in keys.items()}

    def picture(self, name: str) -> bytes:
        """The JPEG of this hash; raises KeyError where the store has lost it."""
        return self.store.read([key := picture_key(name)])[key]

    def _piece_key(self, piece: Piece) -> bytes:
        return content_key(self._key, piece.id, piece.html, f"{piece.measure:.4f}", "paged" if piece.paged else "")

    def _set_missing(self, missing: dict[bytes, Piece]) -> None:
        if not missing:
            return
        self.tally.set += len(missing)
        keys = {piece.id: key for key, piece in missing.items()}
        done = 0
        for pieces, galleys in self._run(list(_batches(missing.values()))):
            fresh = {keys[piece.id]: galley for piece, galley in zip(pieces, galleys, strict=True)}
            self._set.update(fresh)
            self.store.write({key: encode(galley) for key, galley in fresh.items()})
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


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces of one measure together, long ones first to keep the cores busy to the end; chapters alone."""
    groups: dict[tuple[float, bool], list[Piece]] = {}
    for piece in pieces:
        groups.setdefault((piece.measure, piece.paged), []).append(piece)
    for (_, paged), group in groups.items():
        size = 1 if paged else BATCH
        for start in range(0, len(group), size):
            yield group[start : start + size]
