"""What says itself in a line, and in JupyterLab shows the chosen of its blocks."""

from __future__ import annotations

import pandas as pd

import crimekit
from crimekit.blocks import Blocks, Heading, Table


class Brief:
    """A part of a report as an object: a line of text, its blocks in JupyterLab, its tables as a frame.

    What it shows is for whoever looks at it in a notebook, and no part of the published page.
    """

    def _shown(self) -> Blocks:
        """What JupyterLab shows of it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        titles = [block.title for block in self._shown() if isinstance(block, Heading)]
        return f"{type(self).__name__}: {', '.join(titles)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": crimekit.mime_bundle(self._shown())["text/html"]}

    def to_frame(self) -> pd.DataFrame:
        """The tables that it shows as one frame: numbers unrounded, words as printed."""
        tables = [_frame(block) for block in self._shown() if isinstance(block, Table)]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _frame(table: Table) -> pd.DataFrame:
    is_number = [column.kind == "number" for column in table.columns]
    rows = [
        [cell.value if number else cell.text for cell, number in zip(row, is_number, strict=True)] for row in table.rows
    ]
    return pd.DataFrame(rows, columns=[column.title for column in table.columns])
