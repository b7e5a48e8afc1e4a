"""Who may import whom: files as well as rooms; the library below never imports what draws a page, reports or runs."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "crimekit"
RUNGS = (
    {"errors"},
    {"periods", "words", "blocks"},
    {"charts", "page", "statistics"},
    {"loaders"},
    {"parameters"},
    {"library"},
    {"reports.cases"},
    {"reports.tables"},
    {"reports.commentary"},
    {"reports.measures", "reports.outturn", "reports.registers", "reports.revisions"},
    {"runs"},
    {"holdings"},
    {"start"},
    {"cli"},
)
LIBRARY = ("errors", "periods", "words", "statistics", "loaders")
HEAVY = {"matplotlib", "seaborn", "papermill", "IPython", "nbconvert", "nbclient"}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(path: Path) -> set[str]:
    """Everything imported, wherever in the file it stands, but what only a type checker reads."""
    found: set[str] = set()
    nodes = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inner or {node.module}
        nodes.extend(ast.iter_child_nodes(node))
    return found


IMPORTS = {name: imports(path) for name, path in MODULES.items()}


def room(module: str) -> str:
    """The room of a module: its first folder or file, and under ``reports`` the second."""
    parts = module.split(".")[1:]
    return ".".join(parts[: 2 if parts[:1] == ["reports"] else 1])


def rung(module: str) -> int:
    return next(number for number, names in enumerate(RUNGS) if room(module) in names)


DOORS = {"crimekit", "crimekit.__main__", "crimekit.reports"}


def test_every_module_has_its_rung():
    assert {room(name) for name in MODULES if name not in DOORS} == set().union(*RUNGS)


def test_a_module_imports_only_from_its_own_room_and_from_lower_rungs():
    assert not [
        f"{name} imports {other}"
        for name, found in IMPORTS.items()
        for other in found & MODULES.keys()
        if name not in DOORS and other not in DOORS and room(other) != room(name) and rung(other) >= rung(name)
    ]


def test_no_files_import_each_other_in_a_circle():
    try:
        TopologicalSorter({name: (found & MODULES.keys()) - {"crimekit"} for name, found in IMPORTS.items()}).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def test_the_library_never_imports_what_draws_or_runs():
    assert not [
        f"{name} imports {other}"
        for name, found in IMPORTS.items()
        if room(name) in LIBRARY
        for other in found
        if other.split(".")[0] in HEAVY
    ]


def test_only_runs_uses_papermill():
    assert {room(name) for name, found in IMPORTS.items() if any(n.split(".")[0] == "papermill" for n in found)} == {
        "runs"
    }


def test_a_module_stays_short():
    assert not [name for name, path in MODULES.items() if len(path.read_text(encoding="utf-8").splitlines()) > 380]
