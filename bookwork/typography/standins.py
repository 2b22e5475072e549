"""HTML with one noncharacter in place of all that typography must leave as typed, and the way back.

A tag, an entity, code, an address or a call number becomes one character that is neither letter, figure nor blank, so
that rules for plain text can be applied to a whole notice at once and yet never reach into a tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Final

from bookwork.records import Struct

OPEN, CLOSE, BREAK, SOLID, ADDRESS = (chr(0xFDE0 + number) for number in range(5))
"""An opening tag, a closing one, the edge of a block, a piece taken whole, an address or call number."""
BLANKS: Final = " \t\n\u00a0\u2009\u202f"
BLANK: Final = f"[{BLANKS}]"

_INLINE: Final = frozenset(
    re.findall(
        r"\S+", "a abbr b bdi bdo cite del dfn em i ins kbd mark q s samp small span strong sub sup time u var x-mark"
    )
)
_PIECES: Final = re.compile(
    rf"[<&{OPEN}-{ADDRESS}](?:(?<=<)(?:"
    r"(code|pre|script|style|svg|math)\b[^>]*>.*?</\1\s*>"
    r'|a\s[^<>]*\bclass="(?:[^"<>]*\s)?url[\s"][^<>]*>.*?</a\s*>'
    r"|([\w-]+)(?:\s[^<>]*)?></\2>|!--.*?-->"
    r"|(?P<slash>/?)(?P<tag>[A-Za-z][\w-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    rf")|(?<=&)(?P<entity>#?\w+;)|(?<=[{OPEN}-{ADDRESS}]))",
    re.DOTALL,
)
_CALL_NUMBER: Final = rf"[0-9](?<!\w.)[0-9]{{0,2}}{BLANK}[A-Z]{{1,3}}{BLANK}[0-9]"
_ADDRESSES: Final = re.compile(
    rf"\b(?:(?:https?|ftp)://|www\.|ark:/|10\.[0-9]{{4,}}/)[^\s<>&\"«»“”{OPEN}{CLOSE}{BREAK}]*[\w/=#{SOLID}]"
    r"|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|\b[0-9]{0,3}[A-Z]{1,3}[0-9]*[A-Za-z]*(?:/[\w*-]+){0,4}/[0-9][\w-]*"  # 72AJ/2208, F/1bI/1043
    rf"|{_CALL_NUMBER}[0-9]*+(?:{BLANK}[0-9]{{3}}(?![0-9]))*+(?:/[0-9]+)*+"  # 21 P 432 123
)
_SPACED: Final = re.compile(_CALL_NUMBER)
_PIECE: Final = re.compile(f"[{OPEN}-{SOLID}]")
_ADDRESS: Final = re.compile(ADDRESS)
_BLANK: Final = re.compile(BLANK)


class Copy(Struct, frozen=True):
    """Text to be set: the stand-ins in it, and what they stand for, in order."""

    text: str
    pieces: tuple[str, ...]
    addresses: tuple[str, ...]

    def put_back(self, text: str) -> str:
        """The HTML again, with this text; no stand-in may have been lost or moved."""
        text = _ADDRESS.sub(_in_turn(self.addresses), text)
        return _PIECE.sub(_in_turn(self.pieces), text)


def take_out(html: str) -> Copy:
    """The text of some HTML, with stand-ins; the blanks of a call number become no-break spaces."""
    pieces: list[str] = []
    addresses: list[str] = []

    def piece(match: re.Match[str]) -> str:
        letter = _letter(match["entity"])
        if letter:
            return letter
        pieces.append(match[0])
        return _stand_in(match)

    def address(match: re.Match[str]) -> str:
        addresses.append(_BLANK.sub("\u00a0", match[0]))
        return ADDRESS

    text = _PIECES.sub(piece, html)
    if "/" in text or "@" in text or "www." in text or _SPACED.search(text):
        text = _ADDRESSES.sub(address, text)
    return Copy(text, tuple(pieces), tuple(addresses))


def _letter(entity: str | None) -> str:
    """The character of an entity, or nothing where it must stay one: ``&amp;`` ``&lt;`` ``&gt;``."""
    if not entity:
        return ""
    letter = unescape(f"&{entity}")
    return letter if len(letter) == 1 and letter not in "&<>" and not OPEN <= letter <= ADDRESS else ""


def _in_turn(originals: tuple[str, ...]) -> Callable[[re.Match[str]], str]:
    waiting = iter(originals)
    return lambda _: next(waiting)


def _stand_in(match: re.Match[str]) -> str:
    tag = match["tag"]
    if not tag:
        return SOLID
    if tag not in _INLINE:
        return BREAK
    return CLOSE if match["slash"] else OPEN
