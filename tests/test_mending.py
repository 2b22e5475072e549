"""``check --fix``: what has one sure remedy is mended where it stands, everything else stays byte for byte.

Everybody in these books is fictional.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from fixtures_audit import archive_book
from fixtures_book import Answer, command, write_notice

NOTICE = """---
nom: Fictif
prénoms: Jean
sexe: H
naissance: {date: vers 1907, lieu: Grand-Songe (Somme)}
décès: {date: les années 40}
conflits:
  - champ: départ
    versions: [{valeur: lundi, source: "@prefecture, 9W5"}, {valeur: mardi, source: "@fictif2001, p. 3"}]
archives: ["@prefecture, 9W2", "@prefecture, 9 W 3", "@prefecture, 9W2"]
sources: ["@fictif2001, pages 9 et 12", '@prefecture, 9W12, f. 3']
auteurs: [AF]
statut: relu
---
Personnage fictif, le 2ème de  sa classe [voir @prefecture, 9W100, fol. 9 ; @prefecture, 9W100]... Il lit "un livre".

Il cite [[@fictif2001]], « 9W100 » et "rien
"""


def mended(book: Path, *argv: str) -> Answer:
    return command(book, "check", "--fix", *argv)


def contents(book: Path) -> dict[str, bytes]:
    paths = [*book.glob("*.bib"), *(book / "biographies").rglob("*.md"), *(book / "manuscript").rglob("*.*")]
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = archive_book(tmp_path / "livre")
    (root / "biographies" / "fictif.md").write_bytes(NOTICE.encode())
    return root


def test_only_what_is_sure_is_mended(book: Path) -> None:
    before = contents(book)
    answer = mended(book)
    changes = {
        "date: vers 1907": "date: 1907~",
        '["@prefecture, 9W2", "@prefecture, 9 W 3", "@prefecture, 9W2"]':
            '["@prefecture, 9 W 2", "@prefecture, 9 W 3", "@prefecture, 9 W 2"]',
        "'@prefecture, 9W12, f. 3'": "'@prefecture, 9 W 12, f. 3'",
        "2ème de  sa": "2e de sa",
        "9W100, fol. 9 ; @prefecture, 9W100]...": "9 W 100, f. 9 ; @prefecture, 9 W 100]…",
        "pages 9 et 12": "p. 9 et 12",
        '"un livre"': "« un livre »",
        "[[@fictif2001]]": "[@fictif2001]",
    }  # fmt: skip
    expected = NOTICE
    for old, new in changes.items():
        assert old in expected
        expected = expected.replace(old, new)
    after = contents(book)
    assert after["biographies/fictif.md"].decode() == expected
    assert after["biographies/paul.md"] == before["biographies/paul.md"].replace(b"9W2", b"9 W 2")
    assert {file for file in after if after[file] != before[file]} == {"biographies/fictif.md", "biographies/paul.md"}
    assert "« 9W100 » → « 9 W 100 » [arch.cote-form]" in answer.err


def test_a_second_time_changes_nothing(book: Path) -> None:
    mended(book)
    before = contents(book)
    answer = mended(book)
    assert contents(book) == before
    assert "Rien à corriger" in answer.err


def test_what_is_disputed_or_a_guess_stays(book: Path) -> None:
    mended(book)
    text = (book / "biographies" / "fictif.md").read_text("utf-8")
    assert '"@prefecture, 9W5"' in text
    assert "les années 40" in text
    assert "« 9W100 »" in text
    assert '"rien' in text


def test_faults_that_can_be_mended_say_so(book: Path) -> None:
    said = command(book, "check").out
    told = {line.split("[")[1].split("]")[0] for line in said.splitlines() if line.endswith("(--fix)")}
    assert {"arch.cote-form", "notice.bad-date", "typo.ordinal", "typo.quotes", "cite.double-brackets"} <= told
    records = json.loads(command(book, "check", "--format", "json").out)
    assert {each["code"] for each in records if each["mendable"]} == told
    assert [each["mendable"] for each in records if each["code"] == "typo.quotes"] == [True, False]
    assert "check --fix" in command(book, "explain", "arch.cote-form").out
    assert "check --fix" not in command(book, "explain", "arch.cote").out


def test_only_the_files_named_are_mended(book: Path) -> None:
    before = contents(book)
    mended(book, str(book / "biographies" / "paul.md"))
    after = contents(book)
    assert {file for file in after if after[file] != before[file]} == {"biographies/paul.md"}


def test_marks_line_ends_and_rights_stay(book: Path) -> None:
    path = book / "biographies" / "fictif.md"
    content = b"\xef\xbb\xbf" + NOTICE.replace("\n", "\r\n").encode()
    path.write_bytes(content)
    path.chmod(0o600)
    mended(book)
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf---\r\n")
    assert after.count(b"\r\n") == after.count(b"\n") == NOTICE.count("\n")
    assert b"9 W 100, f. 9" in after
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_remedy_that_shows_another_fault_is_put_back(book: Path) -> None:
    write_notice(book, "nu", "Personnage fictif, vu dans @prefecture. Il a 2ème rang.")
    path = book / "biographies" / "nu.md"
    before = path.read_text("utf-8")
    mended(book)
    assert path.read_text("utf-8") == before, "both stand on one line: neither is sure"
    write_notice(book, "nu", "Personnage fictif, vu dans @prefecture.\n\nIl a 2ème rang.")
    mended(book)
    assert "vu dans @prefecture" in path.read_text("utf-8")
    assert "2e rang" in path.read_text("utf-8")


def test_isbns_get_their_hyphens_and_nothing_else(book: Path) -> None:
    bib = book / "bibliography.bib"
    text = bib.read_text("utf-8") + "@book{nombre,\n title = {9782860610377},\n isbn={9782860610377}}\n"
    bib.write_text(text, "utf-8")
    mended(book)
    assert bib.read_text("utf-8") == text.replace("isbn={9782860610377}", "isbn={978-2-86061-037-7}")


PIECES = ["9W7", "@prefecture", "[@prefecture, 9W7]", "[@prefecture, 9  W 7 ; @fictif2001, p. 3]", "2ème", "...", '"',
          "  ", "[[paul]]", "[[@fictif2001]]", "`9W7  ...`", "« ", " »", "[voir", "]", "é", "\n\n", "mot", " ",
          "@fictif2001", "[", "IVème", "<!-- @x -->",
          "\\@fictif2001", "[@prefecture, 9W7](x)", "---", "XXème siècle"]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_written_mending_is_finished_after_once(tmp_path: Path, seed: int) -> None:
    """Nothing but the words named is changed, no fault of the book is new, and the second time nothing is found."""
    chance = random.Random(seed)
    texts = {f"n{n}": "Personnage fictif. " + "".join(chance.choices(PIECES, k=40)) for n in range(12)}
    root = archive_book(tmp_path / "livre", texts)
    before = contents(root)
    faults = json.loads(command(root, "check", "--format", "json").out)
    sure = {file: [each for each in faults if each["file"] == file and each["mendable"]] for file in before}
    answer = mended(root, "--format", "json")
    after = contents(root)
    for file, old in before.items():
        assert (after[file] == old) or sure[file]
        assert after[file].count(b"\n") == old.count(b"\n")
        lines = {each["line"] for each in sure[file]}
        for number, (one, other) in enumerate(zip(old.split(b"\n"), after[file].split(b"\n"), strict=True), 1):
            assert one == other or number in lines
    grave = [each for each in json.loads(answer.out) if each["level"] != "information"]
    known = [(each["file"], each["code"], each["particulars"]) for each in faults]
    assert all((each["file"], each["code"], each["particulars"]) in known for each in grave)
    assert "Rien à corriger" in mended(root).err
    assert contents(root) == after
