"""EDTF dates for the formats that know only ISO days, months and years: exact where they are, bounds elsewhere."""

from __future__ import annotations

import re
from datetime import date

from bookwork.model.dates import EdtfDate
from bookwork.records import Struct

_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


class Moment(Struct, frozen=True):
    """A date in ISO forms, whichever it has: one point, a span with two ends, or the bounds it must lie within."""

    point: str = ""
    start: str = ""
    end: str = ""
    not_before: str = ""
    not_after: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the ISO forms say all that the date says, but for its doubt."""
        return not (self.not_before or self.not_after)


def moment_of(value: EdtfDate) -> Moment:
    """A date without its doubt, which ``value.qualifiers`` tells; unknown figures and unknown ends become bounds."""
    if "/" not in value.text:
        point = _iso(value.text)
        return Moment(point=point) if point else _bounds(value)
    first, last = value.text.split("/")
    start, end = _iso(first), _iso(last)
    if (start or first == "..") and (end or last == ".."):
        return Moment(start=start, end=end)
    return _bounds(value)


def day_bounds(value: EdtfDate) -> tuple[str, str]:
    """The first and the last day that a date may mean, without its doubt; empty where it is open."""
    return (
        "" if value.earliest == date.min else value.earliest.isoformat(),
        "" if value.latest == date.max else value.latest.isoformat(),
    )


def _bounds(value: EdtfDate) -> Moment:
    earliest, latest = day_bounds(value)
    return Moment(not_before=earliest, not_after=latest)


def _iso(text: str) -> str:
    bare = text.rstrip("?~%")
    return bare if _ISO.fullmatch(bare) else ""
