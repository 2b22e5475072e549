"""Footnotes of chapters: ``[^1]`` in the text, ``[^1]: …`` on a line of its own; a notice has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bookwork.diagnostics import Diagnostic, Level, NoticeId, Place, rule
from bookwork.records import Struct

IN_NOTICE = rule(
    "text.note-in-notice",
    Level.ERROR,
    fr="Une notice n’a pas de notes de bas de page ; mettez la source entre crochets, la précision dans la phrase.",
    en="A notice has no footnotes; put the source in brackets, the remark into the sentence.",
    why="Les notices sont en colonnes, sans place pour des notes.",
)
UNKNOWN = rule(
    "text.note-unknown",
    Level.ERROR,
    fr="L’appel « {label} » n’a pas de note ; ajoutez une ligne « [^{label}]: … ».",
    en="The call “{label}” has no note; add a line “[^{label}]: …”.",
    why="Un appel sans note laisse le lecteur en plan.",
)
UNUSED = rule(
    "text.note-unused",
    Level.WARNING,
    fr="La note « {label} » n’est appelée nulle part.",
    en="The note “{label}” is never called.",
    why="Une note sans appel n’est pas imprimée.",
)
_NOTE = re.compile(r"\[\^(?P<label>[^\]\s]+)\]:[ \t]*(?P<text>.*)")


class Call(Struct, frozen=True):
    """A call of a note in the text: its label, and where it stands."""

    label: str
    place: Place


def without_notes(source: str) -> tuple[str, dict[str, str]]:
    """The text without its footnotes, and these by label; a note runs on over indented lines."""
    if "[^" not in source:
        return source, {}
    kept: list[str] = []
    notes: dict[str, str] = {}
    label = ""
    for line in source.split("\n"):
        start = _NOTE.match(line)
        if start:
            label = start["label"]
            notes[label] = start["text"]
        elif label and (line.startswith(("  ", "\t")) or not line.strip()):
            notes[label] += "\n" + line.strip()
        else:
            label = ""
            kept.append(line)
    return "\n".join(kept), notes


def faults_of_calls(calls: Iterable[Call], notes: Mapping[str, str], notice: NoticeId | None) -> Iterator[Diagnostic]:
    """Calls in a notice, and calls of notes that do not exist."""
    for call in calls:
        if notice is not None:
            yield IN_NOTICE.at(call.place, notice)
        if call.label not in notes:
            yield UNKNOWN.at(call.place, notice, label=call.label)


def unused_notes(calls: Iterable[Call], notes: Mapping[str, str]) -> list[str]:
    """The labels of notes that nothing calls."""
    called = {call.label for call in calls}
    return [label for label in notes if label not in called]
