"""The fictional corpus of the benchmarks: valid, the same every time, honest in its lengths, and openly fictional."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import mean, median

import pytest
from fixtures_book import inspected
from PIL import Image

from bookwork.diagnostics import Level

CORPUS = Path(__file__).parent.parent / "benchmarks" / "corpus.py"
SIZE = 20
NOTICES_WITH_LENGTHS = 160
"""Enough for the law of lengths to show."""


def written(root: Path, notices: int = SIZE, *options: str) -> Path:
    """A corpus in this folder, by the command itself."""
    command = [sys.executable, str(CORPUS), "--notices", str(notices), *options, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root


def digests(root: Path) -> Mapping[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file() and "build" not in path.parts)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def notices(root: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((root / "biographies").rglob("*.md"))]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("corpus") / "livre")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A larger corpus, without photographs."""
    return written(tmp_path_factory.mktemp("textes") / "livre", NOTICES_WITH_LENGTHS, "--without-photographs")


@pytest.mark.parametrize("book", ["corpus", "texts"])
def test_nothing_is_wrong_with_it(book: str, request: pytest.FixtureRequest) -> None:
    found = inspected(request.getfixturevalue(book))
    assert found.book is not None
    assert not found.book.broken
    assert [each for each in found.diagnostics if each.level > Level.INFORMATION] == []


def test_every_notice_is_there(corpus: Path, texts: Path) -> None:
    assert (len(notices(corpus)), len(notices(texts))) == (SIZE, NOTICES_WITH_LENGTHS)


def test_every_notice_says_that_it_is_fictional(texts: Path) -> None:
    assert all("Personnage fictif" in notice for notice in notices(texts))


@pytest.mark.parametrize("file", ["manuscript/book.toml", "manuscript/10-avant-propos.md", "bibliography.bib"])
def test_the_book_says_that_it_is_fictional(corpus: Path, file: str) -> None:
    assert "ficti" in (corpus / file).read_text("utf-8")


def test_every_register_says_that_it_is_fictional(corpus: Path) -> None:
    registers = list((corpus / "manuscript" / "registers").glob("*.yml"))
    assert registers
    assert all("tout y est fictif" in path.read_text("utf-8") for path in registers)


def test_same_seed_same_bytes(corpus: Path, tmp_path: Path) -> None:
    assert digests(written(tmp_path / "encore", SIZE, "--jobs", "1")) == digests(corpus)


def test_another_seed_another_book(corpus: Path, tmp_path: Path) -> None:
    assert not set(digests(written(tmp_path / "autre", SIZE, "--seed", "7"))) >= set(digests(corpus))


def test_a_notice_is_the_same_among_few_and_many(corpus: Path, tmp_path: Path) -> None:
    """What grows is the number of notices and of works; what there was stays as it was."""
    few, many = digests(corpus), digests(written(tmp_path / "plus", 2 * SIZE))
    assert {name for name in few if many.get(name) != few[name]} <= {"bibliography.bib"}


def test_lengths_are_those_of_a_dictionary(texts: Path) -> None:
    lengths = [len(_printed(notice)) for notice in notices(texts)]
    assert 2_600 < mean(lengths) < 3_900
    assert median(lengths) < mean(lengths)
    assert min(lengths) < 700
    assert max(lengths) > 8_000


def test_words_are_many(texts: Path) -> None:
    """Hyphenation and fonts are measured honestly only on a wide vocabulary."""
    words = {word for notice in notices(texts) for word in re.findall(r"\b[a-zà-ÿœ’-]+\b", _printed(notice))}
    assert len(words) > 5_000


def test_notices_cite_as_often_as_those_of_the_first_edition(texts: Path) -> None:
    fictional, first = (mean(notice.count(" [@") for notice in notices(book)) for book in (texts, CORPUS.parents[1]))
    assert fictional == pytest.approx(first, rel=0.15)


def test_photographs_are_gray_and_sharp_enough(corpus: Path) -> None:
    pictures = list((corpus / "biographies").rglob("*.jpg"))
    assert len(pictures) == SIZE // 3
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.mode == "L"
            assert picture.width / (24 / 25.4) >= 299
        assert 20_000 < path.stat().st_size < 70_000


def test_a_folder_that_holds_something_is_left_alone(corpus: Path) -> None:
    before = digests(corpus)
    done = subprocess.run([sys.executable, str(CORPUS), str(corpus)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert digests(corpus) == before


def _without_citations(text: str) -> str:
    return re.sub(r" \[@[^\]]*\]", "", text)


def _printed(notice: str) -> str:
    """The text of a notice without citations and marks."""
    return re.sub(r"\[\[(?:[^\]|]*\|)?|\]\]|\{\.[^}]*\}|[\[\]]", "", _without_citations(notice.split("\n---\n", 1)[1]))
