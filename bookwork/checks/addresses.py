"""Addresses on line, in the bibliography and in the texts: incomplete, or with marks that follow the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bookwork.diagnostics import Diagnostic, Level, NoticeId, check, notice_check, rule
from bookwork.model.book import Authorities, Book
from bookwork.model.citation import Text
from bookwork.model.notice import Notice

FORM = rule(
    "link.form",
    Level.WARNING,
    fr="L’adresse « {address} » est à corriger : {reason_fr}.",
    en="The address “{address}” is to be mended: {reason_en}.",
    why="Une adresse incomplète ne s’ouvre pas ; une adresse chargée de marques est longue et ne dure pas.",
)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TRACKING = re.compile(
    r"[?&](?P<mark>(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|shared?|msg)=[^&#\s]*)"
)
"""Marks that sites and mail programs put at the end of an address, and without which the same page opens."""
_IN_TEXT = re.compile(r"(?:https?://|(?<![\w/.@-])www\.)[^\s<>()\[\]«»]+")


@notice_check
def addresses(notice: Notice, _: Authorities) -> Iterator[Diagnostic]:
    """Addresses in a notice that do not open, or say too much."""
    yield from _in_text(notice.text, notice.file, notice.id)


@check
def addresses_elsewhere(book: Book) -> Iterator[Diagnostic]:
    """The same in the bibliography and in chapters."""
    for work in book.works.values():
        address = work.field("url")
        for reasons in _reasons(address) if address else ():
            yield FORM.at(work.place, None, address=address, **reasons)
    for chapter in book.chapters.values():
        yield from _in_text(chapter.text, chapter.file)


def _in_text(text: Text, file: str, notice: NoticeId | None = None) -> Iterator[Diagnostic]:
    if "www." in text.source or "://" in text.source:
        for match in _IN_TEXT.finditer(text.source):
            for reasons in _reasons(match[0]):
                yield FORM.at(text.place(file, match.start()), notice, address=match[0], **reasons)


def _reasons(address: str) -> Iterator[dict[str, str]]:
    if not _SCHEME.match(address):
        yield {"reason_fr": "il y manque « https:// »", "reason_en": "“https://” is missing"}
    mark = _TRACKING.search(address)
    if mark:
        yield {"reason_fr": f"ôtez « {mark['mark']} »", "reason_en": f"take out “{mark['mark']}”"}
