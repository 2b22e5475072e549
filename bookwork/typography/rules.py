"""French typography: small rules with codes, applied to the text of HTML and never to its tags.

Rules marked *Lexique* follow the *Lexique des règles typographiques en usage à l’Imprimerie nationale*. Authors may
type plain apostrophes and ordinary spaces before « ; : ! ? »: they are set here. The rules see plain text in which a
tag, an entity or an address is one stand-in (:mod:`bookwork.typography.standins`). They add
``<sup class="ord">`` and, round the number of a century, ``<span class="romain">``; copied text reads as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bookwork.records import Struct
from bookwork.typography.standins import ADDRESS, BLANK, BLANKS, BREAK, CLOSE, OPEN, SOLID, take_out

Step = Callable[[str], str]
Replacement = str | Callable[[re.Match[str]], str]

NBSP: Final = "\u00a0"
FINE: Final = "\u202f"


class TypographyRule(Struct, frozen=True):
    """One habit of the composing room: its code, where it comes from, its steps, and the signs it cannot do without."""

    code: str
    basis: str
    steps: tuple[Step, ...]
    needs: tuple[str, ...] = ("",)

    def set(self, text: str) -> str:
        """The text as this rule alone would set it."""
        if not any(sign in text for sign in self.needs):
            return text
        for step in self.steps:
            text = step(text)
        return text


def set_html(html: str) -> str:
    """The HTML with its text set in French; tags, code, addresses stay. Setting twice is setting once."""
    if 'class="ord"' in html:
        html = _SET_BEFORE.sub(_as_typed, html)
    copy = take_out(html)
    text = copy.text
    for rule in RULES:
        text = rule.set(text)
    return copy.put_back(text)


def set_text(text: str) -> str:
    """One text node set in French: from text as it stands in HTML, with its entities, to HTML."""
    return set_html(text)


# In the patterns, what comes before stands as a lookbehind after the first character: the engine then skips to it.


def _replace(pattern: str, replacement: Replacement) -> Step:
    return partial(re.compile(pattern, re.DOTALL).sub, replacement)


def _bind(pattern: str) -> Step:
    """A no-break space for the blank – or for nothing – behind what the group holds."""
    return _replace(pattern, rf"\1{NBSP}")


def _rule(code: str, basis: str, *steps: Step, needs: str = "") -> TypographyRule:
    return TypographyRule(code, basis, steps, tuple(needs.split()) or ("",))


_NO_BLANKS: Final = dict.fromkeys(map(ord, BLANKS))
_END: Final = rf"(?=[{BLANKS}{OPEN}{CLOSE}{BREAK}»”)\],.…;:!?—–]|$)"
_COLON_END: Final = rf"(?=[{BLANKS}{OPEN}{CLOSE}{BREAK}»”]|$)"


def _space_before(sign: str, space: str, glued: str = "", end: str = "") -> tuple[Step, Step]:
    """The space before a sign: for another one, even inside a closing tag, or for none, but not after ``glued``."""

    def respaced(match: re.Match[str]) -> str:
        tags = match[0].translate(_NO_BLANKS)
        return tags + space if tags != match[0] else tags

    after_word = rf"(?<=[^{BLANKS}{OPEN}{BREAK}(\[{{«“{glued}].)"
    return (
        _replace(rf"[{BLANKS}{CLOSE}][{BLANKS}{CLOSE}]*(?={sign})", respaced),
        _replace(rf"{sign}{after_word}{end}", rf"{space}\g<0>"),
    )


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


def _after_guillemet(match: re.Match[str]) -> str:
    return match[0].translate(_NO_BLANKS) + NBSP


def _thousands(match: re.Match[str]) -> str:
    """``10 274`` as one number, behind a year too (``1944 10 274``); ``01 42 77`` and the like stay."""
    groups = re.split(f"({BLANK})", match[0])
    first = 2 if len(groups[0]) > 3 and len(groups) > 3 else 0
    number = groups[first::2]
    if len(number[0]) > 3 or any(len(group) != 3 for group in number[1:]):
        return match[0]
    return "".join(groups[:first]) + FINE.join(number)


ENDINGS: Final = {
    **{written: written for written in ("er", "ers", "re", "res", "e", "es", "d", "de", "nd", "nde", "nds", "ndes")},
    **{"ère": "re", "ères": "res", "ere": "re", "eres": "res", "ière": "re", "ières": "res"},
    **dict.fromkeys(("ème", "ième", "eme", "ieme", "è"), "e"),
    **dict.fromkeys(("èmes", "ièmes", "emes", "iemes"), "es"),
}
"""Endings of ordinals as people write them, and as the Lexique wants them."""
_ENDING: Final = rf"({'|'.join(sorted(ENDINGS, key=len, reverse=True))})(?!\w)"
_ROMAN: Final = rf"([IVXL](?<!\w.)[IVXL]*){_ENDING}"
_ROMAN_NUMBER: Final = re.compile(r"(?=[IVX]|L.)(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CENTURY_AHEAD: Final = re.compile(
    rf"(?:(?:[-–/]|,?{BLANK}(?:(?:et|ou|à|au){BLANK}(?:[da]u{BLANK})?)?)[IVXL]+{_ENDING})*{BLANK}siècles?\b"
)
_SET_BEFORE: Final = re.compile(
    r'(?:<span class="romain">([IVXL]+)</span>|(?<=[0-9IVXL])|(?<=\b[nNfrv])(?=[^>]*>os?<))'
    r'<sup class="ord">([a-z]{1,4})</sup>'
)


def _as_typed(match: re.Match[str]) -> str:
    """What an earlier setting raised, as plain text again."""
    return (match[1] or "") + {"o": "°", "os": "°s"}.get(match[2], match[2])


def _is_ordinal(number: str, ending: str) -> bool:
    """``1er`` and ``Ier``, ``IIe``, ``2d``; ``L`` alone is no number, or every « Le » would be the fiftieth."""
    ending = ENDINGS[ending]
    if number.isdecimal():
        return ending not in ("d", "de") or number == "2"
    if not _ROMAN_NUMBER.fullmatch(number):
        return False
    return ending in ("er", "re") if number == "I" else ending in ("e", "es")


def _ordinal(match: re.Match[str]) -> str:
    number, ending = match.groups()
    return f'{number}<sup class="ord">{ENDINGS[ending]}</sup>' if _is_ordinal(number, ending) else match[0]


def _century(match: re.Match[str]) -> str:
    number, ending = match.groups()
    if not _is_ordinal(number, ending) or not _CENTURY_AHEAD.match(match.string, match.end()):
        return match[0]
    return f'<span class="romain">{number}</span><sup class="ord">{ENDINGS[ending]}</sup>'


_CAPITAL: Final = "[A-ZÀ-ÖØ-Þ]"
_OF: Final = rf"d(?:e|u|es){BLANK}|d[’']"
_MONTHS: Final = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS: Final = "[kcdm]?m[²³]?|km/h|ha|[km]?g|t|[hdcm]?l|h|min|s|kW|ch|F|(?:k|M|Md)€|°"
_TITLES: Final = "(?<=[DP])rs?|(?<=M)(?:e|gr)|(?<=S)tes?|(?<=S)t"
_LOCATORS: Final = "|".join(
    rf"(?<=\b{word}\..)"
    for word in re.findall(r"\w+", "p pp P f ff F fol t T vol Vol art Art chap Chap col fasc pl fig")
)
_LIST: Final = rf"[0-9]+(?:{BLANK}?[-–]|,{BLANK}|{BLANK}(?:et|à){BLANK})[0-9]"
_NO: Final = rf"(?<!\w.)(?:[°ºᵒ](s?){BLANK}?(?=[0-9A-Z])|o(?:(s){BLANK}(?={_LIST})|{BLANK}(?=[0-9])))"
_RAISED_O: Final = r'\1<sup class="ord">o\2</sup>'
_INCISE: Final = rf"(?:[^–—.!?…{BREAK}]|[.!?…](?![ \n](?:{_CAPITAL}|[–—]))|\b[–—]\b)*"

RULES: Final[tuple[TypographyRule, ...]] = (
    _rule("typo.double-space", "Un seul blanc entre deux mots.", _replace(f"{BLANK}{BLANK}+", _one_blank)),
    _rule(
        "typo.stray-space",
        "Lexique : pas de blanc devant la virgule, le point, la parenthèse fermante, ni après l’ouvrante.",
        _replace(rf"{BLANK}(?=[,)]|\.(?![\w.]))", ""),
        _replace(rf"\({BLANK}", "("),
    ),
    _rule("typo.ellipsis", "Lexique : les points de suspension sont un seul signe.", _replace(r"\.\.\.+", "…")),
    _rule("typo.apostrophe", "L’apostrophe est courbe ; 5' d’angle reste.", _replace(r"'(?<!['\d]')(?!')", "’")),
    _rule("typo.quotes", "Lexique : les citations entre guillemets français.", _quotes),
    _rule(
        "typo.raised-letter",
        "1ᵉʳ et IIᵉ, tapés avec les lettres d’Unicode, se composent comme 1er et IIe.",
        _replace("([0-9IVXL])(ᵉʳ?|ʳᵉ)", lambda match: match[0].replace("ᵉ", "e").replace("ʳ", "r")),
        needs="ᵉ",
    ),
    _rule(
        "typo.fine-space",
        "Lexique : espace fine insécable devant ; ! ?",
        *_space_before("[;!?]", FINE, "…;:!?", _END),
        needs="; ! ?",
    ),
    _rule(
        "typo.colon",
        "Lexique : espace mots insécable devant le deux-points ; 12:30 et 1:50 restent.",
        *_space_before(":", NBSP, "…;:!?", _COLON_END),
        needs=":",
    ),
    _rule(
        "typo.guillemets",
        "Lexique : espace insécable à l’intérieur des guillemets.",
        _replace(rf"«[{BLANKS}{CLOSE}]*", _after_guillemet),
        *_space_before("»", NBSP),
        needs="« »",
    ),
    _rule(
        "typo.dash",
        "Lexique : le tiret d’incise n’est pas un trait d’union ; 1939 - 1945 reste.",
        _replace(rf"---(?<={BLANK}---)(?={BLANK})", "—"),
        _replace(rf"-(?<={BLANK}-)-?(?={BLANK})(?:(?={BLANK}\D)|(?<=\D{BLANK}-)|(?<=\D{BLANK}--))", "–"),
        _replace(r"--(?<=[^\W\d_]--)(?=[^\W\d_])", " – "),
        needs="-",
    ),
    _rule(
        "typo.shelfmark",
        "La série reste auprès de sa cote : GR 16 P 416039.",
        _bind(rf"([A-Z](?<!\w.)[A-Z]{{1,3}}){BLANK}(?={ADDRESS})"),
        needs=ADDRESS,
    ),
    _rule(
        "typo.thousands",
        "Lexique : une fine insécable entre les tranches de trois chiffres ; un nombre tapé d’un bloc le reste.",
        _replace(rf"[0-9](?<!\w.)[0-9]*(?:{BLANK}[0-9]+)+", _thousands),
    ),
    _rule("typo.time", "Lexique : 12 h 30 ne se coupe pas.", _bind(rf"([0-9]{BLANK}h){BLANK}(?=\d\d(?!\d))")),
    _rule(
        "typo.unit",
        "Lexique : un nombre ne se sépare pas de son unité ni du signe %.",
        _bind(rf"([0-9])(?:{BLANK}?(?=[%‰€]|°C)|{BLANK}(?=(?:{_UNITS})(?![\w’'/])))"),
    ),
    _rule(
        "typo.day-month",
        "Lexique : le quantième ne se sépare pas du mois.",
        _bind(rf"([0-9r]){BLANK}(?=(?:{_MONTHS})\b)(?:(?<=[0-9].)|(?<=\b1er.))(?<!\d\d\d.)"),
    ),
    _rule("typo.bis", "Lexique : 12 bis ne se coupe pas.", _bind(rf"([0-9]){BLANK}(?=(?:bis|ter|quater)\b)")),
    _rule(
        "typo.abbreviation",
        "Lexique : un titre abrégé ne se sépare pas du nom, ni p., t., § de leur nombre.",
        _bind(rf"(M(?<!\w.)(?:M?\.|(?:me|lle)s?)){BLANK}(?=[\w{OPEN}{SOLID}])"),
        _bind(rf"([DPMS](?<!\w.)(?:{_TITLES})){BLANK}(?={_CAPITAL})"),
        _bind(rf"(\.){BLANK}(?=[0-9]|[IVXLC]+\b)(?:{_LOCATORS})"),
        _bind(rf"(§){BLANK}?(?=\d)"),
    ),
    _rule(
        "typo.initials",
        "Lexique : les initiales d’un prénom ne se séparent pas du nom.",
        _bind(rf"({_CAPITAL}(?<![\w.-].)h?\.(?:-{_CAPITAL}\.)*){BLANK}(?={_CAPITAL}|{_OF})"),
    ),
    _rule(
        "typo.incise",
        "Lexique : le tiret est lié à l’incise qu’il ouvre, celui du dialogue à la réplique.",
        _replace(rf"([–—])(?<={BLANK}.){BLANK}({_INCISE}(?:(?<={BLANK})\1(?={BLANK}))?)", rf"\1{NBSP}\2"),
        _bind(rf"([–—])(?<![^{BREAK}].){BLANK}"),
        needs="– —",
    ),
    _rule(
        "typo.century",
        "Lexique : les siècles en petites capitales, liés au mot « siècle ».",
        _bind(rf"([IVXL0-9]{_ENDING}){BLANK}(?=siècles?\b)"),
        _replace(_ROMAN, _century),
        needs="siècle",
    ),
    _rule(
        "typo.ordinal",
        "Lexique : 1er, 1re, 2d, 2e, lettres supérieures ; jamais 2ème ni 2ième.",
        _replace(rf"([0-9](?<!\w.)[0-9]*){_ENDING}", _ordinal),
        _replace(_ROMAN, _ordinal),
    ),
    _rule(
        "typo.numero",
        "Lexique : no et nos, lettres supérieures ; « nos 12 camarades » n’en est pas un.",
        *(_replace(rf"({n}){_NO}", rf'\1<sup class="ord">o\2\3</sup>{NBSP}') for n in "nN"),
    ),
    _rule(
        "typo.folio",
        "Lexique : fo, ro, vo, lettres supérieures.",
        _replace(rf"(f(?<!\w.))[°ºᵒ](s?){BLANK}?(?=[0-9])", _RAISED_O + NBSP),
        _replace(rf"([0-9]){BLANK}?([rv])[°ºᵒ](?!\w)", rf'\1{NBSP}\2<sup class="ord">o</sup>'),
        needs="° º ᵒ",
    ),
)
"""Every rule in the order of setting: blanks, signs, what must not be parted, and at last what adds tags."""
