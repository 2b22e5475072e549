"""The one command: what it says, what it starts, what it leaves behind; no network, nothing installed."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import make_book

ROOT = Path(make_book.__file__).parent
NEEDS = [make_book.PANGO, make_book.SUBSET, make_book.POPPLER, make_book.QPDF, make_book.ENSUREPIP]

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nHOME_URL="https://www.debian.org/"\n'
UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n'
MINT = 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n'
FEDORA = "NAME=Fedora\nID=fedora\nVARIANT_ID=debian-like\n"
ROCKY = 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n'
ARCH = "NAME=Arch\nID=arch\n"


def lacking(need: make_book.Need) -> make_book.Need:
    return need._replace(found=lambda name: None)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of work of its own, with a lock and nothing else, where the system lacks nothing."""
    (tmp_path / "requirements.lock").write_text("fictional==1.0\n", "utf-8")
    monkeypatch.setattr(make_book, "ROOT", tmp_path)
    monkeypatch.setattr(make_book, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(make_book, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(make_book, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(make_book, "STAMP", tmp_path / ".venv" / "bookwork.stamp")
    for name in ("PANGO", "SUBSET", "ENSUREPIP"):
        monkeypatch.setattr(make_book, name, getattr(make_book, name)._replace(items=()))
    return tmp_path


class Commands:
    """Stands in for subprocess.run: notes each command, makes .venv where asked, fails where told to."""

    def __init__(self, fails: str = "", times: int = 99):
        self.said: list[str] = []
        self.fails, self.times = fails, times

    def __call__(self, command: list[str], **options) -> subprocess.CompletedProcess[str]:
        self.said.append(" ".join(command))
        if self.fails and self.fails in self.said[-1] and self.times:
            self.times -= 1
            return subprocess.CompletedProcess(command, 1, "first line\nno network, no package\n")
        if "venv" in command:
            make_book.VENV.mkdir(exist_ok=True)
            make_book.PYTHON.touch(mode=0o755)
        return subprocess.CompletedProcess(command, 0, "")


def stub(place: Path, body: str) -> Path:
    """A copy of make_book.py with a bookwork whose cli.main does as told."""
    (place / "bookwork").mkdir()
    (place / "bookwork" / "__init__.py").touch()
    (place / "bookwork" / "cli.py").write_text(f"def main(argv):\n    {body}\n", "utf-8")
    return Path(shutil.copy(ROOT / "make_book.py", place))


def start(script: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, script, *arguments],
        env=os.environ | {"BOOKWORK_NO_VENV": "1", "LC_ALL": "C.UTF-8"} | environ,
        cwd=script.parent.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


# The language


@pytest.mark.parametrize(
    ("argv", "environ", "expected"),
    [
        ([], {"LANG": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LANG": "fr_CA"}, "fr"),
        (["--lang", "en", "check"], {"LANG": "fr_FR"}, "en"),
        (["check", "--lang=fr"], {"LANG": "en_US"}, "fr"),
        (["check", "x--lang", "fr"], {"LANG": "en_US"}, "en"),
    ],
)
def test_option_wins_over_locale(argv, environ, expected, monkeypatch):
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    assert make_book.language(argv) == expected


def test_every_text_stands_in_both_languages_with_the_same_values():
    for key, (french, english) in make_book.TEXTS.items():
        assert sorted(re.findall(r"{\d}", french)) == sorted(re.findall(r"{\d}", english)), key
        assert french
        assert english


# The Python version


def test_old_python_can_read_the_file():
    ast.parse((ROOT / "make_book.py").read_text("utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(("lang", "words"), [("fr", "demande Python 3.11"), ("en", "needs Python 3.11")])
def test_old_python_gets_one_sentence(lang, words):
    program = (
        "import contextlib, hashlib, importlib.util, io, locale, pathlib, platform, re, runpy, shutil, subprocess, sys,"
        " traceback, typing\n"
        f"sys.version_info, sys.version, sys.argv = (3, 8, 1), '3.8.1 (old)', ['make_book.py', '--lang', {lang!r}]\n"
        f"runpy.run_path({str(ROOT / 'make_book.py')!r}, run_name='__main__')\n"
    )
    environ = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", env=environ, check=False
    )
    assert done.returncode == 3
    assert words in done.stderr
    assert "3.8.1." in done.stderr
    assert done.stderr.count("\n") == 1


# What the system lacks


@pytest.mark.parametrize(
    ("system", "release", "expected"),
    [
        ("Linux", DEBIAN, "apt"),
        ("Linux", UBUNTU, "apt"),
        ("Linux", MINT, "apt"),
        ("Linux", FEDORA, "dnf"),
        ("Linux", ROCKY, "dnf"),
        ("Linux", ARCH, "elsewhere"),
        ("Linux", "", "elsewhere"),
        ("Darwin", "", "brew"),
        ("Windows", "", "msys2"),
        ("FreeBSD", "ID=freebsd\n", "elsewhere"),
    ],
)
def test_installer_of_each_system(system, release, expected):
    assert make_book.installer(system, release) == expected


@pytest.mark.parametrize(
    ("how", "command"),
    [
        ("apt", "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("dnf", "sudo dnf install pango harfbuzz"),
        ("brew", "brew install pango"),
        ("msys2", "pacman -S mingw-w64-ucrt-x86_64-pango"),
        ("elsewhere", "with your system’s packages (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"),
    ],
)
def test_missing_pango_gets_one_command(how, command):
    said = make_book.remedy(lacking(make_book.PANGO), how, "en")
    assert said.splitlines()[1].strip() == command
    assert "libpango-1.0.so.0" in said
    assert ("WEASYPRINT_DLL_DIRECTORIES" in said) == (how == "msys2")


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.name)
@pytest.mark.parametrize("how", [*make_book.INSTALLERS, "elsewhere"])
def test_every_need_says_why_in_both_languages(need, how):
    french, english = (make_book.remedy(lacking(need), how, lang) for lang in ("fr", "en"))
    assert need.why[0] in french
    assert need.why[1] in english
    assert french != english


def test_missing_names_only_what_is_not_found():
    need = make_book.POPPLER._replace(found=lambda name: name != "pdffonts")
    assert need.missing() == ["pdffonts"]
    either = make_book.PANGO._replace(items=("a.so a.dll", "b.so b.dll"), found=lambda name: name == "a.dll")
    assert either.missing() == ["b.so"]


def test_a_library_that_does_not_exist_is_not_loadable():
    assert not make_book.loadable("libfictional-of-bookwork.so.0")
    assert not make_book.loadable("fictional-of-bookwork")


def test_apt_takes_fresh_lists_only_when_needed(monkeypatch):
    for fails, expected in [("", ["install"]), ("install", ["install", "update", "install"])]:
        run = Commands(fails, times=1)
        monkeypatch.setattr(subprocess, "run", run)
        assert make_book.apt_install("qpdf") == ""
        assert [re.findall(r"install|update", line)[0] for line in run.said] == expected
        assert run.said[0].endswith("install -y --no-install-recommends qpdf")


@pytest.mark.parametrize(("user", "installs"), [(0, True), (1000, False)])
def test_only_root_installs(user, installs, monkeypatch, capsys):
    run = Commands()
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(make_book, "installer", lambda system, release: "apt")
    left = make_book.provide(lacking(make_book.QPDF), "en")
    assert "sudo apt install qpdf" in left
    assert bool(run.said) == installs
    assert ("Installing qpdf (apt-get), to check" in capsys.readouterr().err) == installs


# The environment


def test_set_up_writes_the_stamp_last_and_only_once(place, monkeypatch):
    run = Commands()
    monkeypatch.setattr(subprocess, "run", run)
    assert not make_book.fresh()
    make_book.set_up("en")
    assert make_book.fresh()
    assert "-m venv --clear" in run.said[0]
    assert "--require-hashes --no-deps -r" in run.said[1]
    assert run.said[1].endswith("requirements.lock")


@pytest.mark.parametrize("change", ["lock", "python", "stamp lost", "interpreter lost"])
def test_environment_is_made_again_when_something_changed(change, place, monkeypatch):
    monkeypatch.setattr(subprocess, "run", Commands())
    make_book.set_up("en")
    if change == "lock":
        make_book.LOCK.write_text("fictional==1.1\n", "utf-8")
    elif change == "python":
        monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    else:
        (make_book.STAMP if change == "stamp lost" else make_book.PYTHON).unlink()
    assert not make_book.fresh()


@pytest.mark.parametrize("step", ["-m venv", "-m pip"])
def test_failed_set_up_tells_the_last_lines_and_leaves_no_stamp(step, place, monkeypatch, capsys):
    monkeypatch.setattr(subprocess, "run", Commands())
    make_book.set_up("en")
    make_book.LOCK.write_text("fictional==1.1\n", "utf-8")
    monkeypatch.setattr(subprocess, "run", Commands(step))
    monkeypatch.delenv("BOOKWORK_NO_VENV", raising=False)
    assert make_book.main(["check"]) == 3
    said = capsys.readouterr().err
    assert "no network, no package" in said
    assert "PIP_FIND_LINKS" in said
    assert "Traceback" not in said
    assert not make_book.STAMP.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts a second process")
def test_command_becomes_the_environment_with_its_arguments(place, monkeypatch):
    class Became(BaseException):
        pass

    def execv(path: str, command: list[str]):
        raise Became(path, command)

    monkeypatch.setattr(subprocess, "run", Commands())
    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.delenv("BOOKWORK_NO_VENV", raising=False)
    monkeypatch.setenv("BOOKWORK_ENTERED", "")
    with pytest.raises(Became) as became:
        make_book.main(["proof", "dupont-jean", "--lang", "fr"])
    path, command = became.value.args
    assert path == str(make_book.PYTHON)
    assert command[1:] == [str(place / "make_book.py"), "proof", "dupont-jean", "--lang", "fr"]
    assert make_book.fresh()


# Arguments and exit codes


@pytest.mark.parametrize(
    ("argv", "before", "rest"),
    [
        ([], [], ["build"]),
        (["--draft"], [], ["build", "--draft"]),
        (["--lang", "fr"], ["--lang", "fr"], ["build"]),
        (["--book", "there", "--lang=en", "check", "-x"], ["--book", "there", "--lang=en"], ["check", "-x"]),
        (["--lang"], ["--lang"], ["build"]),
        (["--help"], [], ["--help"]),
        (["test", "-k", "stamp"], [], ["test", "-k", "stamp"]),
    ],
)
def test_without_a_verb_it_is_build(argv, before, rest):
    assert make_book.with_verb(argv) == (before, rest)


@pytest.mark.parametrize("code", [0, 1, 2])
def test_bookwork_gets_the_arguments_and_gives_the_exit_code(code, tmp_path):
    done = start(stub(tmp_path, f"print(*argv, sep='|'); return {code}"), "--lang", "fr", "check", "a b", "--fix")
    assert (done.returncode, done.stdout, done.stderr) == (code, "--lang|fr|check|a b|--fix\n", "")


def test_wrong_use_keeps_its_code(tmp_path):
    assert start(stub(tmp_path, "raise SystemExit(2)"), "check").returncode == 2


def test_interruption_is_quiet(tmp_path):
    done = start(stub(tmp_path, "raise KeyboardInterrupt"), "check")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_our_own_fault_is_3_and_not_a_fault_of_the_book(tmp_path):
    done = start(stub(tmp_path, "return 1 // 0"), "check")
    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr
    assert "not the book’s" in done.stderr


def test_missing_module_gets_a_sentence(tmp_path):
    done = start(stub(tmp_path, "import fictional_module"), "check", "--lang", "fr")
    assert done.returncode == 3
    assert "Le module Python fictional_module manque" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("codes", "expected"), [((0, 0, 0, 0), 0), ((0, 1, 0, 0), 1), ((0, 0, 0, 1), 1)])
def test_all_checks_run_and_pytest_is_last(codes, expected, monkeypatch, capsys):
    asked: list[list[str]] = []

    def call(command: list[str], **options) -> int:
        asked.append(command[2:])
        return codes[len(asked) - 1]

    for name in ("POPPLER", "QPDF"):
        monkeypatch.setattr(make_book, name, getattr(make_book, name)._replace(items=()))
    monkeypatch.setattr(subprocess, "call", call)
    assert make_book.run_tests(["-k", "stamp"], "en") == expected
    assert asked == [*make_book.CHECKS, ["pytest", "-k", "stamp"]]
    assert ("Not clean, see above: ruff format --check." in capsys.readouterr().out) == bool(codes[1])


def test_missing_test_tool_is_said(monkeypatch, capsys):
    monkeypatch.setattr(make_book, "POPPLER", lacking(make_book.POPPLER))
    monkeypatch.setattr(make_book, "QPDF", make_book.QPDF._replace(items=()))
    monkeypatch.setattr(make_book, "CHECKS", (["fictional_checker"],))
    monkeypatch.setattr(make_book, "installer", lambda system, release: "dnf")
    monkeypatch.setattr(subprocess, "call", lambda command, **options: 0)
    assert make_book.run_tests([], "en") == 0
    said = capsys.readouterr().out
    assert "sudo dnf install poppler-utils" in said
    assert "Tests that need it will be skipped: Poppler." in said
    assert "fictional_checker is not installed here" in said


# What stands in the repository


def pins() -> dict[str, tuple[str, int]]:
    """Each pinned name with its version and the number of its hashes."""
    lines = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if line.lstrip()[:1] != "#"]
    blocks = re.findall(r"(?m)^(\S+)==([^\s;]+)(.*(?:\n +--hash.*)*)", "\n".join(lines))
    assert len(blocks) == sum(not line.startswith(" ") for line in lines)
    return {name: (version, len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", rest))) for name, version, rest in blocks}


def test_lock_pins_every_dependency_with_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = pins()
    for line in project["dependencies"] + project["optional-dependencies"]["test"]:
        wanted = Requirement(line)
        version, _ = pinned[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), f"{line}: the lock has {version}; make the lock again"
    assert [name for name, (_, hashes) in pinned.items() if not hashes] == []


def test_lock_names_no_registry():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "http" not in text
    assert "index-url" not in re.sub(r"--no-emit-index-url", "", text)
    assert "file:" not in text


def test_fonts_are_the_ones_their_note_names():
    folder = ROOT / "layout" / "fonts" / "eb-garamond"
    noted = dict(re.findall(r"(?m)^([0-9a-f]{64})  (\S+)$", (folder / "SOURCE.txt").read_text("utf-8")))
    found = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in folder.glob("*.ttf")}
    assert len(found) == 4
    assert found.items() <= noted.items()
