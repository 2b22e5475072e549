"""The cluster: scheduler and workers as processes of their own on this machine, in folders of their own.

Everybody in these books is fictional.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fixtures_book import BOOK, Printed, built, command, small_book

from bookwork.cli import HOME, MISUSE, main
from bookwork.project import read_project
from bookwork.stages import Unwatched
from bookwork.store import Store
from bookwork.typesetting.crew import Workers
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.style import make_style

distributed = pytest.importorskip("distributed", reason="the extra « cluster » is not installed")
cluster = pytest.importorskip("bookwork.typesetting.cluster")

NAMES = [f"{first}{second}eron" for first in "bcdfghjklmnprstvz" for second in "aeiou"]
TEXT = "Personnage fictif : *{0}*. " + "Il ne fit jamais rien de ce qui est écrit ici. " * 12


@dataclass
class Site:
    """A cluster on this machine: its address, and its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def started(folder: Path, *argv: str, **environment: str) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True)
    environ = {**os.environ, "PYTHONPATH": str(HOME), **environment}
    with (folder / "said.txt").open("wb") as said:
        command = [sys.executable, "-m", "distributed.cli." + argv[0], *argv[1:]]
        return subprocess.Popen(command, cwd=folder, env=environ, stdout=said, stderr=said)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A scheduler, and the workers that tests have left alive."""
    folder = tmp_path_factory.mktemp("grappe")
    file = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    scheduler = started(folder / "scheduler", "dask_scheduler", *options)
    workers: list[subprocess.Popen[bytes]] = []
    try:
        while not (file.exists() and file.read_text()):  # it is made empty first
            assert scheduler.poll() is None, (folder / "scheduler" / "said.txt").read_text()
        yield Site(json.loads(file.read_text())["address"], workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def site(ground: Site, tmp_path: Path) -> Site:
    """A cluster of two workers, which share neither a folder with us nor one with each other."""
    ground.workers[:] = [worker for worker in ground.workers if worker.poll() is None]
    for name in ("one", "two")[len(ground.workers) :]:
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path / f"{name}-d"))
        ground.workers.append(started(tmp_path / name, "dask_worker", ground.address, *options))
    with distributed.Client(ground.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    return ground


def many(root: Path) -> Path:
    return small_book(root, {name: TEXT.format(name) for name in NAMES})


def records(book: Path) -> int:
    """How many records of the size of a galley the store of this book has got so far."""
    store = book / "build" / "cache" / "galleys.sqlite"
    if not store.exists():
        return 0
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True, timeout=60)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM record WHERE length(body) > 200").fetchone()[0])
        except sqlite3.OperationalError:  # just being made
            return 0


def test_a_cluster_that_loses_a_worker_gives_the_bytes_of_one_process(site: Site, tmp_path: Path) -> None:
    book = many(tmp_path / "livre")
    building = subprocess.Popen(
        [sys.executable, "-c", "import sys; from bookwork.cli import main; sys.exit(main(sys.argv[1:]))",
         "--lang", "fr", "--book", str(book), "build", "--jobs", "1", "--cluster", site.address],
        cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not records(book) and building.poll() is None:  # until a batch has come back
        pass
    site.workers[0].kill()
    out, err = building.communicate()
    assert building.returncode == 0, err
    assert "pièces composées" in out
    assert "ne répond plus" not in err
    there = Printed(book).files()
    shutil.rmtree(book / "build")
    built(book)
    assert Printed(book).files() == there


def test_photographs_travel_to_workers_that_do_not_share_our_disk(site: Site, printed: Printed, tmp_path: Path) -> None:
    copy = tmp_path / "dix"
    shutil.copytree(BOOK, copy)
    answer = command(copy, "build", "--cluster", site.address)
    assert answer.code == 0, answer.err
    assert Printed(copy).files() == printed.files()


def test_when_the_cluster_goes_the_rest_is_set_here(site: Site, tmp_path: Path) -> None:
    project, _ = read_project(small_book(tmp_path / "livre", {"un": "Personnage fictif."}), HOME / "layout")
    assert project is not None
    with Store(tmp_path / "s.sqlite"):
        style = make_style(project, tmp_path / "s.sqlite")
    pieces = [Piece(f"n-{n}", f'<p id="n-{n}.text.1">Fictif {n}</p>', 180) for n in range(300)]
    told: list[str] = []

    class Watch(Unwatched):
        def note(self, name: str, **particulars: object) -> None:
            told.append(name)

    crew = cluster.Cluster(site.address, 1)
    there = {}
    for done in crew.set(style, pieces, Watch()):
        there.update(zip([piece.id for piece in done.pieces], done.records, strict=True))
        for worker in site.workers:
            worker.kill()
    crew.close()
    assert told == ["cluster-lost"]
    here = {}
    for done in Workers(1).set(style, pieces, Unwatched()):
        here.update(zip([piece.id for piece in done.pieces], done.records, strict=True))
    assert there == here


def test_a_worker_with_another_program_is_refused(site: Site, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "program", lambda: "bookwork of another day")
    answer = command(many(tmp_path / "livre"), "build", "--cluster", site.address)
    assert answer.code == MISUSE
    assert "ne composerait pas les mêmes octets" in answer.err
    assert "là-bas : bookwork " in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "livre" / "build" / "livre.pdf").exists()


def test_a_cluster_that_is_not_there_is_said(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "_WAIT", 1)
    answer = command(many(tmp_path / "livre"), "build", "--cluster", "tcp://127.0.0.1:9")
    assert answer.code == MISUSE
    assert "La grappe tcp://127.0.0.1:9 ne répond pas" in answer.err


def test_without_the_extra_the_command_says_how_to_get_it(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "bookwork.typesetting.cluster")
    book = many(tmp_path / "livre")
    assert main(["--lang", "en", "--book", str(book), "build", "--cluster", "tcp://127.0.0.1:9"]) == MISUSE
    said = capsys.readouterr().err
    assert "-m pip install distributed" in said
    assert "(distributed)" in said


def test_a_kit_is_unpacked_elsewhere_and_names_nothing_of_here(tmp_path: Path) -> None:
    project, _ = read_project(BOOK, HOME / "layout")
    assert project is not None
    style = make_style(project, tmp_path / "s.sqlite")
    unpacked = cluster.pack_kit(style).unpacked(tmp_path / "there")
    assert str(HOME) not in repr(unpacked)
    for face in unpacked.shop.faces:
        assert Path(face.file).read_bytes()
    assert len(list((tmp_path / "there" / "layout" / "fonts").rglob("*.ttf"))) == 4
