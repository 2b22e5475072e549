"""Builds side by side, stopped, or without a disk to write on. Everybody here is fictional."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from fixtures_book import Printed, built, command, small_book

from bookwork.cli import CLEAN, FAILURE, HOME, STOPPED
from bookwork.stamp import print_of_sources, standing
from bookwork.store import Store
from bookwork.turn import turn
from bookwork.workshop import BuildOptions

HOLDER = """
import sys
from pathlib import Path
from bookwork.turn import turn
with turn(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
"""
BUILD = "import sys, make_book; sys.exit(make_book.main(sys.argv[1:]))"
NAMES = [f"{first}{second}eron" for first in "bcdfghjklmnprstvz" for second in "aeiou"]


def holding(folder: Path) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], cwd=HOME, text=True, **pipes)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def building(book: Path, *argv: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "BOOKWORK_NO_VENV": "1", "PYTHONPATH": str(HOME)}
    command = [sys.executable, "-c", BUILD, "--lang", "fr", "--book", str(book), "build", *argv]
    return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_second_build_says_who_works_and_waits_for_its_turn(copied: Printed) -> None:
    before = copied.files()
    holder = holding(copied.root / "build" / "cache")
    second = building(copied.root)
    assert second.stderr is not None
    assert f"processus {holder.pid} " in second.stderr.readline()
    assert second.poll() is None
    holder.communicate("")
    _, said = second.communicate()
    assert second.returncode == CLEAN, said
    assert copied.files() == before


def test_sources_that_changed_before_a_build_had_its_turn_are_those_of_its_stamp(copied: Printed) -> None:
    holder = holding(copied.root / "build" / "cache")
    second = building(copied.root)
    assert second.stderr is not None
    assert "processus" in second.stderr.readline()
    notice = min((copied.root / "biographies").rglob("*.md"))
    notice.write_text(notice.read_text("utf-8") + "\nEncore un mot fictif.\n", "utf-8")
    holder.communicate("")
    _, said = second.communicate()
    assert second.returncode == CLEAN, said
    assert standing(copied.root, print_of_sources(copied.root, HOME / "layout", BuildOptions().asked))


def test_a_process_that_was_killed_holds_no_turn(tmp_path: Path) -> None:
    holder = holding(tmp_path)
    holder.kill()
    holder.communicate()
    told: list[str] = []
    with turn(tmp_path, told.append):
        pass
    assert not told


def test_rubbish_in_the_lock_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "turn.lock").write_bytes(b"rubbish" * 999)
    told: list[str] = []
    with turn(tmp_path, told.append):
        pass
    assert not told


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a group of processes")
def test_ctrl_c_stops_at_once_without_a_traceback_and_the_next_build_goes_on(tmp_path: Path) -> None:
    book = small_book(tmp_path, {name: 80 * f"Personnage fictif : *{name}*. " for name in NAMES})
    build = building(book, "--jobs", "2")
    store = book / "build" / "cache" / "galleys.sqlite"
    while build.poll() is None and kept(store) < 5:
        pass
    build.send_signal(signal.SIGINT)
    out, said = build.communicate()
    assert build.returncode == STOPPED, said
    assert "Traceback" not in said + out
    assert "Arrêté. Le dernier livre imprimé reste en place" in said
    assert not (book / "build" / "livre.pdf").exists()
    answer = built(book)
    total = int(answer.out.split(" pièces composées sur ")[1].split(".")[0])
    assert answer.set <= total - 20, "what was stored is not set again"


def kept(store: Path) -> int:
    """How many records of the size of a galley another process has kept so far."""
    try:
        with sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True, timeout=60) as connection:
            return int(connection.execute("SELECT count(*) FROM record WHERE length(body) > 200").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to the size of files")
def test_a_full_disk_is_said_and_leaves_the_last_book_whole(copied: Printed) -> None:
    before = copied.files()
    (notice,) = copied.root.glob("biographies/*/serban-ion.md")
    notice.write_text(notice.read_text("utf-8") + "\nUne phrase fictive de plus.\n", "utf-8")
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); " + BUILD
    environ = {**os.environ, "BOOKWORK_NO_VENV": "1", "PYTHONPATH": str(HOME)}
    argv = ["--lang", "fr", "--book", str(copied.root), "build", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-c", limited, *argv], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == FAILURE, done.stderr
    assert "Traceback" not in done.stderr
    assert "Le disque est plein, ou ne prend plus rien" in done.stderr
    assert copied.files() == before
    built(copied.root)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    book = small_book(tmp_path, {"un": "Personnage fictif."})
    (book / "build").write_text("a file where the folder should be")
    answer = command(book, "build")
    assert answer.code == FAILURE
    assert "On ne peut pas écrire ici" in answer.err
    assert command(book, "check").code == CLEAN


def test_quiet_says_the_last_line_alone_and_verbose_the_numbers(copied: Printed) -> None:
    (copied.root / "build" / "livre.pdf").unlink()
    quiet = command(copied.root, "build", "--quiet")
    assert (quiet.code, quiet.err) == (CLEAN, "")
    assert len(quiet.out.splitlines()) == 1
    (copied.root / "build" / "livre.pdf").unlink()
    verbose = command(copied.root, "build", "--verbose", "--jobs", "1").err
    for stage in ("sources", "checks", "typesetting", "makeup", "press"):
        assert f"\n  {stage} " in f"\n{verbose}"
        assert f"· {stage} " in verbose
    assert "0 composées" in verbose
    assert "10 notices" in verbose


def test_a_damaged_store_is_told(copied: Printed) -> None:
    (copied.root / "build" / "livre.pdf").unlink()
    with Store(copied.root / "build" / "cache" / "galleys.sqlite") as store:
        store._connection.execute("CREATE TABLE guest (name)")
    assert "elle est mise de côté" in command(copied.root, "build").err
