"""French typography: small rules with codes, applied to the text of HTML and never to its tags.

Whatever must stay as typed – tags, code, addresses, call numbers, entities – is first exchanged for one noncharacter
each; the rules then see plain text in which a tag is a letter of no alphabet, and the pieces are put back at the end.
Rules marked *Lexique* follow the *Lexique des règles typographiques en usage à l’Imprimerie nationale*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from typing import Final

__all__ = ["RULES", "TypographyRule", "findings", "set_html", "set_text"]

Replacement = str | Callable[[re.Match[str]], str]

NBSP: Final = "\u00a0"
FINE: Final = "\u202f"
OPEN, CLOSE, BREAK, SOLID, ADDRESS = (chr(0xFDE0 + number) for number in range(5))
"""What stands for an opening tag, a closing tag, a block's edge, a piece without inner text, an address."""
_BLANKS: Final = " \t\n\u00a0\u2009\u202f"
_S: Final = f"[{_BLANKS}]"
_CAPITAL: Final = "[A-ZÀ-ÖØ-Þ]"


@dataclass(frozen=True, slots=True)
class TypographyRule:
    """One habit of the composing room: its code, where it comes from, and its patterns with what they become."""

    code: str
    basis: str
    steps: tuple[Callable[[str], str], ...]
    needs: tuple[str, ...] = ("",)

    def set(self, text: str) -> str:
        """The text as this rule alone would set it."""
        if not any(sign in text for sign in self.needs):
            return text
        for step in self.steps:
            text = step(text)
        return text


def _rule(code: str, basis: str, *steps: tuple[str, Replacement] | Callable[[str], str], needs: str = "") -> TypographyRule:
    return TypographyRule(code, basis, tuple(step if callable(step) else partial(re.compile(step[0]).sub, step[1]) for step in steps), tuple(needs.split()) or ("",))


# Lookbehinds stand behind the first character of a pattern, which lets the engine skip to that character.

_END: Final = rf"(?=[{_BLANKS}{OPEN}{CLOSE}{BREAK}»”)\],.…;:!?—–]|$)"
_COLON_END: Final = rf"(?=[{_BLANKS}{OPEN}{CLOSE}{BREAK}»”]|$)"


def _space_before(sign: str, space: str, after: str, before: str) -> tuple[tuple[str, Replacement], ...]:
    """The right space before a sign: for a wrong one, even inside a closing tag, or for none after a word."""

    def respaced(match: re.Match[str]) -> str:
        tags = match[0].translate(_NO_BLANKS)
        return tags + space if tags != match[0] else tags

    word = rf"(?<=[^{_BLANKS}{OPEN}{BREAK}(\[{{«“{after}].)"
    return (rf"[{_BLANKS}{CLOSE}][{_BLANKS}{CLOSE}]*(?={sign})", respaced), (rf"{sign}{word}{before}", rf"{space}\g<0>")


_NO_BLANKS: Final = dict.fromkeys(map(ord, _BLANKS))


def _one_blank(match: re.Match[str]) -> str:
    if match[0].strip(" \t\n\u2009"):
        return NBSP
    return "\n" if "\n" in match[0] else " "


_QUOTED: Final = re.compile(rf'"(?<!\w")([^"{BREAK}]+)"(?!\w)')


def _quotes(text: str) -> str:
    """Pairs of straight quotes from the inside out, until only single ones are left."""
    while (quoted := _QUOTED.sub(r"«\1»", text)) != text:
        text = quoted
    return text


def _thousands(match: re.Match[str]) -> str:
    """Groups of three become one number, also behind a year: ``en 1944, 10 274``, ``1944 10 274``; others stay."""
    groups = re.split(f"({_S})", match[0])
    first = 2 if len(groups[0]) > 3 and len(groups) > 3 else 0
    number = groups[first::2]
    if len(number[0]) > 3 or any(len(group) != 3 for group in number[1:]):
        return match[0]
    return "".join(groups[:first]) + FINE.join(number)


_ENDINGS: Final = {
    **{written: written for written in ("er", "ers", "re", "res", "e", "es")},
    **{"ère": "re", "ères": "res", "ere": "re", "eres": "res", "ière": "re", "ières": "res", "ᵉʳ": "er", "ʳᵉ": "re"},
    **dict.fromkeys(("ème", "ième", "eme", "ieme", "è", "ᵉ"), "e"),
    **dict.fromkeys(("èmes", "ièmes", "emes", "iemes"), "es"),
}
_ENDING: Final = rf"({'|'.join(sorted(_ENDINGS, key=len, reverse=True))})(?!\w)"
_ROMAN: Final = rf"([IVXL](?<!\w.)[IVXL]*){_ENDING}"
_ROMAN_NUMBER: Final = re.compile(r"(?=[IVX]|L.)(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CENTURY_AHEAD: Final = re.compile(
    rf"(?:(?:[-–/]|,?{_S}(?:(?:et|ou|à|au){_S}(?:du{_S}|au{_S})?)?)[IVXL]+{_ENDING})*{_S}siècles?\b"
)


def _superscript(letters: str) -> str:
    return f'<sup class="ord">{letters}</sup>'


def _is_ordinal(number: str, ending: str) -> bool:
    """``Ier`` and ``Ire``, but ``IIe``; ``L`` alone is never a number, or every « Le » would be a fiftieth."""
    is_first = number == "I"
    return bool(_ROMAN_NUMBER.fullmatch(number)) and is_first == (_ENDINGS[ending] in ("er", "re"))


def _century(match: re.Match[str]) -> str:
    number, ending = match.groups()
    if not _is_ordinal(number, ending) or not _CENTURY_AHEAD.match(match.string, match.end()):
        return match[0]
    return f'<span class="romain">{number}</span>{_superscript(_ENDINGS[ending])}'


def _roman_ordinal(match: re.Match[str]) -> str:
    number, ending = match.groups()
    return number + _superscript(_ENDINGS[ending]) if _is_ordinal(number, ending) else match[0]


def _ordinal(match: re.Match[str]) -> str:
    return match[1] + _superscript(_ENDINGS[match[2]])


_MONTHS: Final = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS: Final = (
    "[kcdm]?m[²³]?|km/h|ha|[km]?g|t|[hdcm]?l|h|min|s|kW|ch|F|(?:k|M|Md)€|°"  # « 3 M€ » too
)
_LOCATORS: Final = "|".join(
    rf"(?<=\b{word}\..)" for word in "p pp f ff fol t vol art chap col fasc pl fig P F T Vol Art Chap Pl Fig".split()
)
_OF: Final = rf"d(?:e|u|es){_S}|d[’']"

_LIST: Final = rf"[0-9]+(?:{_S}?[-–]|,{_S}|{_S}(?:et|à){_S})[0-9]"
_NUMERO: Final = rf'\1<sup class="ord">o\2\3</sup>{NBSP}'

RULES: Final[tuple[TypographyRule, ...]] = (
    _rule("typo.double-space", "Un blanc entre deux mots.", (f"{_S}{_S}+", _one_blank)),
    _rule(
        "typo.stray-space",
        "Lexique : ni virgule, ni point, ni parenthèse fermante après un blanc ; nul blanc après l’ouvrante.",
        (rf"{_S}(?=[,)]|\.(?![\w.]))", ""),
        (rf"\({_S}", "("),
    ),
    _rule("typo.ellipsis", "Lexique : les points de suspension sont un seul signe.", (r"\.\.\.+", "…")),
    _rule("typo.apostrophe", "Apostrophe courbe ; les minutes d’angle restent.", (r"'(?<!['\d]')(?!')", "’")),
    _rule(
        "typo.quotes",
        "Lexique : les guillemets français pour les citations.",
        _quotes,
    ),
    _rule(
        "typo.dash",
        "Lexique : le tiret d’incise, entre deux blancs.",
        (rf"---(?<={_S}---)(?={_S})", "—"),
        (rf"-(?<={_S}-)-?(?={_S})(?:(?={_S}\D)|(?<=\D{_S}-)|(?<=\D{_S}--))", "–"),
        (r"--(?<=[^\W\d_]--)(?=[^\W\d_])", " – "),
        needs="--- - --",
    ),
    _rule("typo.fine-space", "Lexique : fine insécable devant ; ! ?", *_space_before("[;!?]", FINE, "…;:!?", _END), needs="; ! ?"),
    _rule(
        "typo.colon",
        "Lexique : espace mots insécable devant le deux-points ; 12:30 et 1:50 restent.",
        *_space_before(":", NBSP, "…;:!?", _COLON_END),
        needs=":",
    ),
    _rule(
        "typo.guillemets",
        "Lexique : espace insécable à l’intérieur des guillemets.",
        (rf"«[{_BLANKS}{CLOSE}]*", lambda match: match[0].translate(_NO_BLANKS) + NBSP),
        *_space_before("»", NBSP, "", ""),
        needs="« »",
    ),
    _rule(
        "typo.shelfmark",
        "La série d’une cote reste auprès d’elle.",
        (rf"([A-Z](?<!\w.)[A-Z]{{1,3}}){_S}(?={ADDRESS})", rf"\1{NBSP}"),
        needs=ADDRESS,
    ),
    _rule(
        "typo.thousands",
        "Lexique : tranches de trois chiffres séparées par une fine insécable ; un nombre tapé d’un bloc reste.",
        (rf"[0-9](?<!\w.)[0-9]*(?:{_S}[0-9]+)+", _thousands),
    ),
    _rule(
        "typo.time",
        "Lexique : 12 h 30 ne se coupe pas.",
        (rf"([0-9]){_S}h{_S}(?=\d\d(?!\d))", rf"\1{NBSP}h{NBSP}"),
    ),
    _rule(
        "typo.unit",
        "Lexique : un nombre ne se sépare pas de son unité ni du signe %.",
        (rf"([0-9])(?:{_S}?(?=[%‰€]|°C)|{_S}(?=(?:{_UNITS})(?![\w’'/])))", rf"\1{NBSP}"),
    ),
    _rule(
        "typo.day-month",
        "Lexique : le quantième ne se sépare pas du mois.",
        (rf"([0-9rʳ]){_S}(?=(?:{_MONTHS})\b)(?:(?<=[0-9].)|(?<=\b1er.)|(?<=\b1ᵉʳ.))(?<!\d\d\d.)", rf"\1{NBSP}"),
    ),
    _rule(
        "typo.bis",
        "Lexique : 12 bis ne se coupe pas.",
        (rf"([0-9]){_S}(?=(?:bis|ter|quater)\b)", rf"\1{NBSP}"),
        needs="bis ter",
    ),
    _rule(
        "typo.abbreviation",
        "Lexique : un titre abrégé ne se sépare pas du nom, ni p., t., § de leur nombre.",
        (rf"(M(?<!\w.)(?:M?\.|(?:me|lle)s?)){_S}(?=[\w{OPEN}{SOLID}])", rf"\1{NBSP}"),
        (rf"([DPMS](?<!\w.)(?:rs?|e|gr|te?)){_S}(?={_CAPITAL})", rf"\1{NBSP}"),
        (rf"\.{_S}(?=[0-9]|[IVXLC]+\b)(?:{_LOCATORS})", f".{NBSP}"),
        (rf"§{_S}?(?=\d)", f"§{NBSP}"),
    ),
    _rule(
        "typo.initials",
        "Lexique : les initiales d’un prénom ne se séparent pas du nom.",
        (rf"({_CAPITAL}(?<![\w.-].)h?\.(?:-{_CAPITAL}\.)*){_S}(?={_CAPITAL}|{_OF})", rf"\1{NBSP}"),
    ),
    _rule(
        "typo.incise",
        "Lexique : le tiret d’incise est lié à l’incise qu’il ouvre, celui du dialogue à la réplique.",
        (rf"([–—])(?<={_S}.){_S}((?:[^–—.!?…{BREAK}]|[.!?…](?![ \n]{_CAPITAL})|\b[–—]\b)*(?:(?<={_S})\1(?={_S}))?)", rf"\1{NBSP}\2"),
        (rf"[–—](?<![^{BREAK}].){_S}", lambda match: match[0][0] + NBSP),
        needs="– —",
    ),
    _rule(
        "typo.century",
        "Lexique : les siècles en chiffres romains, petites capitales, liés au mot « siècle ».",
        (rf"([IVXL0-9]{_ENDING}){_S}(?=siècles?\b)", rf"\1{NBSP}"),
        (_ROMAN, _century),
        needs="siècle",
    ),
    _rule(
        "typo.ordinal",
        "Lexique : 1er, 1re, 2e ; jamais 2ème ni 2ième.",
        (rf"([0-9](?<!\w.)[0-9]*){_ENDING}", _ordinal),
        (r"(2(?<!\w.))(n?de?s?)(?!\w)", lambda match: match[1] + _superscript(match[2])),
        (_ROMAN, _roman_ordinal),
    ),
    _rule(
        "typo.numero",
        "Lexique : no et nos, lettres supérieures ; « nos 12 camarades » n’en est pas un.",
        *((rf"({n})(?<!\w.)(?:[°ºᵒ](s?){_S}?(?=[0-9A-Z])|o(?:(s){_S}(?={_LIST})|{_S}(?=[0-9])))", _NUMERO) for n in "nN"),
    ),
)
"""Every rule in the order of setting: blanks first, then signs, then what must not be parted, at last what adds tags."""


_TAGS: Final = re.compile(
    r"<(code|pre|script|style|svg|math)\b[^>]*>.*?</\1\s*>|<a\s[^>]*\bclass=\"(?:[^\"]*\s)?url[\s\"][^>]*>.*?</a\s*>"
    r"|<([\w-]+)(?:\s[^<>]*)?></\2>|<!--.*?-->|<(/?)([A-Za-z][\w-]*)(?:[^<>\"\']|\"[^\"]*\"|\'[^\']*\')*>"
    rf"|(&(?:#x?[0-9A-Fa-f]+|\w+);)|[{OPEN}-{ADDRESS}]",
    re.DOTALL,
)
_INLINE: Final = frozenset(
    "a abbr b bdi bdo cite del dfn em i ins kbd mark q s samp small span strong sub sup time u var x-mark".split()
)
_ADDRESSES: Final = re.compile(
    rf"\b(?:(?:https?|ftp)://|www\.|doi:|ark:/|10\.[0-9]{{4,}}/)[^\s<>&\"«»“”{OPEN}{CLOSE}{BREAK}]*[\w/=#{SOLID}]"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[0-9]{0,3}[A-Z]{1,3}[0-9]*[A-Za-z]*(?:/[\w*-]+)*/[0-9][\w-]*"
    rf"|\b[0-9]{{1,3}}{_S}[A-Z]{{1,3}}{_S}[0-9]++(?:{_S}[0-9]{{3}}(?![0-9]))*+(?:/[0-9]+)*+(?![\w{OPEN}])"
)
_ADDRESS_SIGNS: Final = re.compile(rf"[/@]|www\.|doi:|[0-9]{_S}[A-Z]{{1,3}}{_S}[0-9]")
_STANDINS: Final = re.compile(f"[{OPEN}-{SOLID}]")


def set_html(html: str) -> str:
    """The HTML with its text set in French; tags, code and addresses stay."""
    pieces: list[str] = []
    addresses: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        if match[5]:
            letter = unescape(match[5])
            if len(letter) == 1 and letter not in "&<>" and not OPEN <= letter <= ADDRESS:
                return letter
        pieces.append(match[0])
        if not match[4]:
            return SOLID
        if match[4].lower() not in _INLINE:
            return BREAK
        return CLOSE if match[3] else OPEN

    def address(match: re.Match[str]) -> str:
        addresses.append(re.sub(_S, NBSP, match[0]))
        return ADDRESS

    text = _TAGS.sub(stand_in, html)
    if _ADDRESS_SIGNS.search(text):
        text = _ADDRESSES.sub(address, text)
    for rule in RULES:
        text = rule.set(text)
    if addresses:
        waiting = iter(addresses)
        text = re.sub(ADDRESS, lambda _: next(waiting), text)
    return _put_back(_STANDINS, pieces, text) if pieces else text


def _put_back(stand_ins: re.Pattern[str], pieces: list[str], text: str) -> str:
    waiting = iter(pieces)
    return stand_ins.sub(lambda _: next(waiting), text)


def set_text(text: str) -> str:
    """One text node set in French: text as it stands in HTML, with its entities, gives HTML."""
    return set_html(text)


def findings(text: str) -> Iterator[tuple[str, int, str, str]]:
    yield from ()
