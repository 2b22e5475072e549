"""How far the work is: a bar for each stage in a terminal, a line for each stage elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

_NAMES = {
    "fr": {
        "sources": "lecture des sources",
        "checks": "contrôles",
        "typesetting": "composition des galées",
        "makeup": "mise en pages",
        "press": "impression du PDF",
    },
    "en": {
        "sources": "reading the sources",
        "checks": "checks",
        "typesetting": "setting galleys",
        "makeup": "make-up",
        "press": "printing the PDF",
    },
}


class StageProgress:
    """Shows stages on standard error, where they never mix with a report. Use it as a context."""

    def __init__(self, language: str) -> None:
        self._names = _NAMES[language]
        self._bars: Bars | None = None
        if sys.stderr.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bars = Bars(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> StageProgress:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def stage(self, name: str) -> None:
        """A stage begins; the one before is done."""
        if self._bars is None:
            print(f"· {self._names[name]}", file=sys.stderr)
            return
        for task in self._bars.task_ids:
            self._bars.remove_task(task)
        self._bars.add_task(self._names[name], total=None)

    def step(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if self._bars is not None and self._bars.task_ids:
            self._bars.update(self._bars.task_ids[-1], completed=done, total=total)
