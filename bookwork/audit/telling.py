"""What an audit and an import tell whoever asked for them, in French and in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bookwork.audit.auditing import FOLDER, Audited, Imported
from bookwork.audit.summary import share
from bookwork.sources.verifications import FILE

_MOST: Final = 3
"""Repositories named at the end; the report has them all."""
_SAY: Final = {
    "fr": {
        "refused": "Pas d’audit : corrigez d’abord les réglages. Le dernier audit reste en place.",
        "audited": "build/{folder}/index.html : {lines} citations, {notices} notices.",
        "proven": "Faits avec leur propre source, ou celle d’une phrase : {share}.",
        "seen": "Citations d’archives vérifiées : {share}.",
        "first": "À voir d’abord : {name}, {open} documents sur {count}.",
        "older": "Les pages sont celles d’un livre plus ancien que les sources : construisez-le (build), puis "
        "recommencez.",
        "missing": "Sans les pages : le livre n’est pas construit (build).",
        "imported": "{count} documents inscrits dans {file}.",
        "not-imported": "Rien n’est importé ; le registre reste tel qu’il était.",
    },
    "en": {
        "refused": "No audit: mend the settings first. The last audit is left in place.",
        "audited": "build/{folder}/index.html: {lines} citations, {notices} notices.",
        "proven": "Facts with a source of their own, or that of a sentence: {share}.",
        "seen": "Citations of archives verified: {share}.",
        "first": "To be seen first: {name}, {open} documents of {count}.",
        "older": "The pages are those of a book older than the sources: build it, then start again.",
        "missing": "Without pages: the book is not built.",
        "imported": "{count} documents entered in {file}.",
        "not-imported": "Nothing is imported; the register is left as it was.",
    },
}


def tell_audit(audited: Audited, language: str) -> Iterator[str]:
    """The numbers of the audit, and the repositories to go to first."""
    say, found = _SAY[language], audited.summary
    if found is None:
        yield say["refused"]
        return
    yield say["audited"].format(folder=FOLDER, lines=found.lines, notices=found.notices)
    yield say["proven"].format(share=share(found.proven, found.stated))
    yield say["seen"].format(share=share(found.looked_up, found.archival))
    for each in audited.checklists[:_MOST]:
        if each.open:
            yield say["first"].format(name=each.name, open=each.open, count=len(each.documents))
    if audited.pages in say:
        yield say[audited.pages]


def tell_import(imported: Imported, language: str) -> str:
    """How many documents were entered, or that none was."""
    say = _SAY[language]
    refused = bool(imported.diagnostics)
    return say["not-imported"] if refused else say["imported"].format(count=imported.count, file=FILE)
