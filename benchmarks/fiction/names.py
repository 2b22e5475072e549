"""Names out of syllables: families, communes, camps; and what files are called after them.

Départements and countries are real, so that indexes have their true shape; everything that stands in them is invented.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from random import Random
from typing import Final

DEPARTMENTS: Final = tuple(
    """Ain|Aisne|Allier|Alpes-Maritimes|Ardèche|Ardennes|Ariège|Aube|Aude|Aveyron|Bas-Rhin|Basses-Alpes|Basses-Pyrénées
    |Bouches-du-Rhône|Calvados|Cantal|Charente|Charente-Inférieure|Cher|Corrèze|Corse|Côte-d’Or|Côtes-du-Nord|Creuse
    |Deux-Sèvres|Dordogne|Doubs|Drôme|Eure|Eure-et-Loir|Finistère|Gard|Gers|Gironde|Haut-Rhin|Haute-Garonne|Haute-Loire
    |Haute-Marne|Haute-Saône|Haute-Savoie|Haute-Vienne|Hautes-Alpes|Hautes-Pyrénées|Hérault|Ille-et-Vilaine|Indre
    |Indre-et-Loire|Isère|Jura|Landes|Loir-et-Cher|Loire|Loire-Inférieure|Loiret|Lot|Lot-et-Garonne|Lozère
    |Maine-et-Loire|Manche|Marne|Mayenne|Meurthe-et-Moselle|Meuse|Morbihan|Moselle|Nièvre|Nord|Oise|Orne|Pas-de-Calais
    |Puy-de-Dôme|Pyrénées-Orientales|Rhône|Saône-et-Loire|Sarthe|Savoie|Seine|Seine-et-Marne|Seine-et-Oise
    |Seine-Inférieure|Somme|Tarn|Tarn-et-Garonne|Territoire de Belfort|Var|Vaucluse|Vendée|Vienne|Vosges|Yonne""".replace(
        "\n    ", ""
    ).split("|")
)
"""As they were called in 1943."""
COUNTRIES: Final = {
    "Pologne": "polonaise", "Italie": "italienne", "Espagne": "espagnole", "Hongrie": "hongroise", "Belgique": "belge",
    "Roumanie": "roumaine", "Tchécoslovaquie": "tchécoslovaque", "Luxembourg": "luxembourgeoise", "Suisse": "suisse",
}  # fmt: skip
"""Countries of birth, each with its nationality."""
COMMUNES: Final = 60
"""Invented communes to a département."""

MEN: Final = tuple(
    """Achille Adrien Aimé Albert Alexandre Alfred Alphonse Amédée André Anselme Antoine Armand Auguste Augustin Barthélemy
    Basile Benoît Bernard Camille Célestin Charles Claude Clément Clovis Constant Cyprien Daniel David Denis Désiré
    Dominique Edgar Edmond Édouard Élie Émile Émilien Ernest Étienne Eugène Fabien Félix Ferdinand Fernand Firmin Francis
    François Frédéric Gabriel Gaston Geoffroy Georges Gérard Germain Gilbert Gratien Grégoire Guillaume Gustave Guy
    Hector Henri Hilaire Hippolyte Honoré Hubert Hyacinthe Isidore Jacques Jean Jean-Baptiste Jean-Marie Jérôme Joachim
    Joseph Jules Julien Justin Lambert Laurent Lazare Léon Léonard Léopold Louis Luc Lucien Marc Marcel Marius Martial
    Mathieu Maurice Maxime Michel Narcisse Nicolas Octave Odilon Olivier Oscar Pascal Patrice Paul Philippe Pierre
    Prosper Raoul Raphaël Raymond Rémy René Robert Roger Roland Romain Sébastien Séverin Simon Stanislas Sylvain
    Théodore Théophile Thomas Timothée Urbain Valentin Victor Vincent Xavier Yves Zéphirin""".split()
)
WOMEN: Final = tuple(
    """Adèle Agathe Agnès Albertine Alice Amélie Andrée Angèle Anne Antoinette Augustine Aurélie Berthe Blanche Camille
    Cécile Céline Charlotte Claire Clémence Clotilde Denise Éléonore Élise Émilie Estelle Eugénie Fernande Florence
    Françoise Geneviève Germaine Hélène Henriette Honorine Irène Jacqueline Jeanne Joséphine Julie Justine Léonie Louise
    Lucie Madeleine Marcelle Marguerite Marie Marthe Mathilde Noémie Odette Pauline Rosalie Simone Suzanne Thérèse
    Valentine Victorine Yvonne""".split()
)

_STARTS: Final = tuple(
    """Au Bal Bar Bau Bel Ber Bes Bi Bla Bon Bor Bou Bra Bré Bru Cal Cam Can Car Cas Cha Chau Che Cla Col Cor Cou Cré Da Dau
    De Del Des Do Dou Dra Du É Es Fa Fal Fau Fer Fla Fo Fou Fré Ga Gar Gau Ger Gi Gla Gou Gra Gré Gui Hé Hou Im Ja Jo
    Jou Ju La Lam Lau Le Les Li Lo Lou Lu Ma Mal Mar Mau Mé Mi Mo Mon Mou Na Né No Œu Or Pa Par Pau Pel Per Pi Plan Pon
    Pou Pré Pro Qui Ra Rau Ré Ri Ro Rou Sa Sau Sé Sou Ta Tau Ter Ti To Tou Tré U Va Vau Ver Vi Vo Y Za""".split()
)
_MIDDLES: Final = tuple("ba bi bri ca cho da di dou fa fri ga go la lé li lo lou ma mi mon né ni pi ra ré ri rou ta ti va".split())
_FAMILY_ENDS: Final = tuple(
    """beau bec bois bot brun chet chon court dart del dier dot drier fert gneau gnac gnon grain lard let lier lin lleul
    lon lot mard meau mel mier mond nard neau net nier not pel pin quet rand rel ret rin ron sac sel sier sson tal tel
    tier tin tot trel vaud vel ver veux vier zac zan""".split()
)
_PLACE_ENDS: Final = tuple(
    """bourg brac brosse cé champ court fond fosse gny gny gues lles lières lval mare mesnil mont nges ney noy rac rey
    sac ssac ssey stre taine trac val vans ville villers vron y zac zay""".split()
)
_FOREIGN: Final = tuple(
    """Bogdanczyk Brzemoski Cantarelli Chrustal Csorvási Czerwal Dolfarini Dragomescu Dzierlak Ezquibal Faragó-Nagy Fiorabo
    Gombrowiak Gutierraz Halmágyi Hrubesch Iglesiar Janoszak Jurkoviç Kardzal Kerekvár Kowalczuch Krzyskow Łubniewak
    Łazurski Mandrelli Mirosławiec Mosconello Nagyszalói Navarrosa Niewadom Őrségi Orlandacci Pérezuela Piotrzak Popovăț
    Quirantes Rabowicz Rădulan Rosenstrauch Șerbănel Sosnowiak Szabómezei Święchow Tarnowal Țepelea Ubaldini Urrutiagoy
    Vacarescul Vlahovič Wandzik Weissgruber Wiśnioch Xirinachar Żabikow Zalewiec Zaragozal Zmyślony Žižkal""".split()
)
_CAMP_STARTS: Final = tuple(
    "Brulken Drosel Fennel Grimpel Ilzen Jaspen Kalmer Knorren Lorpen Mumpel Nuschel Orven Pfiffen Plinken Quaster "
    "Schnurr Tirkel Urlen Wumsen Zwirn".split()
)
_CAMP_ENDS: Final = tuple("grund hagen rode stedt winkel".split())


def family(random: Random) -> str:
    """A family name: most of one word, some composed, some with an article, some from elsewhere."""
    kind = random.random()
    if kind < 0.07:
        return random.choice(_FOREIGN)
    name = random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(_FAMILY_ENDS)
    if kind < 0.12:
        return f"{name}-{family(random)}" if kind < 0.10 else f"Saint-{name}"
    if kind < 0.16:
        return f"{'La' if name.endswith(('ille', 'elle', 'tal')) else 'Le'} {name}"
    return name


def given(random: Random, *, woman: bool) -> str:
    """One to three given names, as registered."""
    return " ".join(random.sample(WOMEN if woman else MEN, random.choice((1, 1, 1, 2, 2, 3))))


@cache
def communes(department: str) -> tuple[str, ...]:
    """The invented communes of a département, always the same."""
    random, found = Random(f"communes {department}"), dict[str, None]()
    while len(found) < COMMUNES:
        name = random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(_PLACE_ENDS)
        chance = random.random()
        if chance < 0.12:
            name = f"Saint-{name}"
        elif chance < 0.24:
            name = f"{name}-{random.choice(('sur', 'en', 'les'))}-{random.choice(_STARTS)}{random.choice(_MIDDLES)}ne"
        found[name] = None
    return tuple(found)


def camps(random: Random, count: int) -> list[str]:
    """Names for so many camps, all different."""
    return random.sample([start + end for start in _CAMP_STARTS for end in _CAMP_ENDS], count)


def foreign_place(random: Random) -> str:
    """A village on the way of an evacuation."""
    return f"{random.choice(_CAMP_STARTS)}bach"


_SPELLED: Final = str.maketrans({"œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L", "’": "-", "'": "-"})


def plain(text: str) -> str:
    """« Œuvrard-Nîmois » → « oeuvrard-nimois »: what an id or a key may hold."""
    bare = unicodedata.normalize("NFD", text.translate(_SPELLED))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", bare).lower()).strip("-")
