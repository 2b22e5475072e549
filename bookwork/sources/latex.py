"""The light LaTeX of bibliographies as Unicode text: accents, ligatures, dashes, quotation marks.

An unknown macro keeps its name and its words: nothing of a title is ever thrown away.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ACCENTS: Final = dict(zip("'`^\"~=.cvuHkrd", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u0306\u030b"
                                              "\u0328\u030a\u0323", strict=True))  # fmt: skip
_SYMBOLS: Final = {
    "oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ", "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å",
    "AA": "Å", "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "og": "« ", "fg": " »",
    "textdegree": "°", "degre": "°",
    "no": "n°", "ier": "ᵉʳ", "ieme": "ᵉ", "dots": "…", "ldots": "…", "textellipsis": "…",
    "textendash": "–", "textemdash": "—", "guillemotleft": "«", "guillemotright": "»", "S": "§", "textquoteright": "’",
    "euro": "€", "texteuro": "€", "copyright": "©", "LaTeX": "LaTeX", "TeX": "TeX", "textbackslash": "\\",
    "textasciitilde": "~", "slash": "/", "-": "\u00ad", " ": " ", "&": "&", "%": "%", "_": "_", "#": "#", "$": "$",
    "{": "{", "}": "}", ",": "\u202f", "/": "", "@": "", "\\": " ",
}  # fmt: skip
_STYLES: Final = frozenset({
    "emph", "textit", "textbf", "textsc", "textrm", "textsf", "texttt", "textup", "textsuperscript", "textsubscript",
    "mkbibemph", "mkbibbold", "mkbibitalic", "url", "uppercase", "lowercase", "MakeUppercase", "mbox", "text",
})  # fmt: skip
_QUOTES: Final = frozenset({"enquote", "mkbibquote", "textquote"})
_DEPTH: Final = 40
"""Macros nested deeper than this are passed over; their words stay."""
_PLAIN = re.compile(r"[^\\{}~$\-`']*")
_MACRO = re.compile(r"\\(?:(?P<word>[A-Za-z]+)\*?[ \t\n]*|(?P<sign>.))", re.DOTALL)
_RUNS: Final = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\u00a0"))


def decode_latex(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without LaTeX, and the names of the macros that are not known."""
    if not any(sign in text for sign in "\\{}~-`'$"):
        return text, ()
    decoder = _Decoder(text)
    return unicodedata.normalize("NFC", decoder.group(top=True)), tuple(dict.fromkeys(decoder.unknown))


class _Decoder:
    """Reads a text from left to right, group by group."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self.unknown: list[str] = []

    def group(self, top: bool = False) -> str:
        """What stands up to the closing brace – or, at the top, up to the end."""
        pieces: list[str] = []
        depth = 0
        while self._at < len(self._text):
            character = self._text[self._at]
            if character == "{":
                depth += 1
                self._at += 1
            elif character == "}":
                self._at += 1
                if depth == 0 and not top:
                    break
                depth = max(0, depth - 1)
            else:
                pieces.append(self._piece())
        return "".join(pieces)

    def _piece(self) -> str:
        text = self._text
        if text[self._at] == "\\":
            return self._macro()
        for run, sign in _RUNS:
            if text.startswith(run, self._at):
                self._at += len(run)
                return sign
        if text[self._at] == "$":
            self._at += 1
            return ""
        plain = _PLAIN.match(text, self._at)
        end = max(plain.end() if plain else 0, self._at + 1)
        piece, self._at = text[self._at : end], end
        return piece

    def _macro(self) -> str:
        match = _MACRO.match(self._text, self._at)
        if not match:
            self._at += 1
            return "\\"
        self._at = match.end()
        name = match["word"] or match["sign"]
        if name in _ACCENTS:
            return self._accented(_ACCENTS[name])
        if name in _SYMBOLS:
            return _SYMBOLS[name]
        if name in _QUOTES:
            return f"« {self._argument()} »"
        if name not in _STYLES:
            self.unknown.append(name)
            return name + (f" {self._argument()}" if self._argument_follows() else "")
        return self._argument()

    def _accented(self, accent: str) -> str:
        letters = self._argument() or " "
        return letters[0] + accent + letters[1:]

    def _argument_follows(self) -> bool:
        return self._text.startswith("{", self._at)

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
        if self._at < len(self._text) and self._text[self._at] != "}":
            return self._piece() if self._text[self._at] == "\\" else self._take()
        return ""

    def _take(self) -> str:
        self._at += 1
        return self._text[self._at - 1]
