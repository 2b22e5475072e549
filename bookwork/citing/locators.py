"""Places in a source, as French authors write them: ``p. 12-15``, ``f. 3 v°``, ``vue 45/120``, ``acte n° 812``.

The table holds every spelling that is accepted, the canonical label, and how it is printed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bookwork.model.citation import COTE, Locator
from bookwork.model.dates import french_day, parse_edtf
from bookwork.records import Struct

PAGE: Final = "page"
DAY: Final = "jour"
TIME: Final = "minutage"


class Label(Struct, frozen=True):
    """A kind of place in a source: its canonical name, its spellings, how it is printed; free values take any text.

    ``csl`` is its name in CSL 1.0.2, where that has one: there the style says how it is printed.
    """

    name: str
    spellings: tuple[str, ...]
    printed: str
    free: bool = False
    csl: str = ""


LABELS: Final[dict[str, Label]] = {
    label.name: label
    for label in (
        Label(PAGE, ("p.", "pp.", "page", "pages"), "p.", csl="page"),
        Label("folio", ("f.", "ff.", "f°", "fᵒ", "fo", "fol.", "folio", "folios", "fᵒˢ"), "f.", csl="folio"),
        Label("vue", ("vue", "vues", "image", "images", "img."), "vue"),
        Label("pièce", ("pièce", "pièces", "pce", "pc."), "pièce"),
        Label("dossier", ("dossier", "doss."), "dossier", free=True),
        Label("chemise", ("chemise",), "chemise", free=True),
        Label("acte", ("acte n°", "acte nᵒ", "acte", "actes", "a. n°", "a."), "acte n°"),
        Label("numéro", ("n°", "nᵒ", "nos", "numéro", "numéros", "no", "no."), "n°", csl="issue"),
        Label("volume", ("vol.", "volume", "volumes"), "vol.", csl="volume"),
        Label("tome", ("t.", "tome", "tomes"), "t."),
        Label("livre", ("liv.", "livre"), "liv.", csl="book"),
        Label("chapitre", ("chap.", "ch.", "chapitre", "chapitres"), "chap.", csl="chapter"),
        Label("article", ("art.", "article", "articles"), "art.", csl="article-locator"),
        Label("paragraphe", ("§", "§§", "par.", "paragraphe"), "§", csl="paragraph"),
        Label("colonne", ("col.", "colonne", "colonnes"), "col.", csl="column"),
        Label("ligne", ("l.", "ligne", "lignes"), "l.", csl="line"),
        Label("note", ("note", "notes", "n."), "note", csl="note"),
        Label("figure", ("fig.", "figure", "figures"), "fig.", csl="figure"),
        Label("planche", ("pl.", "planche", "planches"), "pl."),
        Label("carte", ("carte", "cartes"), "carte"),
        Label("annexe", ("ann.", "annexe", "annexes"), "annexe", csl="appendix"),
        Label("boîte", ("boîte", "bte"), "boîte", free=True),
        Label("carton", ("carton",), "carton", free=True),
        Label("liasse", ("liasse",), "liasse", free=True),
        Label("registre", ("reg.", "registre"), "reg.", free=True),
        Label("bobine", ("bob.", "bobine", "microfilm"), "bob.", free=True),
        Label("document", ("doc.", "document", "DocID"), "doc.", free=True),
        Label("s. v.", ("s. v.", "s.v.", "sub verbo"), "s. v.", free=True, csl="sub-verbo"),
        Label(COTE, (COTE,), COTE, free=True),
    )
}

_BY_SPELLING: Final = {spelling: label for label in LABELS.values() for spelling in label.spellings}
_SPELLINGS: Final = "|".join(re.escape(each) for each in sorted(_BY_SPELLING, key=len, reverse=True))
_LABEL = re.compile(rf"(?P<label>{_SPELLINGS})(?:(?<=[.°ᵒˢ§]) ?| )(?=\S)")
_LABEL_WITHIN = re.compile(rf" (?=(?:{_SPELLINGS})(?:(?<=[.°ᵒˢ§]) ?| )[0-9ivxlcIVXLC])")

_WORD_AND_FIGURE = re.compile(r"[a-zéèœ]{1,12}[.°ᵒ]? ?[0-9]+(?: ?[-–] ?[0-9]+)?$")
_LABEL_AND_FIGURE = re.compile(rf"(?i:{_SPELLINGS})\W{{0,3}}[A-Z]?[0-9]+[^\w\s]?$")

_SIDE = r"(?: ?(?:recto|verso|r°|v°|rᵒ|vᵒ|ro|vo|r|v)(?![\w°ᵒ]))?"
_POINT = rf"(?:[0-9]+(?:/[0-9]+)?|[ivxlcdm]+(?!\w)|[IVXLCDM]+(?!\w)|[A-Z](?!\w))(?: ?(?:bis|ter|quater)\b)?{_SIDE}"
_UNIT = rf"{_POINT}(?: ?[-–—] ?{_POINT}| à {_POINT})?"
_VALUE = re.compile(
    rf"(?P<units>{_UNIT}(?:(?:, ?| et ){_UNIT})*)"
    r"(?P<more> ?sqq?\.(?!\w)| et passim\b| et suivantes?\b| et suiv\.| et s\.)?"
)
_MORE: Final = {"sq.": "sq.", "sqq.": "sqq.", "et passim": "et passim", "et suivante": "sq."}
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_BARE = re.compile(r"[0-9]|[ivxlc]+(?:[-–][ivxlc]+)?$")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:-[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
                   r"|[0-9]+ h(?: [0-9]+(?: min)?)?|[0-9]+ min(?: [0-9]+(?: s)?)?")  # fmt: skip
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Found(Struct, frozen=True):
    """What a segment holds: a locator, the words after it, and what is doubtful about its value in two languages.

    ``respelt`` is the locator as it was typed and with the label that the house writes, where that is another.
    """

    locator: Locator
    rest: str = ""
    doubt: tuple[str, str] | None = None
    respelt: tuple[str, str] | None = None


@lru_cache(maxsize=1 << 14)
def read_labelled(segment: str) -> Found | None:
    """The locator with which a segment starts: ``p. 12 pour la photo`` → page 12 and the words after it."""
    match = _LABEL.match(segment)
    if not match:
        return None
    label, rest = _BY_SPELLING[match["label"]], segment[match.end() :]
    if label.free:
        return _free(label, match, rest)
    value = _VALUE.match(rest)
    if not value:
        return None if not rest[0].isdigit() else Found(Locator(label.name, rest), doubt=_NOT_A_VALUE)
    tail = rest[value.end() :]
    if tail[:1] not in ("", " ", ".") or tail.lstrip()[:1].isdigit():
        return Found(Locator(label.name, rest), doubt=_NOT_A_VALUE)
    doubt = _doubt(value["units"])
    return Found(Locator(label.name, _canonical(value)), tail.strip(" ."), doubt, _respelt(label, match, value[0]))


def read_bare(segment: str) -> Locator | None:
    """The locator that a segment without label is: a page, a day, a time; None if it is none."""
    day = french_day(segment)
    if day or _ISO_DAY.fullmatch(segment):
        return _day(day.text if day else segment)
    if _TIME.fullmatch(segment):
        return Locator(TIME, segment)
    value = _VALUE.fullmatch(segment) if _BARE.match(segment) else None
    return Locator(PAGE, _canonical(value)) if value and not _doubt(value["units"]) else None


def continues(segment: str) -> str:
    """The canonical value of a segment that goes on with the figures before it (``p. 12, 15``), or an empty text."""
    value = _VALUE.fullmatch(segment) if segment[:1].isdigit() else None
    return _canonical(value) if value and not _doubt(value["units"]) else ""


def split_cote(segment: str) -> tuple[str, str]:
    """The shelfmark up to a locator word: ``21 P 432 123 f. 3`` → the shelfmark and ``f. 3``."""
    match = _LABEL_WITHIN.search(segment)
    return (segment[: match.start()], segment[match.end() :]) if match else (segment, "")


def forced_locator(text: str) -> Locator:
    """What an author says is a locator, in braces: with its label, where it begins with one."""
    match = _LABEL.match(text)
    if match is None or (
        match["label"].isalpha() and not _BY_SPELLING[match["label"]].free and not _FIGURE.search(text)
    ):
        return Locator("", text)
    return Locator(_BY_SPELLING[match["label"]].name, text[match.end() :])


_FIGURE = re.compile(r"[0-9]|\b[ivxlcIVXLC]+\b")
"""Behind a label that is a word, « no » or « page »: without a figure it is but a word."""


def looks_like_locator(text: str) -> bool:
    """True for a word and a figure (« bloc 51 », « P. 12 », « p. [12] »), or a known label: perhaps a locator."""
    return bool(_WORD_AND_FIGURE.match(text) or _LABEL_AND_FIGURE.match(text) or read_labelled(text))


def print_locator(locator: Locator) -> str:
    """The locator in canonical French form: ``p. 12-15``, ``acte n° 812``, the shelfmark as it is."""
    if locator.label == DAY:
        return parse_edtf(locator.value).in_french()
    label = LABELS.get(locator.label)
    return f"{label.printed} {locator.value}" if label and label.name != COTE else locator.value


_NOT_A_VALUE = (
    "« p. 12 », « p. 12-15 », « p. 12 et 15 », « f. 3 v° »",
    "“p. 12”, “p. 12-15”, “p. 12 et 15”, “f. 3 v°”",
)


def _free(label: Label, typed: re.Match[str], rest: str) -> Found:
    value, inner = split_cote(rest)
    value = value.strip()
    return Found(Locator(label.name, value), inner, respelt=_respelt(label, typed, value))


def _respelt(label: Label, typed: re.Match[str], value: str) -> tuple[str, str] | None:
    """« pp. 12-15 » and « p. 12-15 »: a locator as it was typed, and with the label that the house writes.

    « acte 812 » is left alone: it is the start of « acte n° 812 », and what everybody writes.
    """
    is_ours = label.printed.startswith(typed["label"])
    return None if is_ours else (f"{typed[0]}{value}", f"{label.printed} {value}")


def _day(iso: str) -> Locator | None:
    try:
        return Locator(DAY, parse_edtf(iso).text)
    except ValueError:
        return None


def _canonical(value: re.Match[str]) -> str:
    if value[0].isdecimal():
        return value[0]
    units = re.sub(r" ?[-–—] ?| à ", "-", value["units"])
    if _SIDED.search(units):
        units = re.sub(r" ?(r|v)(?:ecto|erso|°|ᵒ|o)?(?![\w°ᵒ])(?=$|[-, ])", r" \1", units)
    more = (value["more"] or "").strip()
    return f"{re.sub(', ?', ', ', units)} {_MORE.get(more, 'sqq.')}" if more else re.sub(", ?", ", ", units)


_SIDED = re.compile(r"[0-9] ?[rv]")


def _doubt(units: str) -> tuple[str, str] | None:
    if units.isdecimal():
        return None
    for roman in re.findall(r"\b[ivxlcdm]+\b|\b[IVXLCDM]+\b", units):
        if len(roman) > 1 and not _ROMAN.fullmatch(roman.lower()):
            return f"« {roman} » n’est pas un nombre romain", f"“{roman}” is not a Roman number"
    for first, last in re.findall(r"\b([0-9]+)(?: ?[-–—] ?| à )([0-9]+)\b", units):
        if int(last) <= int(first):
            return f"« {first}-{last} » recule ; écrivez les deux nombres en entier", \
                   f"“{first}-{last}” runs backwards; write both numbers in full"  # fmt: skip
    return None
