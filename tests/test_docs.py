"""The guides tell the truth: every verb, key, part, template and rule stands in them, and every example is real.

What the program can say itself is written by these tests (``--update-golden``): ``docs/regles.md``, the tables between
markers, the answers below commands.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import re
import shlex
import shutil
import string
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

import pytest
from fixtures_book import BOOK, command, inspected, worded
from test_architecture import MODULES, ROOMS, foreign_imports

import bookwork
import make_book
from bookwork import cli
from bookwork.checks import run_checks
from bookwork.checks.order import MADE_PARTS
from bookwork.citing.grammar import parse_citation
from bookwork.citing.locators import LABELS
from bookwork.diagnostics import RULES, Place, Rule
from bookwork.model.dates import parse_edtf
from bookwork.model.names import PersonName
from bookwork.model.notice import Facts
from bookwork.model.pagemap import PageMap
from bookwork.model.schema import Record, known_keys
from bookwork.model.source import archival_keys
from bookwork.model.verification import Verification
from bookwork.project import BookIdentity, BookSettings, Layout, LetterOpening, read_project
from bookwork.reports import FORMATS, makeup
from bookwork.reports.words import level_word
from bookwork.sources.manuscript import ChapterHead
from bookwork.sources.reading import read_book
from bookwork.sources.registers import LISTS
from bookwork.typesetting.figures import COUNTED
from bookwork.typesetting.layoutcheck import MADE_VALUES
from bookwork.typesetting.style import make_style
from bookwork.typography.rules import set_html

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
AUTHORS, PUBLISHERS, ARCHIVISTS, RULE_PAGE, ARCHITECTURE = (
    DOCS / f"{name}.md" for name in ("guide-auteurs", "guide-editeurs", "guide-archivistes", "regles", "architecture")
)
GUIDES = (AUTHORS, PUBLISHERS, ARCHIVISTS)
PAGES = (*GUIDES, RULE_PAGE, ARCHITECTURE, ROOT / "CONTRIBUTING.md", ROOT / "README.md")
HARMLESS = ("check", "explain", "proof")

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`(essai/[^`]+)`\u00a0?\s?:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANSWER = re.compile(r"^(```sh\n(python3 make_book\.py [^\n]*)\n```\n\n```text\n).*?(^```$)", re.MULTILINE | re.DOTALL)
MADE = re.compile(r"^(<!-- ([\w-]+) -->\n).*?^(<!-- fin -->)$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def read(page: Path) -> str:
    return page.read_text("utf-8")


def section(page: Path, heading: str) -> str:
    """The text below a heading, to the next one of its level or above."""
    level = heading.partition(" ")[0]
    after = read(page).split(f"\n{heading}\n", 1)
    assert len(after) == 2, f"{page.name} has no heading « {heading} »"
    return re.split(rf"^#{{2,{len(level)}}} ", after[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    heads = {number - 1 for number, row in enumerate(cells) if set(row[0]) == {"-"}}
    return [row for number, row in enumerate(cells) if number not in heads and set(row[0]) != {"-"}]


def first_cells(text: str) -> set[str]:
    return {word for row in rows(text) for word in CODE.findall(row[0])}


def code_words(text: str) -> set[str]:
    return set(CODE.findall(FENCE.sub("", text)))


def records_in(annotation: object) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for inner in get_args(annotation):
        yield from records_in(inner)


def keys_of(schema: type[Record], prefix: str = "") -> Iterator[str]:
    """Every key of a record and of the records in it, dotted."""
    for key, field in zip(known_keys(schema), schema.model_fields.values(), strict=True):
        yield prefix + key
        for inner in records_in(field.annotation):
            yield from keys_of(inner, f"{prefix}{key}.")


def last(keys: Iterator[str]) -> set[str]:
    return {key.rpartition(".")[2] for key in keys}


# Commands


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of every line of a fenced block that calls the program."""
    for info, body in FENCE.findall(text):
        for line in body.split("\n") if info == "sh" else ():
            if line.startswith("python3 make_book.py"):
                yield shlex.split(re.split(r" [|>] ", line)[0], comments=True)[2:]


def verbs() -> dict[str, argparse.ArgumentParser]:
    (choices,) = (each.choices for each in cli._parser()._actions if isinstance(each, argparse._SubParsersAction))
    return choices


def workshop(folder: Path, page: Path) -> None:
    """A place to work in: the ten-notice book, its copy to practise on, and the files that the page gives."""
    for book in ("essai", "tests/book"):
        shutil.copytree(BOOK, folder / book)
    for name, text in FILE.findall(read(page)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def verb_of(argv: list[str]) -> str:
    return make_book.with_verb(argv)[1][0]


def test_every_verb_and_option_is_in_a_guide() -> None:
    shown = {verb_of(argv) for page in GUIDES for argv in commands(read(page))}
    text = "".join(map(read, GUIDES))
    assert shown >= set(verbs())
    assert "`test`" in text
    for parser in (cli._parser(), *verbs().values()):
        for action in parser._actions:
            assert not action.option_strings or any(name in text for name in action.option_strings), action
    for name in FORMATS:
        assert f"`{name}`" in text or f"--format {name}" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_understood(page: Path) -> None:
    for argv in commands(read(page)):
        before, rest = make_book.with_verb(argv)
        if rest[0] != "test":
            cli._parser().parse_args(before + rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_harmless_commands_do_what_they_say(page: Path, tmp_path: Path, monkeypatch) -> None:
    workshop(tmp_path, page)
    monkeypatch.chdir(tmp_path)
    for argv in dict.fromkeys(tuple(each) for each in commands(read(page)) if verb_of(each) in HARMLESS):
        assert command(tmp_path / "essai", *argv).code in (cli.CLEAN, cli.FAULTS), argv


def test_the_audit_of_the_guide_is_done_as_told(tmp_path: Path, monkeypatch) -> None:
    workshop(tmp_path, ARCHIVISTS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bookwork.audit.online.opens", lambda _: "?")
    told = [argv for argv in commands(section(ARCHIVISTS, "## 10. De la source aux affirmations")) if argv]
    assert [verb_of(argv) for argv in told] == ["audit", "audit", "audit"]
    for argv in told:
        if "--import" in argv:
            shutil.copy(tmp_path / "essai" / "build" / "audit" / "recolement" / argv[-1], tmp_path)
        assert command(tmp_path / "essai", *argv).code == cli.CLEAN


def test_every_key_of_the_recolement_is_explained_and_no_other() -> None:
    assert first_cells(section(ARCHIVISTS, "### `récolement`")) == last(keys_of(Verification))


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_answers_are_those_of_the_program(page: Path, tmp_path: Path, monkeypatch, golden) -> None:
    workshop(tmp_path, page)
    monkeypatch.chdir(tmp_path)

    def answered(match: re.Match[str]) -> str:
        return match[1] + command(tmp_path / "essai", *shlex.split(match[2])[2:]).out + match[3]

    golden(page, ANSWER.sub(answered, read(page)))


def test_problems_are_found_in_the_answers_as_vs_code_is_told(tmp_path: Path) -> None:
    workshop(tmp_path, AUTHORS)
    (task,) = (json.loads(body) for info, body in FENCE.findall(read(AUTHORS)) if info == "json")
    argv = shlex.split(task["tasks"][0]["command"])[2:]
    pattern = task["tasks"][0]["problemMatcher"]["pattern"]
    lines = command(tmp_path / "essai", *argv).out.splitlines()
    found = [re.fullmatch(pattern["regexp"], line) for line in lines]
    assert any(match and match[pattern["file"]].endswith("brunoy-alix.md") for match in found)
    assert all(match and match[pattern["code"]] in RULES and match[pattern["line"]].isdigit() for match in found)


# Keys


def test_every_key_of_a_notice_is_explained_and_no_other() -> None:
    assert first_cells(section(AUTHORS, "## 3. L’en-tête, clé par clé")) == last(keys_of(Facts))


@pytest.mark.parametrize("schema", [Layout, BookSettings])
def test_every_setting_is_explained_and_no_other(schema: type[Record]) -> None:
    keys = set(keys_of(schema))
    explained = {
        f"{table}.{key}"
        for table in {key.rpartition(".")[0] for key in keys} - {""}
        for key in first_cells(section(PUBLISHERS, f"### `[[{table}]]`" if "." in table else f"### `[{table}]`"))
        if table != "ordre" or key not in MADE_PARTS
    }
    assert explained == {key for key in keys if "." in key}


def test_values_of_the_book_have_the_names_that_templates_give_them() -> None:
    explained = {CODE.findall(row[0])[0]: CODE.findall(row[3])[0] for row in rows(section(PUBLISHERS, "### `[livre]`"))}
    assert explained == {field.alias: f"livre.{name}" for name, field in BookIdentity.model_fields.items()}


@pytest.mark.parametrize("name", LISTS)
def test_every_key_of_a_register_is_explained_and_no_other(name: str) -> None:
    text, keys = section(ARCHIVISTS, f"### `{name}`"), last(keys_of(LISTS[name].schema))
    assert first_cells(text) <= keys
    assert keys - {"note", "source"} <= code_words(text)


def test_parts_placeholders_templates_and_measures_are_explained() -> None:
    text = read(PUBLISHERS)
    project, _ = read_project(BOOK, cli.HOME / "layout")
    assert project is not None
    root = re.search(r":root\{(.*?)\}", make_style(project, BOOK).galley_css)
    assert root is not None
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) == set(re.findall(r"--([\w-]+):", root[1]))
    assert first_cells(section(PUBLISHERS, "## 3. L’ordre des parties")) >= set(MADE_PARTS)
    assert first_cells(section(PUBLISHERS, "## 4. Les chapitres")) >= set(known_keys(ChapterHead))
    words = [*MADE_VALUES, *(f"nombre.{name}" for name in COUNTED)]
    assert [word for word in words if f"{{{{ {word} }}}}" not in text] == []
    assert {word for word in code_words(text) if word.endswith(".j2")} == {
        path.name for path in (cli.HOME / "layout" / "templates").iterdir()
    }
    assert all(f"`{opening}`" in text for opening in LetterOpening)
    assert all(words in text for words in makeup._WORDS.values())


def test_keys_of_files_for_programs_are_explained() -> None:
    found = RULES["notice.draft"].at(Place("a"))
    assert first_cells(section(ARCHIVISTS, "## 9. Toutes les fautes comme données")) == {
        *json.loads(FORMATS["json"]([found], "fr"))[0]
    }
    assert first_cells(section(PUBLISHERS, "## 11. La carte des pages")) == {
        *json.loads(makeup.pagemap_json(PageMap({}, {}, ())))
    }


# Examples


def test_the_notice_to_copy_is_without_fault(tmp_path: Path) -> None:
    workshop(tmp_path, AUTHORS)
    name = "essai/biographies/V/valombre-lucie.md"
    assert name in dict(FILE.findall(read(AUTHORS)))
    assert command(tmp_path / "essai", "check", str(tmp_path / name)).out == "Aucune faute.\n"


HEAD = {"nom": "Songe", "prénoms": "Jean", "sexe": "H", "sources": "['@fictif2001']", "auteurs": "AF", "statut": "relu"}


def notice_with(info: str, body: str) -> str:
    """A notice like any other, but for these lines of its head or this text."""
    head, _, text = (body, "", "") if info.startswith("yaml") else body.rpartition("---\n")
    others = [f"{key}: {value}\n" for key, value in HEAD.items() if not re.search(f"^{key}:", head, re.MULTILINE)]
    return f"---\n{''.join(others)}{head}---\n{text or 'Personnage fictif, il est relieur.'}\n"


def cases() -> Iterator[Any]:
    for part in section(AUTHORS, "## 15. Les fautes courantes").split("\n### ")[1:]:
        codes = CODE.findall(part.split("\n")[0])
        for info, body in FENCE.findall(part):
            yield pytest.param(codes if info.endswith("faux") else [], notice_with(info, body), id=f"{codes} {info}")


@pytest.mark.parametrize(("codes", "notice"), list(cases()))
def test_what_is_called_wrong_is_wrong_and_what_is_called_right_is_right(
    codes: list[str], notice: str, tmp_path: Path
) -> None:
    shutil.copytree(BOOK, tmp_path / "livre")
    path = tmp_path / "livre" / "biographies" / "S" / "songe-jean.md"
    path.write_text(notice, "utf-8")
    book, found = read_book(tmp_path / "livre")
    said = {fault.code for fault in run_checks(book, found) if fault.place.file.endswith(path.name)}
    assert said >= set(codes)
    assert said or not codes
    assert codes or not said


@pytest.mark.parametrize(("written", "shown"), rows(section(AUTHORS, "## 4. Les dates")))
def test_dates_are_read_as_the_guide_says(written: str, shown: str) -> None:
    assert parse_edtf(written.strip("`")).in_french() == shown


@pytest.mark.parametrize(("written", "shown"), rows(section(AUTHORS, "## 8. Les citations"))[:8])
def test_citations_are_read_as_the_guide_says(written: str, shown: str) -> None:
    book, project = inspected(BOOK).book, inspected(BOOK).project
    assert book is not None and project is not None
    citation, faults = parse_citation(written.strip("`"), Place(""), archival_keys(book.works))
    words = worded(book, project, frozenset(citation.items)).together(citation.items)
    assert re.sub("</?i>", "*", re.sub("</?span[^>]*>", "", words)).replace("\xa0", " ") == shown
    assert not faults


@pytest.mark.parametrize(
    ("written", "heading", "index", "letter"), rows(section(AUTHORS, "## 6. Les noms et leur classement"))
)
def test_names_are_filed_as_the_guide_says(written: str, heading: str, index: str, letter: str) -> None:
    parts = {key: value.strip('"') for key, value in (each.split(": ") for each in CODE.findall(written))}
    name = PersonName(parts["nom"], parts["prénoms"], parts.get("particule", ""), filing=parts.get("classement", ""))
    assert (name.heading(), name.inverted(), name.filing_letter()) == (heading, index, letter)


@pytest.mark.parametrize(("written", "shown"), rows(section(AUTHORS, "## 13. La typographie")))
def test_typography_is_set_as_the_guide_says(written: str, shown: str) -> None:
    assert re.sub("<[^>]*>", "", re.sub("[\u00a0\u202f]", " ", set_html(f"<p>{written.strip('`')}</p>"))) == shown


# What is made here


def spelled(label: object) -> str:
    return " ".join(f"`{spelling}`" for spelling in getattr(label, "spellings", ()))


def locators() -> str:
    lines = [
        f"| {label.name} | {spelled(label)} | {label.printed} | {'tout texte' if label.free else 'nombre'} |\n"
        for label in LABELS.values()
    ]
    return "| repère | graphies admises | imprimé | ce qui suit |\n|---|---|---|---|\n" + "".join(lines)


def libraries() -> str:
    """The foreign libraries, and our modules that import them."""
    pairs = sorted((library, module) for module in MODULES for library in foreign_imports(module))
    lines = [
        f"| {library} | {', '.join(f'`{module}`' for _, module in group)} |\n"
        for library, group in groupby(pairs, key=lambda pair: pair[0])
    ]
    return "| library | in |\n|---|---|\n" + "".join(lines)


@pytest.mark.parametrize(
    ("page", "name", "make"), [(AUTHORS, "repères", locators), (ARCHITECTURE, "libraries", libraries)]
)
def test_tables_are_those_of_the_program(page: Path, name: str, make, golden) -> None:
    assert name in [match[2] for match in MADE.finditer(read(page))]
    golden(page, MADE.sub(lambda match: match[1] + make() + match[3] if match[2] == name else match[0], read(page)))


FAMILIES = {
    "arch": "Archives",
    "author": "Auteurs", "bib": "Bibliographie", "book": "Livre", "camp": "Camps", "chapter": "Chapitres",
    "chronology": "Ordre des dates", "cite": "Citations", "conflict": "Désaccords", "convoy": "Convois",
    "fact": "Faits", "fate": "Sort", "file": "Fichiers", "front-matter": "En-têtes", "galley": "Composition",
    "id": "Identifiants", "ignore": "Exceptions",
    "layout": "Maquette", "link": "Renvois", "makeup": "Mise en pages", "network": "Réseaux", "notice": "Notices",
    "number": "Matricules", "person": "Personnes", "photo": "Photographies", "prose": "Texte et en-tête",
    "register": "Registres", "settings": "Réglages", "text": "Texte", "type": "Fontes", "typo": "Typographie",
    "yaml": "YAML",
}  # fmt: skip
INTRODUCTION = """# Les règles

Tout ce que le programme contrôle. Le code est celui des messages et de `python3 make_book.py explain CODE`.
Une *erreur* interdit d’imprimer le livre, un *avertissement* demande qu’on regarde, une *information* ne fait que
dire. Les points de suspension tiennent la place de ce que le message précise. `--fix` dit que
`check --fix` corrige la faute, là où le remède est sûr.

Cette page est faite par le programme ; elle ne se corrige pas à la main.
"""


def every_rule() -> dict[str, Rule]:
    for module in pkgutil.walk_packages(bookwork.__path__, "bookwork."):
        importlib.import_module(module.name)
    return {code: rule for code, rule in RULES.items() if rule.fr}


def sentence(template: str) -> str:
    """The sentence with an ellipsis for each of its particulars, as Markdown that shows every sign."""
    text = "".join(words + ("…" if name else "") for words, name, _, _ in string.Formatter().parse(template))
    text = re.sub(r"([\\`*_{}\[\]<>|])", r"\\\1", text[:1].upper() + text[1:])
    return text if text.endswith((".", "?", "…")) else f"{text}."


def rules_page() -> str:
    ordered = sorted(every_rule().values(), key=lambda rule: rule.code)
    families = groupby(ordered, key=lambda rule: rule.code.partition(".")[0])
    pages = [(FAMILIES.get(name, name), list(rules)) for name, rules in families]
    contents = " ·\n".join(f"[{title}](#{slug(title)})" for title, _ in pages)
    parts = [INTRODUCTION, contents + "\n"]
    for title, rules in pages:
        parts.append(f"## {title}\n")
        parts += [
            f"**`{rule.code}`** ({level_word(rule.level, 'fr')}{', `--fix`' if rule.mend else ''}). "
            f"{sentence(rule.fr)}\n*{sentence(rule.why)}*\n"
            for rule in rules
        ]
    return "\n".join(parts)


def test_no_rule_is_without_a_reason() -> None:
    assert [rule.code for rule in every_rule().values() if not rule.why.strip()] == []


def test_the_page_of_rules_is_that_of_the_program(golden) -> None:
    golden(RULE_PAGE, rules_page())


# The whole


def slug(heading: str) -> str:
    """The anchor that code hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def plain(page: Path) -> str:
    """The text without code."""
    return re.sub(r"`[^`]*`", "", FENCE.sub("", read(page)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", plain(page)):
        file, _, anchor = target.partition("#")
        if not re.match(r"\w+:", target):
            there = (page.parent / file) if file else page
            assert there.exists(), target
            headings = re.findall(r"^#+ (.*)$", FENCE.sub("", read(there)), re.MULTILINE) if anchor else []
            assert not anchor or anchor in map(slug, headings), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_rules_that_a_page_names_exist(page: Path) -> None:
    families = "|".join(sorted({code.partition(".")[0] for code in every_rule()}))
    named = {word for word in code_words(read(page)) if re.fullmatch(rf"(?:{families})\.[a-z]+(?:-[a-z]+)*", word)}
    assert {code for code in named if not code.endswith((".css", ".html", ".json", ".py", ".toml"))} <= set(RULES)


@pytest.mark.parametrize("page", [*GUIDES, RULE_PAGE], ids=lambda page: page.name)
def test_french_pages_have_french_signs(page: Path) -> None:
    assert "'" not in plain(page)
    assert not re.search(r"\w[:;?!] ", re.sub(r"\]\([^)]*\)", "", plain(page)).replace("clé: ", ""))


def test_layers_are_those_that_imports_are_held_to() -> None:
    layers = re.findall(r"^\d+\. `(\w+)`:", section(ARCHITECTURE, "## 5. Layers"), re.MULTILINE)
    rooms = {path.stem for path in (ROOT / "bookwork").iterdir() if not path.stem.startswith("_")}
    assert set(layers) == rooms
    assert [room for room in layers if room in ROOMS] == [room for room in ROOMS if room in rooms]
