"""The crew of a Dask cluster: the same batches, set on other machines, into the same store.

A worker there shares no disk with us. It is sent a kit (style sheets, fonts, pictures of the layout) once, and with
each batch the photographs that it shows; both are unpacked in a folder of its own. It sets only with the very program
and libraries that we have, since others would give other bytes. What the cluster loses is set here.
"""

from __future__ import annotations

import platform
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import distributed

from bookwork.records import Struct, replace
from bookwork.stages import Progress
from bookwork.store import Store, picture_key, program_key
from bookwork.typesetting.batches import Batch, Done, batches, set_records
from bookwork.typesetting.crew import CrewError, Workers
from bookwork.typesetting.encoding import Record
from bookwork.typesetting.engine import versions
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.shop import Style
from bookwork.window import stored_picture

_WAIT = 10
"""Seconds to wait for the scheduler, and after which a cluster without answer is asked whether it has workers left."""

_AHEAD = 3
"""Batches given out for each thread of the cluster: enough that nobody waits, few enough to keep them out of memory."""

_ONE_AT_A_TIME = threading.Lock()
"""WeasyPrint's complaints are heard for the whole process: threads of one worker take turns."""


class OtherVersionsError(Exception):
    """Raised by a worker that would give other bytes; says what it sets with."""


class Kit(Struct, frozen=True):
    """All that shapes every piece: the style, and the files of the layout by their path below it."""

    style: Style
    files: Mapping[str, bytes]

    def unpacked(self, folder: Path) -> Style:
        """The same style with its files in this folder, and a store there for the photographs."""
        for name, content in self.files.items():
            path = folder / "layout" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        old, new = _folder(self.style), folder / "layout"
        base = new.as_uri() + "/"
        shop = self.style.shop
        if shop is not None:
            faces = (replace(face, file=str(new / Path(face.file).relative_to(old))) for face in shop.faces)
            shop = replace(shop, faces=tuple(faces))
        return replace(
            self.style,
            galley_css=self.style.galley_css.replace(self.style.base, base),
            chapter_css=self.style.chapter_css.replace(self.style.base, base),
            base=base,
            store=str(folder / "pictures.sqlite"),
            shop=shop,
        )


def _folder(style: Style) -> Path:
    """The layout's folder."""
    return Path(url2pathname(urlsplit(style.base).path))


def pack_kit(style: Style) -> Kit:
    """The kit of a style; raises OSError where a file of the layout cannot be read."""
    folder = _folder(style)
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".j2")
    return Kit(style, {path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


@cache
def program() -> str:
    """What decides the bytes of a galley: Python, the libraries, and a hash of the rooms that set it."""
    rooms = program_key(("store", "typesetting"), ()).hex()
    return f"bookwork {rooms[:16]}, python {platform.python_version()}, {versions()}"


_unpacked: dict[str, tuple[Style, tempfile.TemporaryDirectory[str]]] = {}
"""On a worker: kits by name, as they were unpacked."""


class _KitPlugin(distributed.WorkerPlugin):  # type: ignore[misc]
    """Brings the kit to every worker, those that join later too, and takes it away at the end."""

    def __init__(self, name: str, kit: Kit) -> None:
        self.name, self._kit = name, kit

    def setup(self, worker: distributed.Worker) -> None:
        """Unpack the kit."""
        folder = tempfile.TemporaryDirectory(prefix="bookwork-", dir=worker.local_directory)
        _unpacked[self.name] = self._kit.unpacked(Path(folder.name)), folder

    def teardown(self, worker: distributed.Worker) -> None:
        """Throw the folder away."""
        if self.name in _unpacked:
            _unpacked.pop(self.name)[1].cleanup()


def set_there(kit: str, pieces: Sequence[Piece], pictures: Mapping[str, bytes], wanted: str) -> list[Record]:
    """On a worker: set pieces with this kit and these photographs, or raise OtherVersionsError."""
    if program() != wanted:
        raise OtherVersionsError(program())
    style = _unpacked[kit][0]
    with _ONE_AT_A_TIME:
        if pictures:
            with Store(Path(style.store)) as store:
                store.write({picture_key(name): jpeg for name, jpeg in pictures.items()})
        return set_records(style, pieces)


class Cluster:
    """A crew on the workers of a Dask scheduler; those of this machine set what the cluster does not."""

    def __init__(self, address: str, jobs: int) -> None:
        self._address = address
        self._here = Workers(jobs)
        self._client: distributed.Client | None = None
        self._kit = ""

    @property
    def peak(self) -> int:
        """The most memory that one worker of this machine has held, in bytes."""
        return self._here.peak

    def call(self) -> None:
        """The cluster is there already."""

    def versions(self) -> str:
        """The versions of all that shapes a galley: the cluster's are those of this process, or it is refused."""
        return versions()

    def set(self, style: Style, pieces: Sequence[Piece], progress: Progress) -> Iterator[Done]:
        """Set these pieces, batch by batch, in any order; raises CrewError where the cluster cannot be used."""
        if not pieces:
            return
        client = self._client or self._join(style)
        left = dict(enumerate(batches(pieces)))
        try:
            for number, records in self._answers(client, style, left):
                yield Done(left.pop(number).pieces, tuple(records))
        except (OSError, CancelledError) as error:
            progress.note("cluster-lost", reason=error)
        yield from self._here.set(style, [piece for batch in left.values() for piece in batch.pieces], progress)

    def close(self) -> None:
        """Take the kit away, and leave; what was not done is not waited for."""
        self._here.close()
        if self._client is not None:
            with suppress(OSError, ValueError):  # where the cluster has gone, the kit has too
                self._client.unregister_worker_plugin(self._kit)
            self._client.close(timeout=_WAIT)
            self._client = None

    def _join(self, style: Style) -> distributed.Client:
        try:
            client = distributed.Client(self._address, timeout=_WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise CrewError("no-cluster", address=self._address, reason=str(error)) from error
        self._client = client
        if not client.nthreads():
            raise CrewError("no-cluster", address=self._address, reason="0 worker")
        _refuse_strangers(client.get_versions())
        self._kit = f"bookwork-{client.id}"
        try:
            client.register_plugin(_KitPlugin(self._kit, pack_kit(style)))
        except (ValueError, ImportError, RuntimeError) as error:
            raise CrewError("other-versions", here=program(), there=str(error)) from error
        return client

    def _answers(
        self, client: distributed.Client, style: Style, left: Mapping[int, Batch]
    ) -> Iterator[tuple[int, list[Record]]]:
        """The records of each batch by its number, as they come; batches that the cluster gives up are left out."""
        waiting = list(left)[::-1]
        running: dict[distributed.Future, int] = {}
        while waiting or running:
            while waiting and len(running) < _AHEAD * max(1, sum(client.nthreads().values())):
                number = waiting.pop()
                running[self._given(client, style, left[number])] = number
            for future in _finished(client, running):
                number = running.pop(future)
                records = _records(client, future)
                if records is not None:
                    yield number, records

    def _given(self, client: distributed.Client, style: Style, batch: Batch) -> distributed.Future:
        names = frozenset[str]().union(*(piece.pictures for piece in batch.pieces))
        found = {name: stored_picture(Path(style.store), name) for name in sorted(names)}
        pictures = {name: jpeg for name, jpeg in found.items() if jpeg is not None}
        return client.submit(set_there, self._kit, batch.pieces, pictures, program(), pure=False)


def _refuse_strangers(versions: Mapping[str, Any]) -> None:
    """Raise CrewError unless scheduler and workers speak with the same Python and the same Dask as we do."""
    ours = _speech(versions["client"])
    for name, found in {"scheduler": versions["scheduler"], **versions["workers"]}.items():
        if _speech(found) != ours:
            raise CrewError("other-versions", here=ours, there=f"{name}: {_speech(found)}")


def _speech(versions: Mapping[str, Any]) -> str:
    packages = versions["packages"]
    python = ".".join(packages["python"].split(".")[:2])
    return f"python {python}, dask {packages['dask']}, distributed {packages['distributed']}"


def _finished(client: distributed.Client, running: Mapping[distributed.Future, int]) -> Sequence[distributed.Future]:
    """The futures that are done, at least one; raises OSError where nobody is left to do them."""
    while True:
        with suppress(TimeoutError), client.as_current():
            return tuple(distributed.wait(list(running), timeout=_WAIT, return_when="FIRST_COMPLETED").done)
        _see_workers(client)


def _see_workers(client: distributed.Client) -> None:
    """Raise OSError where nobody is left to wait for."""
    if not client.nthreads():
        raise OSError("0 worker")


def _records(client: distributed.Client, future: distributed.Future) -> list[Record] | None:
    """The records of a batch; None where the cluster gave it up. Raises CrewError for a worker unlike us.

    A batch that is done may be lost with its worker before we have its records: then it is set once more there.
    """
    while True:
        try:
            records: list[Record] = future.result(timeout=_WAIT)
        except OtherVersionsError as error:
            raise CrewError("other-versions", here=program(), there=str(error)) from error
        except TimeoutError:
            _see_workers(client)
        except (OSError, CancelledError):
            raise
        except Exception:  # the piece's fault, or of a worker lost time and again: the crew here finds out which
            return None
        else:
            return records
