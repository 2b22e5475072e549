"""The house: imports go one way, each foreign library has one room, modules are small and say what they do."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bookwork
from bookwork.typesetting.style import SETTING

ROOT = Path(bookwork.__file__).parent
MODULES = {".".join(path.relative_to(ROOT.parent).with_suffix("").parts): path for path in sorted(ROOT.rglob("*.py"))}

ROOMS = (
    "records", "diagnostics", "writing", "store", "window", "turn", "memory", "stages", "model", "project",
    "typography", "citing", "sources", "checks", "readings", "recollection", "shelving", "bundles", "readers", "roll",
    "drawing", "typesetting", "inspection", "glance", "mending", "makeup", "press", "stamp", "editions", "reports",
    "audit", "proofing", "workshop", "preview", "bars", "progress", "answers", "cli",
)  # fmt: skip
"""The rooms of the house in the order of the work: each may import from those before it."""


LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS = 320, 50, 6


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def imports(module: str) -> Iterator[str]:
    """The modules that a module imports, inside functions too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are absolute"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else str(node.module) for name in whole)


def own_imports(module: str) -> set[str]:
    found = {name.removesuffix(".__init__") for name in imports(module) if name.partition(".")[0] == "bookwork"}
    return {name if name in MODULES else f"{name}.__init__" for name in found} - {"bookwork.__init__"}


def foreign_imports(module: str) -> set[str]:
    names = {name.partition(".")[0] for name in imports(module)}
    return names - set(sys.stdlib_module_names) - {"bookwork", "__future__"}


def room(module: str) -> str:
    return module.split(".")[1]


def test_every_module_has_its_place_in_the_order_of_the_work() -> None:
    assert {room(module) for module in MODULES} - {"__init__"} <= set(ROOMS)


@pytest.mark.parametrize("module", [each for each in MODULES if each != "bookwork.__init__"])
def test_imports_go_down_the_way_of_the_work(module: str) -> None:
    here = ROOMS.index(room(module))
    upward = {name for name in own_imports(module) if ROOMS.index(room(name)) > here}
    assert not upward


def test_no_module_imports_itself_in_a_circle() -> None:
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way, module))
        if module not in done:
            for name in sorted(own_imports(module)):
                walk(name, (*way, module))
            done.add(module)

    for module in MODULES:
        walk(module, ())


def test_each_foreign_library_is_known_to_one_module_alone() -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for module in MODULES:
        for library in foreign_imports(module):
            known[library].add(module)
    assert not {library: modules for library, modules in known.items() if len(modules) > 1}


def test_only_the_command_reads_the_clock_the_environment_and_the_arguments() -> None:
    """What else a module does hangs on its values alone, so the same sources give the same book."""
    forbidden = {
        "os.environ", "os.getenv", "os.getcwd", "sys.argv", "Path.cwd", "Path.home", "time.time",
        "time.monotonic", "time.perf_counter", "time.localtime", "time.gmtime", "time.strftime", "datetime.now",
        "datetime.utcnow", "datetime.today", "date.today", "locale.getlocale", "random.random", "uuid.uuid4",
        "uuid.uuid1",
    }  # fmt: skip
    found = {}
    for module in set(MODULES) - {"bookwork.cli"}:
        used = {ast.unparse(node) for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}
        endings = {name for use in used for name in forbidden if use == name or use.endswith(f".{name}")}
        clocks = {
            name
            for name in imports(module)
            if name.partition(".")[0] in ("time", "random", "secrets", "uuid", "locale")
        }
        if endings | clocks:
            found[module] = endings | clocks
    assert not found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_and_is_short(module: str) -> None:
    assert ast.get_docstring(tree(module)), "a docstring"
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES)
def test_functions_are_short_and_take_few_parameters(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            end = node.end_lineno or node.lineno
            assert end - node.lineno + 1 <= LONGEST_FUNCTION, f"{module}:{node.lineno} {node.name}"
            named = [
                each.arg
                for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                if each.arg not in ("self", "cls")
            ]
            assert len(named) <= MOST_PARAMETERS or node.name == "rule", f"{module}:{node.lineno} {node.name}"


def test_values_of_the_model_are_frozen() -> None:
    """A stage makes new values of old ones; nobody changes a value that another holds."""
    for module in MODULES:
        if room(module) != "model":
            continue
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    if "dataclass" in ast.unparse(decorator):
                        assert "frozen=True" in ast.unparse(decorator), f"{module}:{node.lineno} {node.name}"


def test_a_cache_is_data_never_code() -> None:
    for module in MODULES:
        assert not {"pickle", "marshal", "shelve", "dill"} & {name.partition(".")[0] for name in imports(module)}
        calls = {ast.unparse(node.func) for node in ast.walk(tree(module)) if isinstance(node, ast.Call)}
        assert not {"eval", "exec", "compile", "__import__"} & calls, module


def test_the_key_of_a_galley_holds_every_module_that_shapes_it() -> None:
    """What ``batches`` imports of its own room, and of the records, and what these import."""
    found: set[str] = set()

    def walk(module: str) -> None:
        if module in found or room(module) not in ("typesetting", "records"):
            return
        found.add(module)
        for name in own_imports(module):
            walk(name)

    walk("bookwork.typesetting.batches")
    assert found == {f"bookwork.{name.replace('/', '.')}" for name in SETTING}
