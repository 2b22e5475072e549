#!/usr/bin/env python3
"""Make the book: bring together what the work needs, then hand the verb over to bookwork.

python3 make_book.py [verb …], without a verb: build. The environment stands in .venv, made from requirements.lock;
BOOKWORK_NO_VENV=1 takes the interpreter as it is. Exit codes: 0 clean, 1 faults in the book, 2 wrong use, 3 our
failure, 130 interrupted. Only the standard library is used, in a syntax that Python 3.6 can read: an old interpreter
gets a sentence and not a SyntaxError.
"""

import atexit
import contextlib
import hashlib
import importlib
import importlib.util
import io
import locale
import os
import platform
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

if sys.platform != "win32":
    import fcntl

TEXTS = {
    "old": (
        "make_book.py demande Python 3.11 ou plus récent ; celui-ci est Python {0}.",
        "make_book.py needs Python 3.11 or newer; this is Python {0}.",
    ),
    "missing": ("Il manque {0}, pour {1}. Pour l’installer :\n    {2}", "{0} missing, to {1}. To install:\n    {2}"),
    "installing": ("Installation de {0} (apt-get), pour {1} …", "Installing {0} (apt-get), to {1} …"),
    "skipped": ("Les essais qui en ont besoin seront sautés : {0}.", "Tests that need it will be skipped: {0}."),
    "not_here": ("{0} n’est pas installé ici : contrôle sauté.", "{0} is not installed here: check skipped."),
    "unclean": ("À corriger, voir plus haut : {0}.", "Not clean, see above: {0}."),
    "setup": ("Mise en place de l’environnement dans .venv, une seule fois …", "Setting up .venv, only this once …"),
    "setup_failed": (
        "Échec. La première fois, il faut le réseau, ou un dossier de paquets (PIP_NO_INDEX=1 PIP_FIND_LINKS=dossier) ;"
        " puis relancer la même commande.",
        "Failed. The first time needs the network, or a folder of packages (PIP_NO_INDEX=1 PIP_FIND_LINKS=folder);"
        " then give the same command again.",
    ),
    "module": (
        "Le module Python {0} manque : effacer .venv et relancer, ou (BOOKWORK_NO_VENV=1) installer requirements.lock.",
        "Python module {0} missing: delete .venv and start again, or (BOOKWORK_NO_VENV=1) install requirements.lock.",
    ),
    "bug": (
        "Défaut du programme, non du livre : merci de l’envoyer.",
        "Our fault, not the book’s: please report it.",
    ),
    "elsewhere": ("avec les paquets de votre système (Debian : {0})", "with your system’s packages (Debian: {0})"),
    "msys2": (
        "pacman -S {0}\n(terminal UCRT64 de MSYS2 ; s’il n’est pas dans C:\\msys64, donner son dossier ucrt64\\bin par"
        " WEASYPRINT_DLL_DIRECTORIES)",
        "pacman -S {0}\n(UCRT64 shell of MSYS2; if it is not in C:\\msys64, name its ucrt64\\bin folder in"
        " WEASYPRINT_DLL_DIRECTORIES)",
    ),
    "apt": ("sudo apt install {0}",) * 2,
    "dnf": ("sudo dnf install {0}",) * 2,
    "brew": ("brew install {0}",) * 2,
}


def language(argv: "list[str]") -> str:
    """Say 'fr' or 'en': --lang wins, else the locale."""
    asked = re.search(r"(?:^|\s)--lang[ =](\w+)", " ".join(argv))
    names = [os.environ.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG")] + [locale.getlocale()[0]]
    name = asked.group(1) if asked else next(filter(None, names), "")
    return "fr" if name.lower().startswith("fr") else "en"


def text(key: str, lang: str, *values: str) -> str:
    """Give the message of that key in that language."""
    return TEXTS[key][0 if lang == "fr" else 1].format(*values)


if sys.version_info < (3, 11):  # noqa: UP036  (whoever starts us may have an older one)
    sys.stderr.write(text("old", language(sys.argv[1:]), sys.version.split()[0]) + "\n")
    sys.exit(3)

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "bookwork.stamp"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
NOT_TYPESET = {"check", "explain", "new", "import", "-h", "--help", "--version"}  # these do without Pango
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
MSYS2 = "mingw-w64-ucrt-x86_64-"
INSTALLERS = ("apt", "dnf", "brew", "msys2")


class SetUpError(Exception):
    """The place of work could not be made ready; the message says what to do."""


class Need(NamedTuple):
    """Something the system brings: what for, how it is found, each item under any of its names, and its packages."""

    name: str
    why: tuple[str, str]
    found: Callable[[str], object]
    items: tuple[str, ...]
    packages: tuple[str, str, str, str]  # apt, dnf, brew, msys2

    def missing(self) -> list[str]:
        """Name the items that are not to be found, each by its first name."""
        return [item.split()[0] for item in self.items if not any(map(self.found, item.split()))]


def loadable(name: str) -> bool:
    """Say whether a library of that name can be opened, the way cffi does it for WeasyPrint."""
    try:
        ctypes, util = importlib.import_module("ctypes"), importlib.import_module("ctypes.util")
    except ImportError:  # a Python built without libffi cannot tell
        return True
    with contextlib.suppress(OSError):
        path = name if re.search(r"\.(so|dll|dylib)", name) else util.find_library(name)
        return bool(path and ctypes.CDLL(path))
    return False


PANGO = Need(
    "Pango", ("composer le texte", "set the type"), loadable,
    (  # the names under which WeasyPrint 70 looks for them (weasyprint/text/ffi.py)
        "libgobject-2.0.so.0 libgobject-2.0.0.dylib libgobject-2.0-0.dll gobject-2.0",
        "libpango-1.0.so.0 libpango-1.0.dylib libpango-1.0-0.dll pango-1.0",
        "libpangoft2-1.0.so.0 libpangoft2-1.0.dylib libpangoft2-1.0-0.dll pangoft2-1.0",
        "libharfbuzz.so.0 libharfbuzz.0.dylib libharfbuzz-0.dll harfbuzz",
        "libfontconfig.so.1 libfontconfig.1.dylib libfontconfig-1.dll fontconfig",
    ),
    ("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "pango harfbuzz", "pango", MSYS2 + "pango"),
)  # fmt: skip
SUBSET = Need(  # WeasyPrint still does without, more slowly
    "HarfBuzz-Subset", ("réduire vite les polices (facultatif)", "subset fonts fast (optional)"), loadable,
    ("libharfbuzz-subset.so.0 libharfbuzz-subset.0.dylib libharfbuzz-subset-0.dll harfbuzz-subset",),
    ("libharfbuzz-subset0", "harfbuzz", "harfbuzz", MSYS2 + "harfbuzz"),
)  # fmt: skip
POPPLER = Need(
    "Poppler", ("relire les PDF", "read the PDFs back"), shutil.which, ("pdftotext", "pdffonts", "pdftoppm"),
    ("poppler-utils", "poppler-utils", "poppler", MSYS2 + "poppler"),
)  # fmt: skip
QPDF = Need(
    "QPDF", ("contrôler la structure des PDF", "check the structure of the PDFs"), shutil.which, ("qpdf",),
    ("qpdf", "qpdf", "qpdf", MSYS2 + "qpdf"),
)  # fmt: skip
ENSUREPIP = Need(  # which Debian keeps in a package of its own
    "venv", ("faire un environnement", "make an environment"), importlib.util.find_spec, ("venv", "ensurepip"),
    (f"python3.{sys.version_info.minor}-venv", "python3-libs", "python", MSYS2 + "python"),
)  # fmt: skip


def library_folders() -> None:
    """Let the system's loader see where Pango usually stands, as WeasyPrint does on Windows."""
    if sys.platform == "win32":
        usual = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", usual).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)
    elif sys.platform == "darwin":  # Homebrew on Apple silicon, outside the loader's own list
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib:/usr/lib")


def installer(system: str, os_release: str) -> str:
    """Name what installs packages on such a system; os_release is the text of /etc/os-release."""
    if system != "Linux":
        return {"Darwin": "brew", "Windows": "msys2"}.get(system, "elsewhere")
    ids = set(" ".join(re.findall(r"^ID(?:_LIKE)?=(.*)$", os_release, re.M)).replace('"', " ").split())
    return "apt" if ids & {"debian", "ubuntu"} else "dnf" if ids & {"fedora", "rhel", "centos"} else "elsewhere"


def remedy(need: Need, how: str, lang: str) -> str:
    """Say what is missing, what it is for, and the one command that brings it."""
    command = text(how, lang, need.packages[INSTALLERS.index(how) if how in INSTALLERS else 0])
    return text("missing", lang, f"{need.name} ({', '.join(need.missing())})", need.why[lang != "fr"], command)


def quietly(command: list[str], **environ: str) -> str:
    """Run a command; give nothing, or if it fails the last lines of what it said."""
    kept = {key: value for key, value in os.environ.items() if key not in {"PIP_USER", "PYTHONHOME", "PYTHONPATH"}}
    done = subprocess.run(
        command, env=kept | environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", check=False
    )
    lines = (done.stdout.strip() or f"{command[0]}: {done.returncode}").splitlines()[-8:]
    return "\n".join("    " + line for line in lines) if done.returncode else ""


def apt_install(names: str) -> str:
    """Install Debian packages, with fresh lists only if those at hand will not do; give what went wrong."""
    apt, calm = ["apt-get", "-o", "DPkg::Lock::Timeout=120"], {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "-y", "--no-install-recommends", *names.split()]
    return quietly(install, **calm) and (quietly([*apt, "update"], **calm) or quietly(install, **calm))


def provide(need: Need, lang: str) -> str:
    """Make sure of a need, installing it where that is ours to do; give nothing, or what is left to the user."""
    if not need.missing():
        return ""
    release = Path("/etc/os-release")
    how = installer(platform.system(), release.read_text("utf-8") if release.is_file() else "")
    said = ""
    if how == "apt" and shutil.which("apt-get") and getattr(os, "geteuid", int)() == 0:
        print(text("installing", lang, need.packages[0], need.why[lang != "fr"]), file=sys.stderr, flush=True)
        said = apt_install(need.packages[0])
        importlib.invalidate_caches()
    return "\n".join(filter(None, (said, remedy(need, how, lang)))) if need.missing() else ""


def require(need: Need, lang: str) -> None:
    """Make sure of a need, or stop."""
    left = provide(need, lang)
    if left:
        raise SetUpError(left)


def fingerprint() -> str:
    """Say what the environment is made from: the lock's bytes and the Python version."""
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.implementation.cache_tag}\n"


def fresh() -> bool:
    """Say whether .venv stands complete; the stamp is written last, so a killed set-up has none."""
    with contextlib.suppress(OSError):
        return os.access(PYTHON, os.X_OK) and STAMP.read_text("utf-8") == fingerprint()
    return False


def take_turn() -> None:
    """Let a second command wait while a first one sets up; the lock ends when the process does, or becomes another."""
    if sys.platform != "win32":
        fcntl.flock(os.open(ROOT, os.O_RDONLY), fcntl.LOCK_EX)


def set_up(lang: str) -> None:
    """Make .venv from requirements.lock."""
    require(ENSUREPIP, lang)
    print("\n".join(filter(None, (provide(SUBSET, lang), text("setup", lang)))), file=sys.stderr, flush=True)
    STAMP.unlink(missing_ok=True)
    base = getattr(sys, "_base_executable", sys.executable)
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check"]
    for command in (
        [base, "-m", "venv", "--clear", str(VENV)],
        [*pip, "--require-hashes", "--no-deps", "-r", str(LOCK)],
    ):
        said = quietly(command)
        if said:
            raise SetUpError(said + "\n" + text("setup_failed", lang))
    beside = STAMP.with_suffix(".new")
    beside.write_text(fingerprint(), "utf-8")
    beside.replace(STAMP)


def enter(argv: list[str]) -> NoReturn:
    """Start again with the environment's Python; on POSIX this process becomes it."""
    os.environ["BOOKWORK_ENTERED"] = "1"
    os.environ.pop("PYTHONHOME", None)
    command = [str(PYTHON), str(ROOT / "make_book.py"), *argv]
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def with_verb(argv: list[str]) -> tuple[list[str], list[str]]:
    """Part the options before the verb from the verb and its arguments; without a verb, it is build."""
    start = 0
    while start < len(argv) and re.match(r"--(lang|book)(=|$)", argv[start]):
        start += 1 if "=" in argv[start] else 2
    before, rest = argv[:start], argv[start:]
    if not rest or (rest[0].startswith("-") and rest[0] not in {"-h", "--help", "--version"}):
        rest = ["build", *rest]
    return before, rest


def run_tests(extra: list[str], lang: str) -> int:
    """Run all checks, whatever the first ones say, then pytest, whose summary is the last line."""
    for need in (POPPLER, QPDF):
        left = provide(need, lang)
        if left:
            print(left + "\n" + text("skipped", lang, need.name), flush=True)
    failed = []
    for check in CHECKS:
        print("---", *check, flush=True)
        if not importlib.util.find_spec(check[0]):
            print(text("not_here", lang, check[0]), flush=True)
        elif subprocess.call([sys.executable, "-m", *check], cwd=ROOT):
            failed.append(" ".join(check))
    if failed:
        print(text("unclean", lang, ", ".join(failed)), flush=True)
    print("--- pytest", *extra, flush=True)
    code = subprocess.call([sys.executable, "-m", "pytest", *extra], cwd=ROOT)
    return 1 if failed or code else 0


def run(argv: list[str], lang: str) -> int:
    """Make ready, then do what the verb says."""
    entered = os.environ.pop("BOOKWORK_ENTERED", "")
    before, rest = with_verb(argv)
    library_folders()
    if rest[0] not in NOT_TYPESET:
        require(PANGO, lang)
    if not entered and os.environ.get("BOOKWORK_NO_VENV") != "1":
        take_turn()
        if not fresh():
            set_up(lang)
        enter(argv)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    sys.path.insert(0, str(ROOT))
    if rest[0] == "test":
        return run_tests(rest[1:], lang)
    return int(importlib.import_module("bookwork.cli").main(before + rest))


def main(argv: list[str]) -> int:
    """Run, and turn whatever goes wrong into a message and an exit code."""
    lang = language(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = run(argv, lang)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except SetUpError as error:
        print(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        print(text("module", lang, str(error.name)), file=sys.stderr)
    except Exception:
        traceback.print_exc()
        print(text("bug", lang), file=sys.stderr)
    return 3


def end(outcome: list[int]) -> None:
    """End without taking a whole book apart, object by object (0.4 s at 9 000 notices): all that was to do is done."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    if outcome:
        os._exit(outcome[0])


if __name__ == "__main__":
    codes: list[int] = []
    atexit.register(end, codes)  # the first to be registered is the last to be called
    codes.append(main(sys.argv[1:]))
