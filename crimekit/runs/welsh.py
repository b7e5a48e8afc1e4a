"""The pages of a report in Welsh, beside the English ones and out of the same executed notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from crimekit.blocks import Block, Page, Prose
from crimekit.errors import ParameterError
from crimekit.page.document import render, section_pages
from crimekit.page.welsh import Catalogue, finished, welsh_page
from crimekit.parameters.yaml import file_name, read_yaml
from crimekit.reports.cases.case import case_of
from crimekit.reports.commentary.texts import typed_texts
from crimekit.runs.plan import Plan
from crimekit.runs.texts import figures_of

_ONLY_ENGLISH = "In English only: the page of methods, the tables as CSV, the spreadsheet and the data files."
_NOT_REVIEWED = "No Welsh speaker has reviewed the words of this page yet."


def welsh_addresses(*addresses: str) -> tuple[tuple[str, str], ...]:
    """Each address of an English page with that of the same page in Welsh.

    Examples
    --------
    >>> welsh_addresses("report.html", "sections/homicide.html")
    (('report.html', 'adroddiad.html'), ('sections/homicide.html', 'adrannau/homicide.html'))
    """
    return tuple(
        (each, each.replace("report.html", "adroddiad.html").replace("sections/", "adrannau/")) for each in addresses
    )


def welsh_pages(plan: Plan, page: Page, blocks: Sequence[Block]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The pages in Welsh by their addresses, and what they lack, with the place of each.

    `page` is what surrounds the English one, but says of drafts and the publication what the Welsh texts do.
    """
    texts = plan.welsh
    reviewed, said = texts.reviewed_by if texts else "", texts and texts.publication
    catalogue = _catalogue(plan, reviewed, *((said.contact, said.next, said.formats) if said else ()))
    typed = _typed(plan, catalogue)
    told = [typed.get(block.key, block) if isinstance(block, Prose) else block for block in blocks]
    address, twins = page.twins[0][1], dict(page.twins)
    made = replace(
        page,
        language="cy",
        marking=catalogue.say(page.marking) or page.marking,
        draft=page.draft if reviewed else f"{page.draft} {_NOT_REVIEWED}".lstrip(),
        about=(*page.about, ("Reviewed by", reviewed), ("Language", _ONLY_ENGLISH)),
        pages=tuple((key, twins[to]) for key, to in page.pages),
        twins=tuple((other, own) for own, other in page.twins),
    )

    def drawn(page: Page) -> dict[str, tuple[str, tuple[str, ...]]]:
        pages = {address: render(page, told), **section_pages(page, told, name=address)}
        return {to: welsh_page(html, catalogue, typed) for to, html in pages.items()}

    pages = drawn(made)
    lacking = tuple(dict.fromkeys(chain(_unlike(blocks, typed), *(found for _, found in pages.values()))))
    if lacking:
        count = "1 text of this report is" if len(lacking) == 1 else f"{len(lacking)} texts of this report are"
        pages = drawn(replace(made, draft=f"{made.draft} {count} not in Welsh as in English.".lstrip()))
    return {to: html for to, (html, _) in pages.items()}, lacking


def _catalogue(plan: Plan, *as_typed: str) -> Catalogue:
    """The words of the project, with texts that are in Welsh already."""
    path = plan.parameters.folder / "cy.yml"
    kinds: dict[str, dict[str, str]] = {}
    for kind, patterns in read_yaml(path).items():
        if not isinstance(patterns, dict) or not all(isinstance(welsh, str) for welsh in patterns.values()):
            raise ParameterError(f"{file_name(path)}: {kind}: expected lines of text, 'English: Welsh'")
        if kind != "uncertain":
            kinds[kind] = {english: str(welsh) for english, welsh in patterns.items()}
    try:
        return Catalogue(kinds, [text for text in as_typed if text])
    except ParameterError as error:
        raise ParameterError(f"{file_name(path)}: {error}") from None


def _typed(plan: Plan, catalogue: Catalogue) -> dict[str, Prose]:
    """The texts that somebody has typed in Welsh, by their anchors; a figure in them that has no Welsh is refused."""
    case = case_of(plan.run, plan.inputs, plan.parameters)
    found: dict[str, Prose] = {}

    def figures(section: str) -> Mapping[str, str]:
        named = {name: catalogue.say(text) for name, text in figures_of(section, case, plan.run).items()}
        return {name: finished(said, marked=False) for name, said in named.items() if said is not None}

    for section, names in plan.report.texts.items() if plan.welsh else ():
        for block in typed_texts(section, names, case, partial(figures, section), plan.welsh):
            if isinstance(block, Prose):
                found[block.key] = block
    return found


def _unlike(blocks: Sequence[Block], typed: Mapping[str, Prose]) -> Iterator[str]:
    """Texts in Welsh without one in English, or with other numbers in it."""
    english = {block.key: block.markdown for block in blocks if isinstance(block, Prose)}
    for key, block in typed.items():
        welsh, other = (sorted(re.findall(r"\d+(?:[.,]\d+)*", text)) for text in (block.markdown, english.get(key, "")))
        if key not in english:
            yield f"{key}: a text in Welsh, and none in English"
        elif welsh != other:
            yield f"{key}: found the numbers {', '.join(welsh) or 'none'}; in English {', '.join(other) or 'none'}"
