"""What an executed notebook holds for its page: the results of its cells and what an analyst added, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crimekit.blocks import MIME, Block, Figure, from_data
from crimekit.errors import RunError
from crimekit.page.added import Added

_KEPT_BACK = {"parameters", "injected-parameters", "guide", "explore"}  # tags of cells that speak to the analyst


def results(notebook: Mapping[str, Any], *, name: str = "notebook") -> tuple[Block, ...]:
    """Collect what the cells of an executed notebook show, and their Markdown.

    Code and warnings stay behind, and so do cells tagged ``guide`` or ``explore``. Whatever else a cell shows is on the
    page, or refused.

    Raises
    ------
    RunError
        If a cell failed, or shows what cannot stand on a page: the message names the notebook, the cell and why.
    DataError
        If a result is not what crimekit writes.

    Examples
    --------
    >>> heading = {"kind": "heading", "key": "cyber", "title": "Tackle cyber crime"}
    >>> output = {"output_type": "execute_result", "data": {"application/vnd.crimekit+json": heading}}
    >>> [block.title for block in results({"cells": [{"cell_type": "code", "outputs": [output]}]})]
    ['Tackle cyber crime']
    """
    found: list[Block] = []
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        outputs = cell.get("outputs", ())
        for output in outputs:
            if output.get("output_type") == "error":
                said = f"{output.get('ename', 'error')}: {output.get('evalue', '')}"
                raise RunError(f"{name}: cell {number} failed with {said}; a page is made of a notebook that ran")
        if _KEPT_BACK.isdisjoint(cell.get("metadata", {}).get("tags", ())):
            added = Added.of("".join(cell.get("source", "")), f"{name}: cell {number}", f"{name}-cell-{number}")
            if cell.get("cell_type") == "markdown":
                found += added.text(cell)
            if shown := list(_shown(outputs, added)):
                added.spent()
            found += shown
    return tuple(found)


def _shown(outputs: Sequence[Mapping[str, Any]], added: Added) -> Iterator[Block]:
    pictured = any(kind.startswith("image/") for output in outputs for kind in output.get("data", ()))
    for output in outputs:
        data = output.get("data", {})
        if output.get("name") == "stdout" and "".join(output["text"]).strip():
            data = {"text/plain": output["text"]}
        elif pictured and set(data) == {"text/plain"}:  # it names the axes of the picture
            data = {}
        if MIME in data:
            for block in from_data(data[MIME]):
                yield added.described(block) if isinstance(block, Figure) else block
        elif data:
            yield from added.shown(data)
