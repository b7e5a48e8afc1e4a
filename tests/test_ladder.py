"""A module imports only from lower rungs; the lower rungs never import what draws, runs or shows."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "crimekit"
RUNGS = (
    {"errors"},
    {"quarters", "settings"},
    {"model", "frames", "results"},
    {"parameters"},
    {"counts", "fits", "intervals"},
    {"surveys"},
    {"loaders"},
    {"updates"},
    {"rates", "trends", "benchmarks", "projections", "targets"},
    {"cases"},
    {"assessments"},
    {"all_forces", "report_labels", "track_record"},
    {"words"},
    {"page"},
    {"narrative", "tables", "charts", "commentary", "spreadsheet"},
    {"revisions"},
    {"sections", "outturn", "registers", "listings", "exploring"},
    {"runs"},
    {"store_commands"},
    {"__init__", "__main__", "cli"},
)
BELOW_DRAWING = set().union(*RUNGS[: RUNGS.index({"page"})])
HEAVY = {"matplotlib", "seaborn", "papermill", "IPython", "nbconvert", "nbclient"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


def test_every_module_has_its_rung():
    assert {name_of(path) for path in MODULES} == set().union(*RUNGS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lower_rungs(path):
    own = name_of(path)
    rung = next(number for number, names in enumerate(RUNGS) if own in names)
    allowed = {own}.union(*RUNGS[:rung]) | ({"__version__"} if own == "cli" else set())
    reached = {name.split(".")[1] for name in imports(path) if name.startswith("crimekit.")}
    if own != "__main__":
        assert reached <= allowed
    else:
        assert reached == {"cli"} or reached == {"cli", "main"}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if name_of(path) in BELOW_DRAWING], ids=lambda path: path.name
)
def test_lower_rungs_never_import_what_draws_or_runs(path):
    assert not {name.split(".")[0] for name in imports(path)} & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_stays_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 260


def test_only_runs_uses_papermill():
    users = {name_of(path) for path in MODULES if any(name.split(".")[0] == "papermill" for name in imports(path))}
    assert users == {"runs"}
