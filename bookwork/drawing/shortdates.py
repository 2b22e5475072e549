"""Dates as short as a drawing has room for: « 17 janv. 1944 », « févr. 44 », « v. 1943 », « 1943-45 »."""

from __future__ import annotations

from typing import Final

from bookwork.model.dates import EdtfDate

_MONTHS: Final = (
    "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
"""As the *Lexique des règles typographiques en usage à l’Imprimerie nationale* abbreviates them."""
_NO_BREAK: Final = "\u00a0"


def short_date(date: EdtfDate, *, century: bool = True) -> str:
    """The date in few signs; without ``century``, its year in two figures where a month stands before it."""
    if "/" not in date.text:
        return _point(date.text, century=century)
    start, end = (side for side in date.text.split("/"))
    if start in ("", ".."):
        return f"avant{_NO_BREAK}{_point(end, century=century)}"
    if end in ("", ".."):
        return f"dès{_NO_BREAK}{_point(start, century=century)}"
    return f"{_point(start, century=century)}{_NO_BREAK}– {_point(end, century=century)}"


def _point(text: str, *, century: bool) -> str:
    bare, doubt = text.rstrip("?~%"), text[-1] if text[-1] in "?~%" else ""
    year, *rest = (part for part in bare.split("-") if part != "XX")
    if "X" in year:
        year = f"années{_NO_BREAK}{year.replace('X', '0')}"
    month = _MONTHS[int(rest[0]) - 1] if rest else ""
    day = ("1er" if rest[1] == "01" else str(int(rest[1]))) if len(rest) == 2 else ""
    shown = year if century or not month else year[-2:]
    words = _NO_BREAK.join(part for part in (day, month, shown) if part)
    about = f"v.{_NO_BREAK}{words}" if doubt in ("~", "%") else words
    return f"{about}{_NO_BREAK}?" if doubt in ("?", "%") else about
