"""How far the work is: a bar for each stage in a terminal, a line for each stage elsewhere, and what was unusual.

All of it goes to standard error, where it never mixes with a report.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import Enum, auto
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookwork.bars import Bars

_NAMES = {
    "fr": {
        "sources": "lecture des sources",
        "checks": "contrôles",
        "typesetting": "composition des galées",
        "makeup": "mise en pages",
        "press": "impression du PDF",
        "editions": "édition pour les machines",
        "audit": "audit des sources",
    },
    "en": {
        "sources": "reading the sources",
        "checks": "checks",
        "typesetting": "setting galleys",
        "makeup": "make-up",
        "press": "printing the PDF",
        "editions": "edition for machines",
        "audit": "audit of the sources",
    },
}

_COUNTS = {
    "fr": {
        "notices": "{} notices",
        "broken": "{} illisibles",
        "faults": "{} fautes et remarques",
        "asked": "{} pièces",
        "stored": "{} prises dans la réserve",
        "set": "{} composées",
        "worker": "un ouvrier : {} Mo au plus",
        "pages": "{} pages",
        "kilobytes": "{} ko",
        "citations": "{} citations",
        "seconds": "{} s",
        "memory": "mémoire : {} Mo au plus",
    },
    "en": {
        "notices": "{} notices",
        "broken": "{} unreadable",
        "faults": "{} faults and remarks",
        "asked": "{} pieces",
        "stored": "{} taken from the store",
        "set": "{} set",
        "worker": "a worker: {} MB at most",
        "pages": "{} pages",
        "kilobytes": "{} kB",
        "citations": "{} citations",
        "seconds": "{} s",
        "memory": "memory: {} MB at most",
    },
}

_NOTES = {
    "fr": {
        "waiting": "Une autre fabrication travaille dans ce dossier (processus {holder}) ; celle-ci attend son tour. "
        "Ctrl-C pour y renoncer.",
        "store-damaged": "La réserve était abîmée, ou d’un autre programme : elle est mise de côté ({path}), et tout "
        "sera composé de nouveau.",
        "store-small": "La réserve est trop petite pour ce livre : {count} pièces en sortent, et seront composées de "
        "nouveau la prochaine fois. Augmentez reserve_go dans layout.toml.",
        "worker-lost": "Un ouvrier a disparu (arrêté, ou faute de mémoire) ; ses {count} pièces, dont {first}, sont "
        "composées de nouveau.",
        "no-workers": "Aucun ouvrier ne démarre : tout est composé dans un seul processus, plus lentement.",
        "cluster-lost": "La grappe ne répond plus ({reason}) : le reste est composé ici.",
    },
    "en": {
        "waiting": "Another build is at work in this folder (process {holder}); this one waits for its turn. Ctrl-C to "
        "give up.",
        "store-damaged": "The store was damaged, or another program’s: it is set aside ({path}), and everything will "
        "be set again.",
        "store-small": "The store is too small for this book: {count} pieces leave it, and will be set again next "
        "time. Raise reserve_go in layout.toml.",
        "worker-lost": "A worker was lost (stopped, or out of memory); its {count} pieces, {first} among them, are set "
        "again.",
        "no-workers": "No worker starts: everything is set in a single process, more slowly.",
        "cluster-lost": "The cluster does not answer any more ({reason}): the rest is set here.",
    },
}


class Tone(Enum):
    """How much is said: what is unusual alone, the stages, or the stages with their numbers."""

    QUIET = auto()
    PLAIN = auto()
    VERBOSE = auto()


class StageProgress:
    """Shows stages. Use it as a context.

    ``clock`` gives seconds and ``memory`` the peak in bytes, both for the verbose tone alone.
    """

    def __init__(
        self,
        language: str,
        tone: Tone = Tone.PLAIN,
        clock: Callable[[], float] = float,
        memory: Callable[[], int] = int,
    ) -> None:
        self._language, self._tone, self._clock, self._memory = language, tone, clock, memory
        self._stage = ""
        self._began = 0.0
        self._counts: dict[str, int] = {}
        self._bars: Bars | None = None
        if sys.stderr.isatty() and tone is not Tone.QUIET:
            from bookwork.bars import bars  # noqa: PLC0415 - slow to load, and only a terminal shows bars

            self._bars = bars()

    def __enter__(self) -> StageProgress:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._end_stage()
        if self._bars is not None:
            self._bars.stop()

    def stage(self, name: str) -> None:
        """A stage begins; the one before is done."""
        self._end_stage()
        self._stage, self._began = name, self._clock()
        description = f"{name:<12} {_NAMES[self._language][name]}"
        if self._bars is not None:
            for task in self._bars.task_ids:
                self._bars.remove_task(task)
            self._bars.add_task(description, total=None)
        elif self._tone is not Tone.QUIET:
            self._print(f"· {description}")

    def step(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if self._bars is not None and self._bars.task_ids:
            self._bars.update(self._bars.task_ids[-1], completed=done, total=total)

    def count(self, **numbers: int) -> None:
        """What this stage did, in numbers; a number told again is the new one."""
        self._counts.update(numbers)

    def note(self, name: str, **particulars: object) -> None:
        """Something unusual, said in every tone."""
        self._print(_NOTES[self._language][name].format(**particulars))

    def _end_stage(self) -> None:
        if self._stage and self._tone is Tone.VERBOSE:
            words = _COUNTS[self._language]
            seconds = f"{self._clock() - self._began:.1f}"
            said = [words["seconds"].format(seconds.replace(".", "," if self._language == "fr" else "."))]
            numbers = {**self._counts, "memory": self._memory() // 1_000_000}
            said += [words[name].format(self._grouped(number)) for name, number in numbers.items()]
            self._print(f"  {self._stage:<12} {' ; '.join(said) if self._language == 'fr' else '; '.join(said)}")
        self._stage, self._counts = "", {}

    def _grouped(self, number: int) -> str:
        return f"{number:,}".replace(",", " " if self._language == "fr" else ",")

    def _print(self, line: str) -> None:
        if self._bars is not None:
            self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr, flush=True)
