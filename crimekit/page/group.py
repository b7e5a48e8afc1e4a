"""Several blocks that one notebook cell shows, in order; there may be none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crimekit.blocks import MIME, Block, data

KIND = "blocks"


@dataclass(frozen=True)
class Blocks:
    """Blocks in order; shows each of them in JupyterLab and carries the data of all.

    Examples
    --------
    >>> from crimekit.blocks import Heading
    >>> len(Blocks((Heading("cyber", "Tackle cyber crime"),)))
    1
    """

    items: tuple[Block, ...]

    def __iter__(self) -> Iterator[Block]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, position: int) -> Block:
        return self.items[position]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from crimekit.page import html, text

        return {
            MIME: {"kind": KIND, "items": [data(block) for block in self.items]},
            "text/html": html.blocks_html(self.items) if self.items else "<p>Nothing to show here.</p>",
            "text/plain": "\n\n".join(text.plain(block) for block in self.items) or "Nothing to show here.",
        }
