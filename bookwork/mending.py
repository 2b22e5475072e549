"""Faults that have one sure remedy, mended where they stand: nothing else of a file is touched, not a byte.

What to put in place of what is told by the rule (:class:`~bookwork.diagnostics.Rule`). The words must stand just where
the fault is, as often as it is told; what is disputed (« conflits ») is left to people. Where a line would then have
an error or a warning which the file had not, it is put back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, groupby
from pathlib import Path
from typing import Final

from bookwork.citing.brackets import pair_brackets
from bookwork.diagnostics import Diagnostic, Level, Place
from bookwork.records import Struct, replace
from bookwork.sources.frontmatter import FENCE
from bookwork.writing import write_text_beside

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_DISPUTED: Final = "conflits"
_TOP_KEY: Final = re.compile(r"([^\W\d][\w ]*):")
_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
"""A value of YAML between quotation marks."""

_ROUNDS: Final = 10
"""More than anything that authors write needs; one or two are usual."""

Faults = tuple[Diagnostic, ...]


class Mended(Struct, frozen=True):
    """What was put in place of what, where, and by which rule."""

    place: Place
    code: str
    old: str
    new: str


class _Change(Struct, frozen=True):
    """A stretch of a file and what is to stand there."""

    start: int
    end: int
    mended: Mended


class _Mending(Struct, frozen=True):
    """A file as it was, and what is to be changed in it."""

    path: Path
    text: str
    changes: tuple[_Change, ...]

    def write(self) -> None:
        """Write it with its changes, and with its own rights; a link stays one."""
        parts, at = [], 0
        for change in self.changes:
            parts += [self.text[at : change.start], change.mended.new]
            at = change.end
        file = self.path.resolve()
        mode = file.stat().st_mode
        write_text_beside(file, "".join((*parts, self.text[at:])))
        file.chmod(mode)

    def without(self, lines: set[int]) -> _Mending:
        """The same without the changes on these lines; without any, where none of them is there."""
        kept = tuple(each for each in self.changes if each.mended.place.line not in lines)
        return replace(self, changes=kept if len(kept) < len(self.changes) else ())


def mend(root: Path, faults: Faults, look: Callable[[], Faults]) -> tuple[tuple[Mended, ...], Faults]:
    """Mend in the folder of the book what can be mended of these faults; what was, and the faults that are left.

    ``look`` finds the faults of the book as it is then: what is mended may show what was hidden by it, so this goes on
    until nothing more is found. Raises OSError where a file cannot be written.
    """
    mended: tuple[Mended, ...] = ()
    for _ in range(_ROUNDS):
        more, faults = _mend_once(root, faults, look)
        mended += more
        if not more:
            break
    return tuple(sorted(mended, key=lambda each: each.place)), faults


def _mend_once(root: Path, faults: Faults, look: Callable[[], Faults]) -> tuple[tuple[Mended, ...], Faults]:
    mendings = {each.path: each for each in _mendings(root, faults)}
    left, unwritten = faults, set(mendings)
    while unwritten:
        for path in sorted(unwritten):
            mendings[path].write()
        left = look()
        worse = _new_faults(faults, left)
        blamed = {path: worse.get(path.relative_to(root).as_posix()) for path, each in mendings.items() if each.changes}
        mendings |= {path: mendings[path].without(lines) for path, lines in blamed.items() if lines}
        unwritten = {path for path, lines in blamed.items() if lines}
    return tuple(change.mended for each in mendings.values() for change in each.changes), left


def _mendings(root: Path, faults: Faults) -> Iterator[_Mending]:
    """The files in which something can be mended."""
    ordered = sorted((fault for fault in faults if fault.mend), key=lambda fault: fault.order)
    for file, group in groupby(ordered, key=lambda fault: fault.place.file):
        path = root / file
        with suppress(OSError, UnicodeDecodeError):
            text = path.read_bytes().decode("utf-8")
            if changes := tuple(_changes(_Page(text, running=path.suffix == ".md"), tuple(group))):
                yield _Mending(path, text, changes)


def _changes(page: _Page, faults: Sequence[Diagnostic]) -> Iterator[_Change]:
    """The changes to a file, in order, none of them in another."""
    told, end = Counter((fault.place, fault.mend) for fault in faults), 0
    found = {change for fault in faults for change in page.changes(fault, told[fault.place, fault.mend])}
    for change in sorted(found, key=lambda each: (each.start, each.end, each.mended.code)):
        if change.start >= end:
            yield change
            end = change.end


class _Page:
    """The text of a file, by its lines."""

    def __init__(self, text: str, running: bool) -> None:
        self._text, self._running = text, running
        self._lines = [match[0] for match in _LINE.finditer(text)]
        self._starts = [0, *accumulate(map(len, self._lines))]
        self._body = self._body_line() if running else len(self._lines)

    def _body_line(self) -> int:
        """How many lines the front matter has, its fences with them; 0 for a file without."""
        fences = [number for number, line in enumerate(self._lines) if line.strip("\ufeff \t\r\n") == FENCE]
        return fences[1] + 1 if len(fences) > 1 and not "".join(self._lines[: fences[0]]).strip("\ufeff \r\n") else 0

    def changes(self, fault: Diagnostic, times: int) -> list[_Change]:
        """What is to be changed for a fault that is told so many times at its place; nothing where that is not sure."""
        line, column = fault.place.line - 1, max(fault.place.column - 1, 0)
        if fault.mend is None or not 0 <= line < len(self._lines) or self._is_disputed(line):
            return []
        old, new = fault.mend
        start = self._starts[line] + column
        wanted = r" {2,}" if old.isspace() else re.escape(old)
        here = re.compile(wanted).match(self._text, start)
        found = [here] if here else self._within(wanted, start, self._end(line, start))
        if (not here and len(found) != times) or any(map(self._is_enclosed, found)):
            return []
        return [_Change(*match.span(), Mended(fault.place, fault.code, old, new)) for match in found]

    def _is_enclosed(self, found: re.Match[str]) -> bool:
        """True beside a bracket that has lost its other half: no bracket more or less can be sure there."""
        around = self._text[max(found.start() - 1, 0) : found.start()], self._text[found.end() : found.end() + 1]
        return found[0].startswith(("@", "[")) and (around[0] == "[" or around[1] in ("]", "(", "["))

    def _within(self, wanted: str, start: int, end: int) -> list[re.Match[str]]:
        return list(re.compile(rf"(?<!\w){wanted}(?!\w)").finditer(self._text, start, end))

    def _end(self, line: int, start: int) -> int:
        """Where the citation ends, or the value of the front matter, that starts here; running text is no value."""
        if line >= self._body:
            return start + pair_brackets(self._text[start:]).get(0, 0)
        quoted = _QUOTED.match(self._text, start)
        return quoted.end() if quoted else self._starts[line + 1]

    def _is_disputed(self, line: int) -> bool:
        if line >= self._body:
            return False
        keys = (_TOP_KEY.match(self._lines[number]) for number in range(line, -1, -1))
        key = next((match for match in keys if match), None)
        return key is not None and key[1] == _DISPUTED


def _new_faults(before: Faults, after: Faults) -> dict[str, set[int]]:
    """The lines of each file that have an error or a warning which the file had not."""
    known = Counter(map(_what, before))
    found: dict[str, set[int]] = {}
    for fault in after:
        known[_what(fault)] -= 1
        if known[_what(fault)] < 0 and fault.level > Level.INFORMATION:
            found.setdefault(fault.place.file, set()).add(fault.place.line)
    return found


def _what(fault: Diagnostic) -> tuple[str, str, object]:
    return fault.place.file, fault.code, fault.particulars
