"""What an executed notebook holds for its page: the data of its results, in order, and nothing else of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crimekit.blocks import MIME, Block, Prose, from_data
from crimekit.errors import RunError

_PUBLISHED = "publish"  # the tag of a Markdown cell that goes onto the page


def results(notebook: Mapping[str, Any], *, name: str = "notebook") -> tuple[Block, ...]:
    """Collect what the cells of an executed notebook show.

    Code, printed text and warnings stay behind; so do Markdown cells, which speak to the analyst, unless they carry
    the tag ``publish``.

    Raises
    ------
    RunError
        If a cell failed: the message names the notebook, the cell and its error.
    DataError
        If a result is not what crimekit writes.

    Examples
    --------
    >>> heading = {"kind": "heading", "key": "cyber", "title": "Tackle cyber crime"}
    >>> output = {"output_type": "execute_result", "data": {"application/vnd.crimekit+json": heading}}
    >>> results({"cells": [{"cell_type": "code", "outputs": [output]}]})
    (Heading(key='cyber', title='Tackle cyber crime', subtitle=''),)
    """
    found: list[Block] = []
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        if cell.get("cell_type") == "markdown" and _PUBLISHED in cell.get("metadata", {}).get("tags", ()):
            found.append(Prose(f"text-{number}", "", "".join(cell.get("source", ""))))
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "error":
                said = f"{output.get('ename', 'error')}: {output.get('evalue', '')}"
                raise RunError(f"{name}: cell {number} failed with {said}; a page is made of a notebook that ran")
            payload = output.get("data", {}).get(MIME)
            if payload is not None:
                found += from_data(payload)
    return tuple(found)
