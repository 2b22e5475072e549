"""The register of published ids is added to, never rewritten: each id of the book once, with the day of its edition."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.book import Book
from bookwork.sources.registers import FOLDER
from bookwork.sources.yamltext import load
from bookwork.writing import write_text_beside

FILE: Final = f"{FOLDER}/identifiers.yml"
_LIST: Final = "identifiants"
_HEAD: Final = f"""# Identifiants publiés. Une ligne ne s’efface jamais : si la notice change d’identifiant, « vers »
# la redirige ; si elle disparaît, « retiré » le dit. Les lignes nouvelles sont ajoutées par « publish ».
{_LIST}:
"""
_ENTRY = re.compile(r"^( *)- ", re.MULTILINE)

UNWRITABLE = rule(
    "id.unwritable",
    Level.ERROR,
    fr="Les identifiants ne peuvent pas être ajoutés à la fin de ce fichier : « identifiants » doit y être la seule "
    "liste.",
    en="The ids cannot be added at the end of this file: “identifiants” must be its only list.",
    why="Un identifiant publié qui ne serait pas inscrit pourrait disparaître sans que personne le voie.",
)


def publish(book: Book, root: Path, day: date) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """Enter every id of a notice that is not yet in the register; the ids that were, and what forbade it."""
    new = tuple(notice.id for notice in book.notices if notice.id not in book.registers.identifiers)
    if not new:
        return (), ()
    path = root / FILE
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    after = _with(before, new, day)
    mapping, faults = load(after, Place(FILE, 1, 1))
    listed = (mapping or {}).get(_LIST)
    entered = {entry.get("id") for entry in listed if isinstance(entry, dict)} if isinstance(listed, list) else set()
    if faults or not entered.issuperset(new):
        return (), (UNWRITABLE.at(Place(FILE, 1, 1)),)
    write_text_beside(path, after)
    return new, ()


def _with(text: str, ids: tuple[str, ...], day: date) -> str:
    """The text with a line for each id, set in as the entries above are."""
    above = _ENTRY.findall(text)
    indent = above[-1] if above else "  "
    lines = "".join(f"{indent}- {{id: {id_}, publié: {day.isoformat()}}}\n" for id_ in ids)
    return text + ("" if text.endswith("\n") else "\n") + lines
