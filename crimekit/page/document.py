"""The whole page: banner, contents, sections, footer, in one file that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from crimekit.page.blocks import Block, Figure, Heading, Page, Table
from crimekit.page.html import Place, address, anchor, environment, fragment, stylesheet

_RESERVED = ("main", "contents", "contents-title")
_ACCESSIBILITY = (
    "This page is made to meet the Web Content Accessibility Guidelines 2.2 at level AA: every chart has a "
    "description and a table of its figures, and the page works with a keyboard, with a screen reader and at any size."
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under one heading; the part before the first heading has no anchor."""

    anchor: str
    title: str
    key: str
    fragments: tuple[Markup, ...]


def render(page: Page, blocks: Sequence[Block]) -> str:
    """The published page as HTML; the same page and blocks give the same text.

    Tables and figures are numbered through the page. A block's key is its anchor; where keys repeat, the later ones
    get a number.

    Examples
    --------
    >>> page = Page("National Police and Crime Measures", "Gwent", "Police and Crime Commissioner for Gwent", "Q1")
    >>> html = render(page, [Heading("cyber", "Tackle cyber crime")])
    >>> html.splitlines()[0], "<script" in html
    ('<!doctype html>', False)
    """
    sections = _sections(list(zip(blocks, _places(page, blocks), strict=True)))
    headed = [section for section in sections if section.anchor]
    style = stylesheet()
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            sections=sections,
            contents=[section for section in headed if not page.contents or section.key in page.contents],
            style=style,
            policy=policy(style),
            accessibility=_ACCESSIBILITY,
        )
        .strip()
        + "\n"
    )


def policy(style: str) -> str:
    """The Content-Security-Policy that allows this one stylesheet and nothing else.

    Examples
    --------
    >>> policy("")
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src data:"
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"


def _places(page: Page, blocks: Sequence[Block]) -> Iterator[Place]:
    anchors = _anchors(blocks)
    links = {block.key: made for block, made in reversed(list(zip(blocks, anchors, strict=True)))}
    numbers = {Table: 0, Figure: 0}
    level = 2
    for block, made in zip(blocks, anchors, strict=True):
        level = 3 if isinstance(block, Heading) else level
        place = Place(made, level=level, links=links, csv=_csv(page, block, links))
        if isinstance(block, Table | Figure):
            numbers[type(block)] += 1
            place = replace(place, label=f"{block.kind.capitalize()} {numbers[type(block)]}")
        yield place


def _anchors(blocks: Sequence[Block]) -> tuple[str, ...]:
    taken: dict[str, int] = dict.fromkeys(_RESERVED, 1)
    made = []
    for block in blocks:
        name = wanted = anchor(block.key)
        while name in taken:
            taken[wanted] += 1
            name = f"{wanted}-{taken[wanted]}"
        taken[name] = 1
        made.append(name)
    return tuple(made)


def _csv(page: Page, block: Block, links: Mapping[str, str]) -> str:
    if not page.csv_folder or not isinstance(block, Table | Figure):
        return ""
    return address(f"{page.csv_folder}/{anchor(block.key)}.csv")


def _sections(placed: Sequence[tuple[Block, Place]]) -> list[Section]:
    sections = [Section("", "", "", ())]
    for block, place in placed:
        if isinstance(block, Heading):
            sections.append(Section(place.anchor, block.title, block.key, ()))
        made = fragment(block, place)
        sections[-1] = replace(sections[-1], fragments=(*sections[-1].fragments, made))
    return [section for section in sections if section.fragments]
