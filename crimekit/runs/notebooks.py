"""Notebooks as files: what one accepts and shows, read without running it, and how an executed one is kept.

papermill takes a misspelt parameter without a word and runs on with the default. So the cell tagged ``parameters``
is read first, and a name that it does not hold is refused. (papermill could read it too, but takes seconds to load.)
An executed notebook is kept without times or paths of this machine.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from crimekit.errors import ParameterError, RunError, nearest, readable

SKIPPED = "skip-execution"  # as nbclient calls the tag of a cell that a run leaves out
_SECTION = re.compile(
    r"\w+ = ck\.(?P<name>measure_section|overview|outturn_section|recommendations|inspections)"
    r"\((?P<given>(?:(?:section|(\w+)=\3)(?:, )?)*)\)"
)
_PART = re.compile(r"import crimekit as ck|(?!ck\.)\w+\.(?!case\b)[a-z]\w*")
_INJECTED = "injected-parameters"
_INPUTS = "<inputs>"
_GIVEN = re.compile(r'^inputs = (?!"bundled"$).*$', re.MULTILINE)
_BEFORE = r"(?:(?<![\w./~-])|(?<=file://)|(?<=\dm))"  # what stands before a path, where colours end in m
_AFTER = r"(?![\w-]|\.\w)"
_PROCESS = re.compile(r"ipykernel_\d+(?=/\d+\.py)")  # where IPython pretends that a cell's code lies
_ADDRESS = re.compile(r"(?<= at 0x)[0-9a-fA-F]+(?=>)")  # of an object in memory
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _code(notebook: Path) -> list[tuple[bool, str]]:
    """The source of every code cell that a run executes, and whether it is tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        code = [(cell["metadata"].get("tags", ()), cell) for cell in cells if cell["cell_type"] == "code"]
        return [("parameters" in tags, "".join(cell["source"])) for tags, cell in code if SKIPPED not in tags]
    except FileNotFoundError:
        names = [path.stem for path in notebook.parent.glob("*.ipynb")]
        raise RunError(f"notebooks: no notebook '{notebook.stem}'{nearest(notebook.stem, names)}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{notebook.name}: not a notebook that can be read ({type(error).__name__})") from None


def check_parameters(notebook: Path, names: Iterable[str]) -> None:
    """Refuse a name that is not assigned in the cell tagged ``parameters``, as the notebook would not take it."""
    sources = [source for tagged, source in _code(notebook) if tagged]
    if len(sources) != 1:
        raise RunError(f"{notebook.name}: found {len(sources)} cells tagged 'parameters'; expected one")
    try:
        nodes = list(ast.walk(ast.parse(sources[0])))
    except SyntaxError as error:
        raise RunError(f"{notebook.name}: the parameters cell is not Python, line {error.lineno}") from None
    accepted = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
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


def scrubbed(notebook: Mapping[str, Any], project: Path, inputs: str = "bundled") -> dict[str, Any]:
    """The notebook with nothing in it that another run, on another machine, would not give.

    Input files go by what they hold, which is in the record, so the folder `inputs` of theirs is not named.

    Examples
    --------
    >>> cell = {"source": "open('/home/ann/force/x.csv')", "metadata": {"papermill": {"duration": 2.1}}}
    >>> scrubbed({"cells": [cell], "metadata": {}}, Path("/home/ann/force"))["cells"]
    [{'source': "open('<crimekit>/x.csv')", 'metadata': {}}]
    """
    places = _places(project)
    if inputs != "bundled":
        places = {str(project / inputs): _INPUTS, **places}
    kept = {key: value for key, value in notebook["metadata"].items() if key != "papermill"}
    kept["language_info"] = {"name": "python"}  # a kernel adds its version
    return {**notebook, "metadata": kept, "cells": [_cell(cell, places) for cell in notebook["cells"]]}


def one_line(text: str) -> str:
    """The first line of a message, without colours, at most a screen long."""
    return readable((_COLOUR.sub("", text).strip().splitlines() or [""])[0])


def without_places(text: str, project: Path, outputs: Path) -> str:
    """A message with no folder of this machine in it.

    Examples
    --------
    >>> without_places("no file /srv/force/x.csv", Path("/srv/force"), Path("/srv/force/outputs"))
    'no file <crimekit>/x.csv'
    """
    return str(_without(text, {str(outputs): "outputs", **_places(project)}))


def _cell(cell: Mapping[str, Any], places: Mapping[str, str]) -> Any:
    kept = {key: value for key, value in cell["metadata"].items() if key not in ("papermill", "execution")}
    changed = {**cell, "metadata": kept}
    if _INJECTED in kept.get("tags", ()):
        source = _GIVEN.sub(f'inputs = "{_INPUTS}"', "".join(cell["source"]))
        changed |= {"id": _INJECTED, "source": source}  # papermill draws lots for the first
    if "outputs" in cell:
        changed["outputs"] = _gathered(cell["outputs"])
    return _without(changed, places)


def _gathered(outputs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What a cell printed as one text for each stream, before its results: how it was cut up is chance.

    nbclient can do this too, but takes minutes for a long text.
    """
    printed: list[Mapping[str, Any]] = []
    for name in ("stdout", "stderr"):
        texts = ["".join(output["text"]) for output in outputs if output.get("name") == name]
        if lines := "".join(texts).splitlines(keepends=True):
            printed.append({"output_type": "stream", "name": name, "text": lines})
    return [*printed, *(output for output in outputs if output["output_type"] != "stream")]


def _without(value: Any, places: Mapping[str, str]) -> Any:
    """A value without these places, whatever it is made of; the data of results, but plain text, stays as it is."""
    if isinstance(value, dict):
        data = [key for key in value if "/" in key and key != "text/plain"]
        return {key: each if key in data else _without(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, places) for each in value]
    if not isinstance(value, str):
        return value
    for place, name in places.items():
        value = re.sub(rf"{_BEFORE}{re.escape(place)}{_AFTER}", name, value)
    return _ADDRESS.sub("…", _PROCESS.sub("ipykernel", value))


def _places(project: Path) -> dict[str, str]:
    """Folders of this machine and what to call them, the longest first."""
    named = {
        os.path.expanduser("~"): "<home>",  # noqa: PTH111 - Path.home() raises where there is no home
        tempfile.gettempdir(): "<temporary>",
        sys.base_prefix: "<python>",
        sys.prefix: "<python>",
        str(project): "<crimekit>",
    }
    whole = (place for place in sorted(named, key=len, reverse=True) if Path(place).is_absolute() and len(place) > 1)
    return {place: named[place] for place in whole}
