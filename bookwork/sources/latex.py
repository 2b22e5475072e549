r"""The light LaTeX of bibliographies as Unicode text: accents, ligatures, dashes, quotation marks, italics.

An unknown macro keeps its name and its words: nothing of a title is ever thrown away. A bare ``%`` is a sign like any
other, as in every file that comes from an address or a catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Final

from bookwork.records import Struct

_ACCENTS: Final = dict(zip("'`^\"~=.cvuHkrdbt", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u0306\u030b"
                                                "\u0328\u030a\u0323\u0331\u0361", strict=True))  # fmt: skip
_SYMBOLS: Final = {
    "oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ", "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "og": "« ", "fg": " »", "flqq": "«", "frqq": "»", "glqq": "„", "grqq": "“",
    "textdegree": "°", "degre": "°", "degres": "°", "textordmasculine": "º", "textordfeminine": "ª",
    "no": "n°", "No": "N°", "ier": "ᵉʳ", "iere": "ʳᵉ", "ieme": "ᵉ", "iemes": "ᵉˢ", "iers": "ᵉʳˢ", "primo": "1°",
    "dots": "…", "ldots": "…", "textellipsis": "…", "bdots": "…", "textendash": "–", "textemdash": "—",
    "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”",
    "quotedblbase": "„", "textquotedbl": '"', "lq": "‘", "rq": "’", "S": "§", "P": "¶", "dag": "†", "ddag": "‡",
    "euro": "€", "texteuro": "€", "EUR": "€", "pounds": "£", "textsterling": "£", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "textmu": "µ", "textperiodcentered": "·",
    "textbullet": "•", "textbar": "|", "textless": "<", "textgreater": ">", "textunderscore": "_",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textdollar": "$", "slash": "/",
    "textquotesingle": "'", "textdagger": "†", "textdaggerdbl": "‡", "textparagraph": "¶", "textsection": "§",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textexclamdown": "¡", "textquestiondown": "¿",
    "textasteriskcentered": "*", "textnumero": "№", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{",
    "rbrace": "}", "backslash": "\\", "textyen": "¥", "textcent": "¢", "textminus": "−",
    "circ": "°", "degree": "°", "times": "×", "div": "÷", "pm": "±", "cdot": "·", "to": "→",
    "rightarrow": "→", "textrightarrow": "→", "leftarrow": "←", "textleftarrow": "←", "infty": "∞", "sim": "∼",
    "approx": "≈", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "prime": "′", "star": "⋆",
    "ast": "∗", "bullet": "•", "ell": "ℓ", "varepsilon": "ε", "varphi": "φ", "vartheta": "ϑ",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "hyphen": "-", "nobreakspace": "\u00a0",
    "addspace": " ", "space": " ", "quad": " ", "qquad": " ", "par": " ", "newline": " ", "linebreak": " ",
    "thinspace": "\u202f", "enspace": " ", "-": "\u00ad", " ": " ", "\n": " ", "&": "&", "%": "%", "_": "_",
    "#": "#", "$": "$", "{": "{", "}": "}", ",": "\u202f", ":": " ", ";": " ", "!": "", "/": "", "@": "",
    "\\": " ",
}  # fmt: skip
_GREEK: Final = {
    name: chr(code)
    for small, capital, names in (
        (0x3B1, 0x391, "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"),
        (0x3C3, 0x3A3, "sigma tau upsilon phi chi psi omega"),
    )
    for place, word in enumerate(names.split())
    for name, code in ((word, small + place), (word.capitalize(), capital + place))
}
_SIGNS: Final = _SYMBOLS | _GREEK
_DOTTED: Final = {"ı": "i", "ȷ": "j"}
"""The letters without a dot, which stand under accents; Unicode wants the others there."""
_MARKS: Final = {
    "emph": "i", "textit": "i", "mkbibemph": "i", "mkbibitalic": "i", "textsl": "i", "textbf": "b", "mkbibbold": "b",
    "textsuperscript": "sup", "mkbibsuperscript": "sup", "up": "sup", "textsubscript": "sub", "textsc": "sc",
    "bsc": "sc", "mkbibacro": "sc", "noun": "sc",
}  # fmt: skip
"""Macros that we know how to print: italic, bold, superior, inferior, small capitals."""
_SWITCHES: Final = {"it": "i", "em": "i", "itshape": "i", "bf": "b", "bfseries": "b", "sc": "sc", "scshape": "sc"}
"""Macros without an argument, which hold to the end of their group."""
_SILENT: Final = frozenset({"rm", "tt", "sf", "sl", "rmfamily", "ttfamily", "sffamily", "upshape", "mdseries",
                            "normalfont", "small", "large", "footnotesize", "relax", "ignorespaces", "protect",
                            "unskip", "displaystyle", "limits"})  # fmt: skip
_STYLES: Final = frozenset({
    "textrm", "textsf", "texttt", "textup", "textmd", "textnormal", "MakeCapital", "MakeSentenceCase",
    "mbox", "hbox", "text", "mathrm", "mathit", "mathbf", "mathsf",
    "mathcal", "mathbb", "ensuremath", "nocase", "autocap", "autofmt", "bibstring", "underline", "uline",
    "mkbibparens", "mkbibbrackets", "FirstName", "acro",
    "textfrench", "textgerman", "textenglish", "textgreek", "textlatin", "textpolish", "textrussian", "textitalian",
})  # fmt: skip
_CASES: Final = {"uppercase": str.upper, "MakeUppercase": str.upper, "MakeTextUppercase": str.upper,
                 "lowercase": str.lower, "MakeLowercase": str.lower, "MakeTextLowercase": str.lower}  # fmt: skip
_FORMULA: Final = {"(": True, "[": True, ")": False, "]": False}
"""Signs between which formulas stand, as between dollars."""
_FOREIGN_QUOTES: Final = frozenset({"foreignquote", "hyphenquote", "foreigntextquote"})
_QUOTES: Final = frozenset({"enquote", "mkbibquote", "textquote"})
_VERBATIM: Final = frozenset({"url", "path", "nolinkurl"})
_DROPPED: Final = frozenset({"noopsort", "SortNoop", "foreignlanguage", "selectlanguage", "textcolor", "color",
                             "hspace", "vspace"})  # fmt: skip
"""Macros whose first argument is no part of the text: a sort key, a language, a colour, a width."""
_OPERATORS: Final = frozenset({"log", "ln", "exp", "sin", "cos", "tan", "max", "min", "lim", "mod", "det", "dim"})
"""Words of formulas, which are written as they are called."""
_KINDS: Final = {
    name: kind
    for kind, names in (
        ("words", _STYLES), ("mark", _MARKS), ("switch", _SWITCHES), ("silent", _SILENT), ("quote", _QUOTES),
        ("address", _VERBATIM), ("dropped", _DROPPED), ("link", ("href",)), ("case", _CASES),
        ("foreign", _FOREIGN_QUOTES), ("operator", _OPERATORS),
    )
    for name in names
}  # fmt: skip
_DEPTH: Final = 40
"""Macros nested deeper than this are passed over; their words stay."""
_LATEX = re.compile(r"[\\{}~$]")
_PLAIN = re.compile(r"[^\\{}~$\-`'^_?!]*")
_INNER_SPACE = re.compile(r"(?<=«) {2,}| {2,}(?=»)")
"""What an author leaves inside quotation marks that bring their own space: ``\\og a \\fg``."""
_MACRO = re.compile(r"\\(?:(?P<word>[A-Za-z]+)\*?[ \t\n]*|(?P<sign>.))", re.DOTALL)
_RUNS: Final = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\u00a0"), ("?`", "¿"),
                ("!`", "¡"))  # fmt: skip
_TAGS: Final = {
    name: (chr(0xFDD0 + 2 * n), chr(0xFDD1 + 2 * n)) for n, name in enumerate(("i", "b", "sup", "sub", "sc"))
}
"""Noncharacters of Unicode, which stand for tags until the text is whole."""
_HTML: Final = {
    ord(sign): tag
    for name, (start, end) in _TAGS.items()
    for sign, tag in (
        (start, '<span class="sc">' if name == "sc" else f"<{name}>"),
        (end, "</span>" if name == "sc" else f"</{name}>"),
    )
}
_TAG = re.compile("[\ufdd0-\ufddf]")


class Decoded(Struct, frozen=True):
    """A text without LaTeX: plain, as HTML if it has marks (else empty), and the macros that are not known."""

    text: str
    html: str = ""
    unknown: tuple[str, ...] = ()


def has_latex(text: str) -> bool:
    """Whether there is anything to decode in a text."""
    return _LATEX.search(text) is not None or any(run in text for run, _ in _RUNS)


def decode_latex(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without LaTeX, and the names of the macros that are not known."""
    decoded = decode_marked(text)
    return decoded.text, decoded.unknown


def decode_marked(text: str) -> Decoded:
    """The text without LaTeX, plain and with its italics, small capitals, superiors and inferiors."""
    if not has_latex(text):
        return Decoded(text)
    decoder = _Decoder(_TAG.sub("", text))
    tagged = _INNER_SPACE.sub(" ", unicodedata.normalize("NFC", decoder.group(top=True)))
    unknown = tuple(dict.fromkeys(decoder.unknown))
    if not _TAG.search(tagged):
        return Decoded(tagged, "", unknown)
    return Decoded(_TAG.sub("", tagged), escape(tagged, quote=False).translate(_HTML), unknown)


class _Decoder:
    """Reads a text from left to right, group by group."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._in_formula = False
        self.unknown: list[str] = []

    def group(self, top: bool = False) -> str:
        """What stands up to the closing brace (at the top, up to the end); a switch holds to the end of its group."""
        pieces: list[str] = []
        ends: list[str] = [""]
        while self._at < len(self._text):
            character = self._text[self._at]
            if character == "{":
                ends.append("")
                self._at += 1
            elif character == "}":
                self._at += 1
                pieces.append(ends.pop())
                if not ends and not top:
                    return "".join(pieces)
                ends = ends or [""]
            else:
                pieces.append(self._piece())
                if pieces[-1] in _OPENINGS:
                    ends[-1] = _TAGS[_OPENINGS[pieces[-1]]][1] + ends[-1]
        return "".join([*pieces, *reversed(ends)])

    def _piece(self) -> str:
        text = self._text
        if text[self._at] == "\\":
            return self._macro()
        plain = _PLAIN.match(text, self._at)
        if plain and plain[0]:
            self._at = plain.end()
            return plain[0]
        for run, sign in _RUNS:
            if text.startswith(run, self._at):
                self._at += len(run)
                return sign
        sign = self._take()
        if sign == "$":
            self._in_formula = not self._in_formula
            return ""
        if sign in "^_" and self._in_formula:
            start, end = _TAGS["sup" if sign == "^" else "sub"]
            return f"{start}{self._argument()}{end}"
        return sign

    def _macro(self) -> str:
        match = _MACRO.match(self._text, self._at)
        if not match:
            self._at += 1
            return "\\"
        name = match["word"] or match["sign"]
        self._at = match.end()
        if match["word"] and self._text.startswith("{}", self._at):
            self._at += 2  # \oe{}uvre: an empty group only ends the macro
        if name in _ACCENTS:
            return self._accented(_ACCENTS[name])
        if name in _SIGNS:
            return _SIGNS[name]
        if name in _FORMULA:
            self._in_formula = _FORMULA[name]
            return ""
        return self._worded(name)

    def _worded(self, name: str) -> str:
        """A macro that is no single sign; ``{}`` after an unknown one is its text."""
        match _KINDS.get(name):
            case "switch":
                words = _TAGS[_SWITCHES[name]][0]
            case "mark":
                start, end = _TAGS[_MARKS[name]]
                words = f"{start}{self._argument()}{end}"
            case "words":
                words = self._argument()
            case "quote":
                words = f"« {self._argument()} »"
            case "foreign" | "case" | "operator":
                words = self._changed(name)
            case "address":
                words = self._raw_argument()
            case "link":
                words = self._raw_argument() and self._argument()
            case "dropped":
                words = self._argument() and (self._argument() if self._argument_follows() else "")
            case "silent":
                words = ""
            case _:
                self.unknown.append(name)
                words = name + (f" {self._argument()}" if self._argument_follows() else "")
        return words

    def _changed(self, name: str) -> str:
        """A macro whose words are not those that stand in its first argument."""
        if name in _FOREIGN_QUOTES:
            return f"« {self._argument() and self._argument()} »"
        return _CASES[name](self._argument()) if name in _CASES else f"{name} "

    def _accented(self, accent: str) -> str:
        while self._text.startswith(" ", self._at):
            self._at += 1
        letters = self._argument() or " "
        return _DOTTED.get(letters[0], letters[0]) + accent + letters[1:]

    def _argument_follows(self) -> bool:
        return self._text.startswith("{", self._at)

    def _raw_argument(self) -> str:
        """An argument as written: an address keeps its signs."""
        if not self._argument_follows():
            return ""
        end = _closing(self._text, self._at)
        raw, self._at = self._text[self._at + 1 : end], end + 1
        return re.sub(r"\\([%#&_{}~$])", r"\1", raw)

    def _argument(self) -> str:
        if self._depth == _DEPTH:
            return ""
        self._depth += 1
        words = self._argument_words()
        self._depth -= 1
        return words

    def _argument_words(self) -> str:
        if self._argument_follows():
            self._at += 1
            return self.group()
        if self._at == len(self._text) or self._text[self._at] == "}":
            return ""
        words = self._piece() if self._text[self._at] == "\\" else self._take()
        return "" if words in _OPENINGS else words

    def _take(self) -> str:
        self._at += 1
        return self._text[self._at - 1]


_OPENINGS: Final = {start: name for name, (start, _) in _TAGS.items()}


def _closing(text: str, at: int) -> int:
    """The index of the brace that closes the one at this index, or the end of the text."""
    depth = 0
    for match in re.finditer(r"[{}]", text[at:]):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return at + match.start()
    return len(text)
