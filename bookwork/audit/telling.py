"""What an audit and an import tell whoever asked for them, in French and in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookwork.audit.auditing import FOLDER, Audited, Imported
from bookwork.reports.words import counted, share
from bookwork.sources.verifications import FILE

_MOST: Final = 3
"""Repositories named at the end; the report has them all."""
_SAY: Final = {
    "fr": {
        "refused": "Pas d’audit : corrigez d’abord les réglages. Le dernier audit reste en place.",
        "audited": "build/{folder}/index.html : {lines}, {notices}.",
        "proven": "Faits avec leur propre source, ou celle d’une phrase : {share}.",
        "seen": "Citations d’archives vérifiées : {share}.",
        "first": "À voir d’abord : {name}, {open} sur {count}.",
        "older": "Les pages sont celles d’un livre plus ancien que les sources : construisez-le (build), puis "
        "recommencez.",
        "missing": "Sans les pages : le livre n’est pas construit (build).",
        "imported": "{count} inscrit dans {file}.",
        "all imported": "{count} inscrits dans {file}.",
        "not-imported": "Rien n’est importé ; le registre reste tel qu’il était.",
    },
    "en": {
        "refused": "No audit: mend the settings first. The last audit is left in place.",
        "audited": "build/{folder}/index.html: {lines}, {notices}.",
        "proven": "Facts with a source of their own, or that of a sentence: {share}.",
        "seen": "Citations of archives verified: {share}.",
        "first": "To be seen first: {name}, {open} of {count}.",
        "older": "The pages are those of a book older than the sources: build it, then start again.",
        "missing": "Without pages: the book is not built.",
        "imported": "{count} entered in {file}.",
        "all imported": "{count} entered in {file}.",
        "not-imported": "Nothing is imported; the register is left as it was.",
    },
}


def tell_audit(audited: Audited, language: str) -> Iterator[str]:
    """The numbers of the audit, and the repositories to go to first."""
    say, found = _SAY[language], audited.summary
    if found is None:
        yield say["refused"]
        return
    lines, notices = counted(found.lines, "citation", language), counted(found.notices, "notice", language)
    yield say["audited"].format(folder=FOLDER, lines=lines, notices=notices)
    yield say["proven"].format(share=share(found.proven, found.stated, language))
    yield say["seen"].format(share=share(found.looked_up, found.archival, language))
    for each in audited.checklists[:_MOST]:
        if each.open:
            still = counted(each.open, "document", language)
            yield say["first"].format(name=each.name, open=still, count=len(each.documents))
    if audited.pages in say:
        yield say[audited.pages]


def tell_import(imported: Imported, language: str) -> str:
    """How many documents were entered, or that none was."""
    say = _SAY[language]
    if imported.diagnostics:
        return say["not-imported"]
    told = say["imported" if imported.count < 2 else "all imported"]
    return told.format(count=counted(imported.count, "document", language), file=FILE)
