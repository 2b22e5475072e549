"""CSL styles (citationstyles.org, specification 1.0.2): read from their files, and made to word each source by itself.

A style file stays as its makers wrote it. What hangs on the other sources of a text has one answer here, so that the
words of a source are the same in every notice and every build: every citation is a later one (the full form stands in
the bibliography), none is « ibid. », and names and years are told apart before the style sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bookwork.records import Struct

LOCALE: Final = "locales-fr-FR.xml"
"""The French terms of the CSL project, beside the styles."""

_NAMESPACE: Final = "{http://purl.org/net/xbiblio/csl}"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ALONE: Final = {"position": "subsequent", "disambiguate": ""}
"""The conditions on neighbours, and the values that hold."""
_NEVER: Final = "x-never"
"""A variable that no source has."""
_NEIGHBOURLY: Final = (
    "disambiguate-add-names", "disambiguate-add-givenname", "disambiguate-add-year-suffix", "collapse",
    "subsequent-author-substitute", "near-note-distance", "second-field-align", "hanging-indent",
    "et-al-subsequent-min", "et-al-subsequent-use-first",
)  # fmt: skip


_UNSAID: Final = re.compile(
    r"\W*(?:(?:op|art|doc|loc|ouvr|éd)\b\W*cit\w*|cit|ibid|s\W+[ldn](?:\W+n\W+d)?)\W*", re.IGNORECASE
)
"""« op. cit. », where nothing was cited before; « s. l. », « s. d. », which would say more of a work than that a field
of its entry is not known."""
_UNSAID_MACRO: Final = re.compile(r"op.?cit", re.IGNORECASE)
_UNSAID_TERMS: Final = frozenset({"ibid", "op-cit", "loc-cit", "no-date", "no-place", "no-publisher"})


class CslStyle(Struct, frozen=True):
    """A style that words every source by itself."""

    file: str
    """Its place in the book's folder, for messages."""
    xml: str
    by_year: bool
    """True if it tells the works of one author and year apart by letters: 1998a, 1998b."""
    labels: Mapping[str, str]
    """CSL's names of places in a source (``page``, ``folio`` …), and the words for them in this style."""


class StyleTroubleError(Exception):
    """A style that cannot be used: its file and the reason in French and English."""

    def __init__(self, file: str, french: str, english: str) -> None:
        super().__init__(f"{file}: {english}")
        self.file, self.french, self.english = file, french, english


def read_style(folder: Path, name: str) -> CslStyle:
    """The style in this file of ``layout/csl/``; raises :class:`StyleTroubleError` if it will not do."""
    style, locale = _parse(folder, name), _parse(folder, LOCALE)
    if locale.tag != f"{_NAMESPACE}locale":
        raise StyleTroubleError(_file(LOCALE), "ce ne sont pas des termes CSL 1.0", "these are no CSL 1.0 terms")
    if reasons := _trouble(style):
        raise StyleTroubleError(_file(name), *reasons)
    by_year = any(each.get("disambiguate-add-year-suffix") == "true" for each in style)
    _set_alone(style)
    labels = _take_locale(style, locale)
    return CslStyle(_file(name), ElementTree.tostring(style, encoding="unicode"), by_year, labels)


def _trouble(style: Element) -> tuple[str, str] | None:
    """Why this style will not do, in French and English."""
    if style.tag != f"{_NAMESPACE}style":
        return "ce n’est pas un style CSL 1.0", "it is no CSL 1.0 style"
    parent = style.find(f".//{_NAMESPACE}link[@rel='independent-parent']")
    if parent is not None:
        whole = parent.get("href", "").rpartition("/")[2]
        return (
            f"il ne fait que renvoyer au style « {whole} » ; prenez le fichier de celui-ci",
            f"it only points to the style “{whole}”; take the file of that one",
        )
    for part in ("citation", "bibliography"):
        if style.find(f"{_NAMESPACE}{part}/{_NAMESPACE}layout") is None:
            return f"il n’a pas de partie « {part} »", f"it has no part “{part}”"
    known = {each.get("name") for each in style.findall(f"{_NAMESPACE}macro")}
    for called in (each.get("macro") for each in style.iter()):
        if called is not None and called not in known:
            return f"il appelle une macro « {called} » qu’il n’a pas", f"it calls a macro “{called}” that it has not"
    if any(each.get("variable") == "citation-number" for each in style.iter()):
        return (
            "il numérote les sources, ce qu’un livre de notices ne peut pas imprimer",
            "it numbers the sources, which a book of notices cannot print",
        )
    return None


def _file(name: str) -> str:
    return f"layout/csl/{name}"


def _parse(folder: Path, name: str) -> Element:
    try:
        return ElementTree.parse(folder / name).getroot()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StyleTroubleError(
            _file(name), f"le fichier ne se lit pas ({reason})", f"the file cannot be read ({reason})"
        ) from error
    except ElementTree.ParseError as error:
        raise StyleTroubleError(_file(name), f"ce n’est pas du XML ({error})", f"it is not XML ({error})") from error


def _set_alone(style: Element) -> None:
    """Answer every question about neighbours; the paragraph of sources has punctuation of its own."""
    style.set("class", "in-text")
    style.set("default-locale", "fr-FR")
    citation, bibliography = (style.find(f"{_NAMESPACE}{part}") for part in ("citation", "bibliography"))
    assert citation is not None and bibliography is not None
    for name in ("min", "use-first"):
        if later := citation.get(f"et-al-subsequent-{name}"):
            citation.set(f"et-al-{name}", later)
    for part in (citation, bibliography):
        for order in part.findall(f"{_NAMESPACE}sort"):
            part.remove(order)
    for layout in citation.findall(f"{_NAMESPACE}layout"):
        layout.attrib.pop("prefix", None)
        layout.attrib.pop("suffix", None)
    for each in style.iter():
        for name in _NEIGHBOURLY:
            each.attrib.pop(name, None)
        _answer(each)
        _leave_unsaid(each)


def _leave_unsaid(part: Element) -> None:
    """Take « op. cit. » and the like out of a style, in words or called as a macro."""
    if _UNSAID.fullmatch(part.get("value", "")):
        part.set("value", "")
    if _UNSAID_MACRO.fullmatch(part.get("macro", "")) or part.get("variable") == "first-reference-note-number":
        part.attrib.pop("macro", None)
        part.set("variable", _NEVER)


def _answer(branch: Element) -> None:
    """Replace conditions on neighbours by their answer, as ``match`` joins them (CSL 1.0.2, Choose)."""
    asked = [name for name in _ALONE if name in branch.attrib]
    if not asked:
        return
    answers = [value == _ALONE[name] for name in asked for value in branch.attrib.pop(name).split()]
    match = branch.get("match", "all")
    others = [name for name in branch.attrib if name != "match"]
    if (match != "all") in answers or not others:
        holds = {"all": all(answers), "any": any(answers), "none": not any(answers)}.get(match, False)
        branch.attrib.clear()
        branch.set("variable", _NEVER)
        branch.set("match", "none" if holds else "all")


def _take_locale(style: Element, locale: Element) -> dict[str, str]:
    """Give the style the shipped French terms, under those of its own (CSL 1.0.2, Locale Fallback); its labels."""
    own = [each for each in style.findall(f"{_NAMESPACE}locale") if each.get(_LANGUAGE, "") in ("", "fr", "fr-FR")]
    merged = Element(f"{_NAMESPACE}locale", {_LANGUAGE: "fr-FR"})
    options: dict[str, str] = {}
    parts: dict[tuple[str, ...], Element] = {}
    for source in (locale, *sorted(own, key=lambda each: len(each.get(_LANGUAGE, "")))):
        for part in _locale_parts(source):
            if part.tag == f"{_NAMESPACE}style-options":
                options |= part.attrib
            else:
                parts[_identity(part)] = part
                if part.get("name", "").replace(" ", "-") in _UNSAID_TERMS or _UNSAID.fullmatch(
                    "".join(part.itertext())
                ):
                    part.text = ""
                    part[:] = []
        if source is not locale:
            style.remove(source)
    merged.append(Element(f"{_NAMESPACE}style-options", options))
    merged.extend(part for part in parts.values() if part.tag == f"{_NAMESPACE}date")
    terms = Element(f"{_NAMESPACE}terms")
    terms.extend(part for part in parts.values() if part.tag == f"{_NAMESPACE}term")
    merged.append(terms)
    style.insert(1, merged)
    singles = ((term, term.find(f"{_NAMESPACE}single")) for term in terms if term.get("form", "long") == "long")
    return {term.get("name", ""): single.text for term, single in singles if single is not None and single.text}


def _locale_parts(locale: Element) -> Iterator[Element]:
    for part in locale:
        if part.tag == f"{_NAMESPACE}terms":
            yield from part
        elif part.tag in (f"{_NAMESPACE}date", f"{_NAMESPACE}style-options"):
            yield part


def _identity(part: Element) -> tuple[str, ...]:
    return (part.tag, *(part.get(name, "") for name in ("name", "form", "gender-form", "match")))
