"""Dates as historians write them: EDTF (ISO 8601-2:2019), compared as intervals, printed in French.

Accepted: level 0 (``1944``, ``1944-01``, ``1944-01-17``), the qualifiers ``?`` (uncertain), ``~`` (about) and ``%``
(both) at the end of a date, unknown digits from the right (``194X``, ``1944-01-XX``), intervals ``a/b`` with an open
(``..``) or unknown (empty) end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from bookwork.records import Struct

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<doubt>[?~%]?)"
)
_OPEN = ("", "..")
_MARGIN_DAYS: Final = {"year": 731, "month": 92, "day": 31}
"""How far a qualified date may lie outside its bounds; a rule of this house, EDTF gives none."""


class DateError(ValueError):
    """Why a text is no date, in French (its text as an exception) and in English."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(french)
        self.french = french
        self.english = english


class EdtfDate(Struct, frozen=True):
    """A date with its doubt: the text as written and the first and last day that it may mean."""

    text: str
    earliest: date
    latest: date
    qualifiers: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def is_day(self) -> bool:
        """True for one certain day."""
        return self.earliest == self.latest and not self.qualifiers

    def certainly_before(self, other: EdtfDate) -> bool:
        """True if no reading of the two dates puts this one on the other or after it."""
        return _widened(self)[1] < _widened(other)[0]

    def certainly_after(self, other: EdtfDate) -> bool:
        """True if no reading of the two dates puts this one on the other or before it."""
        return other.certainly_before(self)

    def may_equal(self, other: EdtfDate) -> bool:
        """True if some reading puts both on one day."""
        return not self.certainly_before(other) and not other.certainly_before(self)

    def holds(self, other: EdtfDate) -> bool:
        """True if every reading of the other date lies within this one."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def in_french(self) -> str:
        """As printed: « 17 janvier 1944 », « vers 1943 », « de 1943 à 1945 », « avant 1920 »."""
        if "/" not in self.text:
            return _point_in_french(self.text)
        start, end = self.text.split("/")
        if start == "..":
            return f"jusqu’{_with_article(end, 'au ', 'à ', '')}" if end else ""
        if start in _OPEN:
            return f"avant {_with_article(end, 'le ')}"
        if end in _OPEN:
            return f"à partir {_with_article(start, 'du ', 'de ', 'd’')}"
        return f"{_with_article(start, 'du ', 'de ', 'd’')} {_with_article(end, 'au ', 'à ')}"


def parse_edtf(text: str) -> EdtfDate:
    """The date that this text means; a :class:`DateError` (a ValueError) says why it means none."""
    if text.count("/") > 1:
        raise _not_a_date(text) if edtf_of_french(text) else DateError(*_ONE_SLASH)
    if "/" not in text:
        return _point(text)
    start, end = (side.strip() for side in text.split("/"))
    if start in _OPEN and end in _OPEN:
        raise DateError("un intervalle a au moins une borne datée", "an interval has at least one dated end")
    first = None if start in _OPEN else _point(start)
    last = None if end in _OPEN else _point(end)
    if first and last and first.earliest > last.latest:
        raise DateError("l’intervalle finit avant de commencer", "the interval ends before it starts")
    doubts = "".join(sorted({*(first.qualifiers if first else ""), *(last.qualifiers if last else "")}))
    earliest = first.earliest if first else date.min
    return EdtfDate(f"{start}/{end}", earliest, last.latest if last else date.max, doubts)


def of_day(day: date) -> EdtfDate:
    """The date of one certain day."""
    return EdtfDate(day.isoformat(), day, day)


@lru_cache(maxsize=1 << 13)
def _point(text: str) -> EdtfDate:
    """A date without a slash; most days of a book stand in several notices."""
    match = _DATE.fullmatch(text)
    if not match:
        raise _not_a_date(text)
    year, month, day = match["year"], match["month"], match["day"]
    if year == "0000":
        raise DateError("l’an 0 n’existe pas", "there is no year 0")
    if (month == "XX" and day not in (None, "XX")) or ("X" in year and month not in (None, "XX")):
        raise DateError(*_X_ON_THE_RIGHT)
    first_month, last_month = (1, 12) if month in (None, "XX") else (int(month), int(month))
    if not 1 <= first_month <= 12:
        no_month = f"il n’y a pas de mois {month}", f"there is no month {month}"
        raise DateError(*(_SEASONS if first_month in range(21, 25) else no_month))
    first_year, last_year = max(1, int(year.replace("X", "0"))), int(year.replace("X", "9"))
    length = monthrange(last_year, last_month)[1]
    first_day, last_day = (1, length) if day in (None, "XX") else (int(day), int(day))
    if not 1 <= first_day <= length:
        raise DateError(f"{MONTHS[last_month - 1]} {year} n’a pas de jour {day}", f"{year}-{month} has no day {day}")
    earliest, latest = date(first_year, first_month, first_day), date(last_year, last_month, last_day)
    return EdtfDate(text, earliest, latest, match["doubt"])


def _widened(value: EdtfDate) -> tuple[date, date]:
    """The bounds, farther apart for a date that is uncertain or approximate."""
    if not value.qualifiers:
        return value.earliest, value.latest
    precision = {4: "year", 7: "month"}.get(len(value.text.split("/")[0].rstrip("?~%")), "day")
    days = _MARGIN_DAYS["year" if "/" in value.text else precision]
    earliest = max(date.min.toordinal(), value.earliest.toordinal() - days)
    latest = min(date.max.toordinal(), value.latest.toordinal() + days)
    return date.fromordinal(earliest), date.fromordinal(latest)


def _point_in_french(text: str) -> str:
    bare, doubt = text.rstrip("?~%"), text[-1] if text[-1:] in ("?", "~", "%") else ""
    words = _certain_in_french(bare)
    if doubt in ("~", "%"):
        words = f"vers le {words}" if _has_day(bare) else f"vers {words}"
    return f"{words} (?)" if doubt in ("?", "%") else words


def _certain_in_french(text: str) -> str:
    year, *rest = (part for part in text.split("-") if part != "XX")
    if "X" in year:
        decade = year.replace("X", "0")
        return f"années {decade}" if year.count("X") == 1 else f"entre {decade} et {year.replace('X', '9')}"
    month = MONTHS[int(rest[0]) - 1] if rest else ""
    day = ("1er" if rest[1] == "01" else str(int(rest[1]))) if len(rest) == 2 else ""
    return " ".join(part for part in (day, month, year) if part)


def _has_day(text: str) -> bool:
    return len(text.rstrip("?~%")) == 10 and not text.rstrip("?~%").endswith("X")


def _with_article(text: str, day: str, other: str = "", elided: str = "") -> str:
    """« du 17 janvier 1944 » for a day, « de janvier 1944 », « d’avril 1944 » for the rest."""
    words = _point_in_french(text)
    if _has_day(text) and text[-1] not in "~%":
        return day + words
    if "X" in text[:4] and text[3] == "X" and text[2] != "X" and text[-1] not in "~%":
        return {"": "les ", "de ": "des ", "à ": "aux "}[other] + words
    return (elided if elided and words[0] in "aeoé" else other) + words


_FRENCH_DAY = re.compile(rf"(?P<day>1er|1ᵉʳ|[0-3]?[0-9])\s+(?P<month>{'|'.join(MONTHS)})\s+(?P<year>[0-9]{{4}})")
_MONTH_OF_ANY_CASE = "|".join(f"[{name[0]}{name[0].upper()}]{name[1:]}" for name in MONTHS)
_DAY_IN_TEXT = re.compile(rf"[0-9](?:er|ᵉʳ)?\s+(?:{_MONTH_OF_ANY_CASE})\s+[0-9]{{4}}(?![0-9])")
"""Starts with the last figure of the day, so that the search can leap from figure to figure and need try no two."""
_FRENCH_MONTH = re.compile(rf"(?P<month>{'|'.join(MONTHS)})\s+(?P<year>[0-9]{{4}})")


def french_day(text: str) -> EdtfDate | None:
    """The certain day that a French text names (« 17 janvier 1944 », « 1er mai 1944 »), or None."""
    match = _FRENCH_DAY.fullmatch(text.strip().lower())
    if not match:
        return None
    day = 1 if match["day"].startswith("1") and not match["day"].isdigit() else int(match["day"])
    try:
        return of_day(date(int(match["year"]), MONTHS.index(match["month"]) + 1, day))
    except ValueError:
        return None


_FIGURES: Final = frozenset("0123456789")


def french_days(text: str) -> Iterator[tuple[int, EdtfDate]]:
    """Every certain day that a running text names, with the index where it stands."""
    for match in _DAY_IN_TEXT.finditer(text):
        start = match.start() - (text[match.start() - 1 : match.start()] in _FIGURES)
        day = None if text[start - 1 : start].isalnum() else french_day(text[start : match.end()])
        if day:
            yield start, day


def edtf_of_french(text: str) -> str:
    """The EDTF to write for a French date (« vers 1943 » → ``1943~``), or an empty text when none is sure."""
    words = re.sub(r"\s+", " ", text.strip().lower().replace("’", "'"))
    simple = _edtf_of_point(words)
    if simple:
        return simple
    for pattern, form in _FRENCH_FORMS:
        match = pattern.fullmatch(words)
        if match:
            ends = [_edtf_of_point(end) for end in match.groups()]
            return form.format(*ends) if all(ends) else ""
    return ""


_FRENCH_FORMS: Final = (
    (re.compile(r"(?:vers|environ|circa|ca|c\.) (?:le )?(.+)"), "{}~"),
    (re.compile(r"(.+?) ?(?:\(\?\)|\?)"), "{}?"),
    (re.compile(r"avant (?:le )?(.+)"), "/{}"),
    (re.compile(r"(?:après|depuis|à partir du|à partir de|dès) (?:le )?(.+)"), "{}/.."),
    (re.compile(r"(?:entre|de|du|d') ?(?:le )?(.+?) (?:et|à|au) (?:le )?(.+)"), "{}/{}"),
    (re.compile(r"([0-9]{4}) ?[-–] ?([0-9]{4})"), "{}/{}"),
    (re.compile(r"en (.+)"), "{}"),
)


def _edtf_of_point(words: str) -> str:
    if re.fullmatch(r"[0-9]{4}", words):
        return words
    slashed = re.fullmatch(r"([0-3]?[0-9])[/.]([01]?[0-9])[/.]([0-9]{4})", words)
    if slashed:
        return _checked(f"{slashed[3]}-{int(slashed[2]):02}-{int(slashed[1]):02}")
    short = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?", words)
    if short:
        return _checked("-".join([short[1], *(f"{int(part):02}" for part in short.groups()[1:] if part)]))
    decade = re.fullmatch(r"(?:les )?années (?:([0-9]{3})0|([0-9])0)", words)
    if decade:
        return f"{decade[1]}X" if decade[1] else f"19{decade[2]}X"
    month = _FRENCH_MONTH.fullmatch(words)
    if month:
        return f"{month['year']}-{MONTHS.index(month['month']) + 1:02}"
    day = french_day(words)
    return day.text if day else ""


def _checked(text: str) -> str:
    try:
        return parse_edtf(text).text
    except DateError:
        return ""


def _not_a_date(text: str) -> DateError:
    advice = edtf_of_french(text)
    if advice:
        return DateError(f"écrivez « {advice} »", f"write “{advice}”")
    return DateError(
        "une date s’écrit « 1944-01-17 », « 1944-01 », « 1944~ » (vers), « 1943/1945 » ou « /1920 » (avant)",
        "a date is written “1944-01-17”, “1944-01”, “1944~” (about), “1943/1945” or “/1920” (before)",
    )


_ONE_SLASH = ("un intervalle n’a qu’une barre : « 1943/1945 »", "an interval has one slash: “1943/1945”")
_SEASONS = ("les saisons s’écrivent en mois : « 1944-03/1944-06 »", "seasons are written in months: “1944-03/1944-06”")
_X_ON_THE_RIGHT = (
    "les chiffres inconnus (X) sont à droite : « 194X », « 1944-01-XX »",
    "unknown digits (X) stand on the right: “194X”, “1944-01-XX”",
)
