"""The départements of France, under the names of today and of the years that notices tell of."""

from __future__ import annotations

from typing import Final

from bookwork.model.collation import french_key

_NAMES: Final = (
    "Ain", "Aisne", "Allier", "Alpes-de-Haute-Provence", "Alpes-Maritimes", "Ardèche", "Ardennes", "Ariège", "Aube",
    "Aude", "Aveyron", "Bas-Rhin", "Bouches-du-Rhône", "Calvados", "Cantal", "Charente", "Charente-Maritime",
    "Cher", "Corrèze", "Corse", "Corse-du-Sud", "Côte-d’Or", "Côtes-d’Armor", "Creuse", "Deux-Sèvres", "Dordogne",
    "Doubs", "Drôme", "Essonne", "Eure", "Eure-et-Loir", "Finistère", "Gard", "Gers", "Gironde", "Guadeloupe",
    "Guyane", "Haute-Corse", "Haute-Garonne", "Haute-Loire", "Haute-Marne", "Haute-Saône", "Haute-Savoie",
    "Haute-Vienne", "Hautes-Alpes", "Hautes-Pyrénées", "Haut-Rhin", "Hauts-de-Seine", "Hérault", "Ille-et-Vilaine",
    "Indre", "Indre-et-Loire", "Isère", "Jura", "Landes", "La Réunion", "Loir-et-Cher", "Loire", "Loire-Atlantique",
    "Loiret", "Lot", "Lot-et-Garonne", "Lozère", "Maine-et-Loire", "Manche", "Marne", "Martinique", "Mayenne",
    "Mayotte", "Meurthe-et-Moselle", "Meuse", "Morbihan", "Moselle", "Nièvre", "Nord", "Oise", "Orne", "Paris",
    "Pas-de-Calais", "Puy-de-Dôme", "Pyrénées-Atlantiques", "Pyrénées-Orientales", "Rhône", "Saône-et-Loire",
    "Sarthe", "Savoie", "Seine-et-Marne", "Seine-Maritime", "Seine-Saint-Denis", "Somme", "Tarn", "Tarn-et-Garonne",
    "Territoire de Belfort", "Val-de-Marne", "Val-d’Oise", "Var", "Vaucluse", "Vendée", "Vienne", "Vosges", "Yonne",
    "Yvelines",
    # Names of then: until 1941, 1955, 1957, 1964, 1967, 1970, 1990; Algeria until 1962.
    "Basses-Alpes", "Basses-Pyrénées", "Charente-Inférieure", "Côtes-du-Nord", "Loire-Inférieure", "Seine",
    "Seine-et-Oise", "Seine-Inférieure", "Alger", "Constantine", "Oran", "Bône",
)  # fmt: skip
_KEYS: Final = frozenset(french_key(name)[0] for name in _NAMES)


def is_department(name: str) -> bool:
    """Whether a name is a département's, whatever its accents, hyphens and apostrophes."""
    return french_key(name)[0] in _KEYS
