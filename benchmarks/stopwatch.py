"""Runs a command in a process of its own and says what it cost: wall time, CPU and memory of the whole process tree.

Linux only: memory is read from ``/proc``.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SAMPLING: Final = 0.05
"""Seconds between two looks at the tree; a high-water mark misses only what a process did after the last one."""
_KB: Final = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds of wall and CPU of the whole tree, peak MB of its main process and largest worker.

    A worker runs the same program as the main process; ``other`` is the largest process that ran another, by name.
    """

    wall: float
    cpu: float
    main_mb: float
    worker_mb: float
    workers: int
    code: int
    other: str = ""
    other_mb: float = 0.0


def measure(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end; what it says goes into the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        with _Sampler(process.pid) as sampler:
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    workers = [peak for pid, peak in sampler.peaks.items() if pid != process.pid and sampler.is_worker(pid)]
    other, other_peak = max(sampler.others(), key=lambda each: each[1], default=("", 0))
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        main_mb=sampler.peaks.get(process.pid, 0) / _KB,
        worker_mb=max(workers, default=0) / _KB,
        workers=len(workers),
        code=process.returncode,
        other=other,
        other_mb=other_peak / _KB,
    )


class _Sampler:
    """Keeps the high-water mark, in kB, of every process of a tree, and how often it was seen. Use it as a context.

    A process seen once only was about to become another program, and its memory was still that of its parent.
    """

    def __init__(self, root: int) -> None:
        self.peaks: dict[int, int] = {}
        self.looks: Counter[int] = Counter()
        self._programs: dict[int, str] = {}
        self._root = root
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def is_worker(self, pid: int) -> bool:
        """Whether a process ran the same program as the main one."""
        return self.looks[pid] > 1 and self._programs.get(pid) == self._programs.get(self._root)

    def others(self) -> Iterator[tuple[str, int]]:
        """Name and peak of the processes that ran another program."""
        for pid, program in self._programs.items():
            if self.looks[pid] > 1 and program != self._programs.get(self._root):
                yield Path(program).name, self.peaks[pid]

    def _watch(self) -> None:
        while True:
            for pid in (self._root, *_descendants(self._root)):
                self.looks[pid] += 1
                self.peaks[pid] = max(self.peaks.get(pid, 0), _high_water(pid))
                if program := _program(pid):
                    self._programs[pid] = program
            if self._stop.wait(SAMPLING):
                return


def _descendants(pid: int) -> Iterator[int]:
    """All processes below this one: children stand with the thread that started them."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        for child in _text(thread / "children").split():
            yield int(child)
            yield from _descendants(int(child))


def _high_water(pid: int) -> int:
    for line in _text(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def _program(pid: int) -> str:
    """The file of the program that a process runs; empty when it has gone."""
    try:
        return str(Path(f"/proc/{pid}/exe").readlink())
    except OSError:
        return ""


def _text(path: Path) -> str:
    """The text of a file of ``/proc``; empty when the process has gone."""
    try:
        return path.read_text()
    except OSError:
        return ""
