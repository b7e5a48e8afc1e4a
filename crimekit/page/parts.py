"""Each section of a page as a page of its own, that leads to the whole and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crimekit.blocks import Block, Heading, Page
from crimekit.page.document import render


def section_pages(page: Page, blocks: Sequence[Block], *, name: str) -> dict[str, str]:
    """The pages that `page.pages` promises, by their addresses; `name` is the file of the whole page.

    Their tables and figures have the numbers that they have on the whole page. A section that is not among `blocks`
    has no page.

    Examples
    --------
    >>> whole = Page("Measures", "Gwent", "", "Q1", pages=(("cyber", "sections/cyber.html"),))
    >>> (address, html), *_ = section_pages(whole, [Heading("cyber", "Cyber crime")], name="report.html").items()
    >>> address, "<h1>Cyber crime</h1>" in html, 'href="../report.html"' in html
    ('sections/cyber.html', True, True)
    """
    addresses = dict(page.pages)
    return {
        addresses[heading.key]: render(_own(page, heading, addresses[heading.key], name), inside, before)
        for heading, before, inside in _sections(blocks)
        if heading.key in addresses
    }


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[Heading, Sequence[Block], Sequence[Block]]]:
    """Each heading with the blocks before it and those under it."""
    starts = [place for place, block in enumerate(blocks) if isinstance(block, Heading)]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        heading = blocks[start]
        if isinstance(heading, Heading):
            yield heading, blocks[:start], blocks[start + 1 : end]


def _own(page: Page, heading: Heading, address: str, name: str) -> Page:
    up = "../" * address.count("/")
    above = tuple((text, up + to) for text, to in (*page.trail, (page.title, name)))
    return replace(
        page,
        title=heading.title,
        trail=above,
        csv_folder=up + page.csv_folder if page.csv_folder else "",
        downloads=tuple((text, up + to) for text, to in page.downloads),
        pages=(),
        contents=(),
    )
