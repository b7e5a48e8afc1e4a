"""What a notebook accepts and shows, read without running it.

papermill takes a misspelt parameter without a word and runs on with the default. So the cell tagged ``parameters``
is read first, and a name that it does not hold is refused. (papermill could read it too, but takes seconds to load.)
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from crimekit.errors import ParameterError, RunError, nearest

_SECTION = re.compile(
    r"\w+ = ck\.(?P<name>measure_section|overview|outturn_section|recommendations|inspections)"
    r"\((?P<given>(?:(?:section|(\w+)=\3)(?:, )?)*)\)"
)
_PART = re.compile(r"import crimekit as ck|(?!ck\.)\w+\.(?!case\b)[a-z]\w*")


def _code(notebook: Path) -> list[tuple[bool, str]]:
    """The source of every code cell, and whether it is tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        return [("parameters" in cell["metadata"].get("tags", ()), "".join(cell["source"])) for cell in code]
    except FileNotFoundError:
        names = [path.stem for path in notebook.parent.glob("*.ipynb")]
        raise RunError(f"notebooks: no notebook '{notebook.stem}'{nearest(notebook.stem, names)}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{notebook.name}: not a notebook that can be read ({type(error).__name__})") from None


def accepted_parameters(notebook: Path) -> tuple[str, ...]:
    """The names assigned in the cell tagged ``parameters``, in order."""
    sources = [source for tagged, source in _code(notebook) if tagged]
    if len(sources) != 1:
        raise RunError(f"{notebook.name}: found {len(sources)} cells tagged 'parameters'; expected one")
    try:
        statements = ast.parse(sources[0]).body
    except SyntaxError as error:
        raise RunError(f"{notebook.name}: the parameters cell is not Python, line {error.lineno}") from None
    return tuple(
        target.id for statement in statements for target in _targets(statement) if isinstance(target, ast.Name)
    )


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) else []


def check_parameters(notebook: Path, names: Iterable[str]) -> None:
    """Refuse a name that the notebook does not take."""
    accepted = accepted_parameters(notebook)
    for name in names:
        if name not in accepted:
            raise ParameterError(f"{notebook.name}: takes no parameter '{name}'{nearest(name, accepted)}")


def sections_shown(notebook: Path, given: Collection[str]) -> frozenset[str]:
    """Which of crimekit's own sections a notebook shows, each with exactly the parameters `given`.

    Nothing where the notebook does anything else: then it cannot be told without running it what it reads.
    """
    try:
        statements = [
            ast.unparse(each) for tagged, source in _code(notebook) if not tagged for each in ast.parse(source).body
        ]
    except SyntaxError:  # a line for the shell, or a magic
        return frozenset()
    shown = {}
    for statement in statements:
        if called := _SECTION.fullmatch(statement):
            shown[called["name"]] = {word.partition("=")[0] for word in called["given"].split(", ")}
        elif not _PART.fullmatch(statement):
            return frozenset()
    return frozenset(shown) if all(names == set(given) for names in shown.values()) else frozenset()
