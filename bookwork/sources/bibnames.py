"""Names in a bibliography: « de La Martinière, Max », « family=Braun, prefix=von », « {Amicale de Dora} ».

BibTeX's rule (words in small letters are particles), with what French wants of it: « d’ » is a particle although it
touches the name, « dit » is none, a particle may stand behind (« Gaulle, Charles de »). The form with a comma is what
we ask for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bookwork.model.source import WorkName

PARTICLES: Final = frozenset({
    "de", "von", "van", "zu", "zur", "vom", "der", "den", "ten", "ter", "da", "das", "do", "dos", "di", "del", "della",
    "af", "av",
})  # fmt: skip
"""Particles that may stand behind the given name, as in an index."""
_LINKS: Final = frozenset({"dit", "dite", "alias", "né", "née", "y", "i", "et", "veuve", "épouse", "fils"})
"""Words in small letters that stand within a family name."""
_ELIDED = re.compile(r"(d['’])\s*(?=\w|\{)")
_LISTED = re.compile(r"\bet\s+al\b|;|\s(?:et|&|(?<!von )und)\s")
_ARTICLES: Final = frozenset({"Le", "La", "Du", "Des", "Les"})
_ALONE: Final = _ARTICLES - {"Les"}
"""« Le Corbusier » is one name; « Les Nelson » is Mr Nelson, who was given the name Les."""
_SUFFIX = re.compile(r"(?:fils|père|mère|aîné|jeune|neveu|jun|sen|jr|sr|junior|senior|[ivx]+)\.?", re.IGNORECASE)
_AND_MARK = re.compile(r"\\.|[{}]|\s+and(?=\s)", re.DOTALL | re.IGNORECASE)
_EDGE_AND = re.compile(r"\Aand\s+(?=\S)|(?<=\S)\s+and\Z", re.IGNORECASE)
"""At the start or the end of a field « and » joins nothing: BibTeX takes it for a part of the name."""
_GROUPED = re.compile(r"[\\{}~]")
_SIGN = re.compile(r"\\.|[{}~,\s]", re.DOTALL)
_EXTENDED = re.compile(r"[\"{]?\s*(?:family|given|prefix|suffix|useprefix|id|(?:family|given|prefix|suffix)-i)\s*=")
_LETTER = re.compile(r"\\[A-Za-z]+|\\.|[^\W\d_]", re.DOTALL)
OTHERS: Final = WorkName("et al.")
"""« and others » at the end of a list of names."""


DOUBTS: Final = {
    "commas": (
        "plus de deux virgules ; séparez les auteurs par « and »",
        "more than two commas; separate authors by “and”",
    ),
    "and": (
        "séparez les auteurs par « and », finissez par « and others »",
        "separate authors by “and”, end with “and others”",
    ),
    "capitals": ("n’écrivez pas tout en capitales", "do not write it all in capitals"),
    "three": (
        "« Nom, suffixe, Prénom » a trois parties ; deux auteurs se séparent par « and »",
        "“Family, suffix, Given” has three parts; two authors are separated by “and”",
    ),
    "article": ("écrivez « {turned} »", "write “{turned}”"),
}
"""What can be doubtful about a name, and what to do, in French and English."""


def advice(doubt: str, name: str) -> tuple[str, str]:
    """What to do about a doubtful name, in French and English."""
    words = _words(name)
    turned = f"{' '.join(words[-2:])}, {' '.join(words[:-2])}"
    french, english = DOUBTS[doubt]
    return french.format(turned=turned), english.format(turned=turned)


def split_list(value: str) -> list[str]:
    """The items of a list field or the names of a name field, cut at « and » outside braces."""
    if "and" not in value.lower():
        return [value.strip()] if value.strip() else []
    items: list[str] = []
    depth = start = 0
    value = value.strip()
    for match in _AND_MARK.finditer(value):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and not match[0].startswith("\\"):
            items.append(value[start : match.start()])
            start = match.end()
    return [item.strip() for item in (*items, value[start:]) if item.strip()]


def split_names(value: str) -> list[str]:
    """The names of a field, cut at « and » outside braces."""
    return split_list(value)


@lru_cache(maxsize=1 << 14)
def read_name(name: str) -> tuple[WorkName, str]:
    """The name in its parts, and what is doubtful about it: a key of :data:`DOUBTS`, or nothing."""
    if name.lower() == "others":
        return OTHERS, ""
    if edge := _EDGE_AND.search(name):
        return read_name(f"{name[: edge.start()]}{name[edge.end() :]}")[0], "and"
    inside = _inside(name)
    if inside is not None:
        return WorkName(inside), ""
    if "=" in name and _EXTENDED.match(name):
        return _extended(name), ""
    parts = _cut(name, ",")
    doubt = _doubt(name, parts)
    if len(parts) == 1:
        return _without_comma(parts[0]), doubt
    particle, family = _particle_of(_words(parts[0]))
    given, behind = _particle_behind(parts[-1] if len(parts) < 4 else ", ".join(parts[2:]))
    return WorkName(family, given, particle or behind, parts[1] if len(parts) > 2 else ""), doubt


def _cut(text: str, signs: str) -> list[str]:
    """The text cut at any of these signs outside braces."""
    if not _GROUPED.search(text):
        return [piece.strip() for piece in text.split(signs)] if signs == "," else text.split()
    pieces: list[str] = []
    depth = start = 0
    for match in _SIGN.finditer(text):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and (match[0] in signs or (match[0] == "\\ " and " " in signs)):
            pieces.append(text[start : match.start()])
            start = match.end()
    return [piece.strip() for piece in (*pieces, text[start:])]


def _words(text: str) -> list[str]:
    return [word for word in _cut(text, " ~\t\n") if word]


def _inside(text: str) -> str | None:
    """What one pair of braces holds, if it holds the whole text."""
    if not text.startswith("{") or _group_end(text) != len(text) or not text.endswith("}"):
        return None
    return text[1:-1].strip()


def _group_end(text: str) -> int:
    """Where the group ends that begins the text."""
    depth = 0
    for match in _SIGN.finditer(text):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(text)


def _extended(name: str) -> WorkName:
    """biblatex's form: « family=Braun, given={Wernher, M.}, prefix=von, suffix=Jr. », any part in quotation marks."""
    values: dict[str, str] = {}
    for part in re.findall(r'"[^"]*"|(?:[^,{}"]|\{(?:[^{}]|\{[^{}]*\})*\}|")+', name):
        key, sign, value = part.strip().strip('"').partition("=")
        if sign:
            value = value.strip().strip('"').strip()
            inside = _inside(value)
            values[key.strip().lower()] = value if inside is None else inside
    return WorkName(*(values.get(part, "") for part in ("family", "given", "prefix", "suffix")))


def _without_comma(name: str) -> WorkName:
    """« Max de La Martinière »: the family name begins at the first word in small letters, or is the last word."""
    words = _words(name)
    if not words or set(words[:-1]) <= _ALONE:
        return WorkName(" ".join(words))
    small = next((n for n, word in enumerate(words[:-1]) if _is_small(word)), None)
    elided = next((n for n, word in enumerate(words) if _ELIDED.match(word)), None)
    at = min((n for n in (small, elided) if n is not None), default=len(words) - 1)
    particle, family = _particle_of(words[at:])
    return WorkName(family, " ".join(words[:at]), particle)


def _particle_of(words: list[str]) -> tuple[str, str]:
    """« de La Martinière » → « de » and « La Martinière »; « d’Arc » → « d’ » and « Arc »."""
    if not words:
        return "", ""
    elided = _ELIDED.match(words[0])
    if elided:
        return "d’", " ".join([words[0][elided.end() :], *words[1:]])
    count = next((n for n, word in enumerate(words) if not _is_small(word)), len(words) - 1)
    return " ".join(words[: min(count, len(words) - 1)]), " ".join(words[min(count, len(words) - 1) :])


def _particle_behind(given: str) -> tuple[str, str]:
    """« Charles de » → « Charles » and « de », the form of indexes."""
    words = _words(given)
    if len(words) > 1 and (words[-1] in PARTICLES or words[-1] in ("d'", "d’")):
        return " ".join(words[:-1]), words[-1].replace("'", "’")
    return " ".join(words), ""


def _is_small(word: str) -> bool:
    """True for a word that BibTeX takes for a particle: its first letter outside braces is small.

    A group that starts with a macro counts by its letter, as in ``{\\'e}``, a macro without braces by its own name;
    « l’Étang » begins with its capital.
    """
    if word[:1].isupper():
        return False
    if word in _LINKS or re.match(r"\w{1,2}['’][A-ZÀ-Þ{\\]", word):
        return False
    while word.startswith("{") and not word.startswith("{\\"):
        word = word[_group_end(word) :]
    if re.match(r"\\[A-Za-z]", word):
        word = word[1:]
    for match in _LETTER.finditer(word):
        if not match[0].startswith("\\"):
            return match[0].islower()
        if match[0][1:] in ("oe", "ae", "o", "l", "aa", "ss", "i", "j"):
            return True
        if match[0][1:] in ("OE", "AE", "O", "L", "AA"):
            return False
    return False


def _doubt(name: str, parts: list[str]) -> str:
    outside = re.sub(r"\{[^{}]*\}", "", name) if "{" in name else name
    if _LISTED.search(outside):
        return "and"
    if len(parts) > 3:
        return "commas"
    if len(parts) == 3 and not _SUFFIX.fullmatch(parts[1]):
        return "three"
    words = _words(name) if len(parts) == 1 else []
    if len(words) > 2 and words[-2] in _ARTICLES and not any(map(_is_small, words)):
        return "article"
    if len(parts) > 1 and len(parts[0]) > 3 and parts[0].isupper() and "{" not in parts[0]:
        return "capitals"
    return ""
