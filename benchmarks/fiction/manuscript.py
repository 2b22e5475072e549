"""What stands round the notices: the book’s settings, its chapters, its registers."""

from __future__ import annotations

from random import Random
from typing import Final

from fiction.markup import front_matter, register
from fiction.works import citation
from fiction.world import registers, sentence

BOOK_TOML: Final = """\
# Un livre d’essai : toutes les personnes, tous les camps et toutes les sources en sont fictifs.
[livre]
titre = "Dictionnaire fictif"
sous-titre = "Livre d’essai de la taille d’un vrai"
edition = "Édition d’essai"
langue = "fr"
auteur = "Atelier fictif"
editeur = "Éditions fictives"
date = 2001-01-17

[ordre]
devant = ["faux-titre", "titre", "mentions", "10-avant-propos.md", "20-introduction.md", "table"]
corps = "notices"
derriere = [
  "40-chronologie.md", "50-convois.md", "60-camps.md", "70-glossaire.md", "90-abreviations.md", "bibliographie",
  "index-personnes", "index-pseudonymes", "index-lieux", "index-camps", "index-convois", "index-réseaux",
  "index-départements",
]
"""
_FOREWORD: Final = """\
Ce livre est fictif : ses {{ nombre.notices }} personnages, leurs vies, les camps, les convois, les réseaux, les auteurs
et les {{ nombre.sources }} sources qu’il cite sont inventés, et ses phrases sont assemblées au hasard. Seuls les noms
des départements et des pays sont réels. Il a la taille et la forme d’un grand dictionnaire biographique, pour que l’on
mesure sur lui l’atelier qui compose et met en pages.

Toute ressemblance avec une personne réelle serait fortuite, et chaque notice le rappelle : « personnage fictif ».
"""
_ANNEXES: Final = {
    "40-chronologie.md": ("Chronologie fictive", "{{ chronologie }}"),
    "50-convois.md": ("Convois fictifs", "{{ table_convois }}"),
    "60-camps.md": ("Camps fictifs", "{{ table_camps }}"),
    "70-glossaire.md": ("Glossaire fictif", "{{ glossaire }}"),
    "90-abreviations.md": ("Abréviations fictives", "{{ table_abréviations }}"),
}
_SECTIONS: Final = 12


def files(seed: int) -> dict[str, str]:
    """Every file below ``manuscript/``, by its path there."""
    found = {"book.toml": BOOK_TOML, "10-avant-propos.md": _chapter("Avant-propos fictif", _FOREWORD)}
    found["20-introduction.md"] = _chapter("Introduction fictive", _introduction(seed))
    for name, (title, table) in _ANNEXES.items():
        found[name] = _chapter(title, f"Tout ce qui suit est inventé.\n\n{table}\n")
    for name, entries in registers(seed).items():
        found[f"registers/{name}.yml"] = register(name, entries)
    return found


def _chapter(title: str, body: str) -> str:
    return front_matter({"titre": title}) + body


def _introduction(seed: int) -> str:
    """Some twenty thousand characters under headings, with citations and notes."""
    random, sections = Random(f"{seed} introduction"), []
    for number in range(1, _SECTIONS + 1):
        paragraphs = [" ".join(sentence(random) for _ in range(6)) for _ in range(3)]
        cited = f"{paragraphs[0].removesuffix('.')} [{citation(seed, 0, random)}].[^{number}]"
        note = f"[^{number}]: {sentence(random)} [{citation(seed, 0, random)}]"
        sections.append("\n\n".join([f"## Chapitre imaginaire {number}", cited, *paragraphs[1:], note]))
    return "\n\n".join(sections) + "\n"
