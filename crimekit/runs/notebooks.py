"""What a notebook accepts, read without running it.

papermill takes a misspelt parameter without a word and runs on with the default. So the cell tagged ``parameters``
is read first, and a name that it does not hold is refused.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from pathlib import Path

from crimekit.errors import ParameterError, RunError, nearest


def accepted_parameters(notebook: Path) -> tuple[str, ...]:
    """The names assigned in the cell tagged ``parameters``, in order."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    except FileNotFoundError:
        names = [path.stem for path in notebook.parent.glob("*.ipynb")]
        raise RunError(f"notebooks: no notebook '{notebook.stem}'{nearest(notebook.stem, names)}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{notebook.name}: not a notebook that can be read ({type(error).__name__})") from None
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
